// grad as an expression, on every target: the bits of the same expression evaluated into an array first. Each
// coefficient is read once, and before var and m are written there.
#include <Eigen/LU>
#include <vector>

#include "support/eigen_kinds.hpp"
#include "support/eigen_step.hpp"
#include "support/targets.hpp"

namespace {

using namespace signopt_test;

template <class Plain>
Plain filled(Eigen::Index rows, Eigen::Index cols, std::uint64_t seed) {
  Plain made(rows, cols);
  fill(made, seed);
  return made;
}

// `expression(var, m)` is the gradient; the operands are what the selectors make of their parents. Evaluated first, it
// goes the way that eigen_operand_test and eigen_strided_test check against the oracle.
template <class Var, class M, class SelectVar, class SelectM, class Expression>
void expect_as_evaluated(Var var, M m, SelectVar select_var, SelectM select_m, Expression expression) {
  fill(var, 1);
  fill(m, 2);
  Var expected_var = var;
  M expected_m = m;
  for (int step = 0; step < 2; ++step) {
    const auto first = expression(select_var(expected_var), select_m(expected_m)).eval();
    const Var var_before = var;
    signopt::apply_add_sign(select_var(expected_var), select_m(expected_m), step_lr, step_alpha, step_sign_decay,
                            step_beta, first);
    signopt::apply_add_sign(select_var(var), select_m(m), step_lr, step_alpha, step_sign_decay, step_beta,
                            expression(select_var(var), select_m(m)));
    EXPECT_TRUE(same_elements(var, expected_var)) << "var; the gradient is " << typeid(first).name();
    EXPECT_TRUE(same_elements(m, expected_m)) << "m; the gradient is " << typeid(first).name();
    EXPECT_TRUE(first.size() == 0 || !same_elements(var, var_before)) << "the step changed nothing";
  }
}

template <class Var, class Expression>
void expect_as_evaluated(const Var& var, Expression expression) {
  expect_as_evaluated(var, var, whole, whole, expression);
}

constexpr auto top_rows = [](auto& a) { return a.topRows(a.rows() - 1); };

// Sizes around packets, tiles and columns; var in either order; contiguous, with gaps, without memory.
template <class T>
void test_sums() {
  for (const int n : {0, 1, 3, 4, 15, 16, 17, 63, 1023, 1024, 1025, 5000}) {
    const auto a = filled<column<T>>(n, 1, 3), b = filled<column<T>>(n, 1, 4);
    expect_as_evaluated(column<T>(n), [&](const auto&, const auto&) { return a + b; });
    expect_as_evaluated(column<T>(n), [&](const auto&, const auto&) { return a - b.reverse(); });
  }
  for (const int rows : {0, 1, 2, 9, 33, 70, 1100}) {
    for (const int cols : {0, 1, 5, 64}) {
      const auto a = filled<column_major<T>>(rows, cols, 3), b = filled<column_major<T>>(rows, cols, 4);
      const auto c = filled<column_major<T>>(rows + 3, cols + 1, 5);
      const auto sum = [&](const auto&, const auto&) { return a + b; };
      const auto sum_with_block = [&](const auto&, const auto&) { return a + c.block(2, 1, a.rows(), a.cols()); };
      expect_as_evaluated(column_major<T>(rows, cols), sum);
      expect_as_evaluated(row_major<T>(rows, cols), sum);
      expect_as_evaluated(column_major<T>(rows, cols), sum_with_block);
      expect_as_evaluated(row_major<T>(rows, cols), sum_with_block);
      expect_as_evaluated(column_major<T>(rows, cols), row_major<T>(rows, cols), whole, whole, sum);
      expect_as_evaluated(column_major<T>(rows + 1, cols), row_major<T>(rows + 1, cols), top_rows, top_rows, sum);
      const auto backwards = [](auto& x) { return x.reverse(); };
      expect_as_evaluated(column_major<T>(rows, cols), column_major<T>(rows, cols), backwards, whole, sum_with_block);
    }
  }
}

// What an expression reads of var and m at the coefficient that is computed is what was there before.
template <class T>
void test_reading_var_and_m() {
  const auto g = filled<column_major<T>>(70, 60, 3);
  const T wd = nearest<T>(0.125);
  const auto decay = [&](const auto& var, const auto&) { return g + wd * var; };
  const auto both = [&](const auto& var, const auto& m) { return g * m + var; };
  const auto top = g.topRows(69);
  const auto decay_top = [&](const auto& var, const auto& m) { return top * m + wd * var; };
  expect_as_evaluated(column_major<T>(70, 60), decay);
  expect_as_evaluated(row_major<T>(70, 60), decay);
  expect_as_evaluated(column_major<T>(70, 60), both);
  expect_as_evaluated(column_major<T>(70, 60), row_major<T>(70, 60), whole, whole, both);
  expect_as_evaluated(column_major<T>(70, 60), column_major<T>(70, 60), top_rows, top_rows, decay_top);
  // inside a product, any coefficient
  const auto square = filled<matrix<T>>(60, 60, 4);
  expect_as_evaluated(matrix<T>(70, 60), [&](const auto& var, const auto&) { return var * square; });
}

// Nodes that Eigen evaluates before it nests them, and such as have no linear or no packet access.
// Where the CPU has them, Eigen's packets use fused multiply-adds in these, and its single coefficients do not: which
// of the two an element gets depends on where a tile begins.
#if defined(EIGEN_VECTORIZE_FMA) || defined(__ARM_FEATURE_FMA)
constexpr bool lazy_products_have_one_value = false;
#else
constexpr bool lazy_products_have_one_value = true;
#endif

template <class T>
void test_other_expressions() {
  const auto a = filled<matrix<T>>(70, 60, 3), b = filled<matrix<T>>(70, 60, 4), d = filled<matrix<T>>(70, 50, 5);
  const auto e = filled<matrix<T>>(50, 60, 6);
  const T scale = nearest<T>(0.0625);
  const auto check = [](const auto& expression) {
    const auto same = [&](const auto&, const auto&) -> const auto& { return expression; };
    expect_as_evaluated(matrix<T>(expression.rows(), expression.cols()), same);
    expect_as_evaluated(row_major_matrix<T>(expression.rows(), expression.cols()), same);
    expect_as_evaluated(matrix<T>(expression.rows() + 1, expression.cols()),
                        matrix<T>(expression.rows() + 1, expression.cols()), top_rows, top_rows, same);
  };
  check((d.transpose() * a) * scale);
  check(d * e);
  check(d * e + a);
  // Lazy products whose evaluators are of another order than they are themselves.
  const auto rows_d = filled<row_major_matrix<T>>(70, 50, 5), rows_e = filled<row_major_matrix<T>>(50, 60, 6);
  const Eigen::Matrix<T, 1, 3> three = filled<Eigen::Matrix<T, 1, 3>>(1, 3, 7);
  if constexpr (lazy_products_have_one_value) {
    check(d.lazyProduct(e));
    check(rows_d.lazyProduct(rows_e));
    check(d.transpose().lazyProduct(a));
    check(e.transpose().lazyProduct(d.transpose()));
  }
  check(a.row(0).transpose() * three);
  check(rows_d.col(1) * three);
  check(a.col(3) * b.row(2));
  check(a.col(3).asDiagonal() * b);
  check(a.transpose() + b.transpose());
  check(a.reverse());
  check(a.col(1).replicate(1, 20));
  check(a.rowwise().sum());
  check(a.colwise().sum() * scale);
  check((a.array() > b.array()).select(a, b));
  check(a.unaryExpr([](const T& x) { return x; }));
  check(matrix<T>::Constant(9, 8, scale));
  check(matrix<T>::Identity(40, 41));
  check(a.nestByValue());
  check(a.cwiseProduct(b).template triangularView<Eigen::Upper>().toDenseMatrix());
  if constexpr (sizeof(T) > 2) check(a.topRows(9).leftCols(9).inverse());
}

template <class T, class G>
void test_cast() {
  const auto g = filled<column_major<T>>(70, 60, 3);
  const auto narrow = filled<column_major<G>>(70, 60, 4);
  const auto widened = [&](const auto&, const auto&) { return narrow.template cast<T>() * g; };
  const auto narrow_sum = [&](const auto&, const auto&) { return narrow + narrow; };
  expect_as_evaluated(column_major<T>(70, 60), widened);
  expect_as_evaluated(column_major<T>(70, 60), narrow_sum);
  expect_as_evaluated(row_major<T>(70, 60), narrow_sum);
}

template <class T>
void test_casts() {
  if constexpr (sizeof(T) > 2) {
    test_cast<T, Eigen::half>();
    test_cast<T, Eigen::bfloat16>();
  }
  if constexpr (sizeof(T) > 4) test_cast<T, float>();
}

// One evaluator a call, and each coefficient from it once: whatever else happens, an expression may count or draw.
void test_each_coefficient_is_read_once() {
  for (const bool is_row_major : {false, true}) {
    std::vector<int> reads(70 * 60, 0);
    const auto counted = matrix<float>::NullaryExpr(70, 60, [&reads](Eigen::Index i, Eigen::Index j) {
      ++reads[static_cast<std::size_t>(i * 60 + j)];
      return static_cast<float>(i - j);
    });
    if (is_row_major) {
      row_major_matrix<float> var = row_major_matrix<float>::Zero(70, 60), m = var;
      signopt::apply_add_sign(var, m, 0.1, 1, 1, 0.9, counted);
    } else {
      matrix<float> var = matrix<float>::Zero(71, 60), m = var;
      signopt::apply_add_sign(top_rows(var), top_rows(m), 0.1, 1, 1, 0.9, counted);
    }
    for (const int times : reads) EXPECT_EQ(times, 1);
  }
}

const bool registered = [] {
  for_each_dtype_of_layouts([](auto zero, const char* dtype) {
    using T = decltype(zero);
    const auto add = [dtype](const char* name, int line, void (*body)()) {
      register_on_every_target(std::string("apply_add_sign_expression/") + dtype, name, __FILE__, line, body);
    };
    add("sums", __LINE__, test_sums<T>);
    add("reading_var_and_m", __LINE__, test_reading_var_and_m<T>);
    add("casts", __LINE__, test_casts<T>);
    if constexpr (sizeof(T) == 4) {
      add("other_expressions", __LINE__, test_other_expressions<T>);
      add("each_coefficient_is_read_once", __LINE__, test_each_coefficient_is_read_once);
    }
  });
  return true;
}();

}  // namespace
