// Clipping: where the norm of all gradients together is larger than a limit, all of them are made smaller by one
// factor. A limit of infinity asks for the norm, and clips nothing.
#include <cmath>
#include <cstdio>
#include <iostream>
#include <limits>
#include <signopt/apply_add_sign.hpp>
#include <signopt/optimizer.hpp>

int main() {
  Eigen::ArrayXf a = Eigen::ArrayXf::Zero(100), b = Eigen::ArrayXf::Zero(300);
  const Eigen::ArrayXf a_grad = Eigen::ArrayXf::Constant(100, 3), b_grad = Eigen::ArrayXf::Constant(300, -1);

  signopt::optimizer<signopt::add_sign> opt({0.1});
  opt.add_group({signopt::make_parameter(a, nullptr, a_grad), signopt::make_parameter(b, nullptr, b_grad)});

  signopt::step_request request;
  request.max_grad_norm = 1;
  const signopt::step_report report = opt.step(request);
  std::cout << report << '\n';  // step 1: applied, gradient norm 34.641, clip 0.0288675

  // The same without the object: the norm first, then a pass for the factor, then the steps.
  const float norm = std::sqrt(a_grad.square().sum() + b_grad.square().sum());
  Eigen::ArrayXf a_expected = Eigen::ArrayXf::Zero(100), m = Eigen::ArrayXf::Zero(100);
  signopt::apply_add_sign(a_expected, m, signopt::add_sign_settings{0.1}, a_grad * (1 / norm));
  if (!a.isApprox(a_expected) || std::fabs(report.grad_norm - double{norm}) > 1e-4) return 1;

  request.max_grad_norm = std::numeric_limits<double>::infinity();
  return opt.step(request).clip == 1 ? 0 : 1;
}
