// signopt::backend in a build for an NPU: what that cannot do is an error, unless it is told to fall back.
#define SIGNOPT_ASCEND 1
#include <signopt/backend.hpp>
#include <signopt/tensor.hpp>

using Eigen::bfloat16;
using Eigen::half;
using signopt::apply_add_sign;
using signopt::apply_add_sign_multi;
using signopt::backend;
using signopt::backend_or_cpu;
using signopt::parameter_set;
template <class T>
using array = Eigen::Array<T, Eigen::Dynamic, 1>;

#define APPLY(on, var, m, grad) apply_add_sign(on, var, m, 0.001F, 1, 0.99, 0.9F, grad)

// case: control: what an NPU can do, and with a backend that falls back what it cannot
// expect: compiles
void call(backend& on, array<float>& f, array<half>& h, parameter_set<half>& set) {
  APPLY(on, f, f, f);
  APPLY(on, h, h, h);
  APPLY(on, f, f, h);
  apply_add_sign_multi(on, set, {0.1});
}
void call(backend_or_cpu& on, array<bfloat16>& b, array<double>& d, parameter_set<double>& set, double* p) {
  APPLY(on, b, b, b);
  APPLY(on, d, d, d);
  apply_add_sign_multi(on, set, {0.1});
  signopt::apply_add_sign_n(on, p, p, 0.1, 1, 1, 0.9, p, 8);
  signopt::apply_lion(on, d, d, {0.1}, d);
}

// case: bfloat16
// expect: signopt: var must be float32 or float16 on the NPU.*backend_or_cpu
void call(backend& on, array<bfloat16>& x) { APPLY(on, x, x, x); }

// case: float64, many tensors
// expect: signopt: var must be float32 or float16 on the NPU.*backend_or_cpu
void call(backend& on, parameter_set<double>& x) { apply_add_sign_multi(on, x, {0.1}); }

// case: a rule without an operator
// expect: signopt: the NPU has no operator for this rule.*backend_or_cpu
void call(backend& on, array<float>& x) { signopt::apply_lion(on, x, x, {0.1}, x); }

// case: C is float32 beside float16 arrays
// expect: signopt: C is not the dtype of var: the NPU computes in that of its operands.*backend_or_cpu
void call(backend& on, array<half>& x) { apply_add_sign<half, float>(on, x, x, 0.1, 1, 1, 0.9, x); }

// case: pointers
// expect: signopt: apply_add_sign_n has no form for a session; for pointers to host memory.*backend_or_cpu
void call(backend& on, float* x) { signopt::apply_add_sign_n(on, x, x, 0.1, 1, 1, 0.9, x, 8); }

// case: tensors of Eigen
// expect: signopt: var, the argument after the session, must be an Eigen object.*backend_or_cpu
void call(backend& on, Eigen::Tensor<float, 2>& x) { APPLY(on, x, x, x); }

// case: a backend that is const
// expect: signopt: the session of a step must be a variable, and not const; and so must a backend
void call(const backend& on, array<float>& x) { APPLY(on, x, x, x); }

// case: a backend that falls back and is a temporary
// expect: signopt: the session of a step must be a variable, and not const; and so must a backend
void call(array<float>& x) { APPLY(backend_or_cpu(), x, x, x); }

// case: wrong on the CPU too, with a backend that falls back
// expect: signopt: grad \(float64\) is wider than var \(float32\)
void call(backend_or_cpu& on, array<float>& x, array<double>& grad) { APPLY(on, x, x, grad); }
