// Schedules for AddSign's sign_decay, as functions of the step. They need nothing else of this library.
//
// Source: Bello, Zoph, Vasudevan, Le, "Neural Optimizer Search with Reinforcement Learning", ICML 2017, section 4.2, in
// the form of TensorFlow's tf.contrib.opt.get_linear_decay_fn, get_cosine_decay_fn and get_restart_decay_fn.
//
// In all three: `step` counts from 0 and is the number of updates already done (the first update gets step 0 and with
// it the value 1); `total_steps` is the length of the training and must be positive; results are double, in [0, 1] for
// 0 <= step <= total_steps. Pure, thread-safe, constant time; nothing is checked or thrown: a total_steps of 0 gives
// NaN or a meaningless number, as the formula does.
#pragma once

#include <cmath>

#include "detail/base/config.hpp"

namespace signopt {
namespace detail {
inline constexpr double pi = 3.14159265358979323846;
}
inline namespace SIGNOPT_ABI {

/// From 1 at step 0 straight down to 0 at total_steps, and 0 from there on: max(0, (total_steps - step) / total_steps).
[[nodiscard]] inline double linear_sign_decay(double step, double total_steps) {
  const double remaining = (total_steps - step) / total_steps;
  return remaining < 0 ? 0 : remaining;
}

/// (1 + cos(2 pi num_periods step / total_steps)) / 2: with the default half period, smoothly from 1 at step 0
/// down to 0 at total_steps.
[[nodiscard]] inline double cosine_sign_decay(double step, double total_steps, double num_periods = 0.5) {
  return 0.5 * (1 + std::cos(detail::pi * 2 * num_periods * step / total_steps));
}

/// (1 + cos(pi ((num_periods step) mod total_steps) / total_steps)) / 2: num_periods times smoothly from 1 down to 0,
/// in total_steps / num_periods steps each.
[[nodiscard]] inline double restart_sign_decay(double step, double total_steps, double num_periods = 1) {
  return 0.5 * (1 + std::cos(detail::pi * std::fmod(num_periods * step, total_steps) / total_steps));
}

}  // namespace SIGNOPT_ABI
}  // namespace signopt
