// A loss scale that finds its value: for gradients in 16 bits, which would underflow to 0 without one. The loss is
// multiplied by it before the backward pass, and the gradients by its inverse before the step (step_request::scale). It
// knows no optimizer; the step tells whether it was applied.
//
//     signopt::dynamic_loss_scale loss_scale;
//     for (...) {
//       ...                                                          the gradients of loss * loss_scale.scale
//       loss_scale.update(opt.step({1 / loss_scale.scale}).applied);
//     }
//     opt.save(path, {{"loss_scale", loss_scale.to_text()}});
//     loss_scale = signopt::dynamic_loss_scale::from_text(opt.load(path).at("loss_scale"));
//
// A step that was not applied, since a gradient was infinite or NaN, makes the scale `backoff` times what it was; after
// `interval` applied steps in a row it becomes `growth` times that. The scheme and the defaults are those of PyTorch's
// torch.amp.GradScaler. It does not grow or shrink to where it or its inverse would be no normal number of float32. A
// scale that is so small, and skips all the same, says that the gradients are not finite whatever the scale is: a loop
// had better bound its skipped steps (docs/training.md).
//
// Plain data, of the part of a program that it was compiled with, as parameter_set is (parameter.hpp). update allocates
// and throws nothing. to_text has all bits of all members, for the pairs of text that optimizer::save takes; from_text
// reads that, in every locale, and throws state_error where the text is another.
#pragma once

#include <charconv>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <system_error>

#include "detail/base/raise_error.hpp"
#include "detail/state/hexfloat.hpp"
#include "error.hpp"

namespace signopt {
inline namespace SIGNOPT_ABI {

/// See the top of this header.
struct dynamic_loss_scale {
  double scale = 65536;      ///< what the loss is multiplied by
  double growth = 2;         ///< the scale becomes so many times larger
  double backoff = 0.5;      ///< and so many times what it was, where a step was not applied
  int interval = 2000;       ///< after how many applied steps in a row it grows
  int applied_in_a_row = 0;  ///< how many these are now

  /// After each step: whether it was applied (step_report).
  void update(bool applied) {
    applied_in_a_row = applied ? applied_in_a_row + 1 : 0;
    if (applied && applied_in_a_row < interval) return;
    applied_in_a_row = 0;
    const double next = scale * (applied ? growth : backoff);
    if (applied ? next <= 0x1p126 : next >= 0x1p-126) scale = next;
  }

  /// As "0x1.0000000000000p+16 0x1.0000000000000p+1 0x1.0000000000000p-1 2000 0": the members in their order.
  std::string to_text() const {
    std::string text;
    for (const double number : {scale, growth, backoff}) text.append(detail::hexfloat(number)).append(" ");
    return text.append(std::to_string(interval)).append(" ").append(std::to_string(applied_in_a_row));
  }

  /// Of what to_text wrote; state_error where the text is another.
  static dynamic_loss_scale from_text(std::string_view text) {
    dynamic_loss_scale read;
    std::string_view rest = text;
    const auto next_word = [&rest] {
      const std::string_view word = rest.substr(0, rest.find(' '));
      rest.remove_prefix(word.size() < rest.size() ? word.size() + 1 : word.size());
      return word;
    };
    bool is_valid = true;
    for (double* const number : {&read.scale, &read.growth, &read.backoff})
      is_valid = is_valid && detail::read_hexfloat(next_word(), *number);
    for (int* const number : {&read.interval, &read.applied_in_a_row}) {
      const std::string_view word = next_word();
      is_valid = is_valid && std::from_chars(word.data(), word.data() + word.size(), *number).ec == std::errc();
    }
    // Nothing more or less than what is written of it: no sign, space or digit is taken that is not there again.
    is_valid = is_valid && read.applied_in_a_row >= 0 && read.applied_in_a_row < (std::numeric_limits<int>::max)();
    if (!is_valid || read.to_text() != text) {
      detail::raise_error<state_error>("\"", text, "\" is no loss scale: expected what to_text wrote, three ",
                                       "hexadecimal numbers and two integers");
    }
    return read;
  }
};

}  // namespace SIGNOPT_ABI
}  // namespace signopt
