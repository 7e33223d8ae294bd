// Tasks compute in the floating-point mode of the caller, whatever their threads' own is, which they find again
// afterwards.
#include <gtest/gtest.h>

#include <Eigen/Core>
#include <atomic>
#include <cfenv>
#include <cstddef>
#include <signopt/apply_add_sign.hpp>
#include <signopt/multi_tensor.hpp>
#include <signopt/pointer.hpp>
#include <string>
#include <thread>
#include <vector>

#include "support/executors.hpp"
#include "support/floating_point_modes.hpp"
#include "support/kernel_check.hpp"
#include "support/targets.hpp"

namespace {

using namespace signopt_test;
using half = Eigen::half;

// Each task on a thread of its own, which has a mode of its own and a flag raised, and must keep both.
struct threads_of_mode {
  mode own;
  std::atomic<int>* changed;

  int concurrency() const { return 3; }
  std::ptrdiff_t grain_bytes() const { return 1; }
  template <class F>
  void bulk(std::ptrdiff_t tasks, F&& f) const {
    thread_for_each_task{3}.bulk(tasks, [&](std::ptrdiff_t i) {
      std::feclearexcept(FE_ALL_EXCEPT);
      std::feraiseexcept(FE_DIVBYZERO);
      set_mode(own);
      f(i);
      if (!has_mode(own) || std::fetestexcept(FE_DIVBYZERO) == 0) ++*changed;
    });
  }
};

template <class T, class G>
struct step_data {
  using check = kernel_check<T, G, T>;
  typename check::streams streams = check::random_streams(1500, 1);
  // Subnormal numbers, whose products are some as well.
  step_data() {
    for (std::size_t i = 0; i < streams.size(); i += 3) {
      streams.var[i] = from_bits<T>(i + 1);
      streams.m[i] = from_bits<T>(2 * i + 1);
      streams.grad[i] = from_bits<G>(i % 900);
    }
  }
};

template <class T, class G>
bool are_equal(const typename kernel_check<T, G, T>::streams& a, const typename kernel_check<T, G, T>::streams& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!same_result(a.var[i], b.var[i]) || !same_result(a.m[i], b.m[i])) return false;
  }
  return true;
}

// One step in the caller's mode, and one on two tensors with a learning rate of their own, which is rounded in the
// tasks.
template <class T, class G, class Executor>
typename kernel_check<T, G, T>::streams result_of(const Executor& executor, const mode& callers) {
  typename kernel_check<T, G, T>::streams data = step_data<T, G>().streams;
  const typename kernel_check<T, G, T>::scalars s = kernel_check<T, G, T>::rounded(0.3, 1.1, 0.7, 0.6);
  const signopt::parameter_set<T, G> set{
      {data.var.data(), data.m.data(), data.grad.data(), 700, 0.7},
      {data.var.data() + 700, data.m.data() + 700, data.grad.data() + 700, 800, 0.9}};
  const scoped_mode scope(callers);
  signopt::apply_add_sign_n(executor, data.var.data(), data.m.data(), s[0], s[1], s[2], s[3], data.grad.data(), 1500);
  signopt::apply_add_sign_multi(executor, set, s[0], s[1], s[2], s[3]);
  EXPECT_TRUE(has_mode(callers)) << "the caller's mode was changed";
  return data;
}

template <class T, class G>
void test_bits() {
  const auto usual = result_of<T, G>(signopt::serial(), every_mode().front());
  for (const mode& callers : every_mode()) {
    SCOPED_TRACE("a caller that rounds " + callers.name);
    const auto expected = result_of<T, G>(signopt::serial(), callers);
    if (sizeof(T) > 2) {
      EXPECT_EQ((are_equal<T, G>(expected, usual)), callers.name == "nearest") << "no test of modes";
    }
    for (const any_executor& executor : every_executor()) {
      EXPECT_TRUE((are_equal<T, G>(result_of<T, G>(executor, callers), expected))) << executor.name();
    }
    for (const mode& own : every_mode()) {
      std::atomic<int> changed{0};
      EXPECT_TRUE((are_equal<T, G>(result_of<T, G>(threads_of_mode{own, &changed}, callers), expected)))
          << "on threads that round " << own.name;
      EXPECT_EQ(changed, 0) << "threads that round " << own.name << " have another mode, or lost a flag";
    }
  }
}

const bool registered = register_on_every_target("floating_point_mode", __FILE__,
                                                 {
                                                     {"float32", __LINE__, test_bits<float, float>},
                                                     {"float64", __LINE__, test_bits<double, float>},
                                                     {"float16", __LINE__, test_bits<half, half>},
                                                 });

// Expressions are evaluated in the tasks, and see the caller's mode; the pool's threads have their own one afterwards.
TEST(floating_point_mode, of_expressions_and_of_pool_threads) {
  for (const mode& callers : every_mode()) {
    std::atomic<int> wrong{0}, looked{0};
    Eigen::ArrayXf var = Eigen::ArrayXf::Ones(10000), m = var;
    std::atomic<bool> is_elsewhere{false};
    const std::thread::id here = std::this_thread::get_id();
    const auto look = [&](float g) {
      if (!has_mode(callers)) ++wrong;
      if (std::this_thread::get_id() != here) is_elsewhere = true;
      while (!is_elsewhere) std::this_thread::yield();  // or this thread might take all tasks
      ++looked;
      return g;
    };
    const Eigen::ArrayXf grad = Eigen::ArrayXf::Ones(10000);
    {
      const scoped_mode scope(callers);
      signopt::apply_add_sign(signopt::eigen_pool(pool_of(3), 1), var, m, 0.5, 1, 1, 0.5, grad.unaryExpr(look));
    }
    EXPECT_EQ(looked, 10000);
    EXPECT_EQ(wrong, 0) << callers.name;

    // All three threads at once: each waits until the others have looked.
    std::atomic<int> there{0}, changed{0};
    for (int i = 0; i < 3; ++i) {
      pool_of(3).Schedule([&] {
        if (!has_mode(every_mode().front())) ++changed;
        ++there;
        while (there < 3) std::this_thread::yield();
        ++there;
      });
    }
    while (there < 6) std::this_thread::yield();
    EXPECT_EQ(changed, 0) << "after a step in mode: " << callers.name;
  }
}

}  // namespace
