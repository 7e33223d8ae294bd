// A rule with two scalars through every kind of operand, executor, form of call, dtype row and target. Its operands are
// small multiples of 1/2, so that every operation is exact in every dtype, and double arithmetic says what comes out.
#include "second_rule/apply_descent.hpp"
#include "second_rule/apply_pull.hpp"

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <signopt/dlpack.hpp>
#include <signopt/multi_tensor.hpp>
#include <signopt/signopt.hpp>
#include <signopt/tensor.hpp>
#include <vector>

#include "support/executors.hpp"
#include "support/targets.hpp"

namespace {

using namespace signopt_test;
using Eigen::Index;
template <class T>
using matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
template <class T>
using row_major = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr Index rows = 37, cols = 23;
constexpr double lr = 0.25, beta = 0.5;

double var_at(Index i) { return static_cast<double>((i * 7) % 31 - 15) / 2; }
double m_at(Index i) { return static_cast<double>((i * 5) % 29 - 14) / 2; }
double grad_at(Index i) { return static_cast<double>((i * 3) % 23 - 11) / 2; }

// The operands, and a check of what a call has made of them.
template <class T, class G>
struct operands {
  matrix<T> var{rows, cols}, m{rows, cols};
  matrix<G> grad{rows, cols};

  operands() { reset(); }
  void reset() {
    for (Index i = 0; i < var.size(); ++i) {
      var.data()[i] = static_cast<T>(static_cast<float>(var_at(i)));
      m.data()[i] = static_cast<T>(static_cast<float>(m_at(i)));
      grad.data()[i] = static_cast<G>(static_cast<float>(grad_at(i)));
    }
  }
  void expect_step(int line) {
    for (Index i = 0; i < var.size(); ++i) {
      const double expected_m = beta * m_at(i) + grad_at(i);
      ASSERT_EQ(static_cast<double>(m.data()[i]), expected_m) << "the call before line " << line << ", m " << i;
      ASSERT_EQ(static_cast<double>(var.data()[i]), var_at(i) - lr * expected_m)
          << "the call before line " << line << ", var " << i;
    }
    reset();
  }
};

template <class T>
DLTensor describe(matrix<T>& of, std::int64_t* shape, std::int64_t* strides) {
  constexpr signopt::dtype type = signopt::dtype_of<T>::value;
  DLTensor tensor{};
  tensor.data = of.data();
  tensor.device = {kDLCPU, 0};
  tensor.ndim = 2;
  tensor.dtype = {static_cast<std::uint8_t>(type == signopt::dtype::bfloat16 ? kDLBfloat : kDLFloat),
                  static_cast<std::uint8_t>(8 * sizeof(T)), 1};
  tensor.shape = shape;
  tensor.strides = strides;
  return tensor;
}

// `place` is nothing, or an executor.
template <class T, class G, class... Place>
void test_forms(Place&... place) {
  const signopt::descent_settings settings{lr, beta}, flush{lr, beta, {true}};
  operands<T, G> on;
  auto &var = on.var, &m = on.m;
  auto& grad = on.grad;

  // Eigen objects: contiguous, in long runs, in tiles, in mixed orders; an expression.
  signopt::apply_descent(place..., var, m, lr, beta, grad);
  on.expect_step(__LINE__);
  signopt::apply_descent(place..., var, m, settings, grad);
  on.expect_step(__LINE__);
  signopt::apply_descent(place..., var, m, flush, grad);
  on.expect_step(__LINE__);
  for (const auto& [begin, end] : {std::pair<Index, Index>{0, 20}, {20, rows}}) {
    const Index size = end - begin;
    signopt::apply_descent(place..., var.middleRows(begin, size), m.middleRows(begin, size), lr, beta,
                           grad.middleRows(begin, size));
  }
  on.expect_step(__LINE__);
  signopt::apply_descent(place..., var.reverse(), m.reverse(), settings, grad.reverse());
  on.expect_step(__LINE__);
  const row_major<G> other_order = grad;
  signopt::apply_descent(place..., var, m, lr, beta, other_order);
  on.expect_step(__LINE__);
  signopt::apply_descent(place..., var, m, settings, grad * G(1));
  on.expect_step(__LINE__);

  // Pointers.
  signopt::apply_descent_n(place..., var.data(), m.data(), lr, beta, grad.data(), var.size());
  on.expect_step(__LINE__);
  signopt::apply_descent_n(place..., var.data(), m.data(), settings, grad.data(), var.size());
  on.expect_step(__LINE__);

  // Tensors, in one order and in two.
  Eigen::TensorMap<Eigen::Tensor<T, 2>> var_tensor(var.data(), rows, cols), m_tensor(m.data(), rows, cols);
  const Eigen::TensorMap<Eigen::Tensor<const G, 2>> grad_tensor(grad.data(), rows, cols);
  signopt::apply_descent(place..., var_tensor, m_tensor, lr, beta, grad_tensor);
  on.expect_step(__LINE__);
  row_major<G> rows_first = grad;
  const Eigen::TensorMap<Eigen::Tensor<G, 2, Eigen::RowMajor>> other_layout(rows_first.data(), rows, cols);
  signopt::apply_descent(place..., var_tensor, m_tensor, settings, other_layout);
  on.expect_step(__LINE__);

  // DLTensors.
  std::int64_t shape[] = {rows, cols}, strides[] = {1, rows};
  signopt::apply_descent(place..., describe(var, shape, strides), describe(m, shape, strides), lr, beta,
                         describe(grad, shape, strides));
  on.expect_step(__LINE__);
  signopt::apply_descent(place..., describe(var, shape, strides), describe(m, shape, strides), settings,
                         describe(grad, shape, strides));
  on.expect_step(__LINE__);

  // A set, and a range, with a learning rate of its own for one of the tensors.
  const auto list = [&](Index begin, Index end) {
    return signopt::parameter<T, G>{var.col(begin).data(), m.col(begin).data(), grad.col(begin).data(),
                                    (end - begin) * rows, begin == 0 ? 0.5 : 1.0};
  };
  std::vector<signopt::parameter<T, G>> range{list(0, 9), list(9, cols)};
  range[0].lr_scale = 1;
  signopt::apply_descent_multi(place..., signopt::parameter_set<T, G>(range), lr, beta);
  on.expect_step(__LINE__);
  signopt::apply_descent_multi(place..., range, settings);
  on.expect_step(__LINE__);
  range[0].lr_scale = range[1].lr_scale = 0.5;
  signopt::apply_descent_multi(place..., range, 2 * lr, beta);
  on.expect_step(__LINE__);
}

template <class T, class G>
void test_row() {
  test_forms<T, G>();
  signopt::serial here;
  test_forms<T, G>(here);
  signopt::eigen_pool pool(pool_of(3), 1);
  test_forms<T, G>(pool);
  thread_for_each_task own{4};
  any_executor any("own", own, 1);
  test_forms<T, G>(any);
}

const bool registered = register_on_every_target("second_rule", __FILE__,
                                                 {
                                                     {"float32", __LINE__, test_row<float, float>},
                                                     {"float64_grad_float32", __LINE__, test_row<double, float>},
                                                     {"float16", __LINE__, test_row<Eigen::half, Eigen::half>},
                                                     {"bfloat16", __LINE__, test_row<Eigen::bfloat16, Eigen::bfloat16>},
                                                 });

// All scalars of var's own type: computed in it.
TEST(second_rule, compute_type) {
  operands<Eigen::half, Eigen::half> on;
  signopt::apply_descent(on.var, on.m, Eigen::half(0.25f), Eigen::half(0.5f), on.grad);
  on.expect_step(__LINE__);
  signopt::apply_descent<Eigen::half, Eigen::half>(on.var, on.m, {lr, beta}, on.grad);
  on.expect_step(__LINE__);
}

// A rule with one scalar, which stands where settings may.
TEST(second_rule, one_scalar) {
  operands<float, float> on;
  const auto expect_pull = [&on](int line) {
    for (Index i = 0; i < on.var.size(); ++i) {
      ASSERT_EQ(static_cast<double>(on.m.data()[i]), grad_at(i)) << "the call before line " << line << ", m " << i;
      ASSERT_EQ(static_cast<double>(on.var.data()[i]), var_at(i) - lr * grad_at(i))
          << "the call before line " << line << ", var " << i;
    }
    on.reset();
  };
  const signopt::pull_settings settings{lr};
  signopt::apply_pull(on.var, on.m, lr, on.grad);
  expect_pull(__LINE__);
  signopt::apply_pull(on.var, on.m, settings, on.grad);
  expect_pull(__LINE__);
  signopt::apply_pull(signopt::serial(), on.var, on.m, {lr}, on.grad);
  expect_pull(__LINE__);
  signopt::apply_pull_n(on.var.data(), on.m.data(), lr, on.grad.data(), on.var.size());
  expect_pull(__LINE__);
  const std::vector<signopt::parameter<float>> list{
      {on.var.data(), on.m.data(), on.grad.data(), std::ptrdiff_t{on.var.size()}}};
  signopt::apply_pull_multi(list, lr);
  expect_pull(__LINE__);
  signopt::apply_pull_multi(list, settings);
  expect_pull(__LINE__);
}

// Errors name the rule's own scalars.
TEST(second_rule, errors) {
  operands<float, float> on;
  const Eigen::ArrayXf two = Eigen::ArrayXf::Constant(2, 0.5f);
  try {
    signopt::apply_descent(on.var, on.m, lr, two, on.grad);
    FAIL() << "no error";
  } catch (const signopt::shape_error& error) {
    EXPECT_STREQ(error.what(), "signopt: beta must have exactly one element, and has shape (2, 1)");
  }
}

}  // namespace
