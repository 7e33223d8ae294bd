// Executors and settings: what may come first in a call, what stands in the place of the scalars, and what is said of
// the rest.
#include <Eigen/Core>
#include <signopt/eigen_pool.hpp>
#include <signopt/signopt.hpp>
#include <string>
#include <vector>

using Eigen::ArrayXf;

struct own_executor {
  int concurrency() const { return 2; }
  template <class F>
  void bulk(std::ptrdiff_t tasks, F&& f) const {
    for (std::ptrdiff_t i = 0; i < tasks; ++i) f(i);
  }
};
struct without_bulk {
  int concurrency() const { return 2; }
};
struct without_concurrency {
  template <class F>
  void bulk(std::ptrdiff_t, F&&) const {}
};
struct bulk_of_nothing {
  int concurrency() const { return 2; }
  void bulk() const {}
};
struct bulk_of_two_arguments {
  int concurrency() const { return 2; }
  template <class F>
  void bulk(F&&) const {}
};

// case: control: executors and options in every form
// expect: compiles
void call(ArrayXf& a, float* p, Eigen::ThreadPool& pool, own_executor own) {
  const signopt::add_sign_settings settings{0.001};
  signopt::apply_add_sign(own, a, a, 0.1, 1, 1, 0.9, a);
  signopt::apply_add_sign(own_executor(), a, a, 0.1, 1, 1, 0.9, a);
  signopt::apply_add_sign(signopt::eigen_pool(pool), a, a, settings, a);
  signopt::apply_add_sign(signopt::serial(), a, a, {0.1, 1, 1, 0.9, {true}}, a);
  signopt::apply_add_sign(a, a, {0.1}, a);
  signopt::apply_add_sign_n(own, p, p, 0.1, 1, 1, 0.9, p, 8);
  signopt::apply_add_sign_n(own, p, p, settings, p, 8);
  signopt::apply_add_sign_n(p, p, {0.1}, p, 8);
}

// case: an executor without operands
// expect: signopt: var, the argument after the executor, must be
void call(own_executor& own) { signopt::apply_add_sign(own); }

// case: an executor without operands, for pointers
// expect: signopt: the arguments are \(var, m, lr, alpha, sign_decay, beta, grad, n\)
void call(own_executor& own) { signopt::apply_add_sign_n(own); }

// case: no argument at all
// expect: signopt: var, the first argument, must be
void call() { signopt::apply_add_sign(); }

// case: a pool where an executor is meant
// expect: signopt: the first argument is a thread pool; .* signopt::eigen_pool\(pool\)
void call(Eigen::ThreadPool& pool, ArrayXf& a) { signopt::apply_add_sign(pool, a, a, 0.1, 1, 1, 0.9, a); }

// case: a pool where an executor is meant, with settings
// expect: signopt: the first argument is a thread pool; .* signopt::eigen_pool\(pool\)
void call(Eigen::ThreadPool& pool, ArrayXf& a) {
  signopt::apply_add_sign(pool, a, a, signopt::add_sign_settings{0.1}, a);
}

// case: a pool where an executor is meant, with settings in braces
// expect: signopt: the first argument is a thread pool; .* signopt::eigen_pool\(pool\)
void call(Eigen::ThreadPool& pool, ArrayXf& a) { signopt::apply_lion(pool, a, a, {0.1}, a); }

// case: a pool where an executor is meant, for pointers
// expect: signopt: the first argument is a thread pool; .* signopt::eigen_pool\(pool\)
void call(Eigen::ThreadPool& pool, float* p) { signopt::apply_add_sign_n(pool, p, p, 0.1, 1, 1, 0.9, p, 8); }

// case: a pool where an executor is meant, for many tensors
// expect: signopt: the first argument is a thread pool; .* signopt::eigen_pool\(pool\)
void call(Eigen::ThreadPool& pool, signopt::parameter_set<float>& set) {
  signopt::apply_add_sign_multi(pool, set, signopt::add_sign_settings{0.1});
}

// case: a pool where an executor is meant, in an object's step
// expect: signopt: the argument before the request must be an executor .* signopt::eigen_pool\(pool\)
void call(Eigen::ThreadPool& pool, signopt::optimizer<signopt::add_sign>& opt) { opt.step(pool); }

// case: a pool where an executor is meant, in an object's look at the gradients
// expect: signopt: the argument before the scale must be an executor .* signopt::eigen_pool\(pool\)
void call(Eigen::ThreadPool& pool, signopt::optimizer<signopt::lion>& opt) { opt.inspect(pool); }

// case: no executor: ARGUMENT
// each: without_bulk without_concurrency bulk_of_nothing bulk_of_two_arguments
// expect: signopt: var, the first argument, must be .* or an executor before it
void call(ArrayXf& a, ARGUMENT executor) { signopt::apply_add_sign(executor, a, a, 0.1, 1, 1, 0.9, a); }

// case: two executors
// expect: signopt: var, the argument after the executor, must be
void call(own_executor& own, ArrayXf& a) { signopt::apply_add_sign(own, own, a, a, 0.1, 1, 1, 0.9, a); }

// case: an executor before pointers, in the front end of arrays
// expect: signopt: var, the argument after the executor, must be .*for pointers there is apply_add_sign_n
void call(own_executor& own, float* p) { signopt::apply_add_sign(own, p, p, 0.1, 1, 1, 0.9, p); }

// case: an executor before a std::vector
// expect: signopt: var, the argument after the executor, must be
void call(own_executor& own, std::vector<float>& v) {
  signopt::apply_add_sign(own, v, v, signopt::add_sign_settings{0.1}, v);
}

