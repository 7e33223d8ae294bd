// The front end for DLPack, without Eigen: dtypes and shapes are for run time, kinds and counts of arguments are not.
// The header is one of version 1, which has all kinds of tensors.
#include "dlpack/dlpack_1_header.hpp"
//
#include <signopt/dlpack.hpp>
#include <string>
#include <vector>

#define APPLY(var, m, grad) signopt::apply_add_sign(var, m, 0.001F, 1, 0.99, 0.9F, grad)
#define APPLY_WITH_lr(t, value) signopt::apply_add_sign(t, t, value, 1.0F, 0.99F, 0.9F, t)
#define APPLY_WITH_alpha(t, value) signopt::apply_add_sign(t, t, 0.001F, value, 0.99F, 0.9F, t)
#define APPLY_WITH_sign_decay(t, value) signopt::apply_add_sign(t, t, 0.001F, 1.0F, value, 0.9F, t)
#define APPLY_WITH_beta(t, value) signopt::apply_add_sign(t, t, 0.001F, 1.0F, 0.99F, value, t)

// case: control: tensors, const or not, and scalars of each kind
// expect: compiles
void call(DLTensor& t, const DLTensor& c) {
  APPLY(t, c, t);
  signopt::apply_add_sign(t, t, 1, 1.0F, c, t, c);
  signopt::apply_add_sign(t, t, signopt::add_sign_settings{0.001}, t);
  signopt::apply_add_sign(c, t, {0.001}, c);
}

// case: control: managed tensors, and scalars of each kind
// expect: compiles
void call(DLManagedTensor& m, const DLManagedTensorVersioned& v, const DLTensor& t) {
  APPLY(v, m, t);
  APPLY(m, t, v);
  signopt::apply_add_sign(t, t, m, 1.0F, v, t, t);
  signopt::apply_add_sign(v, v, {0.001}, m);
}

// case: ARGUMENT is a bool
// each: lr alpha sign_decay beta
// expect: signopt: ARGUMENT must be a number
void call(DLTensor& t) { APPLY_WITH_ARGUMENT(t, true); }

// case: ARGUMENT is a bool, beside const tensors
// each: lr alpha sign_decay beta
// expect: signopt: ARGUMENT must be a number
void call(const DLTensor& t) { APPLY_WITH_ARGUMENT(t, true); }

// case: a scalar is made from a bool
// expect: deleted
void call() { signopt::dl_scalar lr = true; }

// case: ARGUMENT is a string
// each: lr alpha sign_decay beta
// expect: signopt: ARGUMENT must be a number
void call(DLTensor& t) { APPLY_WITH_ARGUMENT(t, std::string("0.1")); }

// case: ARGUMENT is a pointer to a tensor
// each: lr alpha sign_decay beta
// expect: signopt: ARGUMENT must be a number
void call(DLTensor& t) { APPLY_WITH_ARGUMENT(t, &t); }

// case: ARGUMENT is an enum
// each: lr alpha sign_decay beta
// expect: signopt: ARGUMENT must be a number
enum rate { slow, fast };
void call(DLTensor& t) { APPLY_WITH_ARGUMENT(t, slow); }

// case: ARGUMENT is a long double
// each: lr alpha sign_decay beta
// expect: signopt: ARGUMENT must be a number
void call(DLTensor& t) { APPLY_WITH_ARGUMENT(t, 0.1L); }

// case: ARGUMENT is a std::vector
// each: lr alpha sign_decay beta
// expect: signopt: ARGUMENT must be a number
void call(DLTensor& t) { APPLY_WITH_ARGUMENT(t, std::vector<float>(1)); }

// case: var is a pointer to a tensor
// expect: signopt: var must be a DLTensor
void call(DLTensor* t) { APPLY(t, *t, *t); }

// case: var is a pointer to a const tensor
// expect: signopt: var must be a DLTensor
void call(const DLTensor* t) { APPLY(t, *t, *t); }

// case: m is a pointer to a tensor
// expect: signopt: m must be a DLTensor
void call(DLTensor* t) { APPLY(*t, t, *t); }

// case: grad is a pointer to a tensor
// expect: signopt: grad must be a DLTensor
void call(DLTensor* t) { APPLY(*t, *t, t); }

// case: var is a pointer to a managed tensor
// expect: signopt: var must be a DLTensor, a DLManagedTensor or, with DLPack 1, a DLManagedTensorVersioned
void call(DLManagedTensor* t) { APPLY(t, *t, *t); }

// case: var is a pointer to a const versioned tensor
// expect: signopt: var must be a DLTensor, a DLManagedTensor or, with DLPack 1, a DLManagedTensorVersioned
void call(const DLManagedTensorVersioned* t) { APPLY(t, *t, *t); }

// case: m is a pointer to a versioned tensor
// expect: signopt: m must be a DLTensor
void call(DLManagedTensorVersioned* t) { APPLY(*t, t, *t); }

// case: grad is a pointer to a managed tensor, beside versioned ones, with named settings
// expect: signopt: grad must be a DLTensor
void call(DLManagedTensor* grad, DLManagedTensorVersioned& t) {
  signopt::apply_add_sign(t, t, signopt::add_sign_settings{0.001}, grad);
}

// case: m is a null pointer
// expect: signopt: m must be a DLTensor
void call(DLManagedTensor& t) { APPLY(t, nullptr, t); }

// case: ARGUMENT is a pointer to a versioned tensor
// each: lr alpha sign_decay beta
// expect: signopt: ARGUMENT must be a number
void call(DLManagedTensorVersioned& t) { APPLY_WITH_ARGUMENT(t, &t); }

// case: T is stated
// expect: signopt: the dtypes of a DLTensor are known at run time
void call(DLManagedTensor& t) { signopt::apply_add_sign<float>(t, t, 0.001F, 1, 0.99, 0.9F, t); }

// case: grad is a number
// expect: signopt: grad must be a DLTensor
void call(DLTensor& t) { APPLY(t, t, 0.5F); }

// case: m is a std::vector
// expect: signopt: m must be a DLTensor
void call(DLTensor& t, std::vector<float>& m) { APPLY(t, m, t); }

// case: var is a std::vector
// expect: signopt: var, the first argument, must be .*with dlpack.hpp a DLTensor
void call(DLTensor& t, std::vector<float>& var) { APPLY(var, t, t); }

// case: var is a std::vector, with named settings
// expect: signopt: var, the first argument, must be .*with dlpack.hpp a DLTensor
void call(DLTensor& t, std::vector<float>& var) { signopt::apply_add_sign(var, t, signopt::add_sign_settings{1}, t); }

// case: m is a pointer, with named settings
// expect: signopt: m must be a DLTensor
void call(DLTensor& t) { signopt::apply_add_sign(t, &t, signopt::add_sign_settings{0.001}, t); }

// case: something else in the place of the settings
// expect: signopt: settings
void call(DLTensor& t) { signopt::apply_add_sign(t, t, 0.001F, t); }

// case: one of the four scalars is missing
// expect: signopt: the arguments are \(var, m, lr, alpha, sign_decay, beta, grad\)
void call(DLTensor& t) { signopt::apply_add_sign(t, t, 0.001F, 1.0F, 0.9F, t); }

// case: one argument too many
// expect: signopt: the arguments are \(var, m, lr, alpha, sign_decay, beta, grad\)
void call(DLTensor& t) { signopt::apply_add_sign(t, t, 0.001F, 1.0F, 0.9F, 0.9F, t, 5); }
