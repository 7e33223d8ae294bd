// PowerSign, Lion and Signum: their own names in the messages of every front end. How each front end finds its errors
// is tested with AddSign.
#include <dlpack/dlpack.h>
#include <Eigen/Core>
#include <signopt/dlpack.hpp>
#include <signopt/multi_tensor.hpp>
#include <signopt/signopt.hpp>

using Eigen::ArrayXf;
#define POWER_SIGN_WITH_lr(x, value) signopt::apply_power_sign(x, x, value, 1, 1, 0.9, x)
#define POWER_SIGN_WITH_logbase(x, value) signopt::apply_power_sign(x, x, 0.1, value, 1, 0.9, x)
#define POWER_SIGN_WITH_sign_decay(x, value) signopt::apply_power_sign(x, x, 0.1, 1, value, 0.9, x)
#define POWER_SIGN_WITH_beta(x, value) signopt::apply_power_sign(x, x, 0.1, 1, 1, value, x)
#define LION_WITH_lr(x, value) signopt::apply_lion(x, x, value, 0.9, 0.99, 0, x)
#define LION_WITH_beta1(x, value) signopt::apply_lion(x, x, 0.1, value, 0.99, 0, x)
#define LION_WITH_beta2(x, value) signopt::apply_lion(x, x, 0.1, 0.9, value, 0, x)
#define LION_WITH_weight_decay(x, value) signopt::apply_lion(x, x, 0.1, 0.9, 0.99, value, x)
#define SIGNUM_WITH_lr(x, value) signopt::apply_signum(x, x, value, 0.9, 0, x)
#define SIGNUM_WITH_beta(x, value) signopt::apply_signum(x, x, 0.1, value, 0, x)
#define SIGNUM_WITH_weight_decay(x, value) signopt::apply_signum(x, x, 0.1, 0.9, value, x)

// case: control: calls of each rule
// expect: compiles
void call(ArrayXf& a, float* p, DLTensor& t, signopt::parameter_set<float>& set, const signopt::lion_settings& lion) {
  POWER_SIGN_WITH_logbase(a, 1);
  LION_WITH_beta1(t, 0.9F);
  SIGNUM_WITH_beta(a, Eigen::half(1));
  signopt::apply_lion(a, a, lion, a);
  signopt::apply_signum_n(p, p, {0.1}, p, 8);
  signopt::apply_power_sign_multi(set, {0.1});
}

// case: PowerSign: ARGUMENT is a string
// each: lr logbase sign_decay beta
// expect: signopt: ARGUMENT must be a number
void call(ArrayXf& a) { POWER_SIGN_WITH_ARGUMENT(a, "x"); }

// case: Lion: ARGUMENT is a string
// each: lr beta1 beta2 weight_decay
// expect: signopt: ARGUMENT must be a number
void call(ArrayXf& a) { LION_WITH_ARGUMENT(a, "x"); }

// case: Signum: ARGUMENT is a string
// each: lr beta weight_decay
// expect: signopt: ARGUMENT must be a number
void call(ArrayXf& a) { SIGNUM_WITH_ARGUMENT(a, "x"); }

// case: Lion: ARGUMENT is a bool, beside DLTensors
// each: lr beta1 beta2 weight_decay
// expect: signopt: ARGUMENT must be a number
void call(DLTensor& t) { LION_WITH_ARGUMENT(t, true); }

// case: PowerSign: ARGUMENT has two elements
// each: lr logbase sign_decay beta
// expect: signopt: ARGUMENT must have exactly one element
void call(ArrayXf& a, const Eigen::Array2f& two) { POWER_SIGN_WITH_ARGUMENT(a, two); }

// case: Signum: ARGUMENT has two elements
// each: lr beta weight_decay
// expect: signopt: ARGUMENT must have exactly one element
void call(ArrayXf& a, const Eigen::Array2f& two) { SIGNUM_WITH_ARGUMENT(a, two); }

// case: Signum: one scalar too many, as in Lion
// expect: signopt: the arguments are \(var, m, lr, beta, weight_decay, grad\) or \(var, m, settings, grad\)
void call(ArrayXf& a) { signopt::apply_signum(a, a, 0.1, 0.9, 0.99, 0, a); }

// case: Lion: one scalar is missing
// expect: signopt: the arguments are \(var, m, lr, beta1, beta2, weight_decay, grad\)
void call(ArrayXf& a) { signopt::apply_lion(a, a, 0.1, 0.9, 0.99, a); }

// case: PowerSign: pointers and one scalar too few
// expect: signopt: the arguments are \(var, m, lr, logbase, sign_decay, beta, grad, n\)
void call(float* p) { signopt::apply_power_sign_n(p, p, 0.1, 1, 1, p, 8); }

// case: another rule's settings
// expect: signopt: settings, where there are no four scalars, must be .*lion_settings
void call(ArrayXf& a) { signopt::apply_lion(a, a, signopt::signum_settings{0.1}, a); }

// case: another rule's settings, for pointers
// expect: signopt: settings, where there are no three scalars, must be .*signum_settings
void call(float* p) { signopt::apply_signum_n(p, p, signopt::lion_settings{0.1}, p, 8); }

// case: another rule's settings, for many tensors
// expect: signopt: settings, where there are no four scalars, must be .*power_sign_settings
void call(signopt::parameter_set<float>& set) { signopt::apply_power_sign_multi(set, signopt::add_sign_settings{0.1}); }

// case: grad is wider than var
// expect: signopt: grad \(float64\) is wider than var \(float16\)
void call(Eigen::Array<Eigen::half, 4, 1>& x, Eigen::Array4d& grad) {
  signopt::apply_lion(x, x, 0.1, 0.9, 0.99, 0, grad);
}
