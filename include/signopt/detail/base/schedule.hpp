// What schedules over a training have in common (sign_decay.hpp): the values at arguments and results that are no
// numbers, or out of range.
#pragma once

#include "real_number.hpp"

namespace signopt {
namespace detail {
inline constexpr double pi = 3.14159265358979323846;

inline namespace SIGNOPT_ABI {

// formula(step, total_steps), under the rules of sign_decay.hpp for what is no number and for results that are none.
template <class Formula>
double schedule(double step, double total_steps, const Formula& formula) {
  if (!is_real(step) || magnitude_bits(total_steps) > infinity_bits || total_steps <= 0) return 0;
  if (!is_real(total_steps)) return 1;
  const double value = formula(step < 0 ? 0 : step, total_steps);
  if (!is_real(value) || value <= 0) return 0;
  return value < 1 ? value : 1;
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
