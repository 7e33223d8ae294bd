// What an optimizer object (optimizer.hpp) is asked for with a step, and what it says of one.
//
//     const signopt::step_report report = opt.step({1 / loss_scale, 1.0});    // C++20: {.scale = ...}
//     std::cout << report << '\n';
//
//     step 128: applied, gradient norm 2.71828, clip 0.367879
//     step 128: skipped, gradient norm inf
//
// Plain data, and one type in the whole program (parameter.hpp).
#pragma once

#include <cstdint>
#include <ostream>

#include "detail/base/real_number.hpp"

namespace signopt {

/// The defaults are a plain step, which is skipped where a gradient is infinite or NaN.
struct step_request {
  double scale = 1;             ///< gradients are multiplied by it first: 1 / loss scale, or 1 / accumulated batches
  double max_grad_norm = 0;     ///< above 0: where the norm of all gradients after `scale` is larger, it becomes this
  bool skip_non_finite = true;  ///< whether a gradient that is infinite or NaN stops the step, for all tensors
};

/// What the gradients of all tensors are together.
struct gradient_report {
  double norm = 0;        ///< Euclidean, after the scale; infinite where squares of float64 overflow
  bool is_finite = true;  ///< whether every element of every gradient is
};

/// What a step of an optimizer object did.
struct step_report {
  bool applied = false;   ///< whether anything was updated
  double grad_norm = 0;   ///< as in gradient_report; NaN where the request did not ask for a look at the gradients
  double clip = 1;        ///< what the gradients were multiplied by beside `scale`
  std::int64_t step = 0;  ///< how many steps have been applied, with this one if it was
};

inline namespace SIGNOPT_ABI {

/// One line, without its end. What the request did not ask for is left out.
inline std::ostream& operator<<(std::ostream& out, const step_report& report) {
  out << "step " << report.step << ": " << (report.applied ? "applied" : "skipped");
  const bool is_known = !report.applied || detail::magnitude_bits(report.grad_norm) <= detail::infinity_bits;
  if (is_known) out << ", gradient norm " << report.grad_norm;
  if (report.clip != 1) out << ", clip " << report.clip;
  return out;
}

}  // namespace SIGNOPT_ABI
}  // namespace signopt
