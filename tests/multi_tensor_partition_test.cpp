// How a step on many tensors is cut: each task has the same number of elements, to a cache line, and begins at a line
// of a tensor or at a tensor; at the same places in every call.
#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cstddef>
#include <signopt/multi_tensor.hpp>
#include <vector>

#include "support/tensor_lists.hpp"
#include "support/watched_tasks.hpp"

namespace {

using namespace signopt_test;
using list_of_sizes = std::vector<std::ptrdiff_t>;

template <class T>
void expect_even(const list_of_sizes& sizes, int concurrency, std::ptrdiff_t gap) {
  constexpr auto line = static_cast<std::ptrdiff_t>(64 / sizeof(T));
  std::ptrdiff_t length = 0, total = 0;
  list_of_sizes starts;  // in memory
  for (const std::ptrdiff_t size : sizes) {
    starts.push_back(length);
    length += size + gap;
    total += size;
  }
  const auto run = [&] {
    const auto all = static_cast<std::size_t>(length);
    std::vector<T> var(all, T(4)), m(all, T(0));
    const std::vector<T> grad(all, T(1));
    std::vector<signopt::parameter<T>> parameters;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      parameters.push_back({var.data() + starts[i], m.data() + starts[i], grad.data() + starts[i], sizes[i]});
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
      if (within >= 0 && within < sizes[i]) is_border = within % line == 0;
    }
    ASSERT_TRUE(is_border) << "a task begins at element " << task.front() << " in memory";
  }
  list_of_sizes each_once;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    for (std::ptrdiff_t k = 0; k < sizes[i]; ++k) each_once.push_back(starts[i] + k);
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
    set.sequence().for_each_run(begin, end, [&](const parameter<float>& run) { sizes.push_back(run.size); });
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

}  // namespace
