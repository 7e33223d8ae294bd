// Small work stays on the calling thread: where an executor is asked to run tasks, and how many.
#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <signopt/apply_add_sign.hpp>
#include <signopt/multi_tensor.hpp>
#include <signopt/pointer.hpp>
#include <vector>

#include "support/executors.hpp"
#include "support/threads_of_step.hpp"
#include "support/watched_tasks.hpp"

namespace {

using namespace signopt_test;
using counts = std::vector<std::ptrdiff_t>;

// As the program's own executors are that say nothing of grains.
struct with_default_grain {
  counting_executor* counted;
  int concurrency() const { return counted->concurrency(); }
  template <class F>
  void bulk(std::ptrdiff_t tasks, F&& f) const {
    counted->bulk(tasks, f);
  }
};

// How many tasks each front end makes of n elements in memory: none where it does not ask the executor.
template <class T, class G, class Executor>
counts tasks_of(Executor& executor, counts& calls, std::ptrdiff_t n) {
  using array = Eigen::Array<T, Eigen::Dynamic, 1>;
  array var = array::Constant(n, T(1)), m = var;
  const Eigen::Array<G, Eigen::Dynamic, 1> grad = Eigen::Array<G, Eigen::Dynamic, 1>::Constant(n, G(1));
  calls.clear();
  signopt::apply_add_sign_n(executor, var.data(), m.data(), 0.5, 1, 1, 0.5, grad.data(), n);
  const counts by_pointer = calls;
  calls.clear();
  signopt::apply_add_sign(executor, var, m, 0.5, 1, 1, 0.5, grad);
  EXPECT_EQ(calls, by_pointer) << "Eigen objects";
  calls.clear();
  signopt::apply_add_sign(executor, var, m.reverse(), 0.5, 1, 1, 0.5, grad);
  EXPECT_EQ(calls, by_pointer) << "strided";
  const std::ptrdiff_t half = n / 2;
  const signopt::parameter_set<T, G> set{
      {var.data(), m.data(), grad.data(), half},
      {var.data() + half, m.data() + half, grad.data() + half, n - half, 0.5},
  };
  calls.clear();
  signopt::apply_add_sign_multi(executor, set, 0.5, 1, 1, 0.5);
  EXPECT_EQ(calls, by_pointer) << "many tensors";
  return by_pointer;
}

template <class T, class G>
counts tasks_of(int concurrency, std::ptrdiff_t grain_bytes, std::ptrdiff_t n) {
  counting_executor executor(concurrency, grain_bytes);
  return tasks_of<T, G>(executor, executor.calls, n);
}

TEST(small_work, a_task_moves_a_grain_or_more) {
  // 20 bytes for an element: var and m of 4 bytes are read and written, grad is read
  EXPECT_EQ((tasks_of<float, float>(4, 2000, 99)), counts{});
  EXPECT_EQ((tasks_of<float, float>(4, 2000, 199)), counts{});
  EXPECT_EQ((tasks_of<float, float>(4, 2000, 200)), counts{2});
  EXPECT_EQ((tasks_of<float, float>(4, 2000, 299)), counts{2});
  EXPECT_EQ((tasks_of<float, float>(4, 2000, 300)), counts{3});
  EXPECT_EQ((tasks_of<float, float>(4, 2000, 400)), counts{4});
  EXPECT_EQ((tasks_of<float, float>(4, 2000, 9999)), counts{4});
  // 18, 10 and 40 bytes
  EXPECT_EQ((tasks_of<float, Eigen::half>(9, 1800, 199)), counts{});
  EXPECT_EQ((tasks_of<float, Eigen::half>(9, 1800, 200)), counts{2});
  EXPECT_EQ((tasks_of<Eigen::half, Eigen::half>(9, 1000, 199)), counts{});
  EXPECT_EQ((tasks_of<Eigen::half, Eigen::half>(9, 1000, 200)), counts{2});
  EXPECT_EQ((tasks_of<double, double>(9, 4000, 199)), counts{});
  EXPECT_EQ((tasks_of<double, double>(9, 4000, 200)), counts{2});
}

TEST(small_work, the_default_is_128_ki_elements_of_float32) {
  constexpr std::ptrdiff_t grain = 131072;
  EXPECT_EQ(signopt::default_grain_bytes, grain * 20);
  counting_executor counted(3);
  with_default_grain executor{&counted};
  EXPECT_EQ((tasks_of<float, float>(executor, counted.calls, 1024)), counts{});
  EXPECT_EQ((tasks_of<float, float>(executor, counted.calls, 2 * grain - 1)), counts{});
  EXPECT_EQ((tasks_of<float, float>(executor, counted.calls, 2 * grain)), counts{2});
  EXPECT_EQ((tasks_of<float, float>(executor, counted.calls, 3 * grain)), counts{3});
  EXPECT_EQ((tasks_of<float, float>(executor, counted.calls, 9 * grain)), counts{3});
}

TEST(small_work, grains_that_are_no_size) {
  for (const std::ptrdiff_t grain : {std::ptrdiff_t{1}, std::ptrdiff_t{0}, std::ptrdiff_t{-1}, PTRDIFF_MIN}) {
    EXPECT_EQ((tasks_of<float, float>(4, grain, 0)), counts{}) << grain;
    EXPECT_EQ((tasks_of<float, float>(4, grain, 1)), counts{}) << grain;
    EXPECT_EQ((tasks_of<float, float>(4, grain, 2)), counts{2}) << grain;
    EXPECT_EQ((tasks_of<float, float>(4, grain, 100)), counts{4}) << grain;
  }
  EXPECT_EQ((tasks_of<float, float>(4, PTRDIFF_MAX, 100000)), counts{});
}

TEST(small_work, an_executor_of_no_or_one_thread_is_not_asked) {
  for (const int concurrency : {1, 0, -1, -1000}) {
    EXPECT_EQ((tasks_of<float, float>(concurrency, 1, 1000)), counts{}) << concurrency;
  }
}

// The step is made all the same.
TEST(small_work, on_the_calling_thread_it_is_done) {
  for (const int concurrency : {-3, 0, 1, 8}) {
    counting_executor executor(concurrency, 1000000);
    float var[3] = {4, 4, 4}, m[3] = {};
    const float grad[3] = {1, 1, 1};
    signopt::apply_add_sign_n(executor, var, m, visible_lr, visible_alpha, visible_sign_decay, visible_beta, grad, 3);
    for (int i = 0; i < 3; ++i) {
      EXPECT_EQ(var[i], 3.0f);
      EXPECT_EQ(m[i], 1.0f);
    }
    EXPECT_TRUE(executor.calls.empty());
  }
}

TEST(small_work, grains_of_the_library_s_executors) {
  constexpr Eigen::Index n = 20000;  // of an expression, ten tiles
  EXPECT_EQ(threads_of_step(signopt::eigen_pool(pool_of(3)), n, 1), 1u);
  EXPECT_EQ(threads_of_step(signopt::eigen_pool(pool_of(3), 20 * (n / 2 + 1)), n, 1), 1u);
  EXPECT_EQ(threads_of_step(signopt::eigen_pool(pool_of(3), 20 * (n / 2)), n, 2), 2u);
  EXPECT_EQ(threads_of_step(signopt::eigen_pool(pool_of(3), 20 * (n / 3)), n, 3), 3u);
#if defined(_OPENMP)
  EXPECT_EQ(threads_of_step(signopt::openmp(3), n, 1), 1u);
  EXPECT_EQ(threads_of_step(signopt::openmp(3, 20 * (n / 2 + 1)), n, 1), 1u);
  EXPECT_EQ(threads_of_step(signopt::openmp(3, 20 * (n / 3)), n, 3), 3u);
#endif
}

}  // namespace
