#include <signopt/pointer.hpp>

extern "C" int step_is_right() {
  float var = 0.6f, m = 0.6f;
  const float grad = 0.3f;
  signopt::apply_add_sign_n(&var, &m, 0.001, 1.0, 0.99, 0.9, &grad, 1);
  return var == 0.599403024f && m == 0.570000052f;
}
