// AddSign on many tensors in one call: what a training step does to a model. Needs no Eigen; from Eigen objects
// make_parameter.hpp makes what it takes.
#pragma once

#include <type_traits>
#include <utility>

#include "detail/check_types.hpp"
#include "detail/many_tensors.hpp"
#include "dtype.hpp"
#include "error.hpp"
#include "execution.hpp"
#include "options.hpp"
#include "parameter_set.hpp"
#include "settings.hpp"
#include "target.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

template <class C, class Launch, class T, class G, class Lr, class Alpha, class SignDecay, class Beta>
void multi_step(const Launch& how, const parameter_set<T, G>& tensors, const Lr& lr, const Alpha& alpha,
                const SignDecay& sign_decay, const Beta& beta) {
  static_assert(!std::is_const_v<T>, "signopt: var is const, and is updated in place");
  if constexpr (!std::is_const_v<T>) {
    using types = check_types<void, C, T, T, Lr, Alpha, SignDecay, Beta, G>;
    if constexpr (types::is_good) {
      run_many<add_sign, types::compute, types::var, types::var, types::grad>(
          how, tensors.sequence(), types::arguments(lr, alpha, sign_decay, beta));
    }
  }
}

template <class C, class Launch, class Range, class Lr, class Alpha, class SignDecay, class Beta>
void multi_step(const Launch& how, const Range& range, const Lr& lr, const Alpha& alpha, const SignDecay& sign_decay,
                const Beta& beta) {
  using set = set_of_range<Range>;
  static_assert(
      set::exists,
      "signopt: tensors, the argument before the scalars, must be a parameter_set, or a range of parameter<T, "
      "G> (parameter_set.hpp)");
  if constexpr (set::exists) multi_step<C>(how, typename set::type(range), lr, alpha, sign_decay, beta);
}

template <class C, class Launch, class Tensors>
void multi_step(const Launch& how, const Tensors& tensors, const add_sign_settings& settings) {
  multi_step<C>(how, tensors, settings.lr, settings.alpha, settings.sign_decay, settings.beta);
}

}  // namespace SIGNOPT_ABI
}  // namespace detail