// case: one of the four scalars is missing, after an executor
// expect: signopt: the arguments are \(var, m, lr, alpha, sign_decay, beta, grad\)
void call(own_executor& own, ArrayXf& a) { signopt::apply_add_sign(own, a, a, 0.1, 1, 0.9, a); }

// case: one argument too many, after an executor
// expect: signopt: the arguments are \(var, m, lr, alpha, sign_decay, beta, grad\)
void call(own_executor& own, ArrayXf& a) { signopt::apply_add_sign(own, a, a, 0.1, 1, 1, 0.9, 0.5, a); }

// case: an executor and var alone
// expect: signopt: the arguments are \(var, m, lr, alpha, sign_decay, beta, grad\)
void call(own_executor& own, ArrayXf& a) { signopt::apply_add_sign(own, a); }

// case: one argument too many, behind n
// expect: signopt: the arguments are \(var, m, lr, alpha, sign_decay, beta, grad, n\) .*a member of the settings
void call(own_executor& own, float* p) { signopt::apply_add_sign_n(own, p, p, 0.1, 1, 1, 0.9, p, 8, true); }

// case: n is a ARGUMENT
// each: string double float bool pointer
// expect: signopt: n, the number of elements, must be an integer
using std::string;
using pointer = float*;
void call(float* p, ARGUMENT n) { signopt::apply_add_sign_n(p, p, 0.1, 1, 1, 0.9, p, n); }

// case: n is a number with a fraction, with settings
// expect: signopt: n, the number of elements, must be an integer
void call(float* p) { signopt::apply_add_sign_n(signopt::serial(), p, p, signopt::add_sign_settings{0.1}, p, 8.0); }

// case: something else in the place of the settings, after an executor
// expect: signopt: settings, where there are no four scalars
void call(own_executor& own, ArrayXf& a) { signopt::apply_add_sign(own, a, a, 0.1, a); }

// case: options behind grad, as in version 0.1: ARGUMENT
// each: bool int float nullptr_t settings options serial
// expect: signopt: the arguments are \(var, m, lr, alpha, sign_decay, beta, grad\) .*a member of the settings
using std::nullptr_t;
using settings = signopt::add_sign_settings;
using options = signopt::step_options;
using signopt::serial;
void call(ArrayXf& a) { signopt::apply_add_sign(a, a, 0.1, 1, 1, 0.9, a, ARGUMENT()); }

// case: options behind grad, after settings
// expect: signopt: the arguments are .* options are a member of the settings
void call(ArrayXf& a) { signopt::apply_add_sign(a, a, signopt::add_sign_settings{0.1}, a, signopt::step_options{}); }

// case: options behind grad, after an executor
// expect: signopt: the arguments are .* options are a member of the settings
void call(own_executor& own, ArrayXf& a) {
  signopt::apply_add_sign(own, a, a, signopt::add_sign_settings{0.1}, a, signopt::step_options{});
}

// case: options in the place of the settings
// expect: signopt: settings, where there are no four scalars
void call(ArrayXf& a) { signopt::apply_add_sign(a, a, signopt::step_options{true}, a); }

// case: the executor comes last
// expect: signopt: the arguments are
void call(own_executor& own, ArrayXf& a) { signopt::apply_add_sign(a, a, 0.1, 1, 1, 0.9, a, own); }

// case: what is wrong with an operand is told after an executor too
// expect: signopt: m has another dtype than var
void call(own_executor& own, ArrayXf& a, Eigen::ArrayXd& d) { signopt::apply_add_sign(own, a, d, 0.1, 1, 1, 0.9, a); }

// case: and what is wrong with a scalar
// expect: signopt: beta must be a number
void call(own_executor& own, ArrayXf& a) { signopt::apply_add_sign(own, a, a, 0.1, 1, 1, true, a); }

// case: var is not a pointer, after an executor
// expect: signopt: var must be a pointer
void call(own_executor& own, std::vector<float>& v, float* p) {
  signopt::apply_add_sign_n(own, v, p, 0.1, 1, 1, 0.9, p, 8);
}

// case: grad is not a pointer, with settings
// expect: signopt: grad must be a pointer
void call(float* p) { signopt::apply_add_sign_n(p, p, signopt::add_sign_settings{0.1}, 0.5, 8); }

// case: a constant executor that is changed by bulk
// expect: signopt: var, the first argument, must be
struct changed_by_bulk {
  int concurrency() const { return 2; }
  template <class F>
  void bulk(std::ptrdiff_t, F&&) {}
};
void call(const changed_by_bulk& executor, ArrayXf& a) { signopt::apply_add_sign(executor, a, a, 0.1, 1, 1, 0.9, a); }

// case: braces in the place of the settings, and pointers in the place of arrays
// expect: signopt: var, the first argument, must be .*for pointers there is apply_add_sign_n
void call(float* p) { signopt::apply_add_sign(p, p, {0.1}, p); }

// case: braces in the place of the settings, after what is no executor
// expect: signopt: var, the first argument, must be .* or an executor before it
void call(ArrayXf& a, without_bulk executor) { signopt::apply_add_sign(executor, a, a, {0.1}, a); }

// case: braces in the place of the settings, and no pointer
// expect: signopt: var must be a pointer
void call(std::vector<float>& v, float* p) { signopt::apply_add_sign_n(v, p, {0.1}, p, 8); }

// case: braces in the place of the settings, after an executor, and a null pointer
// expect: signopt: grad must be a pointer
void call(own_executor& own, float* p) { signopt::apply_add_sign_n(own, p, p, {0.1}, nullptr, 0); }
