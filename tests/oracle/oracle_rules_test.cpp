// The oracle's PowerSign, Lion and Signum are tested before the library's are tested with them: results worked out by
// hand, and the same bits from both of the oracle's arithmetics.
#include <gtest/gtest.h>

#include <cstdint>

#include "support/bits.hpp"
#include "support/oracle_lion.hpp"
#include "support/oracle_power_sign.hpp"
#include "support/special_values.hpp"

namespace {

using namespace signopt_test::oracle;
using signopt_test::bits_of;
using signopt_test::mixed_bits;
using signopt_test::random_bits;

constexpr format f16 = format::float16, bf16 = format::bfloat16, f32 = format::float32, f64 = format::float64;

template <format F, class Rule>
void expect_step(const Rule& step, double var, double m, double g, double new_var, double new_m) {
  const result r = step(encode<F>(var), encode<F>(m), encode<F>(g));
  EXPECT_EQ(r.var, encode<F>(new_var)) << name_of(F) << ' ' << var << ' ' << m << ' ' << g;
  EXPECT_EQ(r.m, encode<F>(new_m)) << name_of(F) << ' ' << var << ' ' << m << ' ' << g;
}

// lr 0.5, a factor of 1 whatever the signs are, beta 0.75; then one whose factors are 0, 1 and infinity.
template <format F>
void check_power_sign() {
  const power_sign<F, F, F> flat({0.5, 0, 1, 0.75});
  expect_step<F>(flat, 8, 4, 4, 6, 4);
  expect_step<F>(flat, 8, -4, 4, 6, -2);
  expect_step<F>(flat, 8, 4, 0, 8, 3);
  const power_sign<F, F, F> steep({0.5, 2000, 1, 0.75});
  expect_step<F>(steep, 8, -4, 4, 8, -2);  // 0 * 4
  expect_step<F>(steep, 8, -2, 6, 5, 0);   // the new m is zero: the factor is 1
  EXPECT_EQ(steep(encode<F>(8), encode<F>(4), encode<F>(4)).var, infinity(F) | sign_bit(F));
  EXPECT_EQ(steep(encode<F>(8), encode<F>(-1), encode<F>(4)).var, infinity(F) | sign_bit(F));  // m crosses zero
  EXPECT_EQ(steep(encode<F>(8), quiet_nan(F), encode<F>(4)).var, encode<F>(6));                // sign(NaN) = 0
  EXPECT_TRUE(is_nan(F, steep(encode<F>(8), encode<F>(1), quiet_nan(F)).var));
  const power_sign<F, F, F> endless({0.5, decode<F>(infinity(F)), 1, 0.75});
  EXPECT_TRUE(is_nan(F, endless(encode<F>(8), encode<F>(-2), encode<F>(6)).var));  // e(0) of an infinite k
}
TEST(oracle_rules, power_sign_by_hand) {
  check_power_sign<f16>();
  check_power_sign<bf16>();
  check_power_sign<f32>();
  check_power_sign<f64>();
}

// lr * (e * g), and not (lr * e) * g: 0.1f * (0x1.5bf0a8p+1f * 3) rounds otherwise.
TEST(oracle_rules, power_sign_has_the_order_of_its_products) {
  const auto rounded = [](double x) { return decode<f32>(encode<f32>(x)); };
  const double lr = rounded(0.1), e = rounded(0x1.5bf0a8b145769p+1);
  int differ = 0;
  for (int i = 1; i < 100; ++i) {
    const double g = rounded(0.37 * i), step = rounded(lr * rounded(e * g));
    const power_sign<f32, f32, f32> rule({lr, 1, 1, 0});
    EXPECT_EQ(rule(0, 0, encode<f32>(g)).var, encode<f32>(-step));
    differ += step != rounded(rounded(lr * e) * g);
  }
  EXPECT_GT(differ, 10);
}

// lr 0.5, beta1 0.75, beta2 0.25, weight_decay 1: half of var is kept.
template <format F>
void check_lion() {
  const lion<F, F, F> step({0.5, 0.75, 0.25, 1});
  expect_step<F>(step, 8, 4, 4, 3.5, 4);
  expect_step<F>(step, 8, 4, -8, 3.5, -5);  // d = 1, though the new m is negative
  expect_step<F>(step, 8, -4, 8, 4.5, 5);
  expect_step<F>(step, 8, 1, -3, 4, -2);  // d = 0
  expect_step<F>(step, -8, 4, 4, -4.5, 4);
  const result nan_m = step(encode<F>(8), quiet_nan(F), encode<F>(1));
  EXPECT_EQ(nan_m.var, encode<F>(4));  // sign(NaN) = 0
  EXPECT_TRUE(is_nan(F, nan_m.m));
  const result nan_grad = step(encode<F>(8), encode<F>(1), quiet_nan(F));
  EXPECT_EQ(nan_grad.var, encode<F>(4));
  const signum<F, F, F> one_beta({0.5, 0.75, 1});
  expect_step<F>(one_beta, 8, 4, -8, 3.5, 1);
  expect_step<F>(one_beta, 8, 4, -16, 4.5, -1);
}
TEST(oracle_rules, lion_and_signum_by_hand) {
  check_lion<f16>();
  check_lion<bf16>();
  check_lion<f32>();
  check_lion<f64>();
}

// What is derived from scalars is derived from them as they were given.
TEST(oracle_rules, lion_derives_from_given_scalars) {
  const auto rounded = [](double x) { return decode<f32>(encode<f32>(x)); };
  const lion<f32, f32, f32> step({rounded(0.1), rounded(0.9), rounded(0.99), rounded(0.3)}, {0.1, 0.9, 0.99, 0.3},
                                 false);
  EXPECT_EQ(step(0, 0, encode<f32>(1)).m, encode<f32>(1 - 0.99));
  EXPECT_EQ(step(encode<f32>(1), 0, 0).var, encode<f32>(1 - 0.1 * 0.3));
  EXPECT_NE(encode<f32>(1 - 0.99), encode<f32>(1 - rounded(0.99)));
}

template <format T, format G, format C, template <format, format, format, template <format> class> class Rule,
          std::size_t Count>
void compare_operations() {
  random_bits random(7);
  for (int set = 0; set < 40; ++set) {
    std::array<double, Count> scalars{};
    for (double& each : scalars) each = decode<C>(mixed_bits(C, random));
    const bool flush = set % 2 == 1;
    const Rule<T, G, C, fast_arithmetic> fast(scalars, flush);
    const Rule<T, G, C, soft_arithmetic> soft(scalars, flush);
    for (int i = 0; i < 1000; ++i) {
      const std::uint64_t var = mixed_bits(T, random), m = mixed_bits(T, random), g = mixed_bits(G, random);
      const result a = fast(var, m, g), b = soft(var, m, g);
      ASSERT_TRUE(same(T, a.var, b.var) && same(T, a.m, b.m)) << std::hex << var << ' ' << m << ' ' << g;
    }
  }
}

template <format T, format G, format C>
void compare_rules() {
  compare_operations<T, G, C, power_sign, 4>();
  compare_operations<T, G, C, lion, 4>();
  compare_operations<T, G, C, signum, 3>();
}

TEST(oracle_rules, both_arithmetics_agree) {
  compare_rules<f16, f16, f16>();
  compare_rules<f16, f16, f32>();
  compare_rules<bf16, bf16, bf16>();
  compare_rules<bf16, bf16, f32>();
  compare_rules<f32, f16, f32>();
  compare_rules<f32, f32, f32>();
  compare_rules<f64, bf16, f64>();
  compare_rules<f64, f64, f64>();
}

}  // namespace
