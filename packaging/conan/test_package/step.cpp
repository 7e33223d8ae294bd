// One step, on Eigen's arrays where the package comes with Eigen.
#include <cstdio>
#if defined(WITH_EIGEN)
#  include <signopt/apply_add_sign.hpp>
#else
#  include <signopt/pointer.hpp>
#endif

int main() {
  float var = 0.6f, m = 0.6f;
  const float grad = 0.3f;
#if defined(WITH_EIGEN)
  using array = Eigen::Array<float, 1, 1>;
  Eigen::Map<array> var_array(&var), m_array(&m);
  signopt::apply_add_sign(var_array, m_array, 0.001, 1.0, 0.99, 0.9, Eigen::Map<const array>(&grad));
#else
  signopt::apply_add_sign_n(&var, &m, 0.001, 1.0, 0.99, 0.9, &grad, 1);
#endif
  if (var != 0.599403024f || m != 0.570000052f) return 1;
  return std::puts("a step from a package of Conan") < 0;
}
