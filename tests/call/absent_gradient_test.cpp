// Tensors of a model that have no gradient in a step: they are left alone, all others get what one call for each gives
// them, and gradients may come and go between the steps. Borders of tasks: multi_tensor_partition_test.
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <signopt/apply_add_sign.hpp>
#include <signopt/multi_tensor.hpp>
#include <vector>

#include "support/executors.hpp"
#include "support/targets.hpp"
#include "support/tensor_lists.hpp"
#include "support/type_rows.hpp"

namespace {

using namespace signopt_test;

// From one step to the next others are absent: in a set that lives on, in one that is made anew, and in a range.
template <class T, class G, class C>
void expect_left_alone(const std::vector<std::ptrdiff_t>& sizes, scattering scattered, std::uint64_t seed) {
  using list = tensor_list<T, G, C>;
  list tensors(sizes, {1, 1, 0.5}, scattered, seed);
  const auto numbers = list::check::rounded(0.3, 1.0, 0.7, 0.9);
  signopt::parameter_set<T, G> lasting(tensors.parameters());
  random_bits random(seed);
  for (const std::uint64_t percent : {30u, 90u, 100u, 60u, 0u}) {
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      tensors.absent[i] = random.below(100) < percent ? 1 : 0;
      lasting.grad(static_cast<std::ptrdiff_t>(i), tensors.absent[i] ? nullptr : tensors.gradient(i));
    }
    const auto expected = tensors.one_call_for_each(numbers);
    const auto parameters = tensors.parameters();
    const signopt::parameter_set<T, G> made_anew(parameters);
    for (const any_executor& executor : some_executors()) {
      const auto expect = [&](const char* form) {
        ASSERT_TRUE(tensors.is(expected)) << form << " on " << executor.name() << "; absent: " << percent
                                          << " percent; scattered: " << scattered.all << "; seed " << seed;
        tensors.reset();
      };
      signopt::apply_add_sign_multi(executor, lasting, numbers[0], numbers[1], numbers[2], numbers[3]);
      expect("the set that lives on");
      signopt::apply_add_sign_multi(executor, made_anew, numbers[0], numbers[1], numbers[2], numbers[3]);
      expect("a new set");
      signopt::apply_add_sign_multi(executor, parameters, numbers[0], numbers[1], numbers[2], numbers[3]);
      expect("a range");
    }
  }
}

template <class T, class G, class C>
void test_lists() {
  std::uint64_t seed = 0;
  for (const scattering scattered : {scattering{0, 0}, {100, 0}, {10, 10}}) {
    for (const std::size_t count : {std::size_t{1}, std::size_t{2}, std::size_t{30}, std::size_t{33}}) {
      ++seed;
      expect_left_alone<T, G, C>(mixed_sizes(count, seed), scattered, seed);
    }
    expect_left_alone<T, G, C>(std::vector<std::ptrdiff_t>(100, 64), scattered, seed);
    expect_left_alone<T, G, C>({0, 5, 0, 0, 7, 0, 20000, 1}, scattered, seed);
  }
}

const bool registered = [] {
  for_each_type_row([](auto row) {
    using r = decltype(row);
    register_on_every_target(
        "absent_gradient/" + kernel_check<typename r::var, typename r::grad, typename r::compute>::suite(), "lists",
        __FILE__, __LINE__, test_lists<typename r::var, typename r::grad, typename r::compute>);
  });
  return true;
}();

// What lr_scale 0 is, and is not.
TEST(absent_gradient, is_another_thing_than_no_learning_rate) {
  const float infinity = std::numeric_limits<float>::infinity();
  float var[4] = {1, 1, 1, 1}, m[4] = {0.5f, 0.5f, 0.5f, 0.5f};
  const float grad[4] = {1, 1, 1, infinity};
  signopt::parameter_set<float> set{{var, m, grad, 2, 0.0}, {var + 2, m + 2, grad + 2, 2, 0.0}};
  set.grad(1, nullptr);
  signopt::apply_add_sign_multi(set, 0.1, 1, 1, 0.5);
  EXPECT_EQ(var[0], 1);
  EXPECT_EQ(m[0], 0.75f) << "m moves where the learning rate is 0";
  for (const int i : {2, 3}) {
    EXPECT_EQ(var[i], 1);
    EXPECT_EQ(m[i], 0.5f) << "and stays without a gradient";
  }
  set.grad(1, grad + 2);
  signopt::apply_add_sign_multi(set, 0.1, 1, 1, 0.5);
  EXPECT_EQ(var[2], 1);
  EXPECT_EQ(m[2], 0.75f);
  EXPECT_TRUE(std::isnan(var[3])) << "0 * infinity";
  EXPECT_EQ(m[3], infinity);
}

// A set that was copied has gradients of its own.
TEST(absent_gradient, of_a_copy) {
  float var[2] = {1, 1}, m[2] = {};
  const float grad[2] = {1, 1};
  const signopt::parameter_set<float> set{{var, m, grad, 1}, {var + 1, m + 1, grad + 1, 1}};
  signopt::parameter_set<float> copy = set;
  copy.grad(0, nullptr);
  signopt::apply_add_sign_multi(copy, 0.5, 1, 0, 0);
  EXPECT_EQ(var[0], 1);
  EXPECT_EQ(var[1], 0.5f);
  signopt::apply_add_sign_multi(set, 0.5, 1, 0, 0);
  EXPECT_EQ(var[0], 0.5f);
  EXPECT_EQ(var[1], 0);
}

// Nothing to do is no task, and yet a target that cannot run is an error.
struct counting_executor : signopt::serial {
  int* calls;
  int concurrency() const { return 4; }
  std::ptrdiff_t grain_bytes() const { return 1; }
  template <class F>
  void bulk(std::ptrdiff_t tasks, F&& f) const {
    ++*calls;
    serial::bulk(tasks, f);
  }
};

TEST(absent_gradient, of_all_tensors_is_no_task) {
  float var[100] = {}, m[100] = {};
  const float grad[100] = {};
  int calls = 0;
  const counting_executor executor{{}, &calls};
  signopt::parameter_set<float> set{{var, m, nullptr, 50}, {var + 50, m + 50, nullptr, 50}};
  signopt::apply_add_sign_multi(executor, set, {0.1});
  EXPECT_EQ(calls, 0);
  set.grad(1, grad);
  signopt::apply_add_sign_multi(executor, set, {0.1});
  EXPECT_EQ(calls, 1);
}

}  // namespace
