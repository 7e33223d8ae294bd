// How a step on many tensors is cut: each task has the same number of elements, to a cache line, and begins at a line
// of a tensor or at a tensor; at the same places in every call.
#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cstddef>
#include <signopt/apply_add_sign.hpp>
#include <signopt/multi_tensor.hpp>
#include <vector>

#include "support/tensor_lists.hpp"
#include "support/watched_tasks.hpp"

namespace {

using namespace signopt_test;
using list_of_sizes = std::vector<std::ptrdiff_t>;

// Every third tensor may have no gradient, from the second on: then it counts for nothing.
template <class T>
void expect_even(const list_of_sizes& sizes, int concurrency, std::ptrdiff_t gap, bool some_absent = false) {
  const auto is_absent = [&](std::size_t i) { return some_absent && i % 3 == 1; };
  constexpr auto line = static_cast<std::ptrdiff_t>(64 / sizeof(T));
  std::ptrdiff_t length = 0, total = 0;
  list_of_sizes starts;  // in memory
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    starts.push_back(length);
    length += sizes[i] + gap;
    if (!is_absent(i)) total += sizes[i];
  }
  const auto run = [&] {
    const auto all = static_cast<std::size_t>(length);
    std::vector<T> var(all, T(4)), m(all, T(0));
    const std::vector<T> grad(all, T(1));
    std::vector<signopt::parameter<T>> parameters;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      const T* const gradient = is_absent(i) ? nullptr : grad.data() + starts[i];
      parameters.push_back({var.data() + starts[i], m.data() + starts[i], gradient, sizes[i]});
    }
    watching_executor<T> executor{concurrency, m};
    signopt::apply_add_sign_multi(executor, parameters, visible_lr, visible_alpha, visible_sign_decay, visible_beta);
    return executor.updated;
  };
  const auto tasks = run();
  ASSERT_EQ(tasks, run()) << "in the second call";
  if (total < 2 || concurrency < 2) {
    ASSERT_TRUE(tasks.empty());
    return;
  }
  list_of_sizes in_order;
  for (const auto& task : tasks) {
    const auto share = static_cast<double>(total) / static_cast<double>(tasks.size());
    ASSERT_LE(static_cast<double>(task.size()), share + static_cast<double>(line));
    ASSERT_GE(static_cast<double>(task.size()), share - static_cast<double>(line));
    in_order.insert(in_order.end(), task.begin(), task.end());
    if (task.empty()) continue;
    bool is_border = false;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      const std::ptrdiff_t within = task.front() - starts[i];
      if (within >= 0 && within < sizes[i]) is_border = !is_absent(i) && within % line == 0;
    }
    ASSERT_TRUE(is_border) << "a task begins at element " << task.front() << " in memory";
  }
  list_of_sizes each_once;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    for (std::ptrdiff_t k = 0; k < sizes[i] && !is_absent(i); ++k) each_once.push_back(starts[i] + k);
  }
  ASSERT_EQ(in_order, each_once);
}

template <class T>
void test_partition() {
  for (const int concurrency : {1, 2, 3, 7, 33}) {
    for (const std::ptrdiff_t gap : {0, 5}) {
      expect_even<T>({}, concurrency, gap);
      expect_even<T>({0, 0}, concurrency, gap);
      expect_even<T>({1}, concurrency, gap);
      expect_even<T>({1, 0, 1}, concurrency, gap);
      expect_even<T>({50000}, concurrency, gap);
      expect_even<T>({64, 40000, 64, 64}, concurrency, gap);
      expect_even<T>({0, 0, 5000, 0, 1, 1, 1, 0, 8, 0}, concurrency, gap);
      expect_even<T>(list_of_sizes(300, 64), concurrency, gap);
      expect_even<T>(list_of_sizes(500, 1), concurrency, gap);
      for (std::uint64_t seed = 0; seed < 10; ++seed) expect_even<T>(mixed_sizes(40, seed), concurrency, gap);
      expect_even<T>({0, 50000, 0}, concurrency, gap, true);
      expect_even<T>({64, 40000, 64, 64, 30000, 5000, 300}, concurrency, gap, true);
      expect_even<T>(list_of_sizes(300, 64), concurrency, gap, true);
      for (std::uint64_t seed = 0; seed < 10; ++seed) expect_even<T>(mixed_sizes(40, seed), concurrency, gap, true);
    }
  }
}

