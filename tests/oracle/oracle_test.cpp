// The oracle's AddSign is tested before the library's is tested with it: the documented example, results worked out by
// hand, and the same bits from both of its arithmetics.
#include "support/oracle.hpp"

#include <gtest/gtest.h>

#include <cstdint>

#include "support/bits.hpp"
#include "support/special_values.hpp"

namespace {

using namespace signopt_test::oracle;
using signopt_test::bits_of;
using signopt_test::from_bits;
using signopt_test::mixed_bits;
using signopt_test::random_bits;

template <format F>
double nearest_double(double x) {
  return decode<F>(encode<F>(x));
}

// The example in MindSpore's documentation, with the bits that MindSpore's own kernel gives.
TEST(oracle, documented_example) {
  const auto f32 = [](double x) { return nearest_double<format::float32>(x); };
  const hyper h{f32(0.001), f32(1.0), f32(0.99), f32(0.9)};
  const add_sign<format::float32, format::float32, format::float32> fast(h);
  const add_sign<format::float32, format::float32, format::float32, soft_arithmetic> soft(h);
  const float var[] = {.6f, .4f, .1f, .5f};
  const float m[] = {.6f, .5f, .2f, .6f};
  const float grad[] = {.3f, .7f, .1f, .8f};
  const float new_var[] = {0x1.32e4f4p-1f, 0x1.982c70p-2f, 0x1.98c8f0p-4f, 0x1.fe5eaap-2f};
  const float new_m[] = {0x1.23d70cp-1f, 0x1.0a3d70p-1f, 0x1.851eb8p-3f, 0x1.3d70a6p-1f};
  for (int i = 0; i < 4; ++i) {
    for (const result r : {fast(bits_of(var[i]), bits_of(m[i]), bits_of(grad[i])),
                           soft(bits_of(var[i]), bits_of(m[i]), bits_of(grad[i]))}) {
      EXPECT_EQ(r.var, bits_of(new_var[i])) << i;
      EXPECT_EQ(r.m, bits_of(new_m[i])) << i;
    }
  }
}

// All of these are exact in every format: only the formula is seen. lr 0.5, alpha 2, sign_decay 1, beta 0.75.
template <format F>
void check_formula() {
  const add_sign<F, F, F> step({0.5, 2.0, 1.0, 0.75});
  const auto expect = [&](double var, double m, double g, double new_var, double new_m) {
    const result r = step(encode<F>(var), encode<F>(m), encode<F>(g));
    EXPECT_EQ(r.var, encode<F>(new_var)) << name_of(F) << ' ' << var << ' ' << m << ' ' << g;
    EXPECT_EQ(r.m, encode<F>(new_m)) << name_of(F) << ' ' << var << ' ' << m << ' ' << g;
  };
  expect(8, 4, 4, 8 - 1.5 * 4, 4);    // signs agree: 0.5 * (2 + 1)
  expect(8, -4, 4, 8 - 0.5 * 4, -2);  // they differ: 0.5 * (2 - 1)
  expect(8, -4, -4, 8 + 1.5 * 4, -4);
  expect(8, 4, -4, 8 + 0.5 * 4, 2);
  expect(8, -1, 4, 8 - 1.5 * 4, 0.25);  // m crosses zero: the new m counts
  expect(8, -2, 6, 8 - 1 * 6, 0);       // the new m is zero: 0.5 * 2
  expect(8, 4, 0, 8, 3);                // no gradient
  expect(8, 4, -0.0, 8, 3);
  expect(-0.0, 4, -0.0, 0, 3);  // -0 - (1 * -0) = +0
  expect(-0.0, 4, 0, -0.0, 3);  // -0 - (1 * +0) = -0
  // A NaN has no sign: c(0) * NaN is NaN, and so is var.
  const result nan_grad = step(encode<F>(1.0), encode<F>(1.0), quiet_nan(F));
  EXPECT_TRUE(is_nan(F, nan_grad.var));
  EXPECT_TRUE(is_nan(F, nan_grad.m));
  const result nan_m = step(encode<F>(8.0), quiet_nan(F), encode<F>(4.0));
  EXPECT_EQ(nan_m.var, encode<F>(8.0 - 1 * 4.0));  // sign(NaN) = 0
  EXPECT_TRUE(is_nan(F, nan_m.m));
}

TEST(oracle, formula_by_hand) {
  check_formula<format::float16>();
  check_formula<format::bfloat16>();
  check_formula<format::float32>();
  check_formula<format::float64>();
}

// c(0) is lr * (alpha + sign_decay * +0): alpha = -0 gives +0, not -0, and an infinite sign_decay gives NaN.
TEST(oracle, coefficient_of_sign_zero_uses_positive_zero) {
  using f32 = add_sign<format::float32, format::float32, format::float32>;
  const std::uint64_t minus_zero = bits_of(-0.0f);
  const f32 zero_alpha({1.0, -0.0, 2.0, 1.0});
  EXPECT_EQ(zero_alpha(minus_zero, bits_of(1.0f), bits_of(0.0f)).var, minus_zero);  // -0 - (+0 * +0)
  EXPECT_EQ(zero_alpha(minus_zero, bits_of(1.0f), minus_zero).var, bits_of(0.0f));  // -0 - (+0 * -0)
  const f32 endless_decay({1.0, 1.0, from_bits<double>(infinity(format::float64)), 1.0});
  EXPECT_TRUE(is_nan(format::float32, endless_decay(bits_of(1.0f), bits_of(1.0f), bits_of(0.0f)).var));
}

// Where the sign is taken matters: 0.1 * 2^-24 is positive in float32 and zero once stored as a float16.
TEST(oracle, sign_is_taken_before_the_store) {
  const double tenth = nearest_double<format::float32>(0.9);
  const hyper h{1024.0, 1.0, 1.0, tenth};
  const add_sign<format::float16, format::float16, format::float32> wide(h);
  const result r = wide(0x0000, 0x0000, 0x0001);
  EXPECT_EQ(r.m, 0x0000u);
  EXPECT_EQ(r.var, encode<format::float16>(-2048 * 0x1p-24));  // with sign 0 it would be half of that
}

// 0.9 as float16 is 0.89990234375: beta * m and (1 - beta) * g are rounded to 11 bits each.
TEST(oracle, float16_steps_are_rounded_one_by_one) {
  const auto f16 = [](double x) { return nearest_double<format::float16>(x); };
  const hyper h{f16(0.001), 1.0, f16(0.99), f16(0.9)};
  const add_sign<format::float16, format::float16, format::float16> native(h);
  const double beta = 0x1.cccp-1;
  ASSERT_EQ(h.beta, beta);
  const double omb = f16(1 - beta);
  const double g = f16(0.3);
  const double m = f16(0.6);
  const double stepwise = f16(f16(beta * m) + f16(omb * g));
  EXPECT_EQ(native(0x3c00, encode<format::float16>(m), encode<format::float16>(g)).m,
            encode<format::float16>(stepwise));
}

template <format T, format G, format C>
void compare_operations() {
  random_bits random(7);
  for (int set = 0; set < 60; ++set) {
    hyper h{};
    for (double* const member : {&h.lr, &h.alpha, &h.sign_decay, &h.beta}) *member = decode<C>(mixed_bits(C, random));
    const bool flush = set % 2 == 1;
    const add_sign<T, G, C, fast_arithmetic> fast(h, flush);
    const add_sign<T, G, C, soft_arithmetic> soft(h, flush);
    for (int i = 0; i < 2000; ++i) {
      const std::uint64_t var = mixed_bits(T, random);
      const std::uint64_t m = mixed_bits(T, random);
      const std::uint64_t g = mixed_bits(G, random);
      const result a = fast(var, m, g);
      const result b = soft(var, m, g);
      ASSERT_TRUE(same(T, a.var, b.var) && same(T, a.m, b.m)) << std::hex << var << ' ' << m << ' ' << g;
    }
  }
}

TEST(oracle, both_arithmetics_agree_on_the_operation) {
  constexpr format f16 = format::float16, bf16 = format::bfloat16, f32 = format::float32, f64 = format::float64;
  compare_operations<f16, f16, f16>();
  compare_operations<f16, f16, f32>();
  compare_operations<bf16, bf16, bf16>();
  compare_operations<bf16, bf16, f32>();
  compare_operations<f32, f16, f32>();
  compare_operations<f32, bf16, f32>();
  compare_operations<f32, f32, f32>();
  compare_operations<f64, f16, f64>();
  compare_operations<f64, bf16, f64>();
  compare_operations<f64, f32, f64>();
  compare_operations<f64, f64, f64>();
}

}  // namespace
