// What schedules over a training have in common (sign_decay.hpp, lr_schedule.hpp): the values at arguments and results
// that are no numbers, or out of range.
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

// In [0, 1]; 0 for a NaN.
inline double fraction_of(double value) {
  if (magnitude_bits(value) > infinity_bits || value <= 0) return 0;
  return value < 1 ? value : 1;
}

// peak * (1 - (1 - final_fraction) * done(p)) behind the warm-up, under the rules of lr_schedule.hpp.
template <class Schedule, class Done>
double scheduled_lr(double step, const Schedule& over, const Done& done) {
  if (!is_real(step) || !is_real(over.peak) || !is_real(over.final_fraction)) return 0;
  const double at = step < 0 ? 0 : step;
  const bool has_warmup = magnitude_bits(over.warmup) <= infinity_bits && over.warmup > 0;
  if (has_warmup && at < over.warmup) return over.peak * fraction_of((at + 1) / over.warmup);
  const double warmup = has_warmup ? over.warmup : 0, length = over.total - warmup;
  const bool is_over = magnitude_bits(over.total) > infinity_bits || length <= 0 || at >= over.total;
  const double p = is_over ? 1 : fraction_of((at - warmup) / length);
  return over.peak * (1 - (1 - over.final_fraction) * done(p));
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
