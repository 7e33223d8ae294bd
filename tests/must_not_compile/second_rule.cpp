// Rules with two scalars and with one that only the tests have: their own names in the messages of every front end.
#include <dlpack/dlpack.h>
#include <Eigen/Core>
#include <second_rule/apply_descent.hpp>
#include <second_rule/apply_pull.hpp>
#include <signopt/dlpack.hpp>
#include <signopt/multi_tensor.hpp>
#include <signopt/signopt.hpp>

using Eigen::ArrayXf;
#define APPLY_WITH_lr(x, value) signopt::apply_descent(x, x, value, 0.5, x)
#define APPLY_WITH_beta(x, value) signopt::apply_descent(x, x, 0.5, value, x)

// case: control: every form
// expect: compiles
void call(ArrayXf& a, float* p, DLTensor& t, signopt::parameter_set<float>& set) {
  signopt::apply_descent(a, a, 0.5, 0.5, a);
  signopt::apply_descent(signopt::serial(), a, a, {0.5}, a);
  signopt::apply_descent_n(signopt::serial(), p, p, {0.5}, p, 8);
  signopt::apply_descent(t, t, 0.5, 0.5, t);
  signopt::apply_descent_multi(signopt::serial(), set, {0.5});
}

// case: a scalar is a string: ARGUMENT
// each: lr beta
// expect: signopt: ARGUMENT must be a number
void call(ArrayXf& a) { APPLY_WITH_ARGUMENT(a, "x"); }

// case: a scalar is a string, beside DLTensors: ARGUMENT
// each: lr beta
// expect: signopt: ARGUMENT must be a number
void call(DLTensor& t) { APPLY_WITH_ARGUMENT(t, "x"); }

// case: a scalar has two elements: ARGUMENT
// each: lr beta
// expect: signopt: ARGUMENT must have exactly one element
void call(ArrayXf& a, const Eigen::Array2f& two) { APPLY_WITH_ARGUMENT(a, two); }

// case: four scalars
// expect: signopt: the arguments are \(var, m, lr, beta, grad\) or \(var, m, settings, grad\)
void call(ArrayXf& a) { signopt::apply_descent(a, a, 0.1, 1, 1, 0.9, a); }

// case: another rule's settings
// expect: signopt: settings, where there are no two scalars, must be .*descent_settings
void call(ArrayXf& a) { signopt::apply_descent(a, a, signopt::add_sign_settings{0.1}, a); }

// case: pointers in the place of Eigen objects
// expect: signopt: var, the first argument, must be .*for pointers there is apply_descent_n
void call(float* p) { signopt::apply_descent(p, p, 0.5, 0.5, p); }

// case: one scalar, for pointers
// expect: signopt: the arguments are \(var, m, lr, beta, grad, n\)
void call(float* p) { signopt::apply_descent_n(p, p, 0.5, 0.5, 0.5, p, 8); }

// case: one scalar, for many tensors
// expect: signopt: settings, where there are no two scalars
void call(signopt::parameter_set<float>& set) { signopt::apply_descent_multi(set, 0.5); }

// case: control: one scalar, in the place of the settings
// expect: compiles
void call(ArrayXf& a, float* p, DLTensor& t, signopt::parameter_set<float>& set,
          const signopt::pull_settings& settings) {
  signopt::apply_pull(a, a, 0.5, a);
  signopt::apply_pull(a, a, {0.5}, a);
  signopt::apply_pull(signopt::serial(), a, a, settings, a);
  signopt::apply_pull_n(p, p, 0.5, p, 8);
  signopt::apply_pull_n(p, p, settings, p, 8);
  signopt::apply_pull(t, t, 0.5, t);
  signopt::apply_pull(t, t, settings, t);
  signopt::apply_pull_multi(set, 0.5);
  signopt::apply_pull_multi(set, settings);
}

// case: another rule's settings in the place of the one scalar
// expect: signopt: lr is a scalar, and settings of another rule stand in its place: .*pull_settings
void call(ArrayXf& a) { signopt::apply_pull(a, a, signopt::descent_settings{0.5}, a); }

// case: another rule's settings in the place of the one scalar, constant, for many tensors
// expect: signopt: lr is a scalar, and settings of another rule stand in its place: .*pull_settings
void call(signopt::parameter_set<float>& set, const signopt::descent_settings& other) {
  signopt::apply_pull_multi(set, other);
}

// case: another rule's settings in the place of the one scalar, for DLTensors
// expect: signopt: lr is a scalar, and settings of another rule stand in its place: .*pull_settings
void call(DLTensor& t) { signopt::apply_pull(t, t, signopt::descent_settings{0.5}, t); }

// case: a string in the place of the one scalar
// expect: signopt: lr must be a number
void call(ArrayXf& a) { signopt::apply_pull(a, a, "x", a); }
