// Every front end, with executors and without: what a program of these has in it that passes scalars alone, or settings
// in which the compiler sees no option. With SIGNOPT_TEST_OPTIONS it passes settings that it knows nothing of, to show
// that the search finds their code.
#include <Eigen/Core>
#include <cstddef>
#include <signopt/signopt.hpp>
#include <signopt/tensor.hpp>
#include <vector>

namespace {

struct two_at_once : signopt::serial {
  int concurrency() const { return 2; }
};

}  // namespace

void every_front_end(Eigen::ArrayXf& var, Eigen::ArrayXf& m, const Eigen::ArrayXf& grad,
                     Eigen::Tensor<float, 2>& tensor, const std::vector<signopt::parameter<float>>& tensors) {
  signopt::apply_add_sign(var, m, 0.1, 1, 1, 0.9, grad);
  signopt::apply_add_sign(var, m, 0.001, 1, 1, 0.9, grad + grad);
  signopt::apply_add_sign(two_at_once(), var.reverse(), m, 0.001, 1, 1, 0.9, grad);
  signopt::apply_add_sign(two_at_once(), tensor, tensor, 0.001, 1, 1, 0.9, tensor);
  signopt::apply_add_sign_n(var.data(), m.data(), 0.001, 1, 1, 0.9, grad.data(), var.size());
  signopt::apply_add_sign_n(two_at_once(), var.data(), m.data(), 0.1, 1, 1, 0.9, grad.data(), var.size());
  signopt::apply_add_sign_multi(tensors, 0.001, 1, 1, 0.9);
  signopt::apply_add_sign_multi(two_at_once(), signopt::parameter_set<float>(tensors), 0.1, 1, 1, 0.9);
  signopt::apply_add_sign(var, m, {0.001}, grad);
  signopt::apply_add_sign_n(var.data(), m.data(), {0.001}, grad.data(), var.size());
}

#if defined(SIGNOPT_TEST_OPTIONS)
void with_settings(Eigen::ArrayXf& var, Eigen::ArrayXf& m, const signopt::add_sign_settings& settings,
                   const Eigen::ArrayXf& grad) {
  signopt::apply_add_sign(var, m, settings, grad);
}
#endif
