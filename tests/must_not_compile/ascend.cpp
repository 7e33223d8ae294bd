// The Ascend front end: one dtype for all, float32 or float16, and nothing is narrowed.
#include <second_rule/apply_descent.hpp>
#include <signopt/ascend.hpp>
#include <string>
#include <vector>

using Eigen::bfloat16;
using Eigen::half;
using signopt::add_sign_settings;
using signopt::apply_add_sign;
using signopt::apply_add_sign_multi;
using signopt::parameter_set;
using signopt::ascend::apply_add_sign_async;
using signopt::ascend::session;
template <class T>
using array = Eigen::Array<T, Eigen::Dynamic, 1>;
using floats = array<float>;
using halves = array<half>;

#define APPLY(on, var, m, grad) apply_add_sign(on, var, m, 0.001F, 1, 0.99, 0.9F, grad)
#define APPLY_WITH_lr(on, x, value) apply_add_sign(on, x, x, value, 1.0F, 0.99F, 0.9F, x)
#define APPLY_WITH_alpha(on, x, value) apply_add_sign(on, x, x, 0.001F, value, 0.99F, 0.9F, x)
#define APPLY_WITH_sign_decay(on, x, value) apply_add_sign(on, x, x, 0.001F, 1.0F, value, 0.9F, x)
#define APPLY_WITH_beta(on, x, value) apply_add_sign(on, x, x, 0.001F, 1.0F, 0.99F, value, x)
#define ASYNC(var, m, grad) apply_add_sign_async(var, m, 0.001F, 1, 0.99, 0.9F, grad, 8, nullptr)

// case: control: float32 and float16, scalars of each kind, every form of the call
// expect: compiles
void call(session& on, floats& f, const floats& cf, halves& h, const halves& ch, Eigen::MatrixXf& matrix) {
  APPLY(on, f, f, cf);
  APPLY(on, h, h, ch);
  APPLY(on, f, f, ch);
  APPLY(on, f.head(2), f.tail(2), cf.head(2) * 2.0F);
  APPLY(on, matrix, matrix.transpose(), matrix * matrix);
  apply_add_sign<half>(on, h, h, half(1), 1, cf, bfloat16(1), ch);
  apply_add_sign<float, float>(on, f, f, add_sign_settings{0.1}, cf);
  apply_add_sign<void, half>(on, h, h, {0.1}, ch);
  signopt::ascend::apply_add_sign(on, f, f, add_sign_settings{0.1}, cf);
}
void call(float* f, half* h, const half* ch, aclrtStream stream) {
  ASYNC(f, f, f);
  ASYNC(h, h, ch);
  apply_add_sign_async(f, f, add_sign_settings{0.1}, f, 8, stream);
}
void call(session& on, parameter_set<float>& f, const parameter_set<half>& h, const parameter_set<float, half>& both) {
  apply_add_sign_multi(on, f, 0.1, 1, 1.0F, half(1));
  apply_add_sign_multi<half>(on, h, add_sign_settings{0.1});
  apply_add_sign_multi<float>(on, both, {0.1});
}

// case: dtype of var: bfloat16, on host arrays
// expect: signopt: var must be float32 or float16 on the NPU
void call(session& on, array<bfloat16>& x) { APPLY(on, x, x, x); }

// case: dtype of var: float64, on host arrays
// expect: signopt: var must be float32 or float16 on the NPU
void call(session& on, array<double>& x) { APPLY(on, x, x, x); }

// case: dtype of var: float64, with named settings
// expect: signopt: var must be float32 or float16 on the NPU
void call(session& on, array<double>& x) { apply_add_sign(on, x, x, add_sign_settings{0.1}, x); }

// case: dtype of var: int, on host arrays
// expect: signopt: var has an unsupported dtype
void call(session& on, array<int>& x) { APPLY(on, x, x, x); }

// case: dtype of var: bfloat16, on device memory
// expect: signopt: var must be float32 or float16 on the NPU
void call(bfloat16* x) { ASYNC(x, x, x); }

