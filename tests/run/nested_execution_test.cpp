// A step from inside the threads that it would use, and on threads that are busy: it comes to its end, there or here.
#include <gtest/gtest.h>

#include <Eigen/Core>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <signopt/apply_add_sign.hpp>
#include <thread>
#include <vector>

#include "support/executors.hpp"
#include "support/threads_of_step.hpp"

namespace {

using namespace signopt_test;

// Whether every element was computed by this thread; the step itself is checked too.
template <class Executor>
bool runs_here_alone(const Executor& executor) {
  constexpr Eigen::Index n = 10000;  // of an expression, five tiles
  Eigen::ArrayXf var = Eigen::ArrayXf::Constant(n, 4), m = Eigen::ArrayXf::Zero(n);
  const std::thread::id here = std::this_thread::get_id();
  std::atomic<int> elsewhere{0};
  const auto grad = Eigen::ArrayXf::NullaryExpr(n, [&](Eigen::Index) {
    if (std::this_thread::get_id() != here) ++elsewhere;
    return 1.0f;
  });
  signopt::apply_add_sign(executor, var, m, 0.5, 1, 1, 0, grad);
  EXPECT_TRUE((var == 3.0f).all() && (m == 1.0f).all());
  return elsewhere == 0;
}

void wait_for(const std::atomic<int>& count, int expected) {
  while (count < expected) std::this_thread::yield();
}

TEST(nested_execution, in_all_threads_of_a_pool_at_once) {
  for (const int threads : {1, 2, 3, 7}) {
    Eigen::ThreadPool& pool = pool_of(threads);
    std::atomic<int> begun{0}, alone{0}, ended{0};
    for (int i = 0; i < threads; ++i) {
      pool.Schedule([&] {
        ++begun;
        wait_for(begun, threads);
        for (int step = 0; step < 50; ++step) alone += runs_here_alone(signopt::eigen_pool(pool, 1)) ? 1 : 0;
        ++ended;
      });
    }
    wait_for(ended, threads);
    EXPECT_EQ(alone, 50 * threads);
  }
}

// Also while the pool's other threads have nothing to do.
TEST(nested_execution, in_one_thread_of_a_pool) {
  std::atomic<int> alone{0}, ended{0};
  pool_of(3).Schedule([&] {
    for (int step = 0; step < 200; ++step) alone += runs_here_alone(signopt::eigen_pool(pool_of(3), 1)) ? 1 : 0;
    ++ended;
  });
  wait_for(ended, 1);
  EXPECT_EQ(alone, 200);
}

// From a task of a step, which is on the calling thread too: that one is none of the pool's.
TEST(nested_execution, in_the_tasks_of_a_step) {
  const signopt::eigen_pool executor(pool_of(3), 1);
  Eigen::ArrayXf var = Eigen::ArrayXf::Constant(5000, 4), m = Eigen::ArrayXf::Zero(5000);
  std::atomic<int> steps{0};
  const auto grad = Eigen::ArrayXf::NullaryExpr(5000, [&](Eigen::Index i) {
    if (i % 100 == 0) static_cast<void>(runs_here_alone(executor));
    ++steps;
    return 1.0f;
  });
  signopt::apply_add_sign(executor, var, m, 0.5, 1, 1, 0, grad);
  EXPECT_TRUE((var == 3.0f).all() && (m == 1.0f).all());
  EXPECT_EQ(steps, 5000);
}

TEST(nested_execution, another_pool_s_threads_are_used) {
  std::size_t threads = 0;
  std::atomic<int> ended{0};
  pool_of(2).Schedule([&] {
    threads = threads_of_step(signopt::eigen_pool(pool_of(3), 1), 20000, 2);
    ++ended;
  });
  wait_for(ended, 1);
  EXPECT_GE(threads, 2u);
}

// bulk is over when the last task is, however long that takes.
TEST(nested_execution, tasks_on_other_threads_are_waited_for) {
  const std::thread::id here = std::this_thread::get_id();
  std::atomic<int> begun{0}, ended{0};
  signopt::eigen_pool(pool_of(2), 1).bulk(2, [&](std::ptrdiff_t) {
    ++begun;
    wait_for(begun, 2);
    if (std::this_thread::get_id() != here) std::this_thread::sleep_for(std::chrono::milliseconds(200));
    ++ended;
  });
  EXPECT_EQ(ended, 2);
}

// Nobody waits for a thread that does something else. What it would have run later, it may find in its queue when the
// step is long over.
TEST(nested_execution, on_a_pool_that_is_busy) {
  Eigen::ThreadPool& pool = pool_of(3);
  std::atomic<int> blocked{0}, ended{0};
  std::atomic<bool> go_on{false};
  for (int i = 0; i < 3; ++i) {
    pool.Schedule([&] {
      ++blocked;
      while (!go_on) std::this_thread::yield();
      ++ended;
    });
  }
  wait_for(blocked, 3);
  for (int step = 0; step < 500; ++step) {
    ASSERT_TRUE(runs_here_alone(signopt::eigen_pool(pool, 1)));
  }
  go_on = true;
  wait_for(ended, 3);
  for (int step = 0; step < 100; ++step) static_cast<void>(runs_here_alone(signopt::eigen_pool(pool, 1)));
}

#if defined(_OPENMP)
TEST(nested_execution, in_a_parallel_region) {
  std::atomic<int> alone{0}, threads{0};
#  pragma omp parallel num_threads(3)
  {
    ++threads;
    EXPECT_EQ(signopt::openmp(5).concurrency(), 1);
    for (int step = 0; step < 50; ++step) alone += runs_here_alone(signopt::openmp(5, 1)) ? 1 : 0;
  }
  EXPECT_GT(threads, 1);
  EXPECT_EQ(alone, 50 * threads);
}
#endif

}  // namespace
