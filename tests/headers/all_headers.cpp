// Every public header, and every front end with every dtype: compiled in many modes, where no warning may come of it.
#include <Eigen/Core>
#include <cstddef>
#include <signopt/backend.hpp>
#include <signopt/eigen_pool.hpp>
#include <signopt/signopt.hpp>
#include <signopt/tensor.hpp>
#include <tuple>
#include <utility>
#include <vector>
#ifndef SIGNOPT_TEST_WITHOUT_DLPACK
#  include <signopt/dlpack.hpp>
#endif

namespace {

template <class T>
using array = Eigen::Array<T, Eigen::Dynamic, 1>;

template <class T, class G, class Scalar>
void every_front_end(T* var_data, T* m_data, const G* grad_data, Eigen::Index n, const Scalar& scalar) {
  signopt::apply_add_sign_n(var_data, m_data, scalar, scalar, scalar, scalar, grad_data, n);
  Eigen::Map<array<T>> var(var_data, n), m(m_data, n);
  Eigen::Map<const array<G>> grad(grad_data, n);
  signopt::apply_add_sign(var, m, scalar, scalar, scalar, scalar, grad);
  signopt::apply_add_sign<T>(var.head(2), m.head(2), scalar, scalar, scalar, scalar, grad.head(2));
  const signopt::add_sign_settings settings{0.001};
  signopt::apply_add_sign(var, m, settings, grad);
  signopt::backend on;
  signopt::apply_add_sign(on, var, m, scalar, scalar, scalar, scalar, grad);
  // What braces leave out has its default, and that is no warning.
  signopt::apply_add_sign(var, m, {0.1}, grad);
  signopt::apply_add_sign_n(var_data, m_data, {0.1}, grad_data, n);
#if __cplusplus >= 202002L
  signopt::apply_add_sign(var, m, {.lr = 0.1}, grad);
  signopt::apply_add_sign(signopt::serial(), var, m, {.lr = 0.1, .beta = 0.95}, grad);
  signopt::apply_add_sign_n(var_data, m_data, {.beta = 0.95, .options = {.flush_subnormal_momentum = true}}, grad_data,
                            n);
#endif
  auto [moved_var, moved_m] = signopt::apply_add_sign(array<T>(var), array<T>(m), 1, 1.0F, 1.0, scalar, grad);
  var = moved_var;
  m = moved_m;
  Eigen::Matrix<T, 3, 2> fixed_var, fixed_m;
  Eigen::Matrix<G, 3, 2> fixed_grad;
  std::ignore = signopt::apply_add_sign(fixed_var, fixed_m, scalar, scalar, scalar, scalar, fixed_grad);
  signopt::apply_add_sign(fixed_var.row(1), fixed_m.row(1), scalar, scalar, scalar, scalar, fixed_grad.row(1));
  if constexpr (sizeof(G) > 2) {  // g++ -march=native warns of what is inside Eigen's own 16-bit expressions
    signopt::apply_add_sign(fixed_var, fixed_m, scalar, scalar, scalar, scalar, fixed_grad + fixed_grad);
  }
  Eigen::TensorMap<Eigen::Tensor<T, 1>> var_tensor(var_data, n), m_tensor(m_data, n);
  Eigen::TensorMap<Eigen::Tensor<const G, 1>> grad_tensor(grad_data, n);
  signopt::apply_add_sign(var_tensor, m_tensor, scalar, scalar, scalar, scalar, grad_tensor);
}

template <class T, class G>
void every_scalar(T* var, T* m, const G* grad, Eigen::Index n) {
  every_front_end(var, m, grad, n, 0.5F);
  every_front_end(var, m, grad, n, Eigen::half(0.5F));
  every_front_end(var, m, grad, n, Eigen::bfloat16(0.5F));
  every_front_end(var, m, grad, n, Eigen::Array<double, 1, 1>(0.5));
}

// With an executor, with options, with both, on one tensor and on many.
template <class T, class G, class Executor>
void every_form(Executor&& executor, T* var_data, T* m_data, const G* grad_data, Eigen::Index n) {
  const signopt::add_sign_settings settings{0.5, 1, 1, 0.9, {true}};
  Eigen::Map<array<T>> var(var_data, n), m(m_data, n);
  Eigen::Map<const array<G>> grad(grad_data, n);
  signopt::apply_add_sign(executor, var, m, 0.5F, 1, 1.0, 0.9F, grad);
  signopt::apply_add_sign(executor, var, m, settings, grad);
  signopt::apply_add_sign(executor, var.head(n / 2), m.head(n / 2), {0.5}, grad.head(n / 2));
  Eigen::Map<array<T>, 0, Eigen::InnerStride<2>> every_second(var_data, n / 2);
  signopt::apply_add_sign(executor, every_second, m.head(n / 2), {0.5}, grad.head(n / 2));
  signopt::apply_add_sign_n(executor, var_data, m_data, settings, grad_data, n);
  Eigen::TensorMap<Eigen::Tensor<T, 1>> var_tensor(var_data, n), m_tensor(m_data, n);
  Eigen::TensorMap<Eigen::Tensor<const G, 1>> grad_tensor(grad_data, n);
  signopt::apply_add_sign(executor, var_tensor, m_tensor, settings, grad_tensor);
  signopt::parameter_set<T, G> set{signopt::make_parameter(var, m, grad, 0.5)};
  set.grad(0, grad_data);
  signopt::apply_add_sign_multi(executor, set, settings);
  signopt::apply_add_sign_multi(executor, std::vector{set[0]}, {0.5});
}

// The other rules, in every form of a call.
template <class T, class G, class Executor>
void every_rule(Executor&& executor, T* var_data, T* m_data, const G* grad_data, Eigen::Index n) {
  Eigen::Map<array<T>> var(var_data, n), m(m_data, n);
  Eigen::Map<const array<G>> grad(grad_data, n);
  Eigen::TensorMap<Eigen::Tensor<T, 1>> var_tensor(var_data, n), m_tensor(m_data, n);
  Eigen::TensorMap<Eigen::Tensor<const G, 1>> grad_tensor(grad_data, n);
  signopt::parameter_set<T, G> set{signopt::make_parameter(var, m, grad, 0.5)};

  signopt::apply_power_sign(executor, var, m, 0.5F, 1, 1.0, 0.9F, grad);
  signopt::apply_power_sign(var, m, {0.1}, grad);
  signopt::apply_power_sign(executor, var_tensor, m_tensor, {0.5, 1, 1, 0.9, {true}}, grad_tensor);
  signopt::apply_power_sign_n(executor, var_data, m_data, {0.1}, grad_data, n);
  signopt::apply_power_sign_multi(executor, set, 0.5F, 1, 1.0, 0.9F);
  signopt::apply_power_sign_multi(std::vector{set[0]}, {0.5});

  signopt::apply_lion(executor, var, m, 0.5F, 0.9, 0.99, 0, grad);
  signopt::apply_lion(var, m, {0.1}, grad);
  signopt::apply_lion(executor, var_tensor, m_tensor, {0.5, 0.9, 0.99, 0, {true}}, grad_tensor);
  signopt::apply_lion_n(executor, var_data, m_data, {0.1}, grad_data, n);
  signopt::apply_lion_multi(executor, set, 0.5F, 0.9, 0.99, 0);
  signopt::apply_lion_multi(std::vector{set[0]}, {0.5});

  signopt::apply_signum(executor, var, m, 0.5F, 0.9, 0, grad);
  signopt::apply_signum(var, m, {0.1}, grad);
  signopt::apply_signum(executor, var_tensor, m_tensor, {0.5, 0.9, 0, {true}}, grad_tensor);
  signopt::apply_signum_n(executor, var_data, m_data, {0.1}, grad_data, n);
  signopt::apply_signum_multi(executor, set, 0.5F, 0.9, 0);
  signopt::apply_signum_multi(std::vector{set[0]}, {0.5});
#if __cplusplus >= 202002L
  signopt::apply_power_sign(var, m, {.lr = 0.1, .logbase = 2}, grad);
  signopt::apply_lion(var, m, {.lr = 0.1, .weight_decay = 0.01}, grad);
  signopt::apply_signum(executor, var, m, {.lr = 0.1, .options = {.flush_subnormal_momentum = true}}, grad);
#endif
}

// An object over each rule, with what it can be asked for.
template <class Rule, class T, class G, class Executor>
void every_object(Executor&& executor, T* var_data, const G* grad_data, Eigen::Index n) {
  Eigen::Map<array<T>> var(var_data, n);
  Eigen::Map<const array<G>> grad(grad_data, n);
  signopt::optimizer<Rule, T, G> opt({0.1});
  opt.add_group({signopt::make_parameter(var.head(n / 2), nullptr, grad.head(n / 2))});
  opt.add_group(std::vector{signopt::make_parameter<G>(var.tail(n / 2), nullptr)}, opt.defaults(), {"tail"});
  opt.grad(1, grad_data);
  opt.settings(0).lr = signopt::wsd_lr(static_cast<double>(opt.steps()), {0.1, 10, 100}) + opt.inspect(executor).norm;
  signopt::dynamic_loss_scale scale;
  scale.update(opt.step(executor, {1 / scale.scale, 1.0}).applied && opt.step().applied);
  opt.save("state", opt.load("state"));
#if __cplusplus >= 202002L
  opt.add_group({}, {.lr = 0.1, .weight_decay = 0.01, .l2 = 0.1, .options = {.flush_subnormal_momentum = true}});
  opt.step({.scale = 0.5, .max_grad_norm = 1, .skip_non_finite = false});
#endif
}

template <class G, class Executor>
bool every_reading(Executor&& executor, const G* data, Eigen::Index n) {
  Eigen::Map<const array<G>> x(data, n);
  Eigen::Map<const array<G>, 0, Eigen::InnerStride<2>> every_second(data, n / 2);
  Eigen::Map<const Eigen::Matrix<G, Eigen::Dynamic, Eigen::Dynamic>> table(data, 2, n / 2);
  signopt::parameter_set<G> set{{nullptr, nullptr, data, 0}};
  bool all = signopt::all_finite(data, n) && signopt::all_finite(executor, data, n) && signopt::all_finite(x) &&
             signopt::all_finite(executor, every_second) && signopt::all_finite(table.topRows(1)) &&
             signopt::all_finite(executor, set) && signopt::all_finite(std::vector{set[0]});
  if constexpr (sizeof(G) > 2) all = all && signopt::all_finite(executor, x + x);
  return all;
}

}  // namespace

