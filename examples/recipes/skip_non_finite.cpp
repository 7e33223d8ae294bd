// Skipping a step whose gradient is not finite: after an overflow under loss scaling, for one. The library computes
// what the formula gives, NaN included, so the caller looks first: with all_finite, which -ffast-math does not turn off
// as it does grad.isFinite().
#include <cstdio>
#include <limits>
#include <signopt/apply_add_sign.hpp>

// Does the step and returns true, or leaves var and m alone and returns false.
bool step_if_finite(Eigen::ArrayXf& var, Eigen::ArrayXf& m, const signopt::add_sign_settings& settings,
                    const Eigen::ArrayXf& grad) {
  if (!signopt::all_finite(grad)) return false;
  signopt::apply_add_sign(var, m, settings, grad);
  return true;
}

int main() {
  const signopt::add_sign_settings settings{0.1};
  Eigen::ArrayXf var = Eigen::ArrayXf::Ones(100), m = Eigen::ArrayXf::Zero(100);
  Eigen::ArrayXf grad = Eigen::ArrayXf::Constant(100, 0.5f);

  for (const float bad : {std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
    grad[57] = bad;
    if (step_if_finite(var, m, settings, grad)) return 1;
    if (!(var == 1).all() || !(m == 0).all()) return 1;
  }

  grad[57] = 0.5f;
  if (!step_if_finite(var, m, settings, grad)) return 1;
  if (!(var < 1).all() || !(m > 0).all()) return 1;
  std::printf("two steps skipped, one done: var[57] = %g\n", double{var[57]});
}
