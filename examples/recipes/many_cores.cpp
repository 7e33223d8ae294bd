// A step on the threads of an Eigen::ThreadPool. The bits are those of a step on one thread, however many there are.
#include <cstdio>
#include <signopt/apply_add_sign.hpp>
#include <signopt/eigen_pool.hpp>

int main() {
  const signopt::add_sign_settings settings{0.25};
  const Eigen::ArrayXf grad = Eigen::ArrayXf::LinSpaced(1000000, -1.0f, 1.0f);
  Eigen::ArrayXf var = Eigen::ArrayXf::Ones(1000000), m = Eigen::ArrayXf::Zero(1000000);

  Eigen::ThreadPool pool(4);  // one for the program; it may have other work too
  signopt::apply_add_sign(signopt::eigen_pool(pool), var, m, settings, grad);

  Eigen::ArrayXf other_var = Eigen::ArrayXf::Ones(1000000), other_m = Eigen::ArrayXf::Zero(1000000);
  signopt::apply_add_sign(other_var, other_m, settings, grad);
  std::printf("var[0] = %g on 4 threads, %g on one\n", static_cast<double>(var[0]), static_cast<double>(other_var[0]));
  return (var == other_var).all() && (m == other_m).all() && (var != 1).any() ? 0 : 1;
}
