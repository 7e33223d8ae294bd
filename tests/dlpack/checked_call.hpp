// Makes a described call and checks all that it does: the error against the verdict, each element against the oracle,
// and that nothing else was written.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <signopt/dlpack.hpp>
#include <sstream>
#include <string>
#include <typeinfo>
#include <vector>

#include "support/special_values.hpp"
#include "verdict.hpp"

namespace signopt_test::dlpack {

struct outcome {
  enum class kind { computed, refused, not_made };

  kind of = kind::not_made;
  error_kind error = no_error;  // where it was refused
  std::string message;          // of the error
  std::string complaint;        // empty: all is as it must be
};

class checked_call {
 public:
  outcome operator()(const call_description& call) {
    outcome found;
    const placed_tensor var(call.var, arenas_), m(call.m, arenas_), grad(call.grad, arenas_);
    const verdict expected = judge(call, var, m, grad).result();
    if (!expected.can_be_made && expected.deserved == no_error) return found;

    fill(call, var, m, grad);
    remember();
    make(call, var, m, grad, found);
    if (found.of == outcome::kind::refused) {
      const unsigned possible = expected.deserved | expected.tolerated;
      if ((possible & found.error) == 0) complain(found, "an error that it does not deserve: " + found.message);
      if (found.message.rfind("signopt: ", 0) != 0) complain(found, "no message of ours: " + found.message);
    } else {
      if (expected.deserved != no_error) complain(found, "no error, but it deserves one");
      if (expected.has_result && found.complaint.empty()) compare(call, var, m, grad, found);
      for (const placed_tensor* written : {&var, &m}) forget(*written);
    }
    for (std::size_t i = 0; i < arena_count; ++i) {
      const bool is_same = std::memcmp(arenas_[i].begin(), before_[i].data(), arena::size) == 0;
      if (!is_same) complain(found, "something was written that must not be");
    }
    return found;
  }

 private:
  static constexpr std::size_t arena_count = 3;

  static void complain(outcome& found, const std::string& what) {
    found.complaint += (found.complaint.empty() ? "" : "; ") + what;
  }

  static void fill_elements(const placed_tensor& tensor, random_bits& random) {
    if (!is_supported(tensor.description().dtype)) return;
    const format f = format_of(tensor.description().dtype);
    for (std::size_t k = 0; k < tensor.elements().size(); ++k) tensor.write(k, mixed_bits(f, random));
  }

  void fill(const call_description& call, const placed_tensor& var, const placed_tensor& m, const placed_tensor& grad) {
    random_bits random(call.seed);
    for (const arena& each : arenas_) std::memset(each.begin(), static_cast<int>(random() & 0xff), arena::size);
    for (const placed_tensor* each : {&var, &m, &grad}) fill_elements(*each, random);
  }

  void remember() {
    for (std::size_t i = 0; i < arena_count; ++i) std::memcpy(before_[i].data(), arenas_[i].begin(), arena::size);
  }

  // Where an element was before the call.
  unsigned char* before(const placed_tensor& tensor, std::size_t element) {
    const std::size_t home = static_cast<std::size_t>(tensor.description().where.arena);
    return before_[home].data() + (tensor.elements()[element] - arenas_[home].begin());
  }

  // What was written with right.
  void forget(const placed_tensor& tensor) {
    for (std::size_t k = 0; k < tensor.elements().size(); ++k) {
      std::memcpy(before(tensor, k), tensor.elements()[k], tensor.description().element_size());
    }
  }

  std::uint64_t read_before(const placed_tensor& tensor, std::size_t element) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, before(tensor, element), tensor.description().element_size());
    return bits;
  }

  signopt::dl_scalar make_scalar(const scalar_description& scalar, unsigned char* home) {
    using kind = scalar_description::kind;
    const std::uint16_t bits16 = static_cast<std::uint16_t>(scalar.bits);
    switch (scalar.of) {
      case kind::number:
        return scalar.number;
      case kind::single:
        return static_cast<float>(scalar.number);
      case kind::integer:
        return scalar.integer;
      case kind::half:
        return framework_half{bits16};
      case kind::brain:
        return framework_bfloat16{bits16};
      case kind::tensor:
        break;
    }
    unsigned char* const first = home + scalar.tensor.where.shift % 8;
    std::memcpy(first, &scalar.bits, sizeof scalar.bits);
    return placed_tensor::make(scalar.tensor, first);
  }

  void make(const call_description& call, const placed_tensor& var, const placed_tensor& m, const placed_tensor& grad,
            outcome& found) {
    alignas(16) unsigned char homes[4][16];
    const DLTensor var_tensor = var.make(), m_tensor = m.make(), grad_tensor = grad.make();
    found.of = outcome::kind::refused;
    try {
      const signopt::dl_scalar first = make_scalar(call.scalars[0], homes[0]),
                               second = make_scalar(call.scalars[1], homes[1]),
                               third = make_scalar(call.scalars[2], homes[2]),
                               fourth = make_scalar(call.scalars[3], homes[3]);
      switch (call.rule) {
        case called_rule::power_sign:
          signopt::apply_power_sign(var_tensor, m_tensor, first, second, third, fourth, grad_tensor);
          break;
        case called_rule::lion:
          signopt::apply_lion(var_tensor, m_tensor, first, second, third, fourth, grad_tensor);
          break;
        case called_rule::signum:
          signopt::apply_signum(var_tensor, m_tensor, first, second, third, grad_tensor);
          break;
        default:
          signopt::apply_add_sign(var_tensor, m_tensor, first, second, third, fourth, grad_tensor);
      }
      found.of = outcome::kind::computed;
    } catch (const signopt::type_error& error) {
      found.error = type, found.message = error.what();
    } catch (const signopt::conversion_error& error) {
      found.error = conversion, found.message = error.what();
    } catch (const signopt::shape_error& error) {
      found.error = shape, found.message = error.what();
    } catch (const signopt::operand_error& error) {
      found.error = operand, found.message = error.what();
    }
  }

  void compare(const call_description& call, const placed_tensor& var, const placed_tensor& m,
               const placed_tensor& grad, outcome& found) {
    const format f = format_of(call.var.dtype), of_m = format_of(call.m.dtype);
    const step_function step = expected_step(call);
    for (std::size_t k = 0; k < var.elements().size(); ++k) {
      const oracle::result want = step(read_before(var, k), read_before(m, k), read_before(grad, k));
      if (oracle::same(f, var.read(k), want.var) && oracle::same(of_m, m.read(k), want.m)) continue;
      std::ostringstream text;
      text << std::hex << "element " << std::dec << k << " of " << var.elements().size() << std::hex << ": var 0x"
           << read_before(var, k) << " m 0x" << read_before(m, k) << " grad 0x" << read_before(grad, k)
           << " became var 0x" << var.read(k) << " m 0x" << m.read(k) << ", expected var 0x" << want.var << " m 0x"
           << want.m;
      return complain(found, text.str());
    }
  }

  arena arenas_[arena_count];
  std::array<unsigned char, arena::size> before_[arena_count];
};

}  // namespace signopt_test::dlpack