TEST(multi_tensor_partition, float16) { test_partition<Eigen::half>(); }
TEST(multi_tensor_partition, float32) { test_partition<float>(); }
TEST(multi_tensor_partition, float64) { test_partition<double>(); }

// The coalescing itself: what is handed on, in order, is as long as it can be and no longer.
TEST(multi_tensor_partition, runs_are_what_lies_together_and_has_one_rate) {
  using signopt::parameter;
  float var[100], m[100], grad[100];
  const auto part = [&](int v, int mm, int g, std::ptrdiff_t size, double scale) {
    return parameter<float>{var + v, m + mm, grad + g, size, scale};
  };
  const auto runs_of = [](const signopt::parameter_set<float>& set, std::ptrdiff_t begin, std::ptrdiff_t end) {
    list_of_sizes sizes;
    set.sequence().for_each_run(begin, end, true, [&](const auto& run, std::ptrdiff_t) { sizes.push_back(run.size); });
    return sizes;
  };
  const list_of_sizes one = {20}, two = {10, 10};
  EXPECT_EQ(runs_of({part(0, 0, 0, 10, 1), part(10, 10, 10, 10, 1)}, 0, 20), one);
  EXPECT_EQ(runs_of({part(0, 0, 0, 10, 0.5), part(10, 10, 10, 10, 0.5)}, 0, 20), one);
  EXPECT_EQ(runs_of({part(0, 0, 0, 10, 1), part(10, 10, 10, 10, 0.5)}, 0, 20), two);
  EXPECT_EQ(runs_of({part(0, 0, 0, 10, 1), part(11, 10, 10, 10, 1)}, 0, 20), two);
  EXPECT_EQ(runs_of({part(0, 0, 0, 10, 1), part(10, 11, 10, 10, 1)}, 0, 20), two);
  EXPECT_EQ(runs_of({part(0, 0, 0, 10, 1), part(10, 10, 11, 10, 1)}, 0, 20), two);
  EXPECT_EQ(runs_of({part(0, 0, 0, 10, 1), part(10, 10, 0, 10, 1)}, 0, 20), two);
  const signopt::parameter_set<float> three{part(0, 0, 0, 10, 1), part(10, 10, 10, 10, 1), part(20, 20, 20, 10, 1)};
  EXPECT_EQ(runs_of(three, 0, 30), list_of_sizes{30});
  EXPECT_EQ(runs_of(three, 5, 25), list_of_sizes{20});
  EXPECT_EQ(runs_of(three, 10, 11), list_of_sizes{1});
  EXPECT_EQ(runs_of(three, 7, 7), list_of_sizes{});
}

// No run goes on over a tensor without a gradient, and each is what it was when the gradient is back.
TEST(multi_tensor_partition, runs_end_where_a_gradient_is_missing) {
  float var[50], m[50], grad[50];
  std::vector<signopt::parameter<float>> tensors;
  for (int i = 0; i < 5; ++i) tensors.push_back({var + 10 * i, m + 10 * i, grad + 10 * i, 10});
  signopt::parameter_set<float> set(tensors);
  const auto runs = [&] {
    list_of_sizes begins_and_sizes;
    const auto sequence = set.sequence();
    sequence.for_each_run(0, sequence.elements(), true, [&](const auto& run, std::ptrdiff_t) {
      EXPECT_EQ(run.m - m, run.var - var);
      EXPECT_EQ(run.grad - grad, run.var - var);
      begins_and_sizes.push_back(run.var - var);
      begins_and_sizes.push_back(run.size);
    });
    return begins_and_sizes;
  };
  const list_of_sizes all = {0, 50};
  EXPECT_EQ(runs(), all);
  set.grad(2, nullptr);
  EXPECT_EQ(runs(), (list_of_sizes{0, 20, 30, 20}));
  set.grad(3, nullptr);
  EXPECT_EQ(runs(), (list_of_sizes{0, 20, 40, 10}));
  set.grad(0, nullptr);
  set.grad(2, grad + 20);
  EXPECT_EQ(runs(), (list_of_sizes{10, 20, 40, 10}));
  set.grad(3, grad + 30);
  set.grad(4, nullptr);
  EXPECT_EQ(runs(), (list_of_sizes{10, 30}));
  for (std::ptrdiff_t i = 0; i < 5; ++i) set.grad(i, nullptr);
  EXPECT_EQ(runs(), list_of_sizes{});
  for (std::ptrdiff_t i = 4; i >= 0; --i) set.grad(i, grad + 10 * i);
  EXPECT_EQ(runs(), all);
}

}  // namespace
