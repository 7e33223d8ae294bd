// var and m: their dtype, their kind, and what an in-place parameter cannot be.
#include <Eigen/Core>
#include <complex>
#include <signopt/apply_add_sign.hpp>
#include <vector>

using Eigen::ArrayXf;
using half_array = Eigen::Array<Eigen::half, Eigen::Dynamic, 1>;
using brain_array = Eigen::Array<Eigen::bfloat16, Eigen::Dynamic, 1>;

template <class Var, class M, class Grad>
void apply(Var& var, M& m, const Grad& grad) {
  signopt::apply_add_sign(var, m, 0.001F, 1.0F, 0.99F, 0.9F, grad);
}

// case: control: float32
// expect: compiles
void call(ArrayXf& var, ArrayXf& m, const ArrayXf& grad) { apply(var, m, grad); }

// case: control: rvalue views, and arrays moved in
// expect: compiles
void call(float* var, float* m, const ArrayXf& grad) {
  Eigen::Map<ArrayXf> var_view(var, grad.size());
  signopt::apply_add_sign(std::move(var_view), Eigen::Map<ArrayXf>(m, grad.size()), 0.001F, 1.0F, 0.99F, 0.9F, grad);
  signopt::apply_add_sign(ArrayXf(grad), ArrayXf(grad), 0.001F, 1.0F, 0.99F, 0.9F, grad);
}

// case: dtype of var: int
// expect: signopt: var has an unsupported dtype
void call(Eigen::ArrayXi& var, Eigen::ArrayXi& m, const ArrayXf& grad) { apply(var, m, grad); }

// case: dtype of var: std::complex
// expect: signopt: var has an unsupported dtype
void call(Eigen::ArrayXcf& var, Eigen::ArrayXcf& m, const ArrayXf& grad) { apply(var, m, grad); }

// case: dtype of var: long double
// expect: signopt: var has an unsupported dtype
using long_double_array = Eigen::Array<long double, Eigen::Dynamic, 1>;
void call(long_double_array& var, long_double_array& m, const ArrayXf& grad) { apply(var, m, grad); }

// case: dtype of m: int
// expect: signopt: m has an unsupported dtype
void call(ArrayXf& var, Eigen::ArrayXi& m, const ArrayXf& grad) { apply(var, m, grad); }

// case: conversion of m: float64 under a float32 var
// expect: signopt: m has another dtype than var
void call(ArrayXf& var, Eigen::ArrayXd& m, const ArrayXf& grad) { apply(var, m, grad); }

// case: conversion of m: float32 under a float64 var
// expect: signopt: m has another dtype than var, and they are no pair of dtype.hpp
void call(Eigen::ArrayXd& var, ArrayXf& m, const ArrayXf& grad) { apply(var, m, grad); }

// case: control: an m with a storage of its own
// expect: compiles
void call(half_array& var, ArrayXf& m, const half_array& grad, brain_array& other_m) {
  apply(var, m, grad);
  apply(var, other_m, grad);
  apply(m, var, grad);
}

// case: C where m has a storage of its own
// expect: signopt: C must be float32 where m or grad has another dtype than a 16-bit var
void call(half_array& var, ArrayXf& m, const half_array& grad) {
  signopt::apply_add_sign<Eigen::half, Eigen::half>(var, m, 0.1, 1, 1, 0.9, grad);
}

// case: m is not an operand: a number
// expect: signopt: m must be an Eigen object
void call(ArrayXf& var, const ArrayXf& grad) {
  float m = 0;
  apply(var, m, grad);
}

// case: m is not an operand: a std::vector
// expect: signopt: m must be an Eigen object
void call(ArrayXf& var, std::vector<float>& m, const ArrayXf& grad) { apply(var, m, grad); }

// case: m is an expression, which cannot be written to
// expect: signopt: m cannot be written
void call(ArrayXf& var, ArrayXf& m, const ArrayXf& grad) {
  signopt::apply_add_sign(var, m + m, 0.001F, 1.0F, 0.99F, 0.9F, grad);
}

// case: var is const
// expect: signopt: var cannot be written
void call(const ArrayXf& var, ArrayXf& m, const ArrayXf& grad) { apply(var, m, grad); }

// case: var is a Map of const memory
// expect: signopt: var cannot be written
void call(Eigen::Map<const ArrayXf>& var, ArrayXf& m, const ArrayXf& grad) { apply(var, m, grad); }

// case: var is a const Ref
// expect: signopt: var cannot be written
void call(const Eigen::Ref<const ArrayXf>& var, ArrayXf& m, const ArrayXf& grad) { apply(var, m, grad); }

