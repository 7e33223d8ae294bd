// Groups: weights that decay, and biases that do not, with a learning rate of their own; a layer that is frozen for a
// while; a rate that follows a schedule.
#include <cstdio>
#include <signopt/apply_add_sign.hpp>
#include <signopt/lr_schedule.hpp>
#include <signopt/optimizer.hpp>

int main() {
  Eigen::MatrixXf weights = Eigen::MatrixXf::Ones(20, 10), weights_grad = Eigen::MatrixXf::Constant(20, 10, 0.5f);
  Eigen::MatrixXf frozen = weights, frozen_grad = weights_grad;
  Eigen::VectorXf bias = Eigen::VectorXf::Ones(20), bias_grad = Eigen::VectorXf::Constant(20, 0.5f);

  signopt::add_sign::settings decayed, plain;
  decayed.weight_decay = 0.1;
  plain.lr = 0.02;

  // The object holds the momentum of what comes with none.
  signopt::optimizer<signopt::add_sign> opt;
  opt.add_group(
      {signopt::make_parameter(weights, nullptr, weights_grad), signopt::make_parameter(frozen, nullptr, frozen_grad)},
      decayed, {"weights", "frozen"});
  opt.add_group({signopt::make_parameter(bias, nullptr, bias_grad)}, plain, {"bias"});

  const double steps = 100;
  opt.grad(1, nullptr);  // tensor 1, the second of the first group, has no gradient now
  for (int step = 0; step < 100; ++step) {
    opt.settings(0).lr = signopt::cosine_lr(static_cast<double>(opt.steps()), {0.01, 10, steps});
    opt.step();
  }

  std::printf("weights %g, bias %g, frozen %g\n", double{weights(0, 0)}, double{bias[0]}, double{frozen(0, 0)});
  return weights(0, 0) < 0.5f && bias[0] < weights(0, 0) && (frozen.array() == 1).all() ? 0 : 1;
}