void objects(Eigen::ThreadPool& pool, float* f, double* d, const Eigen::half* h, Eigen::Index n) {
  every_object<signopt::add_sign>(signopt::serial(), f, h, n);
  every_object<signopt::power_sign>(signopt::eigen_pool(pool), d, h, n);
  every_object<signopt::lion>(signopt::serial(), f, h, n);
  every_object<signopt::signum>(signopt::serial(), f, h, n);
}

#ifndef SIGNOPT_TEST_WITHOUT_DLPACK
void at_run_time(Eigen::ThreadPool& pool, const DLTensor& var, const DLTensor& m, const DLTensor& grad) {
  signopt::apply_add_sign(var, m, 0.5F, 1, Eigen::half(0.5F), grad, grad);
  signopt::apply_add_sign(signopt::eigen_pool(pool), var, m, {0.5, 1, 1, 0.9, {true}}, grad);
  signopt::apply_power_sign(var, m, 0.5F, 1, Eigen::half(0.5F), grad, grad);
  signopt::apply_lion(var, m, 0.5F, 0.9, Eigen::half(0.5F), grad, grad);
  signopt::apply_signum(signopt::serial(), var, m, {0.5}, grad);
}
#endif

void at_run_time(const DLManagedTensor& var, const DLManagedTensor& m, const DLTensor& grad) {
  signopt::apply_add_sign(var, m, 0.5F, 1, m, 0.5, grad);
  signopt::apply_add_sign(signopt::serial(), var, grad, {0.5}, m);
}

