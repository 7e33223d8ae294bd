// Whether all elements are finite, asked in tasks of an executor: those of one contiguous array, those of the gradients
// of many tensors.
#pragma once

#include <atomic>
#include <cstddef>

#include "../kernel/reduction_table.hpp"
#include "parallel.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// On the calling thread, before any element is read: there may be no target to run, which is an error.
template <dtype Type>
SIGNOPT_ALWAYS_INLINE auto finite_kernel() {
  return reduction_table<finite_check, Type>::by_target[current_target()];
}

// part(0) && ... && part(tasks - 1). Once one has said no, those that have not begun need not be asked.
template <class Executor, class Part>
bool all_parts(Executor& executor, std::ptrdiff_t tasks, const Part& part) {
  std::atomic<bool> all{true};
  const auto ask = [&all, &part](std::ptrdiff_t task) {
    if (all.load(std::memory_order_relaxed) && !part(task)) all.store(false, std::memory_order_relaxed);
  };
  run_tasks(executor, tasks, ask, ": whether all elements are finite is unknown");
  return all.load(std::memory_order_relaxed);
}

// The size and the address have been checked.
template <dtype Type, class Executor>
bool all_finite_contiguous(Executor& executor, const void* data, std::ptrdiff_t n) {
  const auto all_finite = finite_kernel<Type>();
  const std::ptrdiff_t tasks = task_count(executor, n, size_of(Type));
  const memory_access access = access_to_read(n * size_of(Type));
  if (tasks == 1) return all_finite(data, n, access);
  const even_parts chunks{n, line_elements(size_of(Type)), tasks};
  return all_parts(executor, tasks, [&](std::ptrdiff_t task) {
    const std::ptrdiff_t begin = chunks.border(task);
    return all_finite(static_cast<const unsigned char*>(data) + begin * size_of(Type), chunks.border(task + 1) - begin,
                      access);
  });
}

// Elements of a tensor whose gradient is there: one without a gradient has nothing to ask about.
template <class Parameter>
std::ptrdiff_t gradient_elements(const Parameter& tensor) noexcept {
  return tensor.grad != nullptr ? tensor.size : 0;
}

// The gradients of `count` tensors, which have been checked, as if they were one array. Each task looks for its own
// part, which costs less than a table of where they begin.
template <dtype Type, class Executor, class Parameter>
bool all_finite_gradients(Executor& executor, const Parameter* tensors, std::ptrdiff_t count) {
  const auto all_finite = finite_kernel<Type>();
  std::ptrdiff_t total = 0;
  for (std::ptrdiff_t i = 0; i < count; ++i) total += gradient_elements(tensors[i]);
  const memory_access access = access_to_read(total * size_of(Type));
  const auto all_finite_from = [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
    std::ptrdiff_t first = 0;  // how many elements come before the tensor
    for (std::ptrdiff_t i = 0; i < count && first < end; ++i) {
      const std::ptrdiff_t size = gradient_elements(tensors[i]);
      const std::ptrdiff_t from = begin > first ? begin - first : 0;
      const std::ptrdiff_t to = end - first < size ? end - first : size;
      if (from < to && !all_finite(tensors[i].grad + from, to - from, access)) return false;
      first += size;
    }
    return true;
  };
  const std::ptrdiff_t tasks = task_count(executor, total, size_of(Type));
  if (tasks == 1) return all_finite_from(0, total);
  const even_parts parts{total, line_elements(size_of(Type)), tasks};
  return all_parts(executor, tasks,
                   [&](std::ptrdiff_t task) { return all_finite_from(parts.border(task), parts.border(task + 1)); });
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
