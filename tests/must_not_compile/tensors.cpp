// The tensor front end: kinds, dtypes, ranks and sizes that the compiler knows.
#include <array>
#include <complex>
#include <signopt/tensor.hpp>
#include <string>
#include <vector>

using tensor = Eigen::Tensor<float, 3>;
using half_tensor = Eigen::Tensor<Eigen::half, 3>;
using brain_tensor = Eigen::Tensor<Eigen::bfloat16, 3>;
using double_tensor = Eigen::Tensor<double, 3>;
using matrix_tensor = Eigen::Tensor<float, 2>;

template <class Var, class M, class Grad>
void apply(Var& var, M& m, const Grad& grad) {
  signopt::apply_add_sign(var, m, 0.001F, 1.0F, 0.99F, 0.9F, grad);
}

#define APPLY_WITH_lr(var, value) signopt::apply_add_sign(var, var, value, 1.0F, 0.99F, 0.9F, var)
#define APPLY_WITH_alpha(var, value) signopt::apply_add_sign(var, var, 0.001F, value, 0.99F, 0.9F, var)
#define APPLY_WITH_sign_decay(var, value) signopt::apply_add_sign(var, var, 0.001F, 1.0F, value, 0.9F, var)
#define APPLY_WITH_beta(var, value) signopt::apply_add_sign(var, var, 0.001F, 1.0F, 0.99F, value, var)

// case: control: dtypes, layouts, kinds, expressions
// expect: compiles
void call(tensor& t, half_tensor& h, brain_tensor& b, double_tensor& d, Eigen::Tensor<float, 3, Eigen::RowMajor>& r,
          Eigen::TensorFixedSize<float, Eigen::Sizes<2, 3, 4>>& f, float* data) {
  apply(t, t, t);
  apply(t, r, h);
  apply(r, t, b);
  apply(d, d, t * 0.5F);
  apply(h, h, h);
  apply(f, t, Eigen::TensorMap<const tensor>(data, 2, 3, 4));
  signopt::apply_add_sign(t, t, signopt::add_sign_settings{0.001}, t);
}

// case: control: ARGUMENT as a tensor of one element
// each: lr alpha sign_decay beta
// expect: compiles
void call(tensor& t) {
  APPLY_WITH_ARGUMENT(t, (Eigen::Tensor<double, 0>()));
  APPLY_WITH_ARGUMENT(t, (Eigen::TensorFixedSize<float, Eigen::Sizes<1, 1>>()));
  APPLY_WITH_ARGUMENT(t, t.sum());
}

// case: dtype of var: ARGUMENT
// each: int bool
// expect: signopt: var has an unsupported dtype
void call(Eigen::Tensor<ARGUMENT, 3>& var, const tensor& grad) { apply(var, var, grad); }

// case: dtype of var: std::complex
// expect: signopt: var has an unsupported dtype
void call(Eigen::Tensor<std::complex<float>, 3>& var, const tensor& grad) { apply(var, var, grad); }

// case: dtype of m: float64 beside a float32 var
// expect: signopt: m has another dtype than var
void call(tensor& var, double_tensor& m, const tensor& grad) { apply(var, m, grad); }

// case: conversion of var: grad float64 under a float32 var
// expect: signopt: grad \(float64\) is wider than var \(float32\)
void call(tensor& var, tensor& m, const double_tensor& grad) { apply(var, m, grad); }

// case: grad bfloat16 under a float16 var
// expect: signopt: grad \(bfloat16\) does not go with var \(float16\)
void call(half_tensor& var, half_tensor& m, const brain_tensor& grad) { apply(var, m, grad); }

// case: an expression of bool as grad
// expect: signopt: grad has an unsupported dtype
void call(tensor& var, tensor& m, const tensor& grad) { apply(var, m, grad > m); }

// case: var is const
// expect: signopt: var cannot be written
void call(const tensor& var, tensor& m, const tensor& grad) { apply(var, m, grad); }

// case: var is a TensorMap of const memory
// expect: signopt: var cannot be written
void call(Eigen::TensorMap<const tensor>& var, tensor& m, const tensor& grad) { apply(var, m, grad); }

// case: var is a TensorMap of const elements
// expect: signopt: var cannot be written
void call(Eigen::TensorMap<Eigen::Tensor<const float, 3>>& var, tensor& m, const tensor& grad) { apply(var, m, grad); }