// case: var is a Map that is const itself
// expect: signopt: var cannot be written
void call(const Eigen::Map<ArrayXf>& var, ArrayXf& m, const ArrayXf& grad) { apply(var, m, grad); }

// case: var is a view of something const
// expect: signopt: var cannot be written
void call(const ArrayXf& var, ArrayXf& m, const ArrayXf& grad) {
  signopt::apply_add_sign(var.head(3), m, 0.001F, 1, 1, 0.9F, grad);
}

// case: var is a view that is const itself
// expect: signopt: var cannot be written
void call(ArrayXf& parent, ArrayXf& m, const ArrayXf& grad) {
  const auto var = parent.segment(1, 3);
  apply(var, m, grad);
}

// case: m is const
// expect: signopt: m cannot be written
void call(ArrayXf& var, const ArrayXf& m, const ArrayXf& grad) { apply(var, m, grad); }

// case: m is a Map of const memory
// expect: signopt: m cannot be written
void call(ArrayXf& var, Eigen::Map<const ArrayXf>& m, const ArrayXf& grad) { apply(var, m, grad); }

// case: var is an expression, which cannot be written to
// expect: signopt: var cannot be written
void call(ArrayXf& var, ArrayXf& m, const ArrayXf& grad) {
  signopt::apply_add_sign(var + var, m, 0.001F, 1.0F, 0.99F, 0.9F, grad);
}

// case: var is a view of a copy, which would be written in vain
// expect: signopt: var cannot be written
void call(Eigen::MatrixXf& m, const Eigen::MatrixXf& grad) {
  auto copy = m.nestByValue();
  signopt::apply_add_sign(copy.transpose(), m, 0.001F, 1.0F, 0.99F, 0.9F, grad);
}

// case: shapes that differ when compiling
// expect: signopt: m has another shape than var
void call(Eigen::Array2f& var, Eigen::Array3f& m, const Eigen::Array2f& grad) { apply(var, m, grad); }

// case: the first argument is a number
// expect: signopt: var, the first argument, must be an Eigen object
void call(ArrayXf& m, const ArrayXf& grad) {
  int var = 0;
  apply(var, m, grad);
}

// case: the first argument is a std::vector
// expect: signopt: var, the first argument, must be an Eigen object
void call(std::vector<float>& var, std::vector<float>& m, const std::vector<float>& grad) { apply(var, m, grad); }

// case: the first argument is a pointer
// expect: signopt: var, the first argument, must be an Eigen object
void call(float* var, float* m, const float* grad) { apply(var, m, grad); }

// case: the first argument is nullptr
// expect: signopt: var, the first argument, must be an Eigen object
void call(ArrayXf& m, const ArrayXf& grad) { signopt::apply_add_sign(nullptr, m, 0.001F, 1, 1, 0.9F, grad); }

// case: the first argument is a std::vector, with named settings
// expect: signopt: var, the first argument, must be an Eigen object
void call(std::vector<float>& var, ArrayXf& m, const ArrayXf& grad) {
  signopt::apply_add_sign(var, m, signopt::add_sign_settings{0.001}, grad);
}

// case: T is stated and is not var's dtype
// expect: signopt: T is not the dtype of var
void call(ArrayXf& var, ArrayXf& m, const ArrayXf& grad) {
  signopt::apply_add_sign<double>(var, m, 0.001F, 1.0F, 0.99F, 0.9F, grad);
}

// case: (T, C) is no row of the table: float64 computed in float32
// expect: signopt: C is no compute type for this dtype of var
void call(Eigen::ArrayXd& var, Eigen::ArrayXd& m, const Eigen::ArrayXd& grad) {
  signopt::apply_add_sign<double, float>(var, m, 0.001, 1.0, 0.99, 0.9, grad);
}

// case: (T, C) is no row of the table: float16 computed in float64
// expect: signopt: C is no compute type for this dtype of var
void call(half_array& var, half_array& m, const half_array& grad) {
  signopt::apply_add_sign<Eigen::half, double>(var, m, 0.001, 1.0, 0.99, 0.9, grad);
}

// case: (T, C) is no row of the table: float16 computed in bfloat16
// expect: signopt: C is no compute type for this dtype of var
void call(half_array& var, half_array& m, const half_array& grad) {
  signopt::apply_add_sign<Eigen::half, Eigen::bfloat16>(var, m, 0.001, 1.0, 0.99, 0.9, grad);
}

// case: C is no dtype
// expect: signopt: C must be float16, bfloat16, float32 or float64
void call(ArrayXf& var, ArrayXf& m, const ArrayXf& grad) {
  signopt::apply_add_sign<float, int>(var, m, 0.001, 1.0, 0.99, 0.9, grad);
}
