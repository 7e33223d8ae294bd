// What a step on an executor allocates, and one on many tensors: nothing that the executor does not.
#include "support/allocations.hpp"
// The above must come first.
#include <gtest/gtest.h>

#include <signopt/multi_tensor.hpp>
#include <signopt/signopt.hpp>
#include <vector>

#include "support/executors.hpp"

namespace {

using namespace signopt_test;

// In tasks, and without an allocation of its own.
struct here_in_tasks : signopt::serial {
  int concurrency() const { return 5; }
  std::ptrdiff_t grain_bytes() const { return 1; }
};

template <class Executor>
void expect_none(const Executor& executor) {
  Eigen::MatrixXf var = Eigen::MatrixXf::Constant(90, 80, 1.5f), m = Eigen::MatrixXf::Constant(90, 80, 0.5f);
  const Eigen::MatrixXf grad = Eigen::MatrixXf::Constant(90, 80, -0.5f), other = grad;
  const signopt::add_sign_settings flush{0.1, 1, 1, 0.9, {true}};
  std::vector<signopt::parameter<float>> tensors;
  for (int i = 0; i < 80; ++i) tensors.push_back(signopt::make_parameter(var.col(i), m.col(i), grad.col(i), i % 3));
  signopt::parameter_set<float> set(tensors);
  signopt::apply_add_sign_multi(executor, set, {0.1});  // threads of the engine, once
  EXPECT_EQ(allocations_in([&] { signopt::apply_add_sign_multi(executor, set, 0.1, 1, 1, 0.9); }), 0);
  EXPECT_EQ(allocations_in([&] { signopt::apply_add_sign_multi(executor, set, flush); }), 0);
  EXPECT_EQ(allocations_in([&] { set.grad(7, other.data()); }), 0);
  EXPECT_EQ(allocations_in([&] { set.lr_scale(7, 0.5); }), 0);
  EXPECT_EQ(allocations_in([&] {
              for (std::ptrdiff_t i = 5; i < 80; i += 3) set.grad(i, nullptr);
            }),
            0);
  EXPECT_EQ(allocations_in([&] { signopt::apply_add_sign_multi(executor, set, 0.1, 1, 1, 0.9); }), 0);
  EXPECT_EQ(allocations_in([&] { set.grad(5, grad.col(5).data()); }), 0);
  EXPECT_EQ(allocations_in([&] { signopt::apply_add_sign(executor, var, m, {0.1}, grad); }), 0);
  EXPECT_EQ(allocations_in([&] { signopt::apply_add_sign(executor, var, m.reverse(), flush, grad); }), 0);
  EXPECT_EQ(allocations_in([&] { signopt::apply_add_sign(executor, var, m, {0.1}, grad + other); }), 0);
  EXPECT_GT(allocations_in([&] { signopt::apply_add_sign_multi(executor, tensors, {0.1}); }), 0);
}

TEST(execution_allocation, none) {
  expect_none(signopt::serial());
  expect_none(here_in_tasks());
#if defined(_OPENMP)
  expect_none(signopt::openmp(2, 1));
#endif
}

TEST(execution_allocation, none_on_a_pool_for_one_task) {
  expect_none(signopt::eigen_pool(pool_of(3), 1 << 30));
  expect_none(signopt::eigen_pool(pool_of(1), 1));
}

// A set keeps three arrays; while it is made, and for a range in each step, there is one more.
TEST(execution_allocation, of_a_set) {
  std::vector<float> memory(30000);
  std::vector<signopt::parameter<float>> tensors;
  for (int i = 0; i < 1000; ++i) {
    float* const at = memory.data() + 30 * i;
    tensors.push_back({at, at + 10, at + 20, 10});
  }
  EXPECT_LE(allocations_in([&] { signopt::parameter_set<float> set(tensors); }), 16);
  EXPECT_LE(allocations_in([&] { signopt::apply_add_sign_multi(tensors, {0.1}); }), 16);
}

}  // namespace
