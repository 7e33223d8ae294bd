// Eigen::Tensor of every rank, kind and layout as var, m and grad, against the oracle, on every target.
#include <signopt/tensor.hpp>

#include "support/targets.hpp"
#include "support/tensor_step.hpp"

namespace {

using namespace signopt_test;
using Eigen::ColMajor;
using Eigen::RowMajor;

// All eight combinations of layouts.
template <class T, class G, std::size_t Rank>
void test_layouts(const indices<Rank>& sizes) {
  expect_map_step<T, G, ColMajor, ColMajor, ColMajor>(sizes);
  expect_map_step<T, G, RowMajor, RowMajor, RowMajor>(sizes);
  expect_map_step<T, G, ColMajor, ColMajor, RowMajor>(sizes);
  expect_map_step<T, G, ColMajor, RowMajor, ColMajor>(sizes);
  expect_map_step<T, G, RowMajor, ColMajor, ColMajor>(sizes);
  expect_map_step<T, G, ColMajor, RowMajor, RowMajor>(sizes);
  expect_map_step<T, G, RowMajor, ColMajor, RowMajor>(sizes);
  expect_map_step<T, G, RowMajor, RowMajor, ColMajor>(sizes);
}

void test_ranks() {
  test_layouts<float, float>(indices<0>{});
  for (const Eigen::Index n : {0, 1, 5, 16, 131}) test_layouts<float, float>(indices<1>{n});
  for (const auto& sizes : {indices<2>{3, 5}, {1, 40}, {40, 1}, {1, 1}, {0, 7}, {7, 0}, {33, 65}, {2, 1500}}) {
    test_layouts<float, float>(sizes);
  }
  for (const auto& sizes : {indices<3>{2, 3, 4}, {1, 1, 1}, {1, 9, 1}, {3, 0, 2}, {17, 13, 19}, {40, 1, 30}}) {
    test_layouts<float, float>(sizes);
  }
  test_layouts<float, float>(indices<4>{3, 4, 2, 5});
  test_layouts<float, float>(indices<4>{9, 7, 5, 11});
  test_layouts<float, float>(indices<5>{2, 3, 2, 3, 2});
  test_layouts<float, float>(indices<5>{6, 5, 4, 3, 7});
}

// What depends on the size of the elements.
template <class T, class G>
void test_types() {
  for (const auto& sizes : {indices<3>{5, 7, 3}, {20, 11, 14}}) {
    expect_map_step<T, G, ColMajor, ColMajor, ColMajor>(sizes);
    expect_map_step<T, G, ColMajor, ColMajor, RowMajor>(sizes);
    expect_map_step<T, G, RowMajor, ColMajor, RowMajor>(sizes);
  }
}

template <class T>
void test_narrower_gradients() {
  test_types<T, T>();
  if constexpr (sizeof(T) > 2) {
    test_types<T, Eigen::half>();
    test_types<T, Eigen::bfloat16>();
  }
  if constexpr (sizeof(T) > 4) test_types<T, float>();
}

// Kinds of tensors, side by side.
void test_kinds() {
  using Eigen::Sizes;
  using Eigen::Tensor;
  using Eigen::TensorFixedSize;
  const indices<3> sizes{4, 5, 6};
  Tensor<float, 3> columns(sizes), more_columns(sizes);
  Tensor<float, 3, RowMajor> rows(sizes);
  TensorFixedSize<float, Sizes<4, 5, 6>> fixed, more_fixed;
  TensorFixedSize<float, Sizes<4, 5, 6>, RowMajor> fixed_rows;
  Tensor<float, 3, 0, int> int_index(4, 5, 6);
  Tensor<Eigen::half, 3, RowMajor> half_rows(sizes);
  expect_tensor_step(columns, more_columns, fixed, sizes);
  expect_tensor_step(fixed, more_fixed, columns, sizes);
  expect_tensor_step(fixed_rows, fixed, more_fixed, sizes);
  expect_tensor_step(fixed, columns, rows, sizes);
  expect_tensor_step(rows, fixed_rows, columns, sizes);
  expect_tensor_step(columns, fixed, int_index, sizes);
  expect_tensor_step(rows, columns, half_rows, sizes);

  Tensor<double, 0> scalar, other_scalar;
  Tensor<double, 0, RowMajor> scalar_grad;
  TensorFixedSize<double, Sizes<>> fixed_scalar;
  expect_tensor_step(scalar, other_scalar, scalar_grad, indices<0>{});
  expect_tensor_step(scalar, fixed_scalar, scalar_grad, indices<0>{});
  Tensor<float, 1> one(1), other_one(1);
  TensorFixedSize<float, Sizes<1>> fixed_one;
  expect_tensor_step(one, other_one, fixed_one, indices<1>{1});
}

// As grad: an expression that Eigen evaluates a coefficient at a time, one that it evaluates first, and views.
void test_expressions() {
  const indices<3> sizes{9, 15, 17};
  using tensor = Eigen::Tensor<float, 3>;
  tensor a(sizes), b(sizes);
  fill_tensor(a, 7);
  fill_tensor(b, 8);
  Eigen::Tensor<float, 4> batch(3, 9, 15, 17);
  fill_tensor(batch, 9);
  Eigen::Tensor<float, 3, RowMajor> rows(17, 15, 9);
  fill_tensor(rows, 10);
  const auto expect_as_evaluated = [&](const auto& expression, auto order) {
    using var_tensor = Eigen::Tensor<float, 3, decltype(order)::value>;
    var_tensor var(sizes), m(sizes);
    fill_tensor(var, 1);
    fill_tensor(m, 2);
    var_tensor expected_var = var, expected_m = m;
    using expression_type = std::decay_t<decltype(expression)>;
    using traits = Eigen::internal::traits<expression_type>;
    const Eigen::Tensor<float, 3, traits::Layout, typename traits::Index> evaluated = expression;
    oracle_tensor_step(expected_var, expected_m, evaluated, sizes);
    signopt::apply_add_sign(var, m, step_lr, step_alpha, step_sign_decay, step_beta, expression);
    EXPECT_TRUE(same_elements(var, expected_var)) << "var";
    EXPECT_TRUE(same_elements(m, expected_m)) << "m";
  };
  const auto expect_in_both_orders = [&](const auto& expression) {
    expect_as_evaluated(expression, std::integral_constant<int, ColMajor>());
    expect_as_evaluated(expression, std::integral_constant<int, RowMajor>());
  };
  expect_in_both_orders(a + b);
  expect_in_both_orders(a * 0.25f - b.abs());
  expect_in_both_orders((a + b).eval());
  expect_in_both_orders(batch.mean(std::array<int, 1>{0}));
  expect_in_both_orders(batch.chip(1, 0));
  expect_in_both_orders(rows.swap_layout());
  expect_in_both_orders(rows.swap_layout() + a);
  expect_in_both_orders(rows.shuffle(std::array<int, 3>{2, 1, 0}));
  expect_in_both_orders(a.reverse(std::array<bool, 3>{true, false, true}));
  expect_in_both_orders(Eigen::TensorRef<tensor>(a));
  Eigen::Tensor<float, 3, ColMajor, int> int_index(9, 15, 17);
  fill_tensor(int_index, 11);
  expect_in_both_orders(int_index * 0.5f);
}

// Each tile of grad is read before the same elements of var and m are written.
void test_expressions_that_read_var_and_m() {
  const indices<2> sizes{50, 70};
  Eigen::Tensor<float, 2> var(sizes), m(sizes), g(sizes);
  fill_tensor(var, 1);
  fill_tensor(m, 2);
  fill_tensor(g, 3);
  Eigen::Tensor<float, 2> expected_var = var, expected_m = m;
  const Eigen::Tensor<float, 2> grad = g + var * 0.01f - m * 0.5f;
  oracle_tensor_step(expected_var, expected_m, grad, sizes);
  signopt::apply_add_sign(var, m, step_lr, step_alpha, step_sign_decay, step_beta, g + var * 0.01f - m * 0.5f);
  EXPECT_TRUE(same_elements(var, expected_var)) << "var";
  EXPECT_TRUE(same_elements(m, expected_m)) << "m";
}

const bool registered = [] {
  const auto add = [](const char* dtype, const char* name, int line, void (*body)()) {
    register_on_every_target(std::string("apply_add_sign_tensor/") + dtype, name, __FILE__, line, body);
  };
  add("float32", "ranks", __LINE__, test_ranks);
  add("float32", "kinds", __LINE__, test_kinds);
  add("float32", "expressions", __LINE__, test_expressions);
  add("float32", "expressions_that_read_var_and_m", __LINE__, test_expressions_that_read_var_and_m);
  add("float16", "gradients", __LINE__, test_narrower_gradients<Eigen::half>);
  add("bfloat16", "gradients", __LINE__, test_narrower_gradients<Eigen::bfloat16>);
  add("float32", "gradients", __LINE__, test_narrower_gradients<float>);
  add("float64", "gradients", __LINE__, test_narrower_gradients<double>);
  return true;
}();

}  // namespace
