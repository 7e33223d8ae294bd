// A model of several tensors: described and checked once, then one call a step. The gradients may be elsewhere in each
// step, and every tensor may have a learning rate of its own.
#include <cstdio>
#include <signopt/apply_add_sign.hpp>
#include <signopt/multi_tensor.hpp>
#include <vector>

struct layer {
  Eigen::MatrixXf weights;
  Eigen::VectorXf bias;
};

layer constant_layer(float value) {
  return {Eigen::MatrixXf::Constant(30, 20, value), Eigen::VectorXf::Constant(30, value)};
}

int main() {
  layer var = constant_layer(1.0f), m = constant_layer(0.0f);
  const std::vector<layer> gradients = {constant_layer(0.5f), constant_layer(-0.25f), constant_layer(0.125f)};
  const signopt::add_sign_settings settings{0.25};

  // The set points into var, m and the gradients: their arrays must stay where they are.
  const auto weights = signopt::make_parameter(var.weights, m.weights, gradients[0].weights);
  const auto bias = signopt::make_parameter(var.bias, m.bias, gradients[0].bias, 2.0);  // twice the learning rate
  signopt::parameter_set<float> model{weights, bias};
  for (const layer& grad : gradients) {
    model.grad(0, grad.weights);
    model.grad(1, grad.bias);
    signopt::apply_add_sign_multi(model, settings);
  }

  // The same as one call for each tensor.
  layer other_var = constant_layer(1.0f), other_m = constant_layer(0.0f);
  signopt::add_sign_settings twice = settings;
  twice.lr *= 2;
  for (const layer& grad : gradients) {
    signopt::apply_add_sign(other_var.weights, other_m.weights, settings, grad.weights);
    signopt::apply_add_sign(other_var.bias, other_m.bias, twice, grad.bias);
  }
  std::printf("weights %g, bias %g\n", static_cast<double>(var.weights(29, 19)), static_cast<double>(var.bias[29]));
  const bool same_weights = var.weights == other_var.weights && m.weights == other_m.weights;
  const bool same_bias = var.bias == other_var.bias && m.bias == other_m.bias;
  if (!same_weights || !same_bias || (var.weights.array() == 1).any() || var.bias[0] == var.weights(0, 0)) return 1;

  // A tensor that has no gradient in a step, as one that is frozen, is left alone: var and m keep their bits.
  model.grad(1, nullptr);
  signopt::apply_add_sign_multi(model, settings);
  if (var.bias != other_var.bias || m.bias != other_m.bias || var.weights == other_var.weights) return 1;

  // What overlaps is found when the set is made, and named.
  try {
    const signopt::parameter_set<float> twice_the_same{weights, weights};
    return 1;
  } catch (const signopt::operand_error& error) {
    std::printf("%s\n", error.what());
  }
}
