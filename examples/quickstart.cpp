#include <iomanip>
#include <iostream>
#include <signopt/apply_add_sign.hpp>

int main() {
  Eigen::Array22f var{{0.6f, 0.4f}, {0.1f, 0.5f}};         // the parameters
  Eigen::Array22f m{{0.6f, 0.5f}, {0.2f, 0.6f}};           // their momentum
  const Eigen::Array22f grad{{0.3f, 0.7f}, {0.1f, 0.8f}};  // their gradient
  const double lr = 0.001, alpha = 1.0, sign_decay = 0.99, beta = 0.9;

  signopt::apply_add_sign(var, m, lr, alpha, sign_decay, beta, grad);  // updates var and m in place

  std::cout << std::scientific << std::setprecision(8) << "var\n" << var << "\nm\n" << m << '\n';
  std::cout << "target " << signopt::active_target() << '\n';
}
