// Work on an executor: in how many tasks, where their borders are, and what each of them needs around it. No knowledge
// of kernels.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "../base/memory.hpp"
#include "../base/mix_bits.hpp"
#include "../base/raise_error.hpp"
#include "executors.hpp"
#include "floating_point_mode.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

template <class Executor>
inline constexpr bool is_serial = std::is_same_v<std::remove_cv_t<std::remove_reference_t<Executor>>, serial>;

// Elements of one line of var: chunks of contiguous memory begin at multiples of it. The widest vectors are as long.
constexpr std::ptrdiff_t line_elements(std::ptrdiff_t var_element_size) noexcept {
  return cache_line_bytes / var_element_size;
}

// One where each of two would move less memory than the grain.
template <class Executor>
SIGNOPT_ALWAYS_INLINE std::ptrdiff_t task_count(Executor& executor, std::ptrdiff_t elements,
                                                std::ptrdiff_t bytes_per_element) {
  if constexpr (is_serial<Executor>) {
    return 1;
  } else {
    const std::ptrdiff_t grain = grain_bytes_of(executor) / bytes_per_element;
    const std::ptrdiff_t most = grain > 1 ? elements / grain : elements;
    if (SIGNOPT_LIKELY(most < 2)) return 1;
    const std::ptrdiff_t concurrency = static_cast<int>(executor.concurrency());
    const std::ptrdiff_t tasks = concurrency < most ? concurrency : most;
    return tasks > 1 ? tasks : 1;
  }
}

// `size` elements in `count` parts that are as even as multiples of `unit` can be. Depends on these numbers alone.
struct even_parts {
  std::ptrdiff_t size, unit, count;

  std::ptrdiff_t border(std::ptrdiff_t part) const noexcept {
    if (part >= count) return size;
    const std::ptrdiff_t units = size / unit + (size % unit != 0 ? 1 : 0);
    const std::ptrdiff_t border = (units / count * part + units % count * part / count) * unit;
    return border < size ? border : size;
  }
};

// Sums of those of different tasks differ.
constexpr std::uint64_t fingerprint(std::ptrdiff_t i) noexcept { return mix_bits(static_cast<std::uint64_t>(i)); }

SIGNOPT_WRAPS inline std::uint64_t sum_of_fingerprints(std::ptrdiff_t tasks) noexcept {
  std::uint64_t sum = 0;
  for (std::ptrdiff_t i = 0; i < tasks; ++i) sum += fingerprint(i);
  return sum;
}

// task(0), ..., task(tasks - 1), wherever the executor runs them, each in the caller's floating-point mode. An executor
// that leaves out or repeats a task, as one does whose threads capture a loop variable by reference, would otherwise be
// found out by a model that does not learn. `consequence` ends the message about that.
template <class Executor, class Task>
void run_tasks(Executor& executor, std::ptrdiff_t tasks, const Task& task,
               const char* consequence = ": var and m are in an undefined state") {
  const floating_point_mode callers = floating_point_mode::current();
  std::atomic<std::ptrdiff_t> done{0};
  std::atomic<std::uint64_t> which{0};
  const auto run_one = [&callers, &done, &which, &task, tasks](std::ptrdiff_t i) {
    if (i >= 0 && i < tasks) {
      const scoped_floating_point_mode mode(callers);
      task(i);
    }
    which.fetch_add(fingerprint(i), std::memory_order_relaxed);
    done.fetch_add(1, std::memory_order_relaxed);
  };
  executor.bulk(tasks, run_one);
  const std::ptrdiff_t ran = done.load(std::memory_order_relaxed);
  if (ran != tasks || which.load(std::memory_order_relaxed) != sum_of_fingerprints(tasks)) {
    raise_error<error>("the executor's bulk(tasks, f) must call f once for each of the ", tasks,
                       " tasks before it returns, and ", ran, ran == tasks ? " were done, but not those" : " were done",
                       consequence);
  }
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
