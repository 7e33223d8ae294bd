// One source for CPU and NPU: linked with signopt::ascend it runs on an Ascend NPU, with signopt::signopt on the CPU.
#include <iomanip>
#include <iostream>
#include <signopt/backend.hpp>
#include <vector>

int main() {
  try {
    Eigen::Array22f var{{0.6f, 0.4f}, {0.1f, 0.5f}};
    Eigen::Array22f m{{0.6f, 0.5f}, {0.2f, 0.6f}};
    const Eigen::Array22f grad{{0.3f, 0.7f}, {0.1f, 0.8f}};
    const double lr = 0.001, alpha = 1.0, sign_decay = 0.99, beta = 0.9;

    signopt::backend on;
    signopt::apply_add_sign(on, var, m, lr, alpha, sign_decay, beta, grad);

    std::cout << std::scientific << std::setprecision(5) << "var\n" << var << "\nm\n" << m << '\n';

    // All tensors of a model in one call; one without a gradient is left alone.
    Eigen::ArrayXf bias = Eigen::ArrayXf::Zero(3), bias_m = bias;
    const Eigen::ArrayXf bias_grad = Eigen::ArrayXf::Ones(3);
    const std::vector<signopt::parameter<float>> model{signopt::make_parameter(var, m, grad),
                                                       signopt::make_parameter(bias, bias_m, bias_grad)};
    signopt::apply_add_sign_multi(on, model, signopt::add_sign_settings{lr});
    std::cout << "bias\n" << bias.transpose() << '\n';

    on.finalize();  // before main() ends, as ACL asks for
    return 0;
  } catch (const signopt::error& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
