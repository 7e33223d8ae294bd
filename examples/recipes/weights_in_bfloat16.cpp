// What a model keeps when its forward pass reads bfloat16. Steps of less than half a last place are lost where a weight
// is rounded to nearest; here they are kept in two ways:
//
//   rounded stochastically   the weights themselves are bfloat16, and move as far as they should in the mean of many.
//                            The momentum, in float32 here, may be bfloat16 as well
//   master weights           the weights are float32, and each step leaves a bfloat16 copy of them for the forward pass
#include <array>
#include <cstdio>
#include <signopt/make_parameter.hpp>
#include <signopt/optimizer.hpp>

using weights = Eigen::Array<Eigen::bfloat16, Eigen::Dynamic, 1>;

// Where 1000 weights of 1 are, on average, after 100 steps of 0.001 each: a quarter of the last place of numbers below
// 1, which is 1/256.
float mean_after_100_steps(const signopt::var_rounding& rounding) {
  weights var = weights::Constant(1000, Eigen::bfloat16(1));
  const weights grad = weights::Constant(1000, Eigen::bfloat16(1));

  signopt::add_sign::settings settings;
  settings.lr = 0.0005;  // times alpha + sign_decay, 2, where gradient and momentum agree
  settings.options.rounding = rounding;
  signopt::optimizer<signopt::add_sign, Eigen::bfloat16, Eigen::bfloat16, float> opt(settings);  // var, grad, m
  opt.add_group(std::array{signopt::make_parameter(var, nullptr, grad)});
  for (int step = 0; step < 100; ++step) opt.step();  // counts steps and tensors for the random numbers
  return var.cast<float>().mean();
}

// The forward and the backward pass read the copy, and write gradients in bfloat16: of (copy - 3)^2 / 2 here.
void backward(const weights& copy, weights& grad) { grad = (copy.cast<float>() - 3).cast<Eigen::bfloat16>(); }

bool master_weights_arrive() {
  Eigen::ArrayXf var = Eigen::ArrayXf::Zero(1000);
  weights copy = var.cast<Eigen::bfloat16>(), grad(1000);

  signopt::parameter<float, Eigen::bfloat16, float, Eigen::bfloat16> tensor;  // var, grad, m, copy
  tensor.var = var.data();
  tensor.grad = grad.data();
  tensor.size = var.size();
  tensor.copy = copy.data();
  signopt::optimizer<signopt::add_sign, float, Eigen::bfloat16, float, Eigen::bfloat16> opt({0.05});
  opt.add_group({tensor});
  for (int step = 0; step < 100; ++step) {
    backward(copy, grad);
    opt.step();
  }
  std::printf("master weights: %g, and %g in the copy\n", double{var[0]}, double{static_cast<float>(copy[0])});
  return (copy == var.cast<Eigen::bfloat16>()).all() && (var - 3).abs().maxCoeff() < 0.02f;
}

int main() {
  const float nearest = mean_after_100_steps(signopt::nearest);
  const float stochastic = mean_after_100_steps(signopt::stochastic{1});  // a seed: one for a training
  std::printf("1000 weights of 1, 100 steps of 0.001: %g to nearest, %g stochastically\n", double{nearest},
              double{stochastic});
  return nearest == 1 && stochastic > 0.895f && stochastic < 0.905f && master_weights_arrive() ? 0 : 1;
}
