// One step of float32, of which check_vector_code.sh reads the machine code.
#include <cstddef>
#include <signopt/pointer.hpp>

void float32_step(float* var, float* m, const float* grad, std::ptrdiff_t n) {
  signopt::apply_add_sign_n(var, m, 0.1, 1, 1, 0.9, grad, n);
}
