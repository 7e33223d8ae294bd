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
template <dtype Var, dtype Moment, dtype Grad, class Executor, class Kernel, class Arguments>
SIGNOPT_NOINLINE void run_chunks(Executor& executor, std::ptrdiff_t tasks, Kernel update, void* var, void* m,
                                 const void* grad, std::ptrdiff_t n, const Arguments& arguments) {
  const even_parts chunks{n, line_elements(size_of(Var)), tasks};
  run_tasks(executor, tasks, [&](std::ptrdiff_t task) {
    const std::ptrdiff_t begin = chunks.border(task), end = chunks.border(task + 1);
    update(static_cast<unsigned char*>(var) + begin * size_of(Var),
           static_cast<unsigned char*>(m) + begin * size_of(Moment),
           static_cast<const unsigned char*>(grad) + begin * size_of(Grad), end - begin, arguments, n);
  });
}

// The sizes, overlap and addresses have been checked.
template <class Rule, dtype Compute, dtype Var, dtype Moment, dtype Grad, class Launch>
SIGNOPT_ALWAYS_INLINE void run_contiguous(const Launch& how, void* var, void* m, const void* grad, std::ptrdiff_t n,
                                          const typename Rule::template arguments<Compute>& arguments) {
  const auto update = how.template kernel<Rule, Compute, Var, Moment, Grad>();
  if constexpr (!is_serial<decltype(how.executor)>) {
    const std::ptrdiff_t tasks = task_count(how.executor, n, moved_bytes<Var, Moment, Grad>);
    if (!SIGNOPT_LIKELY(tasks == 1))
      return run_chunks<Var, Moment, Grad>(how.executor, tasks, update, var, m, grad, n, arguments);
  }
  update(var, m, grad, n, arguments, n);
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
