// The parameters that Eigen objects make.
#include <signopt/multi_tensor.hpp>
// The above comes before Eigen here, and after it in other tests.
#include <gtest/gtest.h>

#include <Eigen/Core>
#include <signopt/apply_add_sign.hpp>
#include <type_traits>

#include "support/errors.hpp"

namespace {

using namespace signopt_test;
using signopt::operand_error;
using signopt::parameter;
using signopt::shape_error;

TEST(make_parameter, points_to_eigen_objects) {
  Eigen::MatrixXf var(6, 5), m(6, 5);
  Eigen::Matrix<Eigen::half, Eigen::Dynamic, Eigen::Dynamic> grad(6, 5);
  const auto made = signopt::make_parameter(var, m, grad, 0.25);
  static_assert(std::is_same_v<decltype(made), const parameter<float, Eigen::half>>);
  EXPECT_EQ(made.var, var.data());
  EXPECT_EQ(made.m, m.data());
  EXPECT_EQ(made.grad, grad.data());
  EXPECT_EQ(made.size, 30);
  EXPECT_EQ(made.lr_scale, 0.25);
  const auto part = signopt::make_parameter(var.leftCols(2), m.middleCols(3, 2), grad.rightCols(2));
  EXPECT_EQ(part.grad, grad.data() + 18);
  EXPECT_EQ(part.size, 12);
  EXPECT_EQ(part.lr_scale, 1.0);
  Eigen::Array3f fixed_var, fixed_m;
  const Eigen::Array3f fixed_grad = Eigen::Array3f::Zero();
  EXPECT_EQ(signopt::make_parameter(fixed_var, fixed_m, fixed_grad).grad, fixed_grad.data());
  EXPECT_EQ(signopt::make_parameter(Eigen::Map<Eigen::ArrayXf>(var.data(), 7), Eigen::Map<Eigen::ArrayXf>(m.data(), 7),
                                    Eigen::Map<const Eigen::ArrayXf>(var.data() + 7, 7))
                .size,
            7);
}

TEST(make_parameter, without_momentum) {
  Eigen::MatrixXf var(6, 5), other(5, 6);
  Eigen::Matrix<Eigen::half, Eigen::Dynamic, Eigen::Dynamic> grad(6, 5);
  const auto made = signopt::make_parameter(var, nullptr, grad, 0.25);
  static_assert(std::is_same_v<decltype(made), const parameter<float, Eigen::half>>);
  EXPECT_EQ(made.var, var.data());
  EXPECT_EQ(made.m, nullptr);
  EXPECT_EQ(made.grad, grad.data());
  EXPECT_EQ(made.size, 30);
  EXPECT_EQ(made.lr_scale, 0.25);
  const auto later = signopt::make_parameter<Eigen::half>(var.col(1), nullptr, 2);
  static_assert(std::is_same_v<decltype(later), const parameter<float, Eigen::half>>);
  EXPECT_EQ(later.var, var.data() + 6);
  EXPECT_EQ(later.m, nullptr);
  EXPECT_EQ(later.grad, nullptr);
  EXPECT_EQ(later.size, 6);
  EXPECT_EQ(later.lr_scale, 2);
  expect_error<shape_error>([&] { signopt::make_parameter(var, nullptr, other); },
                            {"grad has shape (5, 6)", "var has shape (6, 5)"});
}

TEST(make_parameter, without_a_gradient) {
  Eigen::MatrixXf var(6, 5), m(6, 5), other(5, 6);
  const auto made = signopt::make_parameter(var, m);
  static_assert(std::is_same_v<decltype(made), const parameter<float>>);
  EXPECT_EQ(made.var, var.data());
  EXPECT_EQ(made.m, m.data());
  EXPECT_EQ(made.grad, nullptr);
  EXPECT_EQ(made.size, 30);
  EXPECT_EQ(made.lr_scale, 1);
  EXPECT_EQ(signopt::make_parameter(var, m, 0.25).lr_scale, 0.25);
  EXPECT_EQ(signopt::make_parameter(var, m, 2).lr_scale, 2) << "a number of any type is no gradient";
  const auto narrow = signopt::make_parameter<Eigen::half>(var.col(1), m.col(2), 0.5f);
  static_assert(std::is_same_v<decltype(narrow), const parameter<float, Eigen::half>>);
  EXPECT_EQ(narrow.m, m.data() + 12);
  EXPECT_EQ(narrow.lr_scale, 0.5);
  expect_error<shape_error>([&] { signopt::make_parameter(var, other); },
                            {"m has shape (5, 6)", "var has shape (6, 5)"});
  expect_error<operand_error>([&] { signopt::make_parameter(var.topRows(2), m.topRows(2)); },
                              {"var is not contiguous in memory"});
}

TEST(make_parameter, errors) {
  Eigen::MatrixXf var(6, 5), m(6, 5), grad(6, 5), other(5, 6);
  expect_error<shape_error>([&] { signopt::make_parameter(var, other, grad); },
                            {"m has shape (5, 6)", "var has shape (6, 5)"});
  expect_error<shape_error>([&] { signopt::make_parameter(var, m, other); },
                            {"grad has shape (5, 6)", "var has shape (6, 5)"});
  expect_error<operand_error>([&] { signopt::make_parameter(var.topRows(2), m.topRows(2), grad.topRows(2)); },
                              {"var is not contiguous in memory", "shape (2, 5), inner stride 1, outer stride 6"});
  Eigen::MatrixXf small(2, 5), small_m(2, 5);
  expect_error<operand_error>([&] { signopt::make_parameter(small, m.topRows(2), small_m); },
                              {"m is not contiguous in memory", "shape (2, 5), inner stride 1, outer stride 6"});
  expect_error<operand_error>([&] { signopt::make_parameter(small, small_m, m.topRows(2)); },
                              {"grad is not contiguous in memory"});
  EXPECT_EQ(signopt::make_parameter(var.topRows(0), m.topRows(0), grad.topRows(0)).size, 0);
  EXPECT_EQ(signopt::make_parameter(var.block(1, 1, 3, 1), m.block(1, 1, 3, 1), grad.block(1, 1, 3, 1)).size, 3);
}

}  // namespace
