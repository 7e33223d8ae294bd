// PowerSign, Lion and Signum, with their settings by name.
#include <cmath>
#include <iostream>
#include <signopt/signopt.hpp>

int main() {
  const Eigen::ArrayXf start = Eigen::ArrayXf::Constant(5, 1.0f), grad = Eigen::ArrayXf::Constant(5, 0.5f);
  Eigen::ArrayXf var = start, m = Eigen::ArrayXf::Zero(5);

  signopt::power_sign_settings power{0.1};  // lr; logbase starts as 1, for the base e
  power.sign_decay = 0.99;
  signopt::apply_power_sign(var, m, power, grad);
  const float powered = var[0];

  var = start;
  m.setZero();
  signopt::lion_settings lion{1e-3};  // lr; beta1 0.9, beta2 0.99
  lion.weight_decay = 0;
  for (int step = 0; step < 100; ++step) signopt::apply_lion(var, m, lion, grad);
  const float after_lion = var[4];

  var = start;
  m.setZero();
  signopt::signum_settings signum{1e-3};  // lr; beta 0.9
  signum.weight_decay = 0.1;
  signopt::apply_signum(var, m, signum, grad);
  const float after_signum = var[0];

  const bool power_is_right = std::abs(powered - (1 - 0.1 * std::exp(0.99) * 0.5)) < 1e-6;
  const bool lion_is_right = std::abs(after_lion - 0.9f) < 1e-4f;  // 100 steps of lr, whatever the gradient's size is
  const bool signum_is_right = std::abs(after_signum - (1 - 1e-3 * 0.1 - 1e-3)) < 1e-6;
  std::cout << powered << ' ' << after_lion << ' ' << after_signum << '\n';
  return power_is_right && lion_is_right && signum_is_right ? 0 : 1;
}
