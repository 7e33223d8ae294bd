// An executor (execution.hpp) over the threads of an Eigen thread pool. Opt-in: no other header includes this one.
#pragma once

#include "detail/eigen/core.hpp"  // first: it says which Eigen this is

#include <atomic>
#include <cstddef>
#include <memory>
#include <thread>
#include <type_traits>
#if EIGEN_VERSION_AT_LEAST(3, 4, 90)
#  include <Eigen/ThreadPool>
#else
#  include <unsupported/Eigen/CXX11/ThreadPool>
#endif

#include "detail/run/first_exception.hpp"
#include "execution.hpp"

namespace signopt {
inline namespace SIGNOPT_ABI {

/// Runs tasks on the pool's threads and on the calling one:
///
///     Eigen::ThreadPool pool(8);
///     apply_R(signopt::eigen_pool(pool), var, m, settings, grad);     R: a rule
///
/// concurrency() is the number of the pool's threads. The calling thread takes part, so one of these may sleep; each
/// thread takes the next task that nobody has begun, and nobody waits for threads that are busy with other work. A call
/// from one of the pool's own threads runs there alone. The pool is the caller's and must outlive the calls; several
/// threads may use it at once, for other work too.
///
/// After fork() the child has none of the pool's threads, and its steps run on its calling thread alone, with the same
/// bits. A pool of the parent's must not be destroyed in the child: it would wait for its threads forever.
///
/// What f throws reaches the caller of bulk() when all tasks have come to their end; of several exceptions, the first.
/// Allocates what hands the tasks over, a few small objects for each; nothing where there is one task.
class eigen_pool {
 public:
  explicit eigen_pool(Eigen::ThreadPoolInterface& pool, std::ptrdiff_t grain_bytes = default_grain_bytes) noexcept
      : pool_(&pool), grain_bytes_(grain_bytes) {}

  int concurrency() const { return pool_->NumThreads(); }
  std::ptrdiff_t grain_bytes() const noexcept { return grain_bytes_; }

  template <class F>
  void bulk(std::ptrdiff_t tasks, F&& f) const {
    const bool is_inside = pool_->CurrentThreadId() >= 0;
    constexpr std::ptrdiff_t most = 1 << 30;  // that Eigen's barrier counts
    if (is_inside || tasks <= 1 || tasks > most) {
      for (std::ptrdiff_t i = 0; i < tasks; ++i) f(i);
      return;
    }
    const auto all = std::make_shared<job<std::remove_reference_t<F>>>(tasks, f);
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
  // Shared by the threads. One that comes late finds no task left, and touches nothing else.
  template <class F>
  class job {
   public:
    job(std::ptrdiff_t tasks, F& f) : tasks_(tasks), f_(f), unfinished_(static_cast<unsigned>(tasks)) {}

    void run() {
      for (;;) {
        const std::ptrdiff_t i = begun_.fetch_add(1, std::memory_order_relaxed);
        if (i >= tasks_) return;
        exception_.keep_from([&] { f_(i); });
        finished_.fetch_add(1, std::memory_order_release);
        unfinished_.Notify();
      }
    }

    // Tasks are of one size: the others are nearly done, and to fall asleep and be woken takes longer than most steps.
    void wait() {
      constexpr int patience = 200;
      for (int i = 0; i < patience && finished_.load(std::memory_order_acquire) != tasks_; ++i)
        std::this_thread::yield();
      unfinished_.Wait();
      exception_.rethrow();
    }

   private:
    const std::ptrdiff_t tasks_;
    F& f_;
    std::atomic<std::ptrdiff_t> begun_{0}, finished_{0};
    Eigen::Barrier unfinished_;
    detail::first_exception exception_;
  };

  Eigen::ThreadPoolInterface* pool_;
  std::ptrdiff_t grain_bytes_;
};

}  // namespace SIGNOPT_ABI
}  // namespace signopt
