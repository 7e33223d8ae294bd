// Momentum whose gradient stays 0 decays to the smallest numbers that float32 has, and remains there: denormal numbers,
// on which many CPUs are several times slower. With the option it ends at 0.
#include <cmath>
#include <cstdio>
#include <signopt/apply_add_sign.hpp>

int main() {
  signopt::add_sign_settings settings{0.1};
  const signopt::add_sign_settings plain = settings;
  settings.options.flush_subnormal_momentum = true;

  const Eigen::ArrayXf grad = Eigen::ArrayXf::Zero(1000);
  Eigen::ArrayXf var = Eigen::ArrayXf::Ones(1000), m = Eigen::ArrayXf::Constant(1000, 0.5f);
  Eigen::ArrayXf other_var = var, other_m = m;

  for (int step = 0; step < 2000; ++step) {
    signopt::apply_add_sign(var, m, settings, grad);
    signopt::apply_add_sign(other_var, other_m, plain, grad);
  }

  std::printf("m[0] = %g with the option, %g without\n", static_cast<double>(m[0]), static_cast<double>(other_m[0]));
  for (Eigen::Index i = 0; i < 1000; ++i) {
    if (m[i] != 0 || std::fpclassify(other_m[i]) != FP_SUBNORMAL) return 1;
  }
  return (var == 1).all() && (other_var == 1).all() ? 0 : 1;  // grad was 0: nothing moved
}
