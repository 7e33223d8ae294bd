// The tensor front end as a function: what it returns, what it takes as scalars, and its other forms.
#include <gtest/gtest.h>

#include <Eigen/Core>
#include <signopt/tensor.hpp>
#include <tuple>
#include <type_traits>
#include <utility>

#include "support/tensor_step.hpp"

namespace {

using namespace signopt_test;
using Eigen::Sizes;
using Eigen::Tensor;
using Eigen::TensorFixedSize;
using Eigen::TensorMap;
using tensor = Tensor<float, 3>;
using half_tensor = Tensor<Eigen::half, 3>;

template <class Var, class M>
using result_of =
    decltype(signopt::apply_add_sign(std::declval<Var>(), std::declval<M>(), 0.1, 1.0, 1.0, 0.9, tensor()));
static_assert(std::is_same_v<result_of<tensor&, tensor&>, std::tuple<tensor&, tensor&>>);
static_assert(std::is_same_v<result_of<tensor, tensor&>, std::tuple<tensor, tensor&>>);
static_assert(std::is_same_v<result_of<TensorMap<tensor>, tensor>, std::tuple<TensorMap<tensor>, tensor>>);

class tensor_call : public ::testing::Test {
 protected:
  tensor_call() : sizes{3, 5, 7}, var0(sizes), m0(sizes), grad(sizes) {
    fill_tensor(var0, 1);
    fill_tensor(m0, 2);
    fill_tensor(grad, 3);
    var1 = var0;
    m1 = m0;
    signopt::apply_add_sign_n(var1.data(), m1.data(), 0.1, 1.0, 0.75, 0.9, grad.data(), var1.size());
  }

  template <class Var, class M>
  auto step(Var&& var, M&& m) {
    return signopt::apply_add_sign(std::forward<Var>(var), std::forward<M>(m), 0.1, 1.0, 0.75, 0.9, grad);
  }
  void expect_after(const tensor& var, const tensor& m) {
    EXPECT_TRUE(same_elements(var, var1)) << "var";
    EXPECT_TRUE(same_elements(m, m1)) << "m";
  }

