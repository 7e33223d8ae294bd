// One step of each rule, operation by operation, in LibTorch's own arithmetic: what the bits of a step are compared
// with. 16-bit tensors are computed in float, and var and m rounded once. Each scalar is rounded to the compute type;
// what is derived from scalars is computed as docs/semantics.md has it.
#pragma once

#include <torch/torch.h>

#include <signopt/optimizer.hpp>

// The tensors of a step, in the compute type.
struct torch_operands {
  torch::Tensor var, m, grad;

  torch::Tensor scalar(double value) const { return torch::scalar_tensor(value, var.options()); }
};

inline torch::Tensor product_of_signs(const torch_operands& x, const torch::Tensor& new_m) {
  return torch::sign(x.grad) * torch::sign(new_m);
}

inline torch::Tensor new_momentum(const torch_operands& x, double beta) {
  const torch::Tensor one_minus_beta = x.scalar(1) - x.scalar(beta);
  return x.scalar(beta) * x.m + one_minus_beta * x.grad;
}

inline torch::Tensor torch_update(torch_operands& x, const signopt::add_sign::settings& s) {
  x.m = new_momentum(x, s.beta);
  const torch::Tensor weight = x.scalar(s.alpha) + x.scalar(s.sign_decay) * product_of_signs(x, x.m);
  return x.scalar(s.lr) * weight * x.grad;
}

// The exponential is the library's own, rounded to the compute type: of one element with var 0, m and grad of 1 or -1,
// lr 1 and beta 1, a step leaves -exp(k * sign) in var.
inline double power_of_library(bool is_double, const signopt::power_sign::settings& s, double sign) {
  if (is_double) {
    double var = 0, m = sign;
    const double grad = 1;
    signopt::apply_power_sign_n(&var, &m, 1.0, s.logbase, s.sign_decay, 1.0, &grad, 1);
    return -var;
  }
  float var = 0, m = static_cast<float>(sign);
  const float grad = 1;
  signopt::apply_power_sign_n(&var, &m, 1.0, s.logbase, s.sign_decay, 1.0, &grad, 1);
  return -static_cast<double>(var);
}

inline torch::Tensor torch_update(torch_operands& x, const signopt::power_sign::settings& s) {
  x.m = new_momentum(x, s.beta);
  const torch::Tensor sign = product_of_signs(x, x.m);
  const bool is_double = x.var.scalar_type() == at::kDouble;
  const torch::Tensor if_agree = x.scalar(power_of_library(is_double, s, 1));
  const torch::Tensor if_differ = x.scalar(power_of_library(is_double, s, -1));
  const torch::Tensor power = torch::where(sign > 0, if_agree, torch::where(sign < 0, if_differ, x.scalar(1)));
  return x.scalar(s.lr) * (power * x.grad);
}

inline torch::Tensor lion_update(torch_operands& x, double lr, double beta1, double beta2) {
  const torch::Tensor direction = x.scalar(beta1) * x.m + x.scalar(1 - beta1) * x.grad;
  x.m = x.scalar(beta2) * x.m + x.scalar(1 - beta2) * x.grad;
  return x.scalar(lr) * torch::sign(direction);
}

inline torch::Tensor torch_update(torch_operands& x, const signopt::lion::settings& s) {
  return lion_update(x, s.lr, s.beta1, s.beta2);
}

inline torch::Tensor torch_update(torch_operands& x, const signopt::signum::settings& s) {
  return lion_update(x, s.lr, s.beta, s.beta);
}

/// Var and m become other tensors; what they were is left as it is.
template <class Settings>
void torch_step(const Settings& s, torch::Tensor& var, torch::Tensor& m, const torch::Tensor& grad) {
  const torch::NoGradGuard no_grad;
  const auto stored = var.scalar_type(), computed = stored == at::kDouble ? at::kDouble : at::kFloat;
  torch_operands x{var.to(computed), m.to(computed), grad.to(computed)};
  if (s.l2 != 0) x.grad = x.grad + x.scalar(s.l2) * x.var;
  const torch::Tensor update = torch_update(x, s);
  const torch::Tensor kept = s.weight_decay == 0 ? x.var : x.scalar(1 - s.lr * s.weight_decay) * x.var;
  var = (kept - update).to(stored);
  m = x.m.to(stored);
}
