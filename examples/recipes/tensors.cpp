// Eigen::Tensor, of any rank and layout. The header is opt-in, as the module is in Eigen.
#include <array>
#include <cstdio>
#include <signopt/tensor.hpp>

int main() {
  // The kernels of a convolution, and their gradients for each image of a batch, row-major as a framework has them.
  Eigen::Tensor<float, 4> kernels(8, 3, 5, 5), m(8, 3, 5, 5);
  kernels.setConstant(1.0f);
  m.setZero();
  Eigen::Tensor<float, 4, Eigen::RowMajor> grad(8, 3, 5, 5);
  grad.setConstant(0.5f);
  Eigen::Tensor<float, 5> per_image(16, 8, 3, 5, 5);
  per_image.setConstant(0.5f);
  const float lr = 0.25f, alpha = 1.0f, sign_decay = 1.0f, beta = 0.5f;

  // 1 - 0.25 * (1 + 1) * 0.5 = 0.75; m = 0.25. Layouts may differ.
  signopt::apply_add_sign(kernels, m, lr, alpha, sign_decay, beta, grad);

  // 0.75 - 0.25 * (1 + 1) * 0.5 = 0.5; m = 0.375. An expression needs no tensor of its own.
  signopt::apply_add_sign(kernels, m, lr, alpha, sign_decay, beta, per_image.mean(std::array<int, 1>{0}));

  std::printf("kernels %g, m %g\n", double{kernels(7, 2, 4, 4)}, double{m(7, 2, 4, 4)});
  for (Eigen::Index i = 0; i < kernels.size(); ++i) {
    if (kernels.data()[i] != 0.5f || m.data()[i] != 0.375f) return 1;
  }
}
