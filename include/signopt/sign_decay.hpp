// Schedules for the sign_decay of AddSign and PowerSign, as functions of the step. They need nothing else of this
// library.
//
//     double linear_sign_decay(double step, double total_steps)
//     double cosine_sign_decay(double step, double total_steps, double num_periods = 0.5)
//     double restart_sign_decay(double step, double total_steps, double num_periods = 1)
//
// Source: Bello, Zoph, Vasudevan, Le, "Neural Optimizer Search with Reinforcement Learning", ICML 2017, section 4.2, in
// the form of TensorFlow's tf.contrib.opt.get_linear_decay_fn, get_cosine_decay_fn and get_restart_decay_fn.
//
// `step` counts from 0 and is the number of updates already done (the first update gets step 0 and with it the value
// 1); `total_steps` is the length of the training. The result is a double in [0, 1] whatever the arguments are. Where
// the formulas alone do not say it, the first of these rules does that applies:
//
//   total_steps is 0, negative or NaN; step is NaN or infinite   0: no training is left
//   total_steps is infinite                                      1
//   step is negative                                             the value at step 0
//   num_periods is NaN or infinite; 2 pi num_periods step        0
//     overflows, or the angle does
//   num_periods is negative                                      as its magnitude: the cosine is even
//   step is beyond total_steps                                   linear stays at 0; cosine follows its wave, and so
//                                                                rises again; restart begins its next period, from 1
//
// The rules hold under -ffast-math too, but for denormal arguments, which may count as 0 there. Steps beyond 2^53 are
// rounded to double, and the angle with them.
//
// Pure, thread-safe, constant time; nothing is allocated or thrown.
#pragma once

#include <cmath>

#include "detail/base/schedule.hpp"

namespace signopt {
inline namespace SIGNOPT_ABI {

/// From 1 at step 0 straight down to 0 at total_steps, and 0 from there on: max(0, (total_steps - step) / total_steps).
[[nodiscard]] inline double linear_sign_decay(double step, double total_steps) {
  return detail::schedule(step, total_steps, [](double done, double total) { return (total - done) / total; });
}

/// (1 + cos(2 pi num_periods step / total_steps)) / 2: with the default half period, smoothly from 1 at step 0
/// down to 0 at total_steps. Past total_steps it follows the same wave: up again to 1 at 2 total_steps, and so on.
[[nodiscard]] inline double cosine_sign_decay(double step, double total_steps, double num_periods = 0.5) {
  return detail::schedule(step, total_steps, [num_periods](double done, double total) {
    return 0.5 * (1 + std::cos(detail::pi * 2 * num_periods * done / total));
  });
}

/// (1 + cos(pi ((num_periods step) mod total_steps) / total_steps)) / 2: num_periods times smoothly from 1 down to 0,
/// in total_steps / num_periods steps each. Each period's last value is just above 0, since the next begins with 1: so
/// at total_steps itself with a whole num_periods, and in the same way past it.
[[nodiscard]] inline double restart_sign_decay(double step, double total_steps, double num_periods = 1) {
  return detail::schedule(step, total_steps, [num_periods](double done, double total) {
    return 0.5 * (1 + std::cos(detail::pi * std::fmod(num_periods * done, total) / total));
  });
}

}  // namespace SIGNOPT_ABI
}  // namespace signopt