// case: var is a TensorMap that is const itself
// expect: signopt: var cannot be written
void call(const Eigen::TensorMap<tensor>& var, tensor& m, const tensor& grad) { apply(var, m, grad); }

// case: m is const
// expect: signopt: m cannot be written
void call(tensor& var, const tensor& m, const tensor& grad) { apply(var, m, grad); }

// case: var is an expression
// expect: signopt: var is a tensor expression
void call(tensor& var, tensor& m, const tensor& grad) {
  signopt::apply_add_sign(var + var, m, 0.001F, 1, 1, 0.9F, grad);
}

// case: var is a part of a tensor
// expect: signopt: var is a tensor expression
void call(tensor& var, matrix_tensor& m, const matrix_tensor& grad) {
  signopt::apply_add_sign(var.chip(0, 0), m, 0.001F, 1, 1, 0.9F, grad);
}

// case: m is an expression
// expect: signopt: m is a tensor expression
void call(tensor& var, tensor& m, const tensor& grad) {
  signopt::apply_add_sign(var, m * 2.0F, 0.001F, 1, 1, 0.9F, grad);
}

// case: m is an Eigen array
// expect: signopt: m must be an Eigen::Tensor
void call(tensor& var, Eigen::ArrayXf& m, const tensor& grad) { apply(var, m, grad); }

// case: grad is an Eigen array
// expect: signopt: grad must be an Eigen::Tensor
void call(tensor& var, tensor& m, const Eigen::ArrayXf& grad) { apply(var, m, grad); }

// case: grad is a number
// expect: signopt: grad must be an Eigen::Tensor
void call(tensor& var, tensor& m) { apply(var, m, 0.5F); }

// case: grad is a pointer
// expect: signopt: grad must be an Eigen::Tensor
void call(tensor& var, tensor& m, const float* grad) { apply(var, m, grad); }

// case: a tensor beside Eigen arrays
// expect: signopt: grad must be an Eigen object
void call(Eigen::ArrayXf& var, Eigen::ArrayXf& m, const tensor& grad) { apply(var, m, grad); }

// case: the first argument is a std::vector
// expect: signopt: var, the first argument, must be an Eigen object
void call(std::vector<float>& var, tensor& m, const tensor& grad) { apply(var, m, grad); }

// case: rank of m
// expect: signopt: m has another rank than var
void call(tensor& var, matrix_tensor& m, const tensor& grad) { apply(var, m, grad); }

// case: rank of an expression
// expect: signopt: grad has another rank than var
void call(tensor& var, tensor& m, const tensor& grad) { apply(var, m, grad.chip(0, 0)); }

// case: sizes that differ when compiling
// expect: signopt: grad has another shape than var
void call(Eigen::TensorFixedSize<float, Eigen::Sizes<2, 3>>& var,
          const Eigen::TensorFixedSize<float, Eigen::Sizes<3, 2>>& grad) {
  apply(var, var, grad);
}

// case: ARGUMENT is a bool
// each: lr alpha sign_decay beta
// expect: signopt: ARGUMENT must be a number
void call(tensor& t) { APPLY_WITH_ARGUMENT(t, true); }

// case: ARGUMENT is a tensor of int
// each: lr alpha sign_decay beta
// expect: signopt: ARGUMENT must be a number .* of a supported dtype
void call(tensor& t) { APPLY_WITH_ARGUMENT(t, (Eigen::Tensor<int, 0>())); }

// case: ARGUMENT is a tensor of two elements, known when compiling
// each: lr alpha sign_decay beta
// expect: signopt: ARGUMENT must have exactly one element
void call(tensor& t) { APPLY_WITH_ARGUMENT(t, (Eigen::TensorFixedSize<float, Eigen::Sizes<2>>())); }

// case: (T, C) is no row of the table: float64 computed in float32
// expect: signopt: C is no compute type for this dtype of var
void call(double_tensor& var) { signopt::apply_add_sign<double, float>(var, var, 0.001, 1, 1, 0.9, var); }

// case: something else in the place of the settings
// expect: signopt: settings
void call(tensor& var) { signopt::apply_add_sign(var, var, 0.001F, var); }

// case: one of the four scalars is missing
// expect: signopt: the arguments are \(var, m, lr, alpha, sign_decay, beta, grad\)
void call(tensor& var) { signopt::apply_add_sign(var, var, 0.001F, 1, 0.9F, var); }
