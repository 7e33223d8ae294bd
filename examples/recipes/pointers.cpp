// Without Eigen: contiguous memory through pointers, in the types that signopt knows and in one of your own.
#include <cstdint>
#include <cstdio>
#include <signopt/pointer.hpp>
#include <vector>

namespace app {
struct half {  // any 16-bit type whose memory is that of a float16
  std::uint16_t bits;
};
}  // namespace app

// This line makes it known to signopt.
template <>
struct signopt::dtype_of<app::half> : signopt::dtype_constant<signopt::dtype::float16> {};

int main() {
  const float lr = 0.25f, alpha = 1.0f, sign_decay = 1.0f, beta = 0.5f;

  // var - 0.25 * (1 + 1) * 0.5 = 0.75, and m = 0.5 * 0 + 0.5 * 0.5 = 0.25
  std::vector<float> var(1000, 1.0f), m(1000, 0.0f), grad(1000, 0.5f);
  signopt::apply_add_sign_n(var.data(), m.data(), lr, alpha, sign_decay, beta, grad.data(), 1000);

  // The same in float16: 1.0 is 0x3c00, 0.75 is 0x3a00, 0.5 is 0x3800, 0.25 is 0x3400.
  std::vector<app::half> var16(1000, {0x3c00}), m16(1000, {0x0000}), grad16(1000, {0x3800});
  signopt::apply_add_sign_n(var16.data(), m16.data(), lr, alpha, sign_decay, beta, grad16.data(), 1000);

  std::printf("float32: var %g, m %g\n", double{var[999]}, double{m[999]});
  std::printf("float16: var 0x%04x, m 0x%04x\n", unsigned{var16[999].bits}, unsigned{m16[999].bits});
  for (std::size_t i = 0; i < 1000; ++i) {
    if (var[i] != 0.75f || m[i] != 0.25f) return 1;
    if (var16[i].bits != 0x3a00 || m16[i].bits != 0x3400) return 1;
  }
}
