// A program of somebody else: one step on pointers, checked to the bit.
#include <cstdio>
#include <signopt/pointer.hpp>

int main() {
  float var[] = {0.6f, 0.4f, 0.1f, 0.5f};
  float m[] = {0.6f, 0.5f, 0.2f, 0.6f};
  const float grad[] = {0.3f, 0.7f, 0.1f, 0.8f};
  const float var_after[] = {0.599403024f, 0.398607016f, 0.0998010039f, 0.49840799f};
  const float m_after[] = {0.570000052f, 0.519999981f, 0.189999998f, 0.620000064f};

  signopt::apply_add_sign_n(var, m, 0.001, 1.0, 0.99, 0.9, grad, 4);

  for (int i = 0; i < 4; ++i) {
    const bool is_right = !(var[i] < var_after[i] || var[i] > var_after[i] || m[i] < m_after[i] || m[i] > m_after[i]);
    if (!is_right) return 1;
  }
  return std::puts("a step on pointers") < 0;
}
