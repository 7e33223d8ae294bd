// An executor (execution.hpp) over OpenMP's threads. Opt-in: no other header includes this one. Compile with -fopenmp.
//
//     apply_R(signopt::openmp(), var, m, settings, grad);             // R: a rule
//     signopt::openmp executor(num_threads);                          // or openmp(num_threads, grain_bytes)
//
// Runs tasks in a parallel region, by a static schedule: in calls of the same sizes each thread gets the same
// elements, which are in its caches and, by first touch, in its memory.
//
// num_threads: 0 or less stands for omp_get_max_threads() when a call is made. A call from inside a parallel region
// runs on its own thread alone.
//
// After fork() the child has none of OpenMP's threads. With GCC's library it waits for them forever in its first
// parallel region if its parent had run one before: fork earlier, or step in the child on serial() or eigen_pool.
//
// What f throws reaches the caller of bulk() when all tasks have come to their end; of several exceptions, the first.
// Allocates nothing but what OpenMP does for its threads, once.
#pragma once

#if !defined(_OPENMP)
#  error "signopt/openmp.hpp needs OpenMP: compile and link with -fopenmp, or use another executor (execution.hpp)."
#else

#  include <omp.h>

#  include <cstddef>

#  include "detail/run/first_exception.hpp"
#  include "execution.hpp"

namespace signopt {
inline namespace SIGNOPT_ABI {

/// The executor over OpenMP: see the top of this header.
class openmp {
 public:
  /// With num_threads 0, as many threads as omp_get_max_threads() says when a call is made.
  explicit openmp(int num_threads = 0, std::ptrdiff_t grain_bytes = default_grain_bytes) noexcept
      : num_threads_(num_threads), grain_bytes_(grain_bytes) {}

  /// How many tasks it runs at once.
  int concurrency() const {
    if (omp_in_parallel()) return 1;
    return num_threads_ > 0 ? num_threads_ : omp_get_max_threads();
  }
  /// How many bytes of memory a task moves at least.
  std::ptrdiff_t grain_bytes() const noexcept { return grain_bytes_; }

  /// Runs f(0), ..., f(tasks - 1), each once, and returns when all are done.
  template <class F>
  void bulk(std::ptrdiff_t tasks, F&& f) const {
    detail::first_exception exception;
    const int most = concurrency(), threads = tasks < most ? static_cast<int>(tasks) : most;
#  pragma omp parallel for schedule(static) num_threads(threads)
    for (std::ptrdiff_t i = 0; i < tasks; ++i) exception.keep_from([&] { f(i); });
    exception.rethrow();
  }

 private:
  int num_threads_;
  std::ptrdiff_t grain_bytes_;
};

}  // namespace SIGNOPT_ABI
}  // namespace signopt

#endif
