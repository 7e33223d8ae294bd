// An executor (execution.hpp) over the threads of an Eigen thread pool. Opt-in: no other header includes this one.
//
//     Eigen::ThreadPool pool(8);
//     signopt::eigen_pool executor(pool);                             // or eigen_pool(pool, grain_bytes)
//     apply_R(executor, var, m, settings, grad);                      // R: a rule
//
// Runs tasks on the pool's threads and on the calling one. concurrency() is the number of the pool's threads. The
// calling thread takes part, so one of these may sleep; each thread takes the next task that nobody has begun, and
// nobody waits for threads that are busy with other work. A call from one of the pool's own threads runs there alone.
// The pool is the caller's and must outlive the calls; several threads may use it at once, for other work too.
//
// After fork() the child has none of the pool's threads, and its steps run on its calling thread alone, with the same
// bits. A pool of the parent's must not be destroyed in the child: it would wait for its threads forever.
//
// What f throws reaches the caller of bulk() when all tasks have come to their end; of several exceptions, the first.
// Allocates what hands the tasks over, a few small objects for each; nothing where there is one task.
#pragma once

#include "detail/eigen/core.hpp"  // first: it says which Eigen this is

#include <cstddef>
#include <memory>
#include <type_traits>

#include "detail/eigen/pool_job.hpp"
#include "execution.hpp"

namespace signopt {
inline namespace SIGNOPT_ABI {

/// The executor over this pool: see the top of this header.
class eigen_pool {
 public:
  /// The pool must outlive the calls.
  explicit eigen_pool(Eigen::ThreadPoolInterface& pool, std::ptrdiff_t grain_bytes = default_grain_bytes) noexcept
      : pool_(&pool), grain_bytes_(grain_bytes) {}

  /// How many tasks it runs at once.
  int concurrency() const { return pool_->NumThreads(); }
  /// How many bytes of memory a task moves at least.
  std::ptrdiff_t grain_bytes() const noexcept { return grain_bytes_; }

  /// Runs f(0), ..., f(tasks - 1), each once, and returns when all are done.
  template <class F>
  void bulk(std::ptrdiff_t tasks, F&& f) const {
    const bool is_inside = pool_->CurrentThreadId() >= 0;
    constexpr std::ptrdiff_t most = 1 << 30;  // that Eigen's barrier counts
    if (is_inside || tasks <= 1 || tasks > most) {
      for (std::ptrdiff_t i = 0; i < tasks; ++i) f(i);
      return;
    }
    const auto all = std::make_shared<detail::pool_job<std::remove_reference_t<F>>>(tasks, f);
    const std::ptrdiff_t threads = pool_->NumThreads() < tasks ? pool_->NumThreads() : tasks;
    // A thread that cannot be called on is not needed: this one does what is left.
    detail::first_exception not_needed;
    not_needed.keep_from([&] {
      for (std::ptrdiff_t i = 1; i < threads; ++i) pool_->Schedule([all] { all->run(); });
    });
    all->run();
    all->wait();
  }

 private:
  Eigen::ThreadPoolInterface* pool_;
  std::ptrdiff_t grain_bytes_;
};

}  // namespace SIGNOPT_ABI
}  // namespace signopt