// case: dtype of var: float64, on device memory
// expect: signopt: var must be float32 or float16 on the NPU
void call(double* x) { ASYNC(x, x, x); }

// case: dtype of var: float64, on device memory, with named settings
// expect: signopt: var must be float32 or float16 on the NPU
void call(double* x) { apply_add_sign_async(x, x, add_sign_settings{0.1}, x, 8, nullptr); }

// case: dtype of var: int, on device memory
// expect: signopt: var has an unsupported dtype
void call(int* x) { ASYNC(x, x, x); }

// case: dtype of var: bfloat16, many tensors
// expect: signopt: var must be float32 or float16 on the NPU
void call(session& on, const parameter_set<bfloat16>& x) { apply_add_sign_multi(on, x, 0.1, 1, 1, 0.9); }

// case: dtype of var: float64, many tensors, with named settings
// expect: signopt: var must be float32 or float16 on the NPU
void call(session& on, const parameter_set<double>& x) { apply_add_sign_multi(on, x, add_sign_settings{0.1}); }

// case: dtype of grad: bfloat16 under float32, on host arrays
// expect: signopt: grad must be float32 or float16 on the NPU
void call(session& on, floats& x, array<bfloat16>& grad) { APPLY(on, x, x, grad); }

// case: dtype of grad: bfloat16 under float32, many tensors
// expect: signopt: grad must be float32 or float16 on the NPU
void call(session& on, const parameter_set<float, bfloat16>& x) { apply_add_sign_multi(on, x, 0.1, 1, 1, 0.9); }

// case: dtype of grad: float32 under float16, on host arrays
// expect: signopt: grad \(float32\) is wider than var \(float16\)
void call(session& on, halves& x, floats& grad) { APPLY(on, x, x, grad); }

// case: dtype of grad: float64 under float32, on host arrays
// expect: signopt: grad \(float64\) is wider than var \(float32\)
void call(session& on, floats& x, array<double>& grad) { APPLY(on, x, x, grad); }

// case: dtype of grad: float32 under float16, many tensors
// expect: signopt: grad \(float32\) is wider than var \(float16\)
void call(session& on, const parameter_set<half, float>& x) { apply_add_sign_multi(on, x, 0.1, 1, 1, 0.9); }

// case: dtype of m is another one than that of var
// expect: signopt: m has another dtype than var
void call(session& on, floats& x, halves& m) { APPLY(on, x, m, x); }

// case: C is float32 beside float16 arrays
// expect: signopt: C is not the dtype of var: the NPU computes in that of its operands
void call(session& on, halves& x) { apply_add_sign<void, float>(on, x, x, 0.1, 1, 1, 0.9, x); }

// case: C is float32 beside float16 arrays, with named settings
// expect: signopt: C is not the dtype of var: the NPU computes in that of its operands
void call(session& on, halves& x) { apply_add_sign<half, float>(on, x, x, add_sign_settings{0.1}, x); }

// case: C is float64 beside float32 arrays
// expect: signopt: C is not the dtype of var: the NPU computes in that of its operands
void call(session& on, floats& x) { apply_add_sign<void, double>(on, x, x, 0.1, 1, 1, 0.9, x); }

// case: C is no dtype
// expect: signopt: C is not the dtype of var: the NPU computes in that of its operands
void call(session& on, floats& x) { apply_add_sign<void, int>(on, x, x, 0.1, 1, 1, 0.9, x); }

// case: C is float32 beside float16 tensors
// expect: signopt: C is not the dtype of var: the NPU computes in that of its operands
void call(session& on, const parameter_set<half>& x) { apply_add_sign_multi<float>(on, x, 0.1, 1, 1, 0.9); }

// case: T is not the dtype of var
// expect: signopt: T is not the dtype of var
void call(session& on, halves& x) { apply_add_sign<float>(on, x, x, 0.1, 1, 1, 0.9, x); }

