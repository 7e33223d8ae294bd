// A gradient that is an expression: evaluated tile by tile, in the caches, and never stored. It may read var and m at
// the coefficient that is updated, and only there.
#include <cstdio>
#include <signopt/apply_add_sign.hpp>

int main() {
  Eigen::ArrayXf var = Eigen::ArrayXf::Ones(1000), m = Eigen::ArrayXf::Zero(1000);
  const Eigen::Array<Eigen::half, Eigen::Dynamic, 1> scaled_grad =
      Eigen::Array<Eigen::half, Eigen::Dynamic, 1>::Constant(1000, Eigen::half(512.0f));
  const float loss_scale = 2048.0f, weight_decay = 0.25f;
  const signopt::add_sign_settings settings{0.5, 1.0, 1.0, 0.5};

  // grad is 512 / 2048 + 0.25 * 1 = 0.5; var 1 - 0.5 * (1 + 1) * 0.5 = 0.5; m 0.5 * 0 + 0.5 * 0.5 = 0.25
  signopt::apply_add_sign(var, m, settings, scaled_grad.cast<float>() * (1 / loss_scale) + weight_decay * var);

  std::printf("var %g, m %g\n", static_cast<double>(var[999]), static_cast<double>(m[999]));
  return (var == 0.5f).all() && (m == 0.25f).all() ? 0 : 1;
}
