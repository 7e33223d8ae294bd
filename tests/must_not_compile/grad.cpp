// grad: an Eigen object or an expression, of var's dtype or a narrower one.
#include <Eigen/Core>
#include <complex>
#include <signopt/apply_add_sign.hpp>
#include <vector>

using Eigen::ArrayXd;
using Eigen::ArrayXf;
using half_array = Eigen::Array<Eigen::half, Eigen::Dynamic, 1>;
using brain_array = Eigen::Array<Eigen::bfloat16, Eigen::Dynamic, 1>;

template <class Array, class Grad>
void apply(Array& var, Array& m, const Grad& grad) {
  signopt::apply_add_sign(var, m, 0.001F, 1.0F, 0.99F, 0.9F, grad);
}

// case: control: of var's dtype and narrower
// expect: compiles
void call(ArrayXf& var, ArrayXf& m, ArrayXd& wide_var, ArrayXd& wide_m, const half_array& narrow,
          const brain_array& other) {
  apply(var, m, var);
  apply(var, m, narrow);
  apply(var, m, other);
  apply(wide_var, wide_m, wide_m);
  apply(wide_var, wide_m, var);
  apply(wide_var, wide_m, narrow);
  apply(wide_var, wide_m, other);
}

// case: grad is not a tensor: a number
// expect: signopt: grad must be an Eigen object
void call(ArrayXf& var, ArrayXf& m) { apply(var, m, 0.5F); }

// case: grad is not a tensor: a pointer
// expect: signopt: grad must be an Eigen object
void call(ArrayXf& var, ArrayXf& m, const float* grad) { apply(var, m, grad); }

// case: grad is not a tensor: a std::vector
// expect: signopt: grad must be an Eigen object
void call(ArrayXf& var, ArrayXf& m, const std::vector<float>& grad) { apply(var, m, grad); }

// case: grad is not a tensor: a string
// expect: signopt: grad must be an Eigen object
void call(ArrayXf& var, ArrayXf& m) { apply(var, m, "0.5"); }

// case: dtype of grad: int
// expect: signopt: grad has an unsupported dtype
void call(ArrayXf& var, ArrayXf& m, const Eigen::ArrayXi& grad) { apply(var, m, grad); }

// case: dtype of grad: std::complex
// expect: signopt: grad has an unsupported dtype
void call(ArrayXf& var, ArrayXf& m, const Eigen::ArrayXcf& grad) { apply(var, m, grad); }

// case: dtype of grad: long double
// expect: signopt: grad has an unsupported dtype
void call(ArrayXd& var, ArrayXd& m, const Eigen::Array<long double, Eigen::Dynamic, 1>& grad) { apply(var, m, grad); }

// case: control: grad float32 under a 16-bit var
// expect: compiles
void call(half_array& var, half_array& m, brain_array& other, brain_array& other_m, const ArrayXf& grad) {
  apply(var, m, grad);
  apply(other, other_m, grad);
}

// case: conversion of var: grad float64 under a float16 var
// expect: signopt: grad \(float64\) is wider than var \(float16\)
void call(half_array& var, half_array& m, const Eigen::ArrayXd& grad) { apply(var, m, grad); }

// case: conversion of var: grad float64 under a bfloat16 var
// expect: signopt: grad \(float64\) is wider than var \(bfloat16\)
void call(brain_array& var, brain_array& m, const Eigen::ArrayXd& grad) { apply(var, m, grad); }

// case: conversion of var: grad float64 under a float32 var
// expect: signopt: grad \(float64\) is wider than var \(float32\)
void call(ArrayXf& var, ArrayXf& m, const ArrayXd& grad) { apply(var, m, grad); }

// case: grad bfloat16 under a float16 var
// expect: signopt: grad \(bfloat16\) does not go with var \(float16\)
void call(half_array& var, half_array& m, const brain_array& grad) { apply(var, m, grad); }

// case: grad float16 under a bfloat16 var
// expect: signopt: grad \(float16\) does not go with var \(bfloat16\)
void call(brain_array& var, brain_array& m, const half_array& grad) { apply(var, m, grad); }

// case: control: expressions
// expect: compiles
void call(ArrayXf& var, ArrayXf& m, const ArrayXf& g1, const half_array& g2, Eigen::MatrixXf& w, Eigen::MatrixXf& wm) {
  apply(var, m, g1 + 0.01F * var);
  apply(var, m, g2.cast<float>() * 0.5F);
  apply(w, wm, (w * wm) * 0.5F);
}

// case: an expression that is wider than var
// expect: signopt: grad \(float64\) is wider than var \(float32\)
void call(ArrayXf& var, ArrayXf& m) { apply(var, m, var.cast<double>() * 0.5); }

// case: an expression of bool
// expect: signopt: grad has an unsupported dtype
void call(ArrayXf& var, ArrayXf& m) { apply(var, m, var > 0.0F); }

// case: shapes that differ when compiling
// expect: signopt: grad has another shape than var
void call(Eigen::Array2f& var, Eigen::Array2f& m, const Eigen::Array3f& grad) { apply(var, m, grad); }

// case: grad is wrong beside named settings
// expect: signopt: grad \(float64\) is wider than var \(float32\)
void call(ArrayXf& var, ArrayXf& m, const ArrayXd& grad) {
  signopt::apply_add_sign(var, m, signopt::add_sign_settings{0.001}, grad);
}

// case: something else in the place of the settings
// expect: signopt: settings
void call(ArrayXf& var, ArrayXf& m, const ArrayXf& grad) { signopt::apply_add_sign(var, m, 0.001F, grad); }

// case: one of the four scalars is missing
// expect: signopt: the arguments are \(var, m, lr, alpha, sign_decay, beta, grad\)
void call(ArrayXf& var, ArrayXf& m, const ArrayXf& grad) { signopt::apply_add_sign(var, m, 0.001F, 1, 0.9F, grad); }

// case: one argument too many
// expect: signopt: the arguments are \(var, m, lr, alpha, sign_decay, beta, grad\)
void call(ArrayXf& var, ArrayXf& m, const ArrayXf& grad) {
  signopt::apply_add_sign(var, m, 0.001F, 1, 1, 0.9F, grad, 8);
}
