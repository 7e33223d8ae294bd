// signopt::backend: one source, compiled for the CPU and, with SIGNOPT_ASCEND, for an NPU, which is a fake one here.
#include <gtest/gtest.h>

#include <signopt/backend.hpp>
#include <signopt/tensor.hpp>
#include <type_traits>
#include <utility>
#include <vector>

#include "backend_fixture.hpp"
#include "host_data.hpp"

namespace {

using namespace signopt_test;
using Eigen::bfloat16;
using Eigen::half;
using signopt::backend;
using signopt::backend_or_cpu;

static_assert(backend::is_npu == on_npu && backend_or_cpu::is_npu == on_npu);
static_assert(!backend::falls_back && backend_or_cpu::falls_back);
static_assert(!std::is_same_v<backend, backend_or_cpu>);
static_assert(!std::is_copy_constructible_v<backend> && std::is_nothrow_move_constructible_v<backend>);
static_assert(!std::is_convertible_v<int, backend>);
static_assert(signopt::is_executor<backend> == !on_npu && !signopt::is_executor<const backend>);

TEST_F(backend_test, one_source) {
  backend on;
  documented_arrays arrays, listed;
  arrays.step(on);
  arrays.expect_step();
  EXPECT_EQ(launches(), on_npu ? 1 : 0);

  const std::vector<signopt::parameter<float>> model{signopt::make_parameter(listed.var, listed.m, listed.grad)};
  signopt::apply_add_sign_multi(on, model, 0.001, 1.0, 0.99, 0.9);
  listed.expect_step();
  EXPECT_EQ(launches(), on_npu ? 2 : 0);

  documented_arrays named;
  signopt::apply_add_sign(on, named.var, named.m, signopt::add_sign_settings{0.001, 1.0, 0.99, 0.9}, named.grad);
  named.expect_step();
  signopt::apply_power_sign(on, named.var, named.m, {0.1}, named.grad);
  EXPECT_EQ(launches(), on_npu ? 4 : 0);
  on.synchronize();
  on.finalize();
}

// On the CPU the executor runs the step; on an NPU it is there for the rest.
TEST_F(backend_test, with_an_executor) {
  counting_executor executor;
  backend on(executor);
  host_data<float> data(5000);
  auto var = data.var_view(), m = data.m_view();
  signopt::apply_add_sign(on, var, m, 0.1, 1, 1, 0.9, data.grad_view());
  EXPECT_EQ(executor.bulks, on_npu ? 0 : 1);
  EXPECT_EQ(on.cpu().concurrency(), 3);
  EXPECT_EQ(on.cpu().grain_bytes(), 1);
  const Eigen::ArrayXf ones = Eigen::ArrayXf::Ones(5000);
  executor.bulks = 0;
  EXPECT_TRUE(signopt::all_finite(on.cpu(), ones));
  EXPECT_EQ(executor.bulks, 1);
  backend moved = std::move(on);
  executor.asked = 0;
  EXPECT_EQ(moved.cpu().concurrency(), 3);
  EXPECT_EQ(executor.asked, 1);
  moved.finalize();
}

// What an NPU cannot do runs on the CPU, by the executor; all else does not.
template <class T, class G = T, class Step>
void expect_fallback(counting_executor& executor, Step step) {
  host_data<T, G> data(5000);
  executor.bulks = 0;
  step(data);
  EXPECT_EQ(executor.bulks, 1);
}

TEST_F(backend_test, falls_back) {
  counting_executor executor;
  backend_or_cpu on(executor);
  const auto call = [&](auto& data) {
    auto var = data.var_view(), m = data.m_view();
    signopt::apply_add_sign(on, var, m, 0.1, 1, 1, 0.9, data.grad_view());
  };
  expect_fallback<bfloat16>(executor, call);
  expect_fallback<double>(executor, call);
  expect_fallback<float, bfloat16>(executor, call);
  expect_fallback<half>(executor, [&](auto& data) {
    auto var = data.var_view(), m = data.m_view();
    signopt::apply_add_sign<half, float>(on, var, m, 0.1, 1, 1, 0.9, data.grad_view());
  });
  expect_fallback<float>(executor, [&](auto& data) {
    auto var = data.var_view(), m = data.m_view();
    signopt::apply_lion(on, var, m, {0.1}, data.grad_view());
  });
  signopt::add_sign_settings with_option{0.1};
  with_option.options.flush_subnormal_momentum = true;
  expect_fallback<float>(executor, [&](auto& data) {
    auto var = data.var_view(), m = data.m_view();
    signopt::apply_add_sign(on, var, m, with_option, data.grad_view());
  });
  expect_fallback<float>(executor, [&](auto& data) {
    const signopt::parameter_set<float> set{{data.var.data(), data.m.data(), data.grad.data(), data.size()}};
    signopt::apply_add_sign_multi(on, set, with_option);
  });
  expect_fallback<double>(executor, [&](auto& data) {
    const std::vector<signopt::parameter<double>> range{
        {data.var.data(), data.m.data(), data.grad.data(), data.size()}};
    signopt::apply_add_sign_multi(on, range, 0.1, 1, 1, 0.9);
  });
  expect_fallback<float>(executor, [&](auto& data) {
    signopt::apply_add_sign_n(on, data.var.data(), data.m.data(), 0.1, 1, 1, 0.9, data.grad.data(), data.size());
  });
  Eigen::Tensor<float, 2> tensor(50, 100);
  tensor.setConstant(1.0f);
  Eigen::Tensor<float, 2> tensor_m = tensor;
  const Eigen::Tensor<float, 2> tensor_grad = tensor;
  executor.bulks = 0;
  signopt::apply_add_sign(on, tensor, tensor_m, 0.1, 1, 1, 0.9, tensor_grad);
  EXPECT_EQ(executor.bulks, 1);
  EXPECT_EQ(launches(), 0);

  // these the NPU can do
  documented_arrays arrays;
  arrays.step(on);
  arrays.expect_step();
  host_data<half> halves(40);
  const signopt::parameter_set<half> set{{halves.var.data(), halves.m.data(), halves.grad.data(), halves.size()}};
  signopt::apply_add_sign_multi(on, set, signopt::add_sign_settings{0.1});
  EXPECT_EQ(launches(), on_npu ? 2 : 0);
  on.finalize();
}

// Bits of the CPU, where it falls back.
TEST_F(backend_test, falls_back_to_the_same_bits) {
  backend_or_cpu on;
  host_data<double> data(100), expected = data;
  auto var = data.var_view(), m = data.m_view();
  signopt::apply_add_sign(on, var, m, 0.1, 1, 1, 0.9, data.grad_view());
  auto expected_var = expected.var_view(), expected_m = expected.m_view();
  signopt::apply_add_sign(expected_var, expected_m, 0.1, 1, 1, 0.9, expected.grad_view());
  EXPECT_TRUE(same_bits(data.var, expected.var));
  EXPECT_TRUE(same_bits(data.m, expected.m));
  on.finalize();
}

}  // namespace
