// Named hyper-parameters: four numbers in a row are easily swapped.
#include <cstdio>
#include <signopt/apply_add_sign.hpp>

int main() {
  signopt::add_sign_settings settings{0.1};  // lr; the others start as alpha 1, sign_decay 1, beta 0.9
  settings.sign_decay = 0.99;

  const Eigen::ArrayXf grad = Eigen::ArrayXf::LinSpaced(100, -1.0f, 1.0f);
  Eigen::ArrayXf var = Eigen::ArrayXf::Ones(100), m = Eigen::ArrayXf::Constant(100, 0.25f);
  signopt::apply_add_sign(var, m, settings, grad);

  // The same step with positional arguments.
  Eigen::ArrayXf other_var = Eigen::ArrayXf::Ones(100), other_m = Eigen::ArrayXf::Constant(100, 0.25f);
  signopt::apply_add_sign(other_var, other_m, 0.1, 1.0, 0.99, 0.9, grad);

  std::printf("var[0] = %.8f\n", double{var[0]});
  const bool changed = (var != 1).all() && (m != 0.25f).all();
  return changed && (var == other_var).all() && (m == other_m).all() ? 0 : 1;
}
