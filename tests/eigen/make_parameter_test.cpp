// The parameters that Eigen objects make.
#include <signopt/multi_tensor.hpp>
// The above comes before Eigen here, and after it in other tests.
#include <gtest/gtest.h>

#include <Eigen/Core>
#include <signopt/apply_add_sign.hpp>
#include <signopt/optimizer.hpp>
#include <string>
#include <type_traits>
#include <vector>

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

// What a set, or an object, knows of the shape of a tensor that Eigen objects made, it asks of each new gradient.
class new_gradients : public ::testing::Test {
 protected:
  using row_major = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

  new_gradients() {
    signopt::parameter<float> named = signopt::make_parameter(var, m);
    named.name = "decoder";
    const signopt::parameter<float> pointers{bias, bias + 6, nullptr, 6};
    set = signopt::parameter_set<float>{named, pointers, signopt::make_parameter(line, line_m)};
    for (const signopt::parameter<float>& each : set) opt.add_group({each});
  }

  template <class Error, class Gradient>
  void expect_refused(std::ptrdiff_t i, const Gradient& gradient, const std::vector<std::string>& expected) {
    const float* const before = set[i].grad;
    expect_error<Error>([&] { set.grad(i, gradient); }, expected);
    expect_error<Error>([&] { opt.grad(i, gradient); }, expected);
    EXPECT_EQ(set[i].grad, before);
    EXPECT_EQ(opt.tensor(i).grad, before);
  }
  template <class Gradient>
  void expect_taken(std::ptrdiff_t i, const Gradient& gradient) {
    set.grad(i, gradient);
    opt.grad(i, gradient);
    EXPECT_EQ(set[i].grad, gradient.data());
    EXPECT_EQ(opt.tensor(i).grad, gradient.data());
  }

  Eigen::MatrixXf var{3, 4}, m{3, 4};
  Eigen::RowVectorXf line{4}, line_m{4};
  float bias[12] = {};
  signopt::parameter_set<float> set;
  signopt::optimizer<signopt::add_sign> opt;
};

TEST_F(new_gradients, of_the_right_shape) {
  const Eigen::MatrixXf matrix(3, 4), wide(3, 9);
  expect_taken(0, matrix);
  expect_taken(0, wide.middleCols(2, 4));
  expect_taken(0, Eigen::Map<const Eigen::ArrayXXf>(wide.data(), 3, 4));
  expect_taken(2, Eigen::RowVectorXf(wide.row(0).head(4)));
  set.grad(0, nullptr);
  EXPECT_EQ(set[0].grad, nullptr);
}

TEST_F(new_gradients, of_another_shape_or_order) {
  expect_refused<shape_error>(0, Eigen::MatrixXf(4, 3),
                              {"grad of parameter 0 (\"decoder\") has shape (4, 3)", "parameter has (3, 4)"});
  expect_refused<shape_error>(0, Eigen::MatrixXf(3, 3), {"grad of parameter 0 (\"decoder\") has 9 elements", "12"});
  expect_refused<shape_error>(0, Eigen::VectorXf(12), {"grad of parameter 0", "shape (12, 1)", "(3, 4)"});
  expect_refused<operand_error>(0, row_major(3, 4), {"grad of parameter 0 (\"decoder\") has another storage order"});
  expect_refused<shape_error>(2, Eigen::VectorXf(4), {"grad of parameter 2 has shape (4, 1)", "(1, 4)"});
  Eigen::MatrixXf tall(5, 4);
  expect_refused<operand_error>(0, tall.topRows(3),
                                {"grad of parameter 0 (\"decoder\") is not contiguous", "outer stride 5"});
  expect_refused<operand_error>(0, var, {"var of parameter 0 (\"decoder\")", "grad of parameter 0", "overlap"});
}

// Of braces a set knows the size, and no more.
TEST_F(new_gradients, of_a_tensor_without_a_shape) {
  expect_taken(1, Eigen::MatrixXf(2, 3));
  expect_taken(1, row_major(3, 2));
  expect_refused<shape_error>(1, Eigen::ArrayXf(5), {"grad of parameter 1 has 5 elements", "6"});
  expect_refused<shape_error>(1, Eigen::VectorXf(), {"grad of parameter 1 has 0 elements", "6"});
  expect_refused<shape_error>(1, Eigen::MatrixXf(0, 7), {"grad of parameter 1 has 0 elements", "6"});
  expect_error<operand_error>([&] { set.grad(3, line); }, {"there is no parameter 3"});
}

TEST_F(new_gradients, of_a_copy_of_the_set) {
  Eigen::MatrixXf grad = Eigen::MatrixXf::Ones(3, 4);
  var.setZero();
  m.setZero();
  signopt::parameter_set<float> copy = set;
  copy.grad(0, grad);
  EXPECT_EQ(set[0].grad, nullptr) << "what a set is told, its copies do not know";
  signopt::apply_add_sign_multi(copy, {0.5});
  EXPECT_NE(var(2, 3), 0) << "the arrays are the same";
}

}  // namespace
