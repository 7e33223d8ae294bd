// Who runs a step: the calling thread, or the threads that the program has. The library has none of its own.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include "detail/door.hpp"
#include "detail/launch.hpp"
#include "settings.hpp"

namespace signopt {

/// How much memory a task should move to be worth a thread's while, in bytes read and written: a call goes to no more
/// tasks than have so much each, and stays on the calling thread where there would be one. An executor may say
/// otherwise, see below. Measured (docs/performance.md): 32 Ki elements of float32.
inline constexpr std::ptrdiff_t default_grain_bytes = std::ptrdiff_t{640} << 10;

namespace detail {
inline namespace SIGNOPT_ABI {

struct any_task {
  void operator()(std::ptrdiff_t) const noexcept {}
};

template <class Candidate, class = void>
struct executor_facts : std::false_type {};
template <class Candidate>
struct executor_facts<Candidate, std::void_t<decltype(static_cast<int>(std::declval<const Candidate&>().concurrency())),
                                             decltype(std::declval<Candidate&>().bulk(
                                                 std::ptrdiff_t{}, std::declval<const any_task&>()))>>
    : std::true_type {};

template <class Executor, class = void>
struct grain {
  static std::ptrdiff_t of(Executor&) noexcept { return default_grain_bytes; }
};
template <class Executor>
struct grain<Executor, std::void_t<decltype(std::declval<Executor&>().grain_bytes())>> {
  static std::ptrdiff_t of(Executor& executor) { return executor.grain_bytes(); }
};

}  // namespace SIGNOPT_ABI
}  // namespace detail

inline namespace SIGNOPT_ABI {

/// True for an executor (a constant one where bulk is const): a type, the program's own or one of the library's, with
///
///     int concurrency() const                                  how many tasks it runs at once
///     template <class F> void bulk(std::ptrdiff_t tasks, F&& f)  runs f(0), ..., f(tasks - 1), each once, on whatever
///                                                              threads it likes, and returns when all are done
///     std::ptrdiff_t grain_bytes() const                       may be left out: default_grain_bytes
///
///   serial                   below: the calling thread
///   eigen_pool               eigen_pool.hpp: an Eigen::ThreadPool
///   openmp                   openmp.hpp
///
/// An executor comes first in a call of any door: apply_add_sign(executor, var, m, lr, alpha, sign_decay, beta, grad),
/// and likewise with settings, apply_add_sign_n (pointer.hpp), apply_add_sign_multi (multi_tensor.hpp) and all_finite
/// (all_finite.hpp, where "var" below is what is read). All that the
/// doors promise holds as it does without; and besides:
///
/// Tasks
///   A call is cut into concurrency() tasks, or fewer (default_grain_bytes); one runs on the calling thread, without
///   bulk(). Their borders depend on nothing but sizes, strides and that number, so that a step finds its data where
///   the last one left them; which thread takes which task is the executor's affair. In contiguous memory tasks begin
///   at multiples of 64 bytes, counted from the first element of var (of the tensor, where there are many), else at
///   whole runs or tiles of them. The bits are the same for every cut.
/// Threads
///   Tasks compute in the floating-point mode of the calling thread (rounding, flush-to-zero, traps): it is compared in
///   each, and set and restored where it differs. A caller who traps on exceptions (feenableexcept) gets SIGFPE for
///   what the step itself raises, an overflow, say, in whichever thread that happens; never for a flag that a thread
///   has raised before, or that another one has. A thread keeps the flags that it had, and those of its tasks are added
///   (std::fetestexcept there). Where the CPU is neither x86-64 nor AArch64, only the rounding is handed over.
///   An expression in grad is evaluated in the tasks: what it calls must bear that. Calls on different arrays may use
///   one executor at the same time if the executor bears it: eigen_pool and openmp do.
/// Errors
///   The checks are done before the first task. What bulk() throws, and what an expression throws where the executor
///   hands it on, reaches the caller: then var and m are updated in part, each element in both or in neither. Likewise
///   signopt::error, where bulk() comes back and has not called f once for each task.
/// Allocates what the executor does: serial and openmp nothing.
template <class Candidate>
inline constexpr bool is_executor = detail::executor_facts<std::remove_reference_t<Candidate>>::value;

/// The calling thread: the same as no executor, where a program chooses one.
struct serial {
  constexpr int concurrency() const noexcept { return 1; }
  template <class F>
  void bulk(std::ptrdiff_t tasks, F&& f) const {
    for (std::ptrdiff_t i = 0; i < tasks; ++i) f(i);
  }
};

}  // namespace SIGNOPT_ABI

namespace detail {
inline namespace SIGNOPT_ABI {

template <class Executor>
std::ptrdiff_t grain_bytes_of(Executor& executor) {
  return grain<Executor>::of(executor);
}

// How a call is made that says nothing of it.
inline constexpr serial the_calling_thread{};
inline constexpr no_options nothing_chosen{};
inline constexpr launch<const serial, no_options> plainly{the_calling_thread, nothing_chosen};

// A call by all of its arguments: its form is that of what comes behind the executor, if there is one.
template <bool HasExecutor, std::size_t Head, std::size_t Operands, class... Arguments>
struct call_of : call_form<Head, Operands, Arguments...> {};
template <std::size_t Head, std::size_t Operands, class Executor, class... Arguments>
struct call_of<true, Head, Operands, Executor, Arguments...> : call_form<Head, Operands, Arguments...> {};

// What a door takes as var is no executor, even if it could be one.
template <class First = void, class...>
inline constexpr bool starts_with_executor = is_executor<First> && !door_of<First>::exists;
template <class First = void, class...>
inline constexpr bool runs_elsewhere = has_calls_of_its_own<std::remove_cv_t<std::remove_reference_t<First>>>;

template <std::size_t Head, std::size_t Operands, class... Arguments>
using call = call_of<starts_with_executor<Arguments...>, Head, Operands, Arguments...>;

template <class... Arguments>
inline constexpr bool has_door = door_of<typename call<2, 3, Arguments...>::template argument<0>>::exists;

}  // namespace SIGNOPT_ABI
}  // namespace detail

inline namespace SIGNOPT_ABI {

/// One AddSign step on an executor: apply_add_sign of the door that var belongs to.
template <class T = void, class C = void, class Executor, class Var, class M, class Lr, class Alpha, class SignDecay,
          class Beta, class Grad,
          class = std::enable_if_t<detail::starts_with_executor<Executor> && detail::door_of<Var>::exists>>
auto apply_add_sign(Executor&& executor, Var&& var, M&& m, const Lr& lr, const Alpha& alpha,
                    const SignDecay& sign_decay, const Beta& beta, const Grad& grad) {
  return detail::door_of<Var>::template step<T, C>(detail::launch{executor, detail::nothing_chosen},
                                                   std::forward<Var>(var), std::forward<M>(m), lr, alpha, sign_decay,
                                                   beta, grad);
}

/// The same with hyper-parameters by name (settings.hpp).
template <class T = void, class C = void, class Executor, class Var, class M, class Grad,
          class = std::enable_if_t<detail::starts_with_executor<Executor> && detail::door_of<Var>::exists>>
auto apply_add_sign(Executor&& executor, Var&& var, M&& m, const add_sign_settings& settings, const Grad& grad) {
  return apply_add_sign<T, C>(executor, std::forward<Var>(var), std::forward<M>(m), settings.lr, settings.alpha,
                              settings.sign_decay, settings.beta, grad);
}

/// Not a call that can be made: one clear message where the first argument belongs to no door, where settings or
/// options are something else, and where an argument is missing or one too many is there.
template <class T = void, class C = void, class... Arguments,
          class = std::enable_if_t<!detail::runs_elsewhere<Arguments...> &&
                                   (!detail::has_door<Arguments...> || !detail::call<2, 3, Arguments...>::is_good)>>
void apply_add_sign(Arguments&&...) {
  using call = detail::call<2, 3, Arguments...>;
  constexpr bool has_executor = detail::starts_with_executor<Arguments...>, has_door = detail::has_door<Arguments...>;
  static_assert(has_door || has_executor, SIGNOPT_FIRST_ARGUMENT_IS);
  static_assert(has_door || !has_executor, SIGNOPT_ARGUMENT_AFTER_EXECUTOR_IS);
  static_assert(!has_door || call::count_is_good, SIGNOPT_ARGUMENTS_ARE);
  static_assert(!has_door || call::settings_are_good, SIGNOPT_MUST_BE_SETTINGS);
  static_assert(!has_door || call::options_are_good || !call::settings_are_good, SIGNOPT_MUST_BE_OPTIONS);
}

}  // namespace SIGNOPT_ABI
}  // namespace signopt
