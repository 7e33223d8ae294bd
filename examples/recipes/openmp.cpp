// A step on OpenMP's threads (-fopenmp). In steps of the same sizes each thread gets the same elements: on a machine
// with several memories, let it write them first, and they are in its own.
#include <cstdio>
#include <signopt/apply_add_sign.hpp>
#include <signopt/openmp.hpp>

int main() {
  const signopt::add_sign_settings settings{0.25};
  const Eigen::ArrayXf grad = Eigen::ArrayXf::LinSpaced(1000000, -1.0f, 1.0f);
  Eigen::ArrayXf var = Eigen::ArrayXf::Ones(1000000), m = Eigen::ArrayXf::Zero(1000000);

  signopt::apply_add_sign(signopt::openmp(), var, m, settings, grad);  // openmp(4): four threads

  Eigen::ArrayXf other_var = Eigen::ArrayXf::Ones(1000000), other_m = Eigen::ArrayXf::Zero(1000000);
  signopt::apply_add_sign(other_var, other_m, settings, grad);
  std::printf("var[0] = %g on %d threads, %g on one\n", static_cast<double>(var[0]), signopt::openmp().concurrency(),
              static_cast<double>(other_var[0]));
  return (var == other_var).all() && (m == other_m).all() && (var != 1).any() ? 0 : 1;
}
