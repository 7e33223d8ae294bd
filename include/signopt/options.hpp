// What a call of apply_add_sign may change about the operation: the last argument, in every door.
#pragma once

#include <type_traits>
#include <utility>

#include "execution.hpp"

namespace signopt {

/// In C++20:
///
///     apply_add_sign(var, m, settings, grad, {.flush_subnormal_momentum = true})
///
/// A program that never passes options has none of their kernels.
struct add_sign_options {
  /// Where |m|, new and not yet rounded to storage, is below the smallest normal number of the compute type, m becomes
  /// a zero of its sign, before sign(m) is taken and m is stored. Else, with grad = 0, m decays to the smallest
  /// denormal numbers and stays there, where many CPUs are several times slower. The same bits on every target and with
  /// every executor, whatever the CPU's own flush-to-zero mode is.
  ///
  /// float16 arrays that are computed in float32 are stored as without it, whatever the arguments are (in the default
  /// rounding mode): what would be flushed there is far below float16's own smallest number. The threshold is not at
  /// float16's own subnormal numbers on purpose: m = 0.1 * grad would be flushed for every gradient below 6e-4, and
  /// training would stop. In float16 that is computed in float16 it is there, at 6.1e-5: better not.
  bool flush_subnormal_momentum = false;
};

inline namespace SIGNOPT_ABI {

/// One AddSign step with options: apply_add_sign of the door that var belongs to.
template <class T = void, class C = void, class Var, class M, class Lr, class Alpha, class SignDecay, class Beta,
          class Grad, class = std::enable_if_t<detail::door_of<Var>::exists>>
auto apply_add_sign(Var&& var, M&& m, const Lr& lr, const Alpha& alpha, const SignDecay& sign_decay, const Beta& beta,
                    const Grad& grad, const add_sign_options& options) {
  return apply_add_sign<T, C>(detail::the_calling_thread, std::forward<Var>(var), std::forward<M>(m), lr, alpha,
                              sign_decay, beta, grad, options);
}

/// The same with hyper-parameters by name (settings.hpp).
template <class T = void, class C = void, class Var, class M, class Grad,
          class = std::enable_if_t<detail::door_of<Var>::exists>>
auto apply_add_sign(Var&& var, M&& m, const add_sign_settings& settings, const Grad& grad,
                    const add_sign_options& options) {
  return apply_add_sign<T, C>(detail::the_calling_thread, std::forward<Var>(var), std::forward<M>(m), settings, grad,
                              options);
}

/// The same on an executor (execution.hpp).
template <class T = void, class C = void, class Executor, class Var, class M, class Lr, class Alpha, class SignDecay,
          class Beta, class Grad,
          class = std::enable_if_t<detail::starts_with_executor<Executor> && detail::door_of<Var>::exists>>
auto apply_add_sign(Executor&& executor, Var&& var, M&& m, const Lr& lr, const Alpha& alpha,
                    const SignDecay& sign_decay, const Beta& beta, const Grad& grad, const add_sign_options& options) {
  return detail::door_of<Var>::template step<T, C>(detail::launch{executor, options}, std::forward<Var>(var),
                                                   std::forward<M>(m), lr, alpha, sign_decay, beta, grad);
}

/// The same on an executor, with hyper-parameters by name.
template <class T = void, class C = void, class Executor, class Var, class M, class Grad,
          class = std::enable_if_t<detail::starts_with_executor<Executor> && detail::door_of<Var>::exists>>
auto apply_add_sign(Executor&& executor, Var&& var, M&& m, const add_sign_settings& settings, const Grad& grad,
                    const add_sign_options& options) {
  return apply_add_sign<T, C>(executor, std::forward<Var>(var), std::forward<M>(m), settings.lr, settings.alpha,
                              settings.sign_decay, settings.beta, grad, options);
}

}  // namespace SIGNOPT_ABI
}  // namespace signopt
