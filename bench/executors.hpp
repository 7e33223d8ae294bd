// The executors that are compared: the calling thread, Eigen's pool, and OpenMP where the compiler has it; the last two
// with two threads, and with as many as the machine has.
#pragma once

#include <chrono>
#include <memory>
#include <set>
#include <signopt/eigen_pool.hpp>
#include <signopt/execution.hpp>
#include <string>
#include <thread>
#include <vector>
#ifdef _OPENMP
#  include <signopt/openmp.hpp>
#endif

namespace signopt_bench {

// What their names end with where they have two threads: the bars are for these.
inline constexpr char two_threads[] = "_2";

class executors {
 public:
  executors() {
    for (const int threads : std::set<int>{2, static_cast<int>(std::thread::hardware_concurrency())}) {
      if (threads >= 2) pools_.push_back(std::make_unique<Eigen::ThreadPool>(threads));
    }
  }

  // visit(name, executor) for each of them. They live as long as this object.
  template <class Visit>
  void for_each(std::ptrdiff_t grain_bytes, const Visit& visit) const {
    visit("serial", signopt::serial());
    for (const std::unique_ptr<Eigen::ThreadPool>& pool : pools_) {
      const std::string threads = "_" + std::to_string(pool->NumThreads());
      visit("eigen_pool" + threads, signopt::eigen_pool(*pool, grain_bytes));
#ifdef _OPENMP
      visit("openmp" + threads, signopt::openmp(pool->NumThreads(), grain_bytes));
#endif
    }
  }

 private:
  std::vector<std::unique_ptr<Eigen::ThreadPool>> pools_;
};

// Threads of the row before may still be waiting for work, wide awake, in the way of those of this one: gives them the
// time to fall asleep, and wakes this one's.
template <class Executor>
void change_to(Executor& executor) {
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  executor.bulk(executor.concurrency(), [](std::ptrdiff_t) {});
}

}  // namespace signopt_bench
