// Eigen objects of every layout through the host front end, what it returns, and the forms of its call.
#include <gtest/gtest.h>

#include <signopt/apply_add_sign.hpp>
#include <signopt/ascend.hpp>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "fixture.hpp"
#include "host_data.hpp"
#include "support/eigen_kinds.hpp"
#include "support/eigen_step.hpp"

namespace {

using namespace signopt_test;
using Eigen::half;

class ascend_layout : public ascend_modes_test {};
SIGNOPT_TEST_IN_EACH_MODE(ascend_layout);

// The elements that the selections leave out keep their bits.
template <class VarParent, class MParent, class GradParent, class SelectVar, class SelectM, class SelectGrad>
void expect_ascend_step(VarParent var, MParent m, GradParent grad, SelectVar select_var, SelectM select_m,
                        SelectGrad select_grad) {
  using T = typename VarParent::Scalar;
  fill(var, 1);
  fill(m, 2);
  fill(grad, 3);
  VarParent expected_var = var;
  MParent expected_m = m;
  const GradParent constant_grad = grad;
  const npu_step<T> make(usual);
  auto&& expected_var_view = select_var(expected_var);
  auto&& expected_m_view = select_m(expected_m);
  auto&& grad_view = select_grad(constant_grad);
  for (Eigen::Index i = 0; i < expected_var_view.rows(); ++i) {
    for (Eigen::Index j = 0; j < expected_var_view.cols(); ++j) {
      T new_var = expected_var_view.coeff(i, j), new_m = expected_m_view.coeff(i, j);
      make(new_var, new_m, nearest<T>(to_double(typename GradParent::Scalar(grad_view.coeff(i, j)))));
      expected_var_view.coeffRef(i, j) = new_var;
      expected_m_view.coeffRef(i, j) = new_m;
    }
  }
  signopt::ascend::session session(0);
  signopt::apply_add_sign(session, select_var(var), select_m(m), usual.lr, usual.alpha, usual.sign_decay, usual.beta,
                          grad_view);
  EXPECT_TRUE(same_elements(var, expected_var)) << "var";
  EXPECT_TRUE(same_elements(m, expected_m)) << "m";
}

constexpr auto inner_block = [](auto& parent) { return parent.block(1, 2, 5, 4); };
constexpr auto transposed = [](auto& parent) { return parent.transpose(); };
constexpr auto reversed = [](auto& parent) { return parent.reverse(); };

TEST_P(ascend_layout, orders_and_views) {
  const column_major<float> by_columns(7, 9);
  const row_major<float> by_rows(7, 9);
  const row_major<float> turned(9, 7);
  expect_ascend_step(by_columns, by_columns, by_columns, whole, whole, whole);
  expect_ascend_step(by_rows, by_rows, by_rows, whole, whole, whole);
  expect_ascend_step(by_rows, by_columns, by_rows, whole, whole, whole);
  expect_ascend_step(by_columns, by_columns, by_columns, inner_block, inner_block, inner_block);
  expect_ascend_step(by_rows, by_columns, by_rows, inner_block, inner_block, inner_block);
  expect_ascend_step(by_columns, by_columns, turned, whole, whole, transposed);
  expect_ascend_step(turned, by_columns, by_rows, transposed, whole, whole);
  expect_ascend_step(by_columns, by_rows, by_columns, reversed, whole, reversed);
}

TEST_P(ascend_layout, kinds_and_dtypes) {
  const column_major<half> by_columns(6, 7);
  const row_major<half> by_rows(6, 7);
  expect_ascend_step(by_rows, by_columns, by_rows, inner_block, inner_block, inner_block);
  expect_ascend_step(matrix<float>(6, 7), matrix<float>(6, 7), column_major<float>(6, 7), whole, whole, whole);
  expect_ascend_step(row<float>(11), row<float>(11), row<float>(11), whole, whole, whole);
  expect_ascend_step(column<half>(11), column<half>(11), column<half>(11), whole, whole, whole);
  expect_ascend_step(Eigen::Array<float, 3, 2>(), Eigen::Array<float, 3, 2>(), Eigen::Array<float, 3, 2>(), whole,
                     whole, whole);
  // a float16 gradient under float32 is widened on the host
  expect_ascend_step(column_major<float>(6, 7), row_major<float>(6, 7), by_columns, whole, whole, whole);
  expect_ascend_step(matrix<float>(6, 7), matrix<float>(6, 7), by_rows, inner_block, inner_block, inner_block);
}

TEST_P(ascend_layout, expressions_as_grad) {
  host_data<float> data(33), expected = data;
  const std::vector<float> second(33, 0.5f);
  const Eigen::Map<const Eigen::ArrayXf> more(second.data(), 33);
  auto var = data.var_view(), m = data.m_view(), grad = data.grad_view();
  signopt::ascend::session session(0);
  const auto call = [&](const auto& gradient) {
    signopt::apply_add_sign(session, var, m, usual.lr, usual.alpha, usual.sign_decay, usual.beta, gradient);
  };
  call((grad + more) * 0.25f);
  for (float& value : expected.grad) value = (value + 0.5f) * 0.25f;
  expected.step();
  EXPECT_TRUE(same_results(data.var, expected.var));
  EXPECT_TRUE(same_results(data.m, expected.m));
  // it may read var and m: they are written when all is done
  expected.grad = data.var;
  for (float& value : expected.grad) value = 0.125f * value;
  call(0.125f * var);
  expected.step();
  EXPECT_TRUE(same_results(data.var, expected.var));
  EXPECT_TRUE(same_results(data.m, expected.m));
}

TEST_P(ascend_layout, matrix_products_as_grad) {
  Eigen::MatrixXf a(4, 5), b(5, 6), var(4, 6), m(4, 6);
  fill(a, 1);
  fill(b, 2);
  fill(var, 3);
  fill(m, 4);
  Eigen::MatrixXf expected_var = var, expected_m = m;
  const Eigen::MatrixXf grad = a * b;
  const npu_step<float> make(usual);
  for (Eigen::Index i = 0; i < grad.size(); ++i) make(expected_var.data()[i], expected_m.data()[i], grad.data()[i]);
  signopt::ascend::session session(0);
  signopt::apply_add_sign(session, var, m, usual.lr, usual.alpha, usual.sign_decay, usual.beta, a * b);
  EXPECT_TRUE(same_elements(var, expected_var));
  EXPECT_TRUE(same_elements(m, expected_m));
}

TEST_P(ascend_layout, settings_and_stated_types) {
  host_data<half> data(19), expected = data;
  auto var = data.var_view(), m = data.m_view(), grad = data.grad_view();
  signopt::add_sign_settings settings{0.25};
  settings.alpha = 0.5;
  settings.sign_decay = 0.75;
  settings.beta = 0.6;
  const oracle::hyper same{0.25, 0.5, 0.75, 0.6};
  signopt::ascend::session session(0);
  signopt::apply_add_sign(session, var, m, settings, grad);
  expected.step(same);
  expect_results(data, expected);
  signopt::apply_add_sign<half>(session, var, m, settings, grad);
  expected.step(same);
  expect_results(data, expected);
  signopt::apply_add_sign<half, half>(session, var, m, settings, grad);
  expected.step(same);
  expect_results(data, expected);
  signopt::apply_add_sign<half>(session, var, m, 0.25, 0.5f, half(0.75f), 0.6, grad);
  expected.step(same);
  expect_results(data, expected);
  signopt::ascend::apply_add_sign(session, var, m, settings, grad);
  expected.step(same);
  expect_results(data, expected);
}

// Lvalues as references, views as views, rvalue arrays moved.
TEST_P(ascend_layout, return_value) {
  Eigen::ArrayXf var = Eigen::ArrayXf::Constant(5, 1), m = Eigen::ArrayXf::Constant(5, 2);
  const Eigen::ArrayXf grad = Eigen::ArrayXf::Constant(5, 3);
  signopt::ascend::session session(0);
  auto references = signopt::apply_add_sign(session, var, m, 0.5, 1, 1, 0.5, grad);
  static_assert(std::is_same_v<decltype(references), std::tuple<Eigen::ArrayXf&, Eigen::ArrayXf&>>);
  EXPECT_EQ(&std::get<0>(references), &var);
  EXPECT_EQ(&std::get<1>(references), &m);
  EXPECT_EQ(var[0], 1.0f - 0.5f * 2 * 3);
  EXPECT_EQ(m[0], 2.5f);
  const float* const memory = var.data();
  auto [moved_var, moved_m] =
      signopt::apply_add_sign(session, std::move(var), Eigen::ArrayXf(m), signopt::add_sign_settings{0.5}, grad);
  static_assert(std::is_same_v<decltype(moved_var), Eigen::ArrayXf>);
  EXPECT_EQ(moved_var.data(), memory);
  EXPECT_EQ(moved_var[0], -5.0f);
  EXPECT_EQ(m[0], 2.5f) << "the argument was a copy";
  auto views =
      signopt::apply_add_sign(session, moved_var.head(2), m.head(2), signopt::add_sign_settings{0}, grad.head(2));
  static_assert(std::is_same_v<decltype(views),
                               std::tuple<Eigen::VectorBlock<Eigen::ArrayXf>, Eigen::VectorBlock<Eigen::ArrayXf>>>);
  EXPECT_EQ(std::get<0>(views).data(), memory);
}

TEST_P(ascend_layout, no_element_no_call) {
  Eigen::ArrayXf var, m, grad;
  Eigen::ArrayXXf wide(0, 5), wide_m(0, 5), wide_grad(0, 5);
  signopt::ascend::session session(0);
  expect_no_acl_call([&] {
    signopt::apply_add_sign(session, var, m, 0.1, 1, 1, 0.9, grad);
    signopt::apply_add_sign(session, wide, wide_m, signopt::add_sign_settings{0.1}, wide_grad);
  });
}

}  // namespace
