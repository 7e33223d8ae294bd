// AddSign on contiguous memory. Needs no Eigen.
#pragma once

#include <cstddef>
#include <type_traits>

#include "detail/pointer_step.hpp"
#include "dtype.hpp"
#include "error.hpp"
#include "execution.hpp"
#include "options.hpp"
#include "settings.hpp"
#include "target.hpp"

namespace signopt {
inline namespace SIGNOPT_ABI {

/// One AddSign step on n elements, in place:
///
///     m   <- beta * m + (1 - beta) * grad
///     var <- var - lr * (alpha + sign_decay * sign(grad) * sign(m)) * grad        with the new m
///
/// Memory: the host's only. Memory of a GPU or an NPU cannot be told by its address, so that nothing checks it: to read
/// it from the host ends the program, or is slow where the driver maps it. For Ascend NPUs there is ascend.hpp.
///
/// Arguments
///   var, m   n elements of one dtype (dtype.hpp): float, double, a float16 or a bfloat16 type. Read and written.
///   lr, alpha, sign_decay, beta
///            each a plain number, a float16 or bfloat16 value, or (with apply_add_sign.hpp) an Eigen object of one
///            element
///   grad     n elements of the same dtype or of a narrower one: float16 or bfloat16 beside float, any beside double.
///            Only read.
///   C        the compute type, where it is not to be that of the table in dtype.hpp: `apply_add_sign_n<float>(...)`
///
/// Arithmetic
///   Every operation is rounded on its own in the compute type, to nearest even, unfused. m and var are rounded once,
///   on store; the sign of m is taken before that. The sign of zeros and NaNs is 0. The bits are the same on every
///   target; those of a NaN are free. NaN, infinity and any hyper-parameter are accepted.
///
/// Errors, all before the first write, so that var and m keep their bits
///   shape_error    n < 0
///   operand_error  a null pointer with n > 0; an address that is no multiple of the element size; arrays that overlap
///                  in memory, grad included
///   target_error   see target.hpp; also where n = 0, which else is a no-op
///   Types that do not fit are a static_assert that names the argument. With -fno-exceptions: SIGNOPT_FAIL (error.hpp).
///
/// An executor may come before these arguments (execution.hpp), and options behind them (options.hpp).
///
/// Threads: safe on different arrays; the arrays of one call are the caller's to guard.
/// Cost: one pass over memory, O(n). Allocates nothing.
/// Source: Bello, Zoph, Vasudevan, Le, "Neural Optimizer Search with Reinforcement Learning", ICML 2017;
/// mindspore.ops.ApplyAddSign.
template <class C = void, class T, class M, class Lr, class Alpha, class SignDecay, class Beta, class G>
void apply_add_sign_n(T* var, M* m, const Lr& lr, const Alpha& alpha, const SignDecay& sign_decay, const Beta& beta,
                      const G* grad, std::ptrdiff_t n) {
  detail::pointer_step<C>(detail::plainly, var, m, lr, alpha, sign_decay, beta, grad, n);
}

/// The same with hyper-parameters by name (settings.hpp).
template <class C = void, class T, class M, class G>
void apply_add_sign_n(T* var, M* m, const add_sign_settings& settings, const G* grad, std::ptrdiff_t n) {
  detail::pointer_step<C>(detail::plainly, var, m, settings, grad, n);
}

/// The same with options (options.hpp), on an executor (execution.hpp), and with both.
template <class C = void, class Var, class M, class Lr, class Alpha, class SignDecay, class Beta, class Grad>
void apply_add_sign_n(Var var, M m, const Lr& lr, const Alpha& alpha, const SignDecay& sign_decay, const Beta& beta,
                      Grad grad, std::ptrdiff_t n, const add_sign_options& options) {
  detail::pointer_step<C>(detail::launch{detail::the_calling_thread, options}, var, m, lr, alpha, sign_decay, beta,
                          grad, n);
}
template <class C = void, class Var, class M, class Grad>
void apply_add_sign_n(Var var, M m, const add_sign_settings& settings, Grad grad, std::ptrdiff_t n,
                      const add_sign_options& options) {
  detail::pointer_step<C>(detail::launch{detail::the_calling_thread, options}, var, m, settings, grad, n);
}
template <class C = void, class Executor, class Var, class M, class Lr, class Alpha, class SignDecay, class Beta,
          class Grad, class = std::enable_if_t<is_executor<Executor>>>
void apply_add_sign_n(Executor&& executor, Var var, M m, const Lr& lr, const Alpha& alpha, const SignDecay& sign_decay,
                      const Beta& beta, Grad grad, std::ptrdiff_t n) {
  detail::pointer_step<C>(detail::launch{executor, detail::nothing_chosen}, var, m, lr, alpha, sign_decay, beta, grad,
                          n);
}
template <class C = void, class Executor, class Var, class M, class Grad,
          class = std::enable_if_t<is_executor<Executor>>>
void apply_add_sign_n(Executor&& executor, Var var, M m, const add_sign_settings& settings, Grad grad,
                      std::ptrdiff_t n) {
  detail::pointer_step<C>(detail::launch{executor, detail::nothing_chosen}, var, m, settings, grad, n);
}
template <class C = void, class Executor, class Var, class M, class Lr, class Alpha, class SignDecay, class Beta,
          class Grad, class = std::enable_if_t<is_executor<Executor>>>
void apply_add_sign_n(Executor&& executor, Var var, M m, const Lr& lr, const Alpha& alpha, const SignDecay& sign_decay,
                      const Beta& beta, Grad grad, std::ptrdiff_t n, const add_sign_options& options) {
  detail::pointer_step<C>(detail::launch{executor, options}, var, m, lr, alpha, sign_decay, beta, grad, n);
}
template <class C = void, class Executor, class Var, class M, class Grad,
          class = std::enable_if_t<is_executor<Executor>>>
void apply_add_sign_n(Executor&& executor, Var var, M m, const add_sign_settings& settings, Grad grad, std::ptrdiff_t n,
                      const add_sign_options& options) {
  detail::pointer_step<C>(detail::launch{executor, options}, var, m, settings, grad, n);
}

/// Not a call that can be made: one clear message where var, m or grad is no pointer.
template <class C = void, class Var, class M, class Lr, class Alpha, class SignDecay, class Beta, class Grad,
          class = std::enable_if_t<!detail::are_pointers<Var, M, Grad>>>
void apply_add_sign_n(Var&&, M&&, const Lr&, const Alpha&, const SignDecay&, const Beta&, Grad&&, std::ptrdiff_t) {
  detail::check_pointers<Var, M, Grad>();
}
template <class C = void, class Var, class M, class Grad, class = std::enable_if_t<!detail::are_pointers<Var, M, Grad>>>
void apply_add_sign_n(Var&&, M&&, const add_sign_settings&, Grad&&, std::ptrdiff_t) {
  detail::check_pointers<Var, M, Grad>();
}

/// Not a call that can be made either: settings or options are something else, an argument is missing, or one too many
/// is there.
template <class C = void, class... Arguments, class = std::enable_if_t<!detail::call<2, 4, Arguments...>::is_good>>
void apply_add_sign_n(Arguments&&...) {
  using call = detail::call<2, 4, Arguments...>;
  static_assert(call::count_is_good, SIGNOPT_ARGUMENTS_OF_N_ARE);
  static_assert(call::settings_are_good, SIGNOPT_MUST_BE_SETTINGS);
  static_assert(call::options_are_good || !call::settings_are_good, SIGNOPT_MUST_BE_OPTIONS);
}

}  // namespace SIGNOPT_ABI
}  // namespace signopt
