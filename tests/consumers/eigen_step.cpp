// A program of somebody else: one step on Eigen's arrays, checked to the bit.
#include <cstdio>
#include <signopt/apply_add_sign.hpp>

int main() {
  Eigen::Array22f var{{0.6f, 0.4f}, {0.1f, 0.5f}};
  Eigen::Array22f m{{0.6f, 0.5f}, {0.2f, 0.6f}};
  const Eigen::Array22f grad{{0.3f, 0.7f}, {0.1f, 0.8f}};
  const Eigen::Array22f var_after{{0.599403024f, 0.398607016f}, {0.0998010039f, 0.49840799f}};
  const Eigen::Array22f m_after{{0.570000052f, 0.519999981f}, {0.189999998f, 0.620000064f}};

  signopt::apply_add_sign(var, m, 0.001, 1.0, 0.99, 0.9, grad);

  if (!(var == var_after).all() || !(m == m_after).all()) return 1;
  return std::puts("a step on Eigen arrays") < 0;
}
