// Eigen asserts that sizes are not negative; a program that switches its assertions off relies on ours.
#define EIGEN_NO_DEBUG
#include <gtest/gtest.h>

#include <Eigen/Core>
#include <signopt/apply_add_sign.hpp>

#include "support/errors.hpp"

namespace {

TEST(negative_shape, is_a_shape_error) {
  float var[6] = {1, 2, 3, 4, 5, 6}, m[6] = {}, grad[6] = {1, 1, 1, 1, 1, 1};
  using view = Eigen::Map<Eigen::MatrixXf>;
  signopt_test::expect_error<signopt::shape_error>(
      [&] { signopt::apply_add_sign(view(var, -2, -3), view(m, -2, -3), {0.1}, view(grad, -2, -3)); },
      {"var", "negative", "-2", "-3"});
  for (int i = 0; i < 6; ++i) {
    EXPECT_EQ(var[i], static_cast<float>(i + 1));
    EXPECT_EQ(m[i], 0);
  }
}

}  // namespace
