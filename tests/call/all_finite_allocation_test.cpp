// What all_finite allocates: nothing, but for what Eigen allocates to evaluate a product, and for a range of
// parameters, of which it makes a set.
#include "support/allocations.hpp"

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <signopt/apply_add_sign.hpp>
#include <vector>

namespace {

using namespace signopt_test;
using Eigen::MatrixXf;

template <class... Arguments>
int allocations_of(const Arguments&... arguments) {
  bool answer = false;
  const int count = allocations_in([&] { answer = signopt::all_finite(arguments...); });
  EXPECT_TRUE(answer);
  return count;
}

TEST(all_finite_allocation, none) {
  MatrixXf x = MatrixXf::Ones(200, 100), m = x, grad = x;
  const signopt::parameter_set<float> set{{x.data(), m.data(), grad.data(), x.size()}};
  const signopt::serial here;
  EXPECT_EQ(allocations_of(x), 0);
  EXPECT_EQ(allocations_of(here, x), 0);
  EXPECT_EQ(allocations_of(x.data(), x.size()), 0);
  EXPECT_EQ(allocations_of(x.topRows(50)), 0);
  EXPECT_EQ(allocations_of(x.transpose()), 0);
  EXPECT_EQ(allocations_of(x.reverse()), 0);
  EXPECT_EQ(allocations_of(x.row(7)), 0);
  EXPECT_EQ(allocations_of(x + 2 * x), 0);
  EXPECT_EQ(allocations_of(set), 0);
  EXPECT_EQ(allocations_of(here, set), 0);
}

TEST(all_finite_allocation, what_products_and_ranges_need) {
  const MatrixXf x = MatrixXf::Ones(200, 100);
  MatrixXf target(200, 200);
  const int for_a_product = allocations_in([&] { target.noalias() = x * x.transpose(); });
  EXPECT_LE(allocations_of(x * x.transpose()), for_a_product + 1) << "the product, and what multiplying it takes";
  std::vector<float> of(3, 1.0f);
  const std::vector<signopt::parameter<float>> range{{&of[0], &of[1], &of[2], 1}};
  EXPECT_GT(allocations_of(range), 0);
}

}  // namespace
