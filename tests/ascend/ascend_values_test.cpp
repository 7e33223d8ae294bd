// What comes out: the operator's arithmetic to the last bit, wherever it writes, and the CPU's result beside it.
#include <gtest/gtest.h>

#include <cmath>
#include <signopt/apply_add_sign.hpp>
#include <signopt/ascend.hpp>

#include "fixture.hpp"
#include "host_data.hpp"
#include "support/documented_example.hpp"

namespace {

using namespace signopt_test;
using Eigen::half;
using oracle::format;

class ascend_values : public ascend_modes_test {};
SIGNOPT_TEST_IN_EACH_MODE(ascend_values);

// The example in the documentation of mindspore.ops.ApplyAddSign.
TEST_P(ascend_values, documented_example) {
  documented_example of;
  signopt::ascend::session session(0);
  signopt::apply_add_sign(session, of.var, of.m, 0.001f, 1.0f, 0.99f, 0.9f, of.grad);
  of.expect(of.var, of.m);
}

template <class T, class G = T>
void expect_npu_results(signopt::ascend::session& session, std::size_t n) {
  SCOPED_TRACE(::testing::Message() << name_of(format_of_v<T>) << ", n = " << n);
  host_data<T, G> data(n, n), expected = data;
  auto var = data.var_view(), m = data.m_view();
  signopt::apply_add_sign(session, var, m, usual.lr, usual.alpha, usual.sign_decay, usual.beta, data.grad_view());
  expected.step();
  expect_results(data, expected);
}

TEST_P(ascend_values, every_size_to_100) {
  signopt::ascend::session session(0);
  for (std::size_t n = 1; n <= 100; ++n) {
    expect_npu_results<float>(session, n);
    expect_npu_results<half>(session, n);
    expect_npu_results<float, half>(session, n);
  }
}

TEST_P(ascend_values, larger_sizes) {
  signopt::ascend::session session(0);
  for (const std::size_t n : {1024u, 4095u, 65537u}) {
    expect_npu_results<float>(session, n);
    expect_npu_results<half>(session, n);
    expect_npu_results<float, half>(session, n);
  }
}

// Beside the CPU, with m' away from 0, where a last place decides a sign. `C` is what the CPU computes in.
template <class T, class C>
void expect_close_to_cpu() {
  constexpr int n = 1000;
  Eigen::Array<T, Eigen::Dynamic, 1> var(n), m(n), grad(n);
  random_bits random(7);
  const auto number = [&] { return static_cast<double>(random() >> 40) / (1 << 23) - 1.0; };
  for (int i = 0; i < n; ++i) {
    var[i] = nearest<T>(number());
    grad[i] = nearest<T>(number());
    m[i] = nearest<T>(number());
    if (std::fabs(0.85 * to_double<T>(m[i]) + 0.15 * to_double<T>(grad[i])) < 0.01) m[i] = grad[i];
  }
  auto cpu_var = var, cpu_m = m;
  signopt::ascend::session session(0);
  signopt::apply_add_sign(session, var, m, usual.lr, usual.alpha, usual.sign_decay, usual.beta, grad);
  signopt::apply_add_sign<void, C>(cpu_var, cpu_m, usual.lr, usual.alpha, usual.sign_decay, usual.beta, grad);
  // a few units of the last place of 1, the largest magnitude that is rounded
  const double tolerance = 4 * std::ldexp(1.0, -fraction_bits(format_of_v<T>) - 1);
  for (int i = 0; i < n; ++i) {
    EXPECT_NEAR(to_double<T>(var[i]), to_double<T>(cpu_var[i]), tolerance) << "var at " << i;
    EXPECT_NEAR(to_double<T>(m[i]), to_double<T>(cpu_m[i]), tolerance) << "m at " << i;
  }
}

TEST_P(ascend_values, close_to_the_cpu) {
  expect_close_to_cpu<float, void>();
  expect_close_to_cpu<half, void>();
  expect_close_to_cpu<half, half>();
}

// A learning rate of 2^-25 is 0 in float16, and is not in float32: what the page says of float16 arrays.
TEST_P(ascend_values, float16_is_computed_in_float16) {
  Eigen::Array<half, 1, 1> var(half(0.0f)), m(half(1.0f)), grad(half(1.0f));
  signopt::ascend::session session(0);
  signopt::apply_add_sign(session, var, m, 0x1p-25, 4.0, 0.0, 0.5, grad);
  EXPECT_EQ(to_double<half>(var[0]), 0.0);
  Eigen::Array<float, 1, 1> wide_var(0.0f), wide_m(1.0f), wide_grad(1.0f);
  signopt::apply_add_sign(session, wide_var, wide_m, 0x1p-25, 4.0, 0.0, 0.5, wide_grad);
  EXPECT_EQ(wide_var[0], -0x1p-23f);
}

}  // namespace