inline namespace SIGNOPT_ABI {

/// One AddSign step on every tensor of a model:
///
///     m   <- beta * m + (1 - beta) * grad
///     var <- var - lr * lr_scale * (alpha + sign_decay * sign(grad) * sign(m)) * grad        with the new m
///
///     apply_add_sign_multi(tensors, lr, alpha, sign_decay, beta)
///     apply_add_sign_multi(tensors, settings)                                  hyper-parameters by name (settings.hpp)
///
/// each with an executor before these arguments or not (execution.hpp), and with options behind them or not
/// (options.hpp).
///
///   tensors  a parameter_set; or a range of parameter<T, G>, of which each call makes a set: it then checks all
///            tensors, which takes some 100 to 200 ns for each, and allocates. All in the host's memory, which
///            nothing checks
///   lr, alpha, sign_decay, beta
///            as in apply_add_sign_n (pointer.hpp): with apply_add_sign.hpp also an Eigen object of one element. The
///            compute type is that of the table in dtype.hpp, or C.
///
/// A tensor whose grad is null is left alone, var and m; lr_scale 0 is something else (parameter.hpp). Of all others,
/// the bits are those of one call for each with its own learning rate, round(C(lr) * C(lr_scale)); where lr_scale is 1,
/// it is lr.
///
/// Tasks: one parallel region for all tensors. Each task has the same number of elements, to a cache line: large
/// tensors are cut, small ones packed. Tensors that lie side by side in memory, as views of one buffer do, and have one
/// lr_scale, are updated as one. Tensors without a gradient count for nothing in this: the work is even over what is
/// computed, and where the borders are depends on which tensors have a gradient, beside the sizes.
///
/// Errors, all before the first write: those of parameter_set, for a range; target_error (target.hpp), also for no
/// tensors. Types that do not fit are a static_assert that names the argument.
///
/// Threads: safe on different tensors; the set is only read.
/// Cost: one pass over memory, O(elements + tensors). With a set it allocates nothing.
/// Source: as apply_add_sign.
template <class C = void, class Tensors, class Lr, class Alpha, class SignDecay, class Beta>
void apply_add_sign_multi(const Tensors& tensors, const Lr& lr, const Alpha& alpha, const SignDecay& sign_decay,
                          const Beta& beta) {
  detail::multi_step<C>(detail::plainly, tensors, lr, alpha, sign_decay, beta);
}
template <class C = void, class Tensors>
void apply_add_sign_multi(const Tensors& tensors, const add_sign_settings& settings) {
  detail::multi_step<C>(detail::plainly, tensors, settings);
}

/// The same on an executor.
template <class C = void, class Executor, class Tensors, class Lr, class Alpha, class SignDecay, class Beta,
          class = std::enable_if_t<is_executor<Executor>>>
void apply_add_sign_multi(Executor&& executor, const Tensors& tensors, const Lr& lr, const Alpha& alpha,
                          const SignDecay& sign_decay, const Beta& beta) {
  detail::multi_step<C>(detail::launch{executor, detail::nothing_chosen}, tensors, lr, alpha, sign_decay, beta);
}
template <class C = void, class Executor, class Tensors, class = std::enable_if_t<is_executor<Executor>>>
void apply_add_sign_multi(Executor&& executor, const Tensors& tensors, const add_sign_settings& settings) {
  detail::multi_step<C>(detail::launch{executor, detail::nothing_chosen}, tensors, settings);
}

/// The same with options.
template <class C = void, class Tensors, class Lr, class Alpha, class SignDecay, class Beta>
void apply_add_sign_multi(const Tensors& tensors, const Lr& lr, const Alpha& alpha, const SignDecay& sign_decay,
                          const Beta& beta, const add_sign_options& options) {
  detail::multi_step<C>(detail::launch{detail::the_calling_thread, options}, tensors, lr, alpha, sign_decay, beta);
}
template <class C = void, class Tensors>
void apply_add_sign_multi(const Tensors& tensors, const add_sign_settings& settings, const add_sign_options& options) {
  detail::multi_step<C>(detail::launch{detail::the_calling_thread, options}, tensors, settings);
}

/// The same on an executor with options.
template <class C = void, class Executor, class Tensors, class Lr, class Alpha, class SignDecay, class Beta,
          class = std::enable_if_t<is_executor<Executor>>>
void apply_add_sign_multi(Executor&& executor, const Tensors& tensors, const Lr& lr, const Alpha& alpha,
                          const SignDecay& sign_decay, const Beta& beta, const add_sign_options& options) {
  detail::multi_step<C>(detail::launch{executor, options}, tensors, lr, alpha, sign_decay, beta);
}
template <class C = void, class Executor, class Tensors, class = std::enable_if_t<is_executor<Executor>>>
void apply_add_sign_multi(Executor&& executor, const Tensors& tensors, const add_sign_settings& settings,
                          const add_sign_options& options) {
  detail::multi_step<C>(detail::launch{executor, options}, tensors, settings);
}

/// Not a call that can be made: settings or options are something else, an argument is missing, or one too many is
/// there.
template <class C = void, class... Arguments,
          class = std::enable_if_t<!detail::runs_elsewhere<Arguments...> && !detail::call<1, 1, Arguments...>::is_good>>
void apply_add_sign_multi(Arguments&&...) {
  using call = detail::call<1, 1, Arguments...>;
  static_assert(call::count_is_good, SIGNOPT_ARGUMENTS_OF_MULTI_ARE);
  static_assert(call::settings_are_good, SIGNOPT_MUST_BE_SETTINGS);
  static_assert(call::options_are_good || !call::settings_are_good, SIGNOPT_MUST_BE_OPTIONS);
}

}  // namespace SIGNOPT_ABI
}  // namespace signopt
