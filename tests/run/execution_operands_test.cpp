// Eigen objects on every kind of executor: contiguous, strided, in mixed orders, and expressions; all bits of the
// serial call, on every target, and its return values.
#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cstddef>
#include <signopt/apply_add_sign.hpp>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "support/eigen_kinds.hpp"
#include "support/eigen_step.hpp"
#include "support/executors.hpp"
#include "support/targets.hpp"

namespace {

using namespace signopt_test;
constexpr auto transposed = [](auto& a) { return a.transpose(); };

// select_grad: of var's and m's parents too, for expressions that read them.
template <class VarParent, class MParent, class GradParent, class SelectVar, class SelectM, class SelectGrad>
void expect_same_bits(VarParent var, MParent m, GradParent grad, SelectVar select_var, SelectM select_m,
                      SelectGrad select_grad) {
  fill(var, 1);
  fill(m, 2);
  fill(grad, 3);
  VarParent expected_var = var;
  MParent expected_m = m;
  const GradParent constant_grad = grad;
  signopt::apply_add_sign(select_var(expected_var), select_m(expected_m), step_lr, step_alpha, step_sign_decay,
                          step_beta, select_grad(constant_grad));
  for (const any_executor& executor : every_executor()) {
    VarParent got_var = var;
    MParent got_m = m;
    signopt::apply_add_sign(executor, select_var(got_var), select_m(got_m), step_lr, step_alpha, step_sign_decay,
                            step_beta, select_grad(constant_grad));
    ASSERT_TRUE(same_elements(got_var, expected_var)) << "var on " << executor.name();
    ASSERT_TRUE(same_elements(got_m, expected_m)) << "m on " << executor.name();
  }
}

template <class T>
void test_contiguous() {
  for (const int size : {0, 1, 31, 64, 65, 130, 1000}) {
    expect_same_bits(column<T>(size), column<T>(size), column<T>(size), whole, whole, whole);
  }
  expect_same_bits(matrix<T>(33, 70), matrix<T>(33, 70), matrix<T>(33, 70), whole, whole, whole);
}

// Long runs are updated where they are; short ones through tiles.
template <class T>
void test_strided() {
  for (const int rows : {1, 3, 8, 20, 65}) {
    for (const int cols : {1, 2, 9, 40}) {
      const auto block = [=](auto& a) { return a.block(2, 1, rows, cols); };
      const auto other_block = [=](auto& a) { return a.block(0, 3, rows, cols); };
      const matrix<T> parent(70, 50);
      expect_same_bits(parent, parent, parent, block, other_block, block);
    }
  }
  expect_same_bits(
      matrix<T>(3, 500), matrix<T>(500, 2), column<T>(500), [](auto& a) { return a.row(1); },
      [](auto& a) { return a.col(1).transpose(); }, transposed);
  expect_same_bits(
      matrix<T>(90, 40), matrix<T>(90, 40), matrix<T>(90, 40), [](auto& a) { return a.reverse(); }, whole, whole);
}

template <class T>
void test_orders() {
  for (const int rows : {1, 2, 17, 140}) {
    for (const int cols : {1, 9, 130}) {
      const column_major<T> c(rows, cols);
      const row_major<T> r(rows, cols);
      expect_same_bits(c, c, r, whole, whole, whole);
      expect_same_bits(c, r, c, whole, whole, whole);
      expect_same_bits(r, c, c, whole, whole, whole);
    }
  }
  expect_same_bits(matrix<T>(33, 70), matrix<T>(70, 33), matrix<T>(70, 33), whole, transposed, transposed);
}

// Vectorised functions such as exp differ in bits between a vector and the elements at its end: where tiles begin
// counts.
void test_expressions() {
  using array = Eigen::ArrayXXf;
  for (const auto& [rows, cols] : std::vector<std::pair<int, int>>{{1, 1}, {700, 1}, {1, 700}, {37, 41}, {3, 333}}) {
    const array a(rows, cols);
    expect_same_bits(a, a, a, whole, whole, [](auto& g) { return g.exp(); });
    expect_same_bits(a, a, a, whole, whole, [](auto& g) { return (g * 0.5f + 1.25f).sin().tanh(); });
    expect_same_bits(a, a, Eigen::Array<Eigen::half, Eigen::Dynamic, Eigen::Dynamic>(rows, cols), whole, whole,
                     [](auto& g) { return g.template cast<float>().exp() * 0.125f; });
    expect_same_bits(
        a, a, a, [](auto& v) { return v.reverse(); }, whole, [](auto& g) { return g.log() + g.square(); });
    expect_same_bits(Eigen::Array<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>(rows, cols), a, a, whole,
                     whole, [](auto& g) { return g.exp() - g; });
  }
}

void test_products() {
  using Eigen::MatrixXf;
  const MatrixXf parent(64, 64);
  expect_same_bits(parent, parent, parent, whole, whole, [](auto& g) { return g.transpose() * g; });
  expect_same_bits(parent, parent, parent, whole, whole, [](auto& g) { return (g * g) * 0.5f + g; });
  expect_same_bits(
      parent, parent, parent, [](auto& v) { return v.topRows(33); }, [](auto& m) { return m.bottomRows(33); },
      [](auto& g) { return g.topRows(33) * g.array().exp().matrix(); });
}

const bool registered = register_on_every_target("execution_operands", __FILE__,
                                                 {
                                                     {"contiguous_float32", __LINE__, test_contiguous<float>},
                                                     {"contiguous_float16", __LINE__, test_contiguous<Eigen::half>},
                                                     {"strided_float32", __LINE__, test_strided<float>},
                                                     {"strided_float64", __LINE__, test_strided<double>},
                                                     {"orders_float32", __LINE__, test_orders<float>},
                                                     {"orders_bfloat16", __LINE__, test_orders<Eigen::bfloat16>},
                                                     {"expressions", __LINE__, test_expressions},
                                                     {"products", __LINE__, test_products},
                                                 });

// What was passed by reference is returned as a reference to it; what was moved in is returned as a value.
TEST(execution_operands, return_values) {
  const signopt::eigen_pool executor(pool_of(3), 1);
  Eigen::ArrayXf var = Eigen::ArrayXf::Constant(500, 1.5f), m = Eigen::ArrayXf::Constant(500, 0.5f);
  const Eigen::ArrayXf grad = Eigen::ArrayXf::Constant(500, -0.5f);
  Eigen::ArrayXf serial_var = var, serial_m = m;
  const auto expected = signopt::apply_add_sign(serial_var, serial_m, 0.1, 1, 1, 0.9, grad);
  const auto expect_references = [&](auto result) {
    static_assert(std::is_same_v<decltype(result), std::decay_t<decltype(expected)>>);
    EXPECT_EQ(&std::get<0>(result), &var);
    EXPECT_EQ(&std::get<1>(result), &m);
    EXPECT_TRUE(same_elements(var, serial_var));
    var.setConstant(1.5f);
    m.setConstant(0.5f);
  };
  expect_references(signopt::apply_add_sign(executor, var, m, 0.1, 1, 1, 0.9, grad));
  expect_references(signopt::apply_add_sign(executor, var, m, {0.1, 1, 1, 0.9}, grad));
  expect_references(signopt::apply_add_sign(executor, var, m, {0.1, 1, 1, 0.9, {true}}, grad));
  expect_references(signopt::apply_add_sign(var, m, {0.1, 1, 1, 0.9, {true}}, grad));

  const float* const memory = var.data();
  auto moved = signopt::apply_add_sign(executor, std::move(var), std::move(m), {0.1, 1, 1, 0.9, {true}}, grad);
  static_assert(std::is_same_v<decltype(moved), decltype(signopt::apply_add_sign(Eigen::ArrayXf(), Eigen::ArrayXf(),
                                                                                 0.1, 1, 1, 0.9, grad))>);
  EXPECT_EQ(std::get<0>(moved).data(), memory);
  EXPECT_TRUE(same_elements(Eigen::ArrayXf(std::get<0>(moved)), serial_var));
  EXPECT_TRUE(same_elements(Eigen::ArrayXf(std::get<1>(moved)), serial_m));
}

}  // namespace
