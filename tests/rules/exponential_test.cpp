// The exponential of PowerSign against one in integers of 128 bits: a million arguments in float32 and in float64,
// every argument of 16 bits, special values, and the three constants that come of it.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <signopt/signopt.hpp>

#include "support/bits.hpp"
#include "support/exact_exponential.hpp"
#include "support/oracle_exponential.hpp"
#include "support/special_values.hpp"
#include "support/targets.hpp"
#include "support/type_rows.hpp"

namespace {

using namespace signopt_test;
using oracle::format;
using signopt::detail::exponential;

constexpr int many = 1000000;

// Nearly uniform, with all its digits.
double between(double low, double high, random_bits& random) {
  return low + (high - low) * static_cast<double>(random() >> 11) * 0x1p-53;
}

// In units of the last place of `got`, which is normal.
double error_of(double got, double x) {
  const oracle::exact_number exact = oracle::exact_exponential(x);
  const oracle::exact_number result = oracle::exact<format::float64>(bits_of(got));
  const int shift = result.exponent - exact.exponent;
  const oracle::wide_integer scaled = result.significand << shift;
  const oracle::wide_integer off = scaled > exact.significand ? scaled - exact.significand : exact.significand - scaled;
  return std::ldexp(std::ldexp(static_cast<double>(off.high), 64) + static_cast<double>(off.low), -shift);
}

// The reference itself, against figures computed with mpmath in 400 bits.
TEST(exponential, the_reference_is_right) {
  const struct {
    double x, exp;
  } known[] = {{1, 0x1.5bf0a8b145769p+1},
               {-1, 0x1.78b56362cef38p-2},
               {0.5, 0x1.a61298e1e069cp+0},
               {10, 0x1.5829dcf950560p+14},
               {-20.25, 0x1.b93de1e27ca3bp-30},
               {700, 0x1.d945df4f8ec8ep+1009},
               {-700, 0x1.14f2b0fb9307fp-1010},
               {709.782712893384, 0x1.fffffffffff2ap+1023},
               {1e-5, 0x1.0000a7c5e340ep+0},
               {0.99, 0x1.587a5f064dcf9p+1},
               {-0x1.62e42fefa39fp-2, 0x1.6a09e667f3bccp-1},
               {-745.1, 0x1p-1074},
               {0, 1}};
  for (const auto& each : known)
    EXPECT_EQ(oracle::rounded_exponential<format::float64>(each.x), bits_of(each.exp)) << each.x;
}

// The operations that the contract names, in both of the oracle's arithmetics.
TEST(exponential, has_the_bits_of_its_contract) {
  random_bits random(1);
  for (int i = 0; i < 200000; ++i) {
    const double x = i % 4 == 0 ? from_bits<double>(mixed_bits(format::float64, random)) : between(-760, 720, random);
    const std::uint64_t got = bits_of(exponential(x));
    ASSERT_TRUE(oracle::same(format::float64, got, bits_of(oracle::exponential<oracle::fast_arithmetic>(x)))) << x;
    if (i % 10 != 0) continue;
    ASSERT_TRUE(oracle::same(format::float64, got, bits_of(oracle::exponential<oracle::soft_arithmetic>(x)))) << x;
  }
}

TEST(exponential, rounded_to_float32_is_correctly_rounded) {
  random_bits random(2);
  for (int i = 0; i < many; ++i) {
    const double x = static_cast<float>(between(i % 2 == 0 ? -104 : -4, i % 2 == 0 ? 89 : 4, random));
    ASSERT_EQ(oracle::encode<format::float32>(exponential(x)), oracle::rounded_exponential<format::float32>(x)) << x;
  }
}

template <class T>
void expect_every_value_correctly_rounded() {
  constexpr format f = format_of_v<T>;
  for (std::uint64_t bits = 0; bits < 65536; ++bits) {
    const double x = oracle::decode<f>(bits);
    if (!(std::fabs(x) <= 1000)) continue;
    ASSERT_EQ(oracle::encode<f>(exponential(x)), oracle::rounded_exponential<f>(x)) << x;
  }
}
TEST(exponential, of_every_float16_is_correctly_rounded) { expect_every_value_correctly_rounded<Eigen::half>(); }
TEST(exponential, of_every_bfloat16_is_correctly_rounded) { expect_every_value_correctly_rounded<Eigen::bfloat16>(); }

TEST(exponential, in_float64_is_within_0_64_units) {
  random_bits random(3);
  double largest = 0;
  int misrounded = 0;
  for (int i = 0; i < many; ++i) {
    const double x = i % 2 == 0 ? between(-708, 709, random) : between(-2, 2, random);
    const double got = exponential(x);
    largest = std::fmax(largest, error_of(got, x));
    misrounded += bits_of(got) != oracle::rounded_exponential<format::float64>(x);
  }
  std::cout << "largest error " << largest << " units; not correctly rounded: " << misrounded << " of " << many << '\n';
  EXPECT_LE(largest, 0.64);
}

// Below the normal numbers it is rounded twice.
TEST(exponential, of_subnormal_numbers_is_within_a_unit) {
  random_bits random(4);
  for (int i = 0; i < 20000; ++i) {
    const double x = between(-745.2, -708, random);
    const auto off = static_cast<std::int64_t>(bits_of(exponential(x))) -
                     static_cast<std::int64_t>(oracle::rounded_exponential<format::float64>(x));
    ASSERT_LE(std::abs(off), 1) << x;
  }
}

TEST(exponential, special_values) {
  const double infinity = from_bits<double>(oracle::infinity(format::float64));
  const double nan = from_bits<double>(oracle::quiet_nan(format::float64));
  const double smallest = from_bits<double>(1), largest = from_bits<double>(oracle::infinity(format::float64) - 1);
  EXPECT_EQ(bits_of(exponential(0.0)), bits_of(1.0));
  EXPECT_EQ(bits_of(exponential(-0.0)), bits_of(1.0));
  EXPECT_EQ(exponential(smallest), 1);
  EXPECT_EQ(exponential(-smallest), 1);
  EXPECT_EQ(exponential(infinity), infinity);
  EXPECT_EQ(bits_of(exponential(-infinity)), bits_of(0.0));
  EXPECT_TRUE(oracle::is_nan(format::float64, bits_of(exponential(nan))));
  EXPECT_TRUE(oracle::is_nan(format::float64, bits_of(exponential(-nan))));
  EXPECT_EQ(exponential(709.782712893384), 0x1.fffffffffff2ap+1023);
  EXPECT_EQ(exponential(709.7827128933841), infinity);
  EXPECT_EQ(exponential(largest), infinity);
  EXPECT_EQ(exponential(-745.13), smallest);
  EXPECT_EQ(bits_of(exponential(-745.14)), bits_of(0.0));
  EXPECT_EQ(bits_of(exponential(-largest)), bits_of(0.0));
}

// The factors, as a call has them: lr 1, beta 1 and var 0 leave -factor * grad, with m's sign given.
template <class T, class C>
void expect_factors(double logbase, double sign_decay) {
  constexpr format c = format_of_v<C>;
  SCOPED_TRACE(::testing::Message() << oracle::name_of(c) << ' ' << logbase << ' ' << sign_decay);
  const double k =
      oracle::fast_arithmetic<c>::multiply(to_double(nearest<C>(logbase)), to_double(nearest<C>(sign_decay)));
  T var[] = {nearest<T>(0), nearest<T>(0), nearest<T>(0)}, m[] = {nearest<T>(-1), nearest<T>(0), nearest<T>(1)};
  const T grad[] = {nearest<T>(1), nearest<T>(1), nearest<T>(1)};
  signopt::apply_power_sign_n(var, m, nearest<C>(1), nearest<C>(logbase), nearest<C>(sign_decay), nearest<C>(1), grad,
                              3);
  const bool is_finite = std::fabs(k) < from_bits<double>(oracle::infinity(format::float64));
  const double factors[] = {exponential(-k), is_finite ? 1.0 : from_bits<double>(oracle::quiet_nan(format::float64)),
                            exponential(k)};
  for (int i = 0; i < 3; ++i) {
    const double in_c = oracle::decode<c>(oracle::encode<c>(-factors[i]));
    // An infinite or NaN product has no sign of its own where it is NaN; 0 - 0 is +0.
    EXPECT_TRUE(same_result(var[i], nearest<T>(0 + in_c))) << i << ": " << describe(var[i]);
  }
}

void test_factors() {
  for_each_type_row([](auto row) {
    using r = decltype(row);
    if constexpr (std::is_same_v<typename r::var, typename r::grad>) {
      const double infinity = from_bits<double>(oracle::infinity(format::float64));
      for (const double logbase : {1.0, 2.718281828459045, 0.1, -3.5, 9.75, 88.5, 700.25, -1e4, 1e30, 0.0, infinity})
        for (const double sign_decay : {1.0, 0.99, 0.3, 0.0, -1.0})
          expect_factors<typename r::var, typename r::compute>(logbase, sign_decay);
    }
  });
}

const bool registered = [] {
  register_on_every_target("exponential", "factors", __FILE__, __LINE__, test_factors);
  return true;
}();

}  // namespace
