// What this file itself does gives no warning at all.
#include <signopt/all_finite.hpp>
#include <signopt/apply_add_sign.hpp>
#include <signopt/multi_tensor.hpp>
#include <signopt/sign_decay.hpp>

int main() {
  Eigen::ArrayXf var = Eigen::ArrayXf::Constant(3, 0.6F);
  Eigen::ArrayXf m = var;
  const Eigen::ArrayXf grad = Eigen::ArrayXf::Constant(3, 0.3F);
  signopt::apply_add_sign(var, m, 0.001F, 1.0F, 0.99F, 0.9F, grad);
  signopt::apply_add_sign_n(var.data(), m.data(), 0.001F, 1.0F, 0.99F, 0.9F, grad.data(), var.size());
  return signopt::all_finite(grad) ? 0 : 1;
}