// case: var is const
// expect: signopt: var cannot be written
void call(session& on, const floats& var, floats& x) { APPLY(on, var, x, x); }

// case: m is const
// expect: signopt: m cannot be written
void call(session& on, floats& x, const floats& m) { APPLY(on, x, m, x); }

// case: var is an expression
// expect: signopt: var cannot be written
void call(session& on, floats& x) { APPLY(on, x + x, x, x); }

// case: m is a std::vector
// expect: signopt: m must be an Eigen object
void call(session& on, floats& x, std::vector<float>& m) { APPLY(on, x, m, x); }

// case: grad is a std::vector
// expect: signopt: grad must be an Eigen object
void call(session& on, floats& x, std::vector<float>& grad) { APPLY(on, x, x, grad); }

// case: shapes that can never agree
// expect: signopt: grad has another shape than var
void call(session& on, floats& x, const Eigen::Array3f& grad) { APPLY(on, x.head<2>(), x.head<2>(), grad); }

// case: ARGUMENT is a bool
// each: lr alpha sign_decay beta
// expect: signopt: ARGUMENT must be a number
void call(session& on, floats& x) { APPLY_WITH_ARGUMENT(on, x, true); }

// case: ARGUMENT is a string
// each: lr alpha sign_decay beta
// expect: signopt: ARGUMENT must be a number
void call(session& on, floats& x) { APPLY_WITH_ARGUMENT(on, x, std::string("0.1")); }

// case: ARGUMENT has two elements
// each: lr alpha sign_decay beta
// expect: signopt: ARGUMENT must have exactly one element
void call(session& on, floats& x) { APPLY_WITH_ARGUMENT(on, x, Eigen::Array2f()); }

// case: lr is a string, on device memory
// expect: signopt: lr must be a number
void call(float* x) { apply_add_sign_async(x, x, "0.1", 1, 1, 0.9, x, 8, nullptr); }

// case: dtype of grad: float32 under float16, on device memory
// expect: signopt: grad \(float32\) is wider than var \(float16\)
void call(half* x, const float* grad) { ASYNC(x, x, grad); }

// case: dtype of grad: float16 under float32, on device memory, where nothing is widened
// expect: signopt: grad has another dtype than var: in device memory nothing is widened
void call(float* x, const half* grad) { ASYNC(x, x, grad); }

// case: m has another dtype than var, on device memory
// expect: signopt: m has another dtype than var
void call(float* x, half* m) { ASYNC(x, m, x); }

// case: var is const, on device memory
// expect: signopt: var is const, and is updated in place
void call(const float* var, float* m) { ASYNC(var, m, m); }

// case: m is const, on device memory, with named settings
// expect: signopt: m is const, and is updated in place
void call(float* x, const float* m) { apply_add_sign_async(x, m, add_sign_settings{0.1}, x, 8, nullptr); }

// case: var is a pointer to void, on device memory
// expect: signopt: var is a pointer to void
void call(void* var, float* x) { ASYNC(var, x, x); }

// case: var is a std::vector
// expect: signopt: var, the argument after the session, must be an Eigen object
void call(session& on, std::vector<float>& var, floats& x) { APPLY(on, var, x, x); }

// case: var is a pointer, with named settings
// expect: for pointers to host memory there is apply_add_sign_multi\(session, parameter_set, ...\), and for device
void call(session& on, float* x) { apply_add_sign(on, x, x, add_sign_settings{0.1}, x); }

// case: the session is const
// expect: signopt: the session of a step must be a variable, and not const
void call(const session& on, floats& x) { APPLY(on, x, x, x); }

// case: the session is a temporary
// expect: signopt: the session of a step must be a variable, and not const
void call(floats& x) { APPLY(session(0), x, x, x); }

// case: one of the four scalars is missing
// expect: signopt: the arguments after a session are \(var, m, lr, alpha, sign_decay, beta, grad\)
void call(session& on, floats& x) { apply_add_sign(on, x, x, 0.001F, 1.0F, 0.9F, x); }

