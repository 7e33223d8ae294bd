// The pointer front end: contiguous memory, no Eigen.
#include <complex>
#include <signopt/pointer.hpp>
#include <string>
#include <vector>

struct half {
  unsigned short bits;
};
template <>
struct signopt::dtype_of<half> : signopt::dtype_constant<signopt::dtype::float16> {};
struct brain {
  unsigned short bits;
};
template <>
struct signopt::dtype_of<brain> : signopt::dtype_constant<signopt::dtype::bfloat16> {};

#define APPLY(var, m, grad) signopt::apply_add_sign_n(var, m, 0.001F, 1.0F, 0.99F, 0.9F, grad, 8)
#define APPLY_WITH_lr(var, value) signopt::apply_add_sign_n(var, var, value, 1.0F, 0.99F, 0.9F, var, 8)
#define APPLY_WITH_alpha(var, value) signopt::apply_add_sign_n(var, var, 0.001F, value, 0.99F, 0.9F, var, 8)
#define APPLY_WITH_sign_decay(var, value) signopt::apply_add_sign_n(var, var, 0.001F, 1.0F, value, 0.9F, var, 8)
#define APPLY_WITH_beta(var, value) signopt::apply_add_sign_n(var, var, 0.001F, 1.0F, 0.99F, value, var, 8)

// case: control: every dtype
// expect: compiles
void call(half* h, brain* b, float* f, double* d) {
  APPLY(h, h, h);
  APPLY(b, b, b);
  APPLY(f, f, f);
  APPLY(f, f, h);
  APPLY(d, d, static_cast<const double*>(d));
  APPLY(d, d, b);
}

// case: dtype of var: int
// expect: signopt: var has an unsupported dtype
void call(int* var, int* m, const float* grad) { APPLY(var, m, grad); }

// case: dtype of var: std::complex
// expect: signopt: var has an unsupported dtype
void call(std::complex<float>* var, std::complex<float>* m, const float* grad) { APPLY(var, m, grad); }

// case: dtype of var: long double
// expect: signopt: var has an unsupported dtype
void call(long double* var, long double* m, const float* grad) { APPLY(var, m, grad); }

// case: dtype of var: void
// expect: signopt: var is a pointer to void
void call(void* var, float* m, const float* grad) { APPLY(var, m, grad); }

// case: dtype of grad: void
// expect: signopt: grad is a pointer to void
void call(float* var, float* m, const void* grad) { APPLY(var, m, grad); }

// case: var is const
// expect: signopt: var is const, and is updated in place
void call(const float* var, float* m, const float* grad) { APPLY(var, m, grad); }

// case: m is const
// expect: signopt: m is const, and is updated in place
void call(float* var, const float* m, const float* grad) { APPLY(var, m, grad); }

// case: conversion of m: float64 beside a float32 var
// expect: signopt: m has another dtype than var
void call(float* var, double* m, const float* grad) { APPLY(var, m, grad); }

// case: conversion of m: float64 beside a bfloat16 var
// expect: signopt: m has another dtype than var
void call(brain* var, double* m, const brain* grad) { APPLY(var, m, grad); }

// case: conversion of var: grad float64 under a float16 var
// expect: signopt: grad \(float64\) is wider than var \(float16\)
void call(half* var, half* m, const double* grad) { APPLY(var, m, grad); }

// case: conversion of var: grad float64 under a float32 var
// expect: signopt: grad \(float64\) is wider than var \(float32\)
void call(float* var, float* m, const double* grad) { APPLY(var, m, grad); }

// case: grad bfloat16 under a float16 var
// expect: signopt: grad \(bfloat16\) does not go with var \(float16\)
void call(half* var, half* m, const brain* grad) { APPLY(var, m, grad); }

// case: dtype of grad: int
// expect: signopt: grad has an unsupported dtype
void call(float* var, float* m, const int* grad) { APPLY(var, m, grad); }

// case: grad is not a tensor: a number
// expect: signopt: grad must be a pointer
void call(float* var, float* m) { APPLY(var, m, 0.5F); }

// case: grad is not a tensor: a std::vector
// expect: signopt: grad must be a pointer
void call(float* var, float* m, const std::vector<float>& grad) { APPLY(var, m, grad); }

// case: var is not a pointer
// expect: signopt: var must be a pointer
void call(std::vector<float>& var, float* m, const float* grad) { APPLY(var, m, grad); }

// case: something else in the place of the settings
// expect: signopt: settings
void call(float* var, float* m, const float* grad) { signopt::apply_add_sign_n(var, m, 0.001F, grad, 8); }

// case: (T, C) is no row of the table: float64 computed in float32
// expect: signopt: C is no compute type for this dtype of var
void call(double* var) { signopt::apply_add_sign_n<float>(var, var, 0.001, 1.0, 0.99, 0.9, var, 8); }

// case: ARGUMENT is a bool
// each: lr alpha sign_decay beta
// expect: signopt: ARGUMENT must be a number
void call(float* var) { APPLY_WITH_ARGUMENT(var, true); }

// case: ARGUMENT is a string
// each: lr alpha sign_decay beta
// expect: signopt: ARGUMENT must be a number
void call(float* var) { APPLY_WITH_ARGUMENT(var, "0.1"); }

// case: ARGUMENT is a pointer
// each: lr alpha sign_decay beta
// expect: signopt: ARGUMENT must be a number
void call(float* var) { APPLY_WITH_ARGUMENT(var, var); }

// case: ARGUMENT is a std::vector
// each: lr alpha sign_decay beta
// expect: signopt: ARGUMENT must be a number
void call(float* var) { APPLY_WITH_ARGUMENT(var, std::vector<float>(1)); }

// case: ARGUMENT is a long double
// each: lr alpha sign_decay beta
// expect: signopt: ARGUMENT must be a number
void call(float* var) { APPLY_WITH_ARGUMENT(var, 0.1L); }

// case: an array that is no pointer, with named settings
// expect: signopt: var must be a pointer
void call(std::vector<float>& var, float* m) {
  signopt::apply_add_sign_n(var, m, signopt::add_sign_settings{0.001}, m, 8);
}

// case: a raw integer type as a dtype
// expect: signopt: an integer type cannot have a dtype_of
// others: may follow
template <>
struct signopt::dtype_of<unsigned short> : signopt::dtype_constant<signopt::dtype::float16> {};
void call(unsigned short* var, unsigned short* m, const unsigned short* grad) {
  signopt::apply_add_sign_n(var, m, signopt::add_sign_settings{0.001}, grad, 8);
}

// case: one of the four scalars is missing
// expect: signopt: the arguments are \(var, m, lr, alpha, sign_decay, beta, grad, n\)
void call(float* var, float* m, const float* grad) { signopt::apply_add_sign_n(var, m, 0.001F, 1.0F, 0.9F, grad, 8); }

// case: ARGUMENT is an enum
// each: lr alpha sign_decay beta
// expect: signopt: ARGUMENT must be a number
enum rate { slow, fast };
void call(float* var) { APPLY_WITH_ARGUMENT(var, slow); }

// case: many tensors without the header for them
// expect: signopt: apply_add_sign_multi needs multi_tensor.hpp
void call(int tensors) { signopt::apply_add_sign_multi(tensors, 0.1, 1, 1, 0.9); }

// case: many tensors without the header for them, and braces
// expect: signopt: apply_add_sign_multi needs multi_tensor.hpp
void call(int tensors) { signopt::apply_add_sign_multi(signopt::serial(), tensors, {0.1}); }