void in_every_form(Eigen::ThreadPool& pool, Eigen::half* h, float* f, Eigen::Index n) {
  every_form(signopt::serial(), h, h + n, h + 2 * n, n);
  every_form(signopt::eigen_pool(pool), f, f + n, h, n);
  every_rule(signopt::serial(), h, h + n, h + 2 * n, n);
  every_rule(signopt::eigen_pool(pool), f, f + n, f + 2 * n, n);
}

bool every_dtype_read(Eigen::ThreadPool& pool, const Eigen::half* h, const Eigen::bfloat16* b, const float* f,
                      const double* d, Eigen::Index n) {
  return every_reading(signopt::serial(), h, n) && every_reading(signopt::eigen_pool(pool), b, n) &&
         every_reading(signopt::eigen_pool(pool), f, n) && every_reading(signopt::serial(), d, n);
}

void every_dtype(Eigen::half* h, Eigen::bfloat16* b, float* f, double* d, Eigen::Index n) {
  every_scalar(h, h + n, h + 2 * n, n);
  every_scalar(b, b + n, b + 2 * n, n);
  every_scalar(f, f + n, h, n);
  every_scalar(f, f + n, b, n);
  every_scalar(f, f + n, f + 2 * n, n);
  every_scalar(d, d + n, h, n);
  every_scalar(d, d + n, b, n);
  every_scalar(d, d + n, f, n);
  every_scalar(d, d + n, d + 2 * n, n);
}
