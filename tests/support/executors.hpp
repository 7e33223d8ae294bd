// Executors of all kinds that programs have, and one type that holds any of them, so that a front end is compiled once
// for all.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <functional>
#include <memory>
#include <signopt/eigen_pool.hpp>
#include <signopt/execution.hpp>
#include <string>
#include <thread>
#include <utility>
#include <vector>
#if defined(_OPENMP)
#  include <signopt/openmp.hpp>
#endif

namespace signopt_test {

// Executors that a program could have written.
struct thread_for_each_task {
  int tasks_at_once;
  int concurrency() const { return tasks_at_once; }
  template <class F>
  void bulk(std::ptrdiff_t tasks, F&& f) const {
    std::vector<std::thread> threads;
    for (std::ptrdiff_t i = 0; i < tasks; ++i) threads.emplace_back([&f, i] { f(i); });
    for (std::thread& each : threads) each.join();
  }
};

struct backwards_here {
  int tasks_at_once;
  int concurrency() const { return tasks_at_once; }
  template <class F>
  void bulk(std::ptrdiff_t tasks, F&& f) {
    while (tasks-- > 0) f(tasks);
  }
};

// f by value, and as a constant; nothing here is const that need not be.
struct odd_ones_first {
  short tasks_at_once;
  short concurrency() const { return tasks_at_once; }
  template <class F>
  void bulk(std::ptrdiff_t tasks, const F f) {
    for (std::ptrdiff_t i = 1; i < tasks; i += 2) f(i);
    for (std::ptrdiff_t i = 0; i < tasks; i += 2) f(i);
  }
};

inline Eigen::ThreadPool& pool_of(int threads) {
  static std::vector<std::unique_ptr<Eigen::ThreadPool>> pools(16);
  auto& pool = pools[static_cast<std::size_t>(threads)];
  if (!pool) pool = std::make_unique<Eigen::ThreadPool>(threads);
  return *pool;
}

class any_executor {
 public:
  using task = std::function<void(std::ptrdiff_t)>;

  template <class Executor>
  any_executor(std::string name, Executor executor, std::ptrdiff_t grain_bytes)
      : name_(std::move(name)),
        concurrency_([executor] { return static_cast<int>(executor.concurrency()); }),
        bulk_([executor](std::ptrdiff_t tasks, const task& f) mutable { executor.bulk(tasks, f); }),
        grain_bytes_(grain_bytes) {}

  const std::string& name() const { return name_; }
  int concurrency() const { return concurrency_(); }
  std::ptrdiff_t grain_bytes() const { return grain_bytes_; }
  template <class F>
  void bulk(std::ptrdiff_t tasks, F&& f) const {
    bulk_(tasks, [&f](std::ptrdiff_t i) { f(i); });
  }

 private:
  std::string name_;
  std::function<int()> concurrency_;
  std::function<void(std::ptrdiff_t, const task&)> bulk_;
  std::ptrdiff_t grain_bytes_;
};

// With a grain of one byte the smallest sizes are cut.
inline std::vector<any_executor> every_executor(std::ptrdiff_t grain_bytes = 1) {
  std::vector<any_executor> all;
  const auto add = [&](const char* name, int tasks, auto executor) {
    all.emplace_back(std::string(name) + ", " + std::to_string(tasks), executor, grain_bytes);
  };
  add("serial", 1, signopt::serial());
  for (const int threads : {1, 2, 3, 7}) add("eigen_pool", threads, signopt::eigen_pool(pool_of(threads)));
  for (const int tasks : {2, 5}) add("thread_for_each_task", tasks, thread_for_each_task{tasks});
  for (const int tasks : {2, 3, 64}) add("backwards_here", tasks, backwards_here{tasks});
  for (const int tasks : {4, 1000}) add("odd_ones_first", tasks, odd_ones_first{static_cast<short>(tasks)});
#if defined(_OPENMP)
  for (const int threads : {0, 1, 2, 5}) add("openmp", threads, signopt::openmp(threads));
#endif
  return all;
}

// One of each sort that matters to a cut: on other threads, in another order, in very many tasks.
inline std::vector<any_executor> some_executors() {
  return {any_executor("serial", signopt::serial(), 1),
          any_executor("eigen_pool, 3", signopt::eigen_pool(pool_of(3)), 1),
          any_executor("backwards_here, 7", backwards_here{7}, 1),
          any_executor("odd_ones_first, 200", odd_ones_first{200}, 1)};
}

}  // namespace signopt_test