// case: something else in the place of the settings
// expect: signopt: settings
void call(session& on, floats& x) { apply_add_sign(on, x, x, 0.001F, x); }

// case: one argument too many
// expect: signopt: the arguments after a session are \(var, m, lr, alpha, sign_decay, beta, grad\)
void call(session& on, floats& x) { apply_add_sign(on, x, x, 0.1, 1, 1, 0.9, x, signopt::step_options{}); }

// case: pointers to host memory
// expect: there is apply_add_sign_multi\(session, parameter_set, ...\), and for device memory ascend::apply_add_sign_a
void call(session& on, float* x) { signopt::apply_add_sign_n(on, x, x, 0.1, 1, 1, 0.9, x, 8); }

// case: pointers to host memory, with named settings, on a session that is const
// expect: signopt: apply_add_sign_n has no form for a session; for pointers to host memory
void call(const session& on, float* x) { signopt::apply_add_sign_n(on, x, x, add_sign_settings{0.1}, x, 8); }

// case: a session in the place of the stream
// expect: signopt: the arguments are \(d_var, d_m, lr, alpha, sign_decay, beta, d_grad, n, stream\)
void call(session& on, float* x) { apply_add_sign_async(x, x, 0.1, 1, 1, 0.9, x, 8, on); }

// case: a session before device memory
// expect: with pointers to device memory and an aclrtStream, as session.run\(\) passes it
void call(session& on, float* x) { apply_add_sign_async(on, x, x, 0.1, 1, 1, 0.9, x, 8); }

// case: Eigen objects where device memory is meant
// expect: for arrays in host memory there is apply_add_sign\(session, var, m, ...\)
void call(floats& x, aclrtStream stream) { apply_add_sign_async(x, x, add_sign_settings{0.1}, x, 8, stream); }

// case: one of the four scalars is missing, on device memory
// expect: signopt: the arguments are \(d_var, d_m, lr, alpha, sign_decay, beta, d_grad, n, stream\)
void call(float* x, aclrtStream stream) { apply_add_sign_async(x, x, 0.1, 1, 1, x, 8, stream); }

// case: a rule that the NPU has no operator for
// expect: signopt: the NPU has no operator for this rule
void call(session& on, floats& x) { signopt::apply_descent(on, x, x, 0.1, 0.5, x); }

// case: a rule that the NPU has no operator for, on many tensors
// expect: signopt: the NPU has no operator for this rule
void call(session& on, parameter_set<float>& set) { signopt::apply_descent_multi(on, set, 0.1, 0.5); }

// case: many tensors on a temporary session
// expect: signopt: the session of a step must be a variable, and not const
void call(parameter_set<float>& set) { signopt::apply_add_sign_multi(session(0), set, 0.1, 1, 1, 0.9); }

// case: many tensors that are none
// expect: signopt: tensors, the argument before the scalars, must be a parameter_set, or a range
void call(session& on) { signopt::apply_add_sign_multi(on, 5, 0.1, 1, 1, 0.9); }

// case: many tensors, one of the four scalars is missing
// expect: signopt: the arguments are \(tensors, lr, alpha, sign_decay, beta\)
void call(session& on, parameter_set<float>& set) { signopt::apply_add_sign_multi(on, set, 0.1, 1, 0.9); }

// case: Lion
// expect: signopt: the NPU has no operator for this rule
void call(session& on, floats& x) { signopt::apply_lion(on, x, x, 0.1, 0.9, 0.99, 0, x); }

// case: Signum, on many tensors
// expect: signopt: the NPU has no operator for this rule
void call(session& on, parameter_set<float>& set) { signopt::apply_signum_multi(on, set, {0.1}); }

// case: PowerSign: logbase is a string, on device memory
// expect: signopt: logbase must be a number
void call(float* x) { signopt::ascend::apply_power_sign_async(x, x, 0.1, "1", 1, 0.9, x, 8, nullptr); }