  // Before and after a step, by the pointer front end.
  indices<3> sizes;
  tensor var0, m0, grad, var1, m1;
};

TEST_F(tensor_call, lvalues_come_back_as_references) {
  tensor var = var0, m = m0;
  const auto result = step(var, m);
  EXPECT_EQ(&std::get<0>(result), &var);
  EXPECT_EQ(&std::get<1>(result), &m);
  expect_after(var, m);
}

TEST_F(tensor_call, maps_come_back_as_maps_of_the_same_memory) {
  tensor var = var0, m = m0;
  auto [v, mm] = step(TensorMap<tensor>(var), TensorMap<tensor>(m));
  EXPECT_EQ(v.data(), var.data());
  EXPECT_EQ(mm.data(), m.data());
  expect_after(var, m);
}

TEST_F(tensor_call, rvalue_tensors_are_moved_and_not_copied) {
  tensor var = var0, m = m0;
  const float* const var_data = var.data();
  const float* const m_data = m.data();
  auto [v, mm] = step(std::move(var), std::move(m));
  static_assert(std::is_same_v<decltype(v), tensor>);
  EXPECT_EQ(v.data(), var_data);
  EXPECT_EQ(mm.data(), m_data);
  expect_after(v, mm);
}

TEST_F(tensor_call, fixed_size_rvalues) {
  using fixed = TensorFixedSize<float, Sizes<2, 2>>;
  fixed start, zero, ones;
  start.setConstant(3);
  zero.setZero();
  ones.setConstant(1);
  auto [v, mm] = signopt::apply_add_sign(fixed(start), fixed(zero), 0.5, 1, 1, 0.5, ones);
  EXPECT_EQ(v(1, 1), 2.0f);
  EXPECT_EQ(mm(0, 1), 0.5f);
  EXPECT_EQ(start(1, 1), 3.0f);
}

TEST_F(tensor_call, settings_by_name) {
  tensor var = var0, m = m0;
  signopt::add_sign_settings settings{0.1};
  settings.sign_decay = 0.75;
  const auto result = signopt::apply_add_sign(var, m, settings, grad);
  static_assert(std::is_same_v<decltype(result), const std::tuple<tensor&, tensor&>>);
  expect_after(var, m);
}

// Code that is generic in Eigen's way knows its arguments by their base class.
template <class Var, class M, class Grad>
void generic_step(Eigen::TensorBase<Var>& var, Eigen::TensorBase<M>& m, const Eigen::TensorBase<Grad>& gradient) {
  signopt::apply_add_sign(var, m, 0.1, 1.0, 0.75, 0.9, gradient);
}

TEST_F(tensor_call, base_classes) {
  tensor var = var0, m = m0;
  generic_step(var, m, grad);
  expect_after(var, m);
}

TEST_F(tensor_call, beside_the_other_front_ends) {
  tensor var = var0, m = m0;
  const auto n = var.size();
  Eigen::Map<Eigen::ArrayXf> var_array(var.data(), n), m_array(m.data(), n);
  const Eigen::Map<const Eigen::ArrayXf> grad_array(grad.data(), n);
  Tensor<float, 0> lr;
  lr() = 0.1f;
  signopt::apply_add_sign(var_array, m_array, lr, 1.0, 0.75, 0.9, grad_array);
  expect_after(var, m);
  tensor var2 = var0, m2 = m0;
  signopt::apply_add_sign_n(var2.data(), m2.data(), lr, 1.0, 0.75, 0.9, grad.data(), n);
  expect_after(var2, m2);
}

// Each of the four in each of its forms gives what the plain number gives.
TEST_F(tensor_call, one_element_tensors_as_scalars) {
  const auto expect_same = [&](const auto& lr, const auto& alpha, const auto& sign_decay, const auto& beta) {
    tensor var = var0, m = m0;
    signopt::apply_add_sign(var, m, lr, alpha, sign_decay, beta, grad);
    expect_after(var, m);
  };
  Tensor<float, 0> lr0, beta0;
  lr0() = 0.1f;
  beta0() = 0.9f;
  Tensor<double, 0, Eigen::RowMajor> alpha0;
  alpha0() = 1;
  TensorFixedSize<float, Sizes<>> decay_fixed;
  decay_fixed() = 0.75f;
  expect_same(lr0, alpha0, decay_fixed, beta0);
  Tensor<float, 1> lr1(1);
  lr1(0) = 0.1f;
  TensorFixedSize<Eigen::half, Sizes<1, 1>> decay_half;
  decay_half(0, 0) = Eigen::half(0.75f);
  Tensor<Eigen::bfloat16, 3> alpha3(1, 1, 1);
  alpha3(0, 0, 0) = Eigen::bfloat16(1.0f);
  expect_same(lr1, alpha3, decay_half, TensorMap<const Tensor<float, 0>>(beta0.data()));
  expect_same(0.1, 1, Eigen::half(0.75f), Eigen::Array<float, 1, 1>(0.9f));
  expect_same(0.1f, lr1 * 0.0f + 1.0f, Eigen::bfloat16(0.75f), Eigen::VectorXf::Constant(1, 0.9f).eval());
  Tensor<float, 1> several(3);
  several.setValues({0.25f, -2.0f, 0.75f});
  expect_same(lr1.sum(), 1, several.maximum(), beta0);
  expect_same((lr1 * 1.0f).eval(), 1, 0.75, beta0.eval());  // which Eigen evaluates first
}

// Four float16 tensors mean float16 arithmetic, as four float16 values do; C stated means C.
TEST_F(tensor_call, dtypes_of_scalars) {
  const half_tensor var16 = (var0 * 0.25f).cast<Eigen::half>(), m16 = (m0 * 0.25f).cast<Eigen::half>();
  half_tensor grad16(sizes);
  fill_tensor(grad16, 5);
  const Eigen::half lr(0.1f), alpha(1.0f), decay(0.75f), beta(0.9f);
  const auto filled = [](Eigen::half value) {
    Tensor<Eigen::half, 0> one;
    one() = value;
    return one;
  };
  half_tensor var = var16, m = m16, tensor_var = var16, tensor_m = m16, wide_var = var16, wide_m = m16;
  signopt::apply_add_sign_n(var.data(), m.data(), lr, alpha, decay, beta, grad16.data(), var.size());
  signopt::apply_add_sign(tensor_var, tensor_m, filled(lr), filled(alpha), filled(decay), filled(beta), grad16);
  EXPECT_TRUE(same_elements(tensor_var, var)) << "var";
  EXPECT_TRUE(same_elements(tensor_m, m)) << "m";
  signopt::apply_add_sign<Eigen::half, float>(wide_var, wide_m, filled(lr), filled(alpha), filled(decay), filled(beta),
                                              grad16);
  EXPECT_FALSE(same_elements(wide_m, m)) << "float32 arithmetic gave the same: the values cannot tell";
  half_tensor expected_var = var16, expected_m = m16;
  signopt::apply_add_sign_n<float>(expected_var.data(), expected_m.data(), lr, alpha, decay, beta, grad16.data(),
                                   var.size());
  EXPECT_TRUE(same_elements(wide_var, expected_var)) << "var";
  EXPECT_TRUE(same_elements(wide_m, expected_m)) << "m";
}

}  // namespace
