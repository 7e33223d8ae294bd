// Who runs a step: the calling thread, or the threads that the program has. The library has none of its own.
//
// An executor comes first in a call, of any rule R and kind of operand:
//
//     apply_R(executor, var, m, ...)          apply_R_n(executor, ...)          pointer.hpp
//     all_finite(executor, x)                 apply_R_multi(executor, ...)      multi_tensor.hpp
//
//   serial                   below: the calling thread
//   eigen_pool               eigen_pool.hpp: an Eigen::ThreadPool
//   openmp                   openmp.hpp
//   the program's own        any type with
//
//     int concurrency() const                                  how many tasks it runs at once
//     template <class F> void bulk(std::ptrdiff_t tasks, F&& f)  runs f(0), ..., f(tasks - 1), each once, on whatever
//                                                              threads it likes, and returns when all are done
//     std::ptrdiff_t grain_bytes() const                       may be left out: default_grain_bytes
//
// All that these calls promise without an executor holds with one. In all_finite, "var" below is what is read.
//
// Tasks
//   A call is cut into concurrency() tasks, or fewer (default_grain_bytes); one runs on the calling thread, without
//   bulk(). Their borders depend on nothing but sizes, strides and that number, so that a step finds its data where
//   the last one left them; which thread takes which task is the executor's affair. In contiguous memory tasks begin
//   at multiples of 64 bytes, counted from the first element of var (of the tensor, where there are many), otherwise
//   at whole runs or tiles of them. The bits are the same for every cut.
// Threads
//   Tasks compute in the floating-point mode of the calling thread (rounding, flush-to-zero, traps): it is compared in
//   each, and set and restored where it differs. A caller who traps on exceptions (feenableexcept) gets SIGFPE for
//   what the step itself raises, an overflow, say, in whichever thread that happens; never for a flag that a thread
//   has raised before, or that another one has. A thread keeps the flags that it had, and those of its tasks are added
//   (std::fetestexcept there). Where the CPU is neither x86-64 nor AArch64, only the rounding is handed over.
//   An expression in grad is evaluated in the tasks: what it calls must bear that. Calls on different arrays may use
//   one executor at the same time if the executor bears it: eigen_pool and openmp do.
// Errors
//   The checks are done before the first task. What bulk() throws, and what an expression throws where the executor
//   hands it on, reaches the caller: then var and m are updated in part, each element in both or in neither. Likewise
//   signopt::error, where bulk() comes back and has not called f once for each task.
// Allocates what the executor does: serial and openmp nothing.
#pragma once

#include <cstddef>
#include <type_traits>

#include "detail/base/executor_facts.hpp"

namespace signopt {

/// How much memory a task should move to be worth a thread's while, in bytes read and written: a call goes to no more
/// tasks than have so much each, and stays on the calling thread where there would be one. An executor may say
/// otherwise: grain_bytes(). Measured (docs/performance.md): 128 Ki elements of float32. Two tasks of so much gain on
/// Eigen's pool although a thread must be woken up first, as in a training loop, where threads sleep between the steps.
/// Who keeps them awake may take a quarter of it.
inline constexpr std::ptrdiff_t default_grain_bytes = std::ptrdiff_t{2560} << 10;

inline namespace SIGNOPT_ABI {

/// True for an executor: see the top of this header. For a constant one, where bulk is const.
template <class Candidate>
inline constexpr bool is_executor = detail::executor_facts<std::remove_reference_t<Candidate>>::value;

/// The calling thread: the same as no executor, where a program chooses one.
struct serial {
  /// How many tasks it runs at once.
  constexpr int concurrency() const noexcept { return 1; }
  /// Runs f(0), ..., f(tasks - 1), each once, and returns when all are done.
  template <class F>
  void bulk(std::ptrdiff_t tasks, F&& f) const {
    for (std::ptrdiff_t i = 0; i < tasks; ++i) f(i);
  }
};

}  // namespace SIGNOPT_ABI
}  // namespace signopt
