// Dtypes that are known at run time only, as in a language binding or in a file of weights: DLTensors, which frameworks
// exchange in capsules. No Eigen, and no template argument anywhere.
#include <cstdint>
#include <cstdio>
#include <signopt/dlpack.hpp>
#include <string>
#include <vector>

// Bytes, and what they are: as read from a file.
struct weights {
  std::vector<unsigned char> bytes;
  DLDataType dtype;
  std::vector<std::int64_t> shape;

  weights(DLDataType of, std::vector<std::int64_t> sizes) : dtype(of), shape(sizes) {
    std::int64_t count = 1;
    for (const std::int64_t size : shape) count *= size;
    bytes.resize(static_cast<std::size_t>(count) * dtype.bits / 8);  // zeros
  }

  DLTensor tensor() {
    DLTensor made{};
    made.data = bytes.data();
    made.device = {kDLCPU, 0};
    made.ndim = static_cast<int>(shape.size());
    made.dtype = dtype;
    made.shape = shape.data();
    return made;  // strides are null: the weights are contiguous
  }
};

int main() {
  const DLDataType float16{kDLFloat, 16, 1}, float32{kDLFloat, 32, 1}, float64{kDLFloat, 64, 1}, int64{kDLInt, 64, 1};
  const double lr = 0.25, alpha = 1, sign_decay = 1, beta = 0.5;

  weights var(float32, {64, 100}), m(float32, {64, 100}), grad(float16, {64, 100});
  for (std::size_t i = 0; i < 6400; ++i) grad.bytes[2 * i + 1] = 0x38;  // 0x3800: 0.5

  signopt::apply_add_sign(var.tensor(), m.tensor(), lr, alpha, sign_decay, beta, grad.tensor());

  // var - 0.25 * (1 + 1) * 0.5 = -0.25, and m = 0.5 * 0 + 0.5 * 0.5 = 0.25
  const float* const new_var = reinterpret_cast<const float*>(var.bytes.data());
  const float* const new_m = reinterpret_cast<const float*>(m.bytes.data());
  std::printf("var %g, m %g\n", static_cast<double>(new_var[6399]), static_cast<double>(new_m[6399]));
  for (std::size_t i = 0; i < 6400; ++i) {
    if (new_var[i] != -0.25f || new_m[i] != 0.25f) return 1;
  }

  // What the types of C++ would have told the compiler, an exception tells here.
  try {
    weights wide(float64, {64, 100});
    signopt::apply_add_sign(var.tensor(), m.tensor(), lr, alpha, sign_decay, beta, wide.tensor());
    return 1;
  } catch (const signopt::conversion_error& error) {
    std::printf("%s\n", error.what());
  }
  try {
    weights steps(int64, {});  // a tensor of one element, as a scalar
    signopt::apply_add_sign(var.tensor(), m.tensor(), steps.tensor(), alpha, sign_decay, beta, grad.tensor());
    return 1;
  } catch (const signopt::type_error& error) {
    std::printf("%s\n", error.what());
  }
}
