// The tasks of one call on an Eigen thread pool, and the wait for them (eigen_pool.hpp).
#pragma once

#include "core.hpp"

#include <atomic>
#include <cstddef>
#include <thread>
#if EIGEN_VERSION_AT_LEAST(3, 4, 90)
#  include <Eigen/ThreadPool>
#else
#  include <unsupported/Eigen/CXX11/ThreadPool>
#endif

#include "../run/first_exception.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// Shared by the threads. One that comes late finds no task left, and touches nothing else.
template <class F>
class pool_job {
 public:
  pool_job(std::ptrdiff_t tasks, F& f) : tasks_(tasks), f_(f), unfinished_(static_cast<unsigned>(tasks)) {}

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
    for (int i = 0; i < patience && finished_.load(std::memory_order_acquire) != tasks_; ++i) std::this_thread::yield();
    unfinished_.Wait();
    exception_.rethrow();
  }

 private:
  const std::ptrdiff_t tasks_;
  F& f_;
  std::atomic<std::ptrdiff_t> begun_{0}, finished_{0};
  Eigen::Barrier unfinished_;
  first_exception exception_;
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
