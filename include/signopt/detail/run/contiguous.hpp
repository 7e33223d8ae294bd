// A rule on contiguous memory: one call of the kernel, or one in each task of an executor.
#pragma once

#include <cstddef>

#include "call_context.hpp"
#include "parallel.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// What a step moves for an element: var and m are read and written, grad is read.
template <dtype Var, dtype Moment, dtype Grad>
inline constexpr std::ptrdiff_t moved_bytes = 2 * size_of(Var) + 2 * size_of(Moment) + size_of(Grad);

// Not inlined, so that a call that stays on its thread is short.
template <dtype Var, dtype Moment, dtype Grad, class Executor>
SIGNOPT_NOINLINE void run_chunks(Executor& executor, std::ptrdiff_t tasks, typed_kernel<Var, Moment, Grad> of_types,
                                 const void* constants, void* var, void* m, const void* grad, std::ptrdiff_t n) {
  const step_part whole{of_types.access(n), of_types.first()};
  const even_parts chunks{n, line_elements(size_of(Var)), tasks};
  run_tasks(executor, tasks, [&](std::ptrdiff_t task) {
    const std::ptrdiff_t begin = chunks.border(task), end = chunks.border(task + 1);
    of_types.update(static_cast<unsigned char*>(var) + begin * size_of(Var),
                    static_cast<unsigned char*>(m) + begin * size_of(Moment),
                    static_cast<const unsigned char*>(grad) + begin * size_of(Grad), end - begin, constants,
                    whole.after(begin));
  });
}

// The sizes, overlap and addresses have been checked.
template <dtype Var, dtype Moment, dtype Grad, class Executor, class Constants>
SIGNOPT_ALWAYS_INLINE void run_contiguous(Executor&& executor, typed_kernel<Var, Moment, Grad> of_types,
                                          const Constants& constants, void* var, void* m, const void* grad,
                                          std::ptrdiff_t n) {
  if constexpr (!is_serial<Executor>) {
    const std::ptrdiff_t tasks = task_count(executor, n, moved_bytes<Var, Moment, Grad>);
    if (!SIGNOPT_LIKELY(tasks == 1))
      return run_chunks<Var, Moment, Grad>(executor, tasks, of_types, &constants, var, m, grad, n);
  }
  of_types.update(var, m, grad, n, &constants, {of_types.access(n), of_types.first()});
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
