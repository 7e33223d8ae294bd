// Learning rates over a training, as functions of the step. They need nothing else of this library.
//
//     double constant_lr(double step, const lr_schedule& over)
//     double linear_lr(double step, const lr_schedule& over)
//     double cosine_lr(double step, const lr_schedule& over)
//     double wsd_lr(double step, const lr_schedule& over)          warm-up, stable, decay
//
//     opt.settings(0).lr = signopt::cosine_lr(static_cast<double>(opt.steps()), {0.1, 100, 10000, 0.01});
//
// `step` counts from 0 and is the number of steps already done (optimizer::steps). All begin with the same warm-up:
//
//     step < warmup              peak * (step + 1) / warmup, at most peak: the first step's rate is not 0, and the last
//                                one's is peak
//     otherwise, with p = (step - warmup) / (total - warmup), at most 1
//       constant_lr              peak
//       linear_lr                peak * (1 - (1 - final_fraction) * p)
//       cosine_lr                peak * (1 - (1 - final_fraction) * (1 - cos(pi * p)) / 2)
//       wsd_lr                   peak up to the last decay_fraction of the steps behind the warm-up, and from there on
//                                as linear_lr: with q = (p - (1 - decay_fraction)) / decay_fraction in p's place
//
// From `total` on the rate stays at peak * final_fraction, that of constant_lr at peak. Sources: Loshchilov, Hutter,
// "SGDR", ICLR 2017 (cosine); Hu et al., "MiniCPM", 2024 (warm-up, stable, decay).
//
// Where the formulas alone do not say it, the first of these rules does that applies:
//
//   step, peak or final_fraction is NaN or infinite            0
//   step is negative                                           the value at step 0
//   warmup is negative or NaN                                  no warm-up
//   total is NaN, or not above warmup                          p is 1 behind the warm-up
//   total is infinite                                          p is 0
//   decay_fraction is NaN or not above 0                       q is 0 up to total, and 1 from there on
//   decay_fraction is above 1                                  1
//
// The rules hold under -ffast-math too. Pure, thread-safe, constant time; nothing is allocated or thrown.
#pragma once

#include <cmath>

#include "detail/base/schedule.hpp"

namespace signopt {

/// What the four schedules have in common.
struct lr_schedule {
  double peak = 0;              ///< the highest rate, behind the warm-up
  double warmup = 0;            ///< how many steps it takes to get there
  double total = 0;             ///< the length of the training, in steps, warm-up and all
  double final_fraction = 0;    ///< of the peak, at the end
  double decay_fraction = 0.1;  ///< wsd_lr alone: how much of what is behind the warm-up decays
};

inline namespace SIGNOPT_ABI {

/// The peak, as soon as the warm-up is over.
[[nodiscard]] inline double constant_lr(double step, const lr_schedule& over) {
  return detail::scheduled_lr(step, over, [](double) { return 0.0; });
}

/// From the peak straight down to peak * final_fraction, which it reaches at `total`.
[[nodiscard]] inline double linear_lr(double step, const lr_schedule& over) {
  return detail::scheduled_lr(step, over, [](double p) { return p; });
}

/// The same in half a wave.
[[nodiscard]] inline double cosine_lr(double step, const lr_schedule& over) {
  return detail::scheduled_lr(step, over, [](double p) { return 0.5 * (1 - std::cos(detail::pi * p)); });
}

/// The peak, and straight down in the last decay_fraction of the steps: warm-up, stable, decay.
[[nodiscard]] inline double wsd_lr(double step, const lr_schedule& over) {
  return detail::scheduled_lr(step, over, [&over](double p) {
    const double decay = detail::fraction_of(over.decay_fraction);
    const double into_decay = p - (1 - decay);
    return p < 1 ? (into_decay > 0 ? into_decay / decay : 0) : 1;
  });
}

}  // namespace SIGNOPT_ABI
}  // namespace signopt
