// The learning rate of each step, by the schedules of signopt.
#pragma once

#include <signopt/lr_schedule.hpp>

#include "options.hpp"

namespace training {

inline double learning_rate(const options& chosen, double step, double total_steps) {
  const signopt::lr_schedule over{chosen.lr, static_cast<double>(chosen.warmup), total_steps};
  if (chosen.schedule == "linear") return signopt::linear_lr(step, over);
  if (chosen.schedule == "cosine") return signopt::cosine_lr(step, over);
  return signopt::constant_lr(step, over);
}

}  // namespace training
