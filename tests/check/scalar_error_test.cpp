// lr, alpha, sign_decay and beta as Eigen objects whose size is known at run time only: exactly one element.
#include <gtest/gtest.h>

#include <Eigen/Core>
#include <signopt/apply_add_sign.hpp>
#include <string>
#include <vector>

#include "support/errors.hpp"

namespace {

using namespace signopt_test;
using Eigen::ArrayXf;
using signopt::shape_error;

class scalar_errors : public ::testing::Test {
 protected:
  // `bad` at each of the four places, by both front ends; the words name the place and the shape.
  template <class Bad>
  void expect_refused_everywhere(const Bad& bad, const std::string& shape) {
    expect_refused({"lr must have exactly one element", shape}, bad, 1.0, 1.0, 0.9);
    expect_refused({"alpha must have exactly one element", shape}, 0.1, bad, 1.0, 0.9);
    expect_refused({"sign_decay must have exactly one element", shape}, 0.1, 1.0, bad, 0.9);
    expect_refused({"beta must have exactly one element", shape}, 0.1, 1.0, 1.0, bad);
    const Eigen::Array<double, 1, 1> one(0.5);
    expect_refused({"beta must have exactly one element", shape}, one, one, one, bad);
    expect_refused({"must have exactly one element", shape}, bad, bad, bad, bad);
  }

  // Nothing is written, whether the arrays are valid or not, not even into arrays of no elements.
  template <class Lr, class Alpha, class Decay, class Beta>
  void expect_refused(const std::vector<std::string>& words, const Lr& lr, const Alpha& alpha, const Decay& decay,
                      const Beta& beta) {
    expect_error<shape_error>([&] { signopt::apply_add_sign(var, m, lr, alpha, decay, beta, grad); }, words);
    expect_error<shape_error>(
        [&] { signopt::apply_add_sign_n(var.data(), m.data(), lr, alpha, decay, beta, grad.data(), 20); }, words);
    expect_error<shape_error>([&] { signopt::apply_add_sign(none, none, lr, alpha, decay, beta, none); }, words);
    EXPECT_TRUE((var == 1.5f).all() && (m == 2.5f).all() && (grad == 3.5f).all());
  }

  ArrayXf var = ArrayXf::Constant(20, 1.5f), m = ArrayXf::Constant(20, 2.5f), none;
  const ArrayXf grad = ArrayXf::Constant(20, 3.5f);
};

TEST_F(scalar_errors, vectors) {
  expect_refused_everywhere(ArrayXf(0), "(0, 1)");
  expect_refused_everywhere(ArrayXf(ArrayXf::Ones(2)), "(2, 1)");
  expect_refused_everywhere(Eigen::RowVectorXd(Eigen::RowVectorXd::Ones(3)), "(1, 3)");
  expect_refused_everywhere(Eigen::RowVectorXd(0), "(1, 0)");
}

TEST_F(scalar_errors, matrices) {
  expect_refused_everywhere(Eigen::MatrixXf(0, 0), "(0, 0)");
  expect_refused_everywhere(Eigen::MatrixXf(1, 0), "(1, 0)");
  expect_refused_everywhere(Eigen::MatrixXd(Eigen::MatrixXd::Ones(2, 2)), "(2, 2)");
}

TEST_F(scalar_errors, views_and_16_bit_types) {
  const ArrayXf values = ArrayXf::Ones(9);
  expect_refused_everywhere(values.head(2), "(2, 1)");
  expect_refused_everywhere(values.segment(4, 0), "(0, 1)");
  expect_refused_everywhere(Eigen::Map<const Eigen::RowVectorXf>(values.data(), 2), "(1, 2)");
  using halves = Eigen::Array<Eigen::half, Eigen::Dynamic, 1>;
  expect_refused_everywhere(halves(halves::Zero(2)), "(2, 1)");
  using bfloats = Eigen::Matrix<Eigen::bfloat16, Eigen::Dynamic, Eigen::Dynamic>;
  expect_refused_everywhere(bfloats(bfloats::Zero(1, 2)), "(1, 2)");
}

TEST_F(scalar_errors, one_element_is_accepted_also_out_of_the_operands) {
  const Eigen::MatrixXd one = Eigen::MatrixXd::Constant(1, 1, 0.5);
  EXPECT_NO_THROW(signopt::apply_add_sign(var, m, one, one, one, one, grad));
  // 1.5 - 0.5 * (0.5 + 0.5) * 3.5, and 0.5 * 2.5 + 0.5 * 3.5
  EXPECT_TRUE((var == -0.25f).all() && (m == 3.0f).all());
  // a scalar that is an element of var keeps the value that it had before the call
  var.setConstant(0.5f);
  m.setConstant(2.5f);
  signopt::apply_add_sign(var, m, var.head(1), var.segment(3, 1), m.segment(1, 1), var.tail(1), grad);
  // 0.5 - 0.5 * (0.5 + 2.5) * 3.5
  EXPECT_TRUE((var == -4.75f).all() && (m == 3.0f).all());
}

}  // namespace
