// Weight decay, both kinds. The library has no argument for it: it is one line of Eigen before the step.
#include <cmath>
#include <cstdio>
#include <signopt/apply_add_sign.hpp>

int main() {
  const float lr = 0.1f, weight_decay = 0.01f;
  const signopt::add_sign_settings settings{lr};
  const Eigen::ArrayXf start = Eigen::ArrayXf::LinSpaced(100, -2.0f, 2.0f);
  const Eigen::ArrayXf grad = Eigen::ArrayXf::LinSpaced(100, 1.0f, 3.0f);

  // L2 regularisation: the decay is part of the gradient, so it also enters the momentum and the sign. The sum needs a
  // buffer: one that is kept from step to step is not allocated again.
  Eigen::ArrayXf var = start, m = Eigen::ArrayXf::Zero(100), buffer(100);
  buffer = grad + weight_decay * var;
  signopt::apply_add_sign(var, m, settings, buffer);

  // Decoupled decay: the parameters shrink on their own, and the step sees the plain gradient.
  Eigen::ArrayXf decoupled = start, decoupled_m = Eigen::ArrayXf::Zero(100);
  decoupled *= 1 - lr * weight_decay;
  signopt::apply_add_sign(decoupled, decoupled_m, settings, grad);

  // From m = 0 every sign agrees, so the factor of the first step is alpha + sign_decay = 2.
  for (Eigen::Index i = 0; i < 100; ++i) {
    const double w = double{start[i]}, g = double{grad[i]};
    const double expected = w - 0.1 * 2 * (g + 0.01 * w), expected_decoupled = w * (1 - 0.1 * 0.01) - 0.1 * 2 * g;
    if (std::abs(double{var[i]} - expected) > 1e-6 || std::abs(double{decoupled[i]} - expected_decoupled) > 1e-6) {
      std::printf("element %d is wrong\n", static_cast<int>(i));
      return 1;
    }
  }
  std::printf("weight decay: var[0] %g (L2), %g (decoupled)\n", double{var[0]}, double{decoupled[0]});
}
