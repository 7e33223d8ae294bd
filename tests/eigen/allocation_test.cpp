// What a call allocates: nothing, by either front end, for owning objects and for views of any kind, whatever their
// strides and orders; for an expression, what Eigen allocates to evaluate its products, once.
#include "support/allocations.hpp"

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <signopt/apply_add_sign.hpp>
#include <string_view>
#include <type_traits>
#include <utility>

namespace {

using namespace signopt_test;
using Eigen::ArrayXf;
using Eigen::Map;
using Eigen::MatrixXf;
using half_array = Eigen::Array<Eigen::half, Eigen::Dynamic, 1>;
using row_major = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

TEST(allocation, is_counted) {
  EXPECT_GT(allocations_in([] { ArrayXf a(100); }), 0);
  EXPECT_GT(allocations_in([] { ::operator delete(::operator new(1)); }), 0);
  EXPECT_EQ(allocations_in([] {}), 0);
}

template <class Call>
void expect_none_on_any_target(Call call) {
  for (const std::string_view target : signopt::available_targets()) {
    signopt::use_target(target);
    EXPECT_EQ(allocations_in(call), 0) << "target " << target;
  }
  EXPECT_EQ(allocations_in([] { signopt::use_target("auto"); }), 0);
}

TEST(allocation, a_call_makes_none) {
  ArrayXf var = ArrayXf::Constant(1001, 1.5f), m = ArrayXf::Constant(1001, 0.5f);
  const ArrayXf grad = ArrayXf::Constant(1001, -0.5f);
  const half_array half_grad = half_array::Constant(1001, Eigen::half(0.5f));
  Eigen::Array4f small_var(1, 2, 3, 4), small_m(1, 2, 3, 4);
  const Eigen::Array4f small_grad(1, -2, 3, -4);
  const Eigen::Array<double, 1, 1> one(0.5);
  const ArrayXf one_dynamic = ArrayXf::Constant(1, 0.5f);
  expect_none_on_any_target([&] { signopt::apply_add_sign(var, m, 0.1, 1.0, 1.0, 0.9, grad); });
  expect_none_on_any_target([&] { signopt::apply_add_sign(var, m, signopt::add_sign_settings{0.1}, grad); });
  expect_none_on_any_target([&] { signopt::apply_add_sign(var, m, one, one_dynamic, one, 0.9, half_grad); });
  expect_none_on_any_target([&] {
    signopt::apply_add_sign(Map<ArrayXf>(var.data() + 1, 1000), m.head(1000), 0.1, 1.0, 1.0, 0.9,
                            Map<const ArrayXf>(grad.data(), 1000));
  });
  expect_none_on_any_target([&] { signopt::apply_add_sign(small_var, small_m, 0.1, 1.0, 1.0, 0.9, small_grad); });
  expect_none_on_any_target([&] {
    signopt::apply_add_sign_n(var.data(), m.data(), 0.1, 1.0, 1.0, 0.9, grad.data(), 1001);
    static_cast<void>(signopt::active_target());
    static_cast<void>(signopt::available_targets());
  });
}

TEST(allocation, none_for_strides_and_orders) {
  MatrixXf var = MatrixXf::Constant(90, 80, 1.5f), m = MatrixXf::Constant(90, 80, 0.5f);
  const MatrixXf grad = MatrixXf::Constant(90, 80, -0.5f);
  row_major m_rows = m;
  const row_major grad_rows = grad;
  const auto step = [](auto&& v, auto&& mm, const auto& g) { signopt::apply_add_sign(v, mm, 0.1, 1, 1, 0.9, g); };
  expect_none_on_any_target([&] { step(var.topRows(50), m.topRows(50), grad.topRows(50)); });
  expect_none_on_any_target([&] { step(var.topRows(3), m.topRows(3), grad.topRows(3)); });
  expect_none_on_any_target([&] { step(var.row(3), m.row(4), grad.row(5)); });
  expect_none_on_any_target([&] { step(var, m, grad_rows); });
  expect_none_on_any_target([&] { step(var, m_rows, grad_rows); });
  expect_none_on_any_target([&] { step(var.transpose(), m_rows.transpose(), grad.transpose()); });
  expect_none_on_any_target([&] { step(var.reverse(), m, grad); });
  expect_none_on_any_target([&] { step(var.diagonal(), m.diagonal(-1), grad.diagonal()); });
}

// The functional form: nothing beyond the caller's own copies.
TEST(allocation, rvalue_arrays_are_moved) {
  ArrayXf var = ArrayXf::Constant(1001, 1.5f), m = ArrayXf::Constant(1001, 0.5f);
  const ArrayXf grad = ArrayXf::Constant(1001, -0.5f), sum = grad;
  expect_none_on_any_target([&] {
    auto [v, mm] = signopt::apply_add_sign(std::move(var), std::move(m), 0.1, 1.0, 1.0, 0.9, grad);
    var.swap(v);
    m.swap(mm);
  });
  expect_none_on_any_target([&] {
    auto [v, mm] = signopt::apply_add_sign(std::move(var), std::move(m), 0.1, 1.0, 1.0, 0.9, grad + sum);
    var.swap(v);
    m.swap(mm);
  });
  EXPECT_EQ(var.size(), 1001);
  const int of_two_copies = allocations_in([&] { static_cast<void>(std::pair(ArrayXf(var), ArrayXf(m))); });
  EXPECT_GT(of_two_copies, 0);
  EXPECT_EQ(allocations_in([&] {
              static_cast<void>(signopt::apply_add_sign(ArrayXf(var), ArrayXf(m), 0.1, 1.0, 1.0, 0.9, grad + sum));
            }),
            of_two_copies);
}

TEST(allocation, none_for_coefficient_wise_expressions) {
  Eigen::ArrayXXf var = Eigen::ArrayXXf::Constant(90, 80, 1.5f), m = Eigen::ArrayXXf::Constant(90, 80, 0.5f);
  const Eigen::ArrayXXf a = Eigen::ArrayXXf::Constant(90, 80, -0.5f), b = a * 0.75f;
  const Eigen::Array<Eigen::half, Eigen::Dynamic, Eigen::Dynamic> narrow = a.cast<Eigen::half>();
  const auto step = [](auto&& v, auto&& mm, const auto& g) { signopt::apply_add_sign(v, mm, 0.1, 1, 1, 0.9, g); };
  expect_none_on_any_target([&] { step(var, m, a + b); });
  expect_none_on_any_target([&] { step(var, m, narrow.cast<float>() * 0.5f); });
  expect_none_on_any_target([&] { step(var, m, a + 0.01f * var); });
  expect_none_on_any_target([&] { step(var.topRows(50), m.bottomRows(50), a.topRows(50) - b.middleRows(7, 50)); });
  expect_none_on_any_target([&] { step(var.topRows(50).reverse(), m.bottomRows(50), a.topRows(50) * 2); });
  expect_none_on_any_target([&] { step(var, m, a.col(3).replicate(1, 80)); });
}

TEST(allocation, products_are_evaluated_once) {
  MatrixXf var = MatrixXf::Constant(90, 80, 1.5f), m = MatrixXf::Constant(90, 80, 0.5f);
  const MatrixXf x = MatrixXf::Constant(70, 90, -0.5f), d = MatrixXf::Constant(70, 80, 0.25f);
  const auto expression = (x.transpose() * d) * 0.01f;
  using evaluator = Eigen::internal::evaluator<std::remove_cv_t<decltype(expression)>>;
  const auto of_evaluator = [&] {
    return allocations_in([&] { static_cast<void>(evaluator(expression).coeff(0, 0)); });
  };
  const auto of_step = [&](auto&& v, auto&& mm) {
    return allocations_in([&] { signopt::apply_add_sign(v, mm, 0.1, 1, 1, 0.9, expression); });
  };
  EXPECT_GT(of_evaluator(), 0);
  EXPECT_EQ(of_step(var, m), of_evaluator());
  row_major m_rows = m;
  EXPECT_EQ(of_step(var, m_rows), of_evaluator());
}

}  // namespace
