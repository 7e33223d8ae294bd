// The conversions between dtypes, each rounded once to nearest even: all 16-bit values, and all the places where the
// nearest of them changes.
#include <gtest/gtest.h>

#include <cfenv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <signopt/detail/base/convert.hpp>

#include "support/bits.hpp"
#include "support/oracle_format.hpp"
#include "support/special_values.hpp"

namespace {

using namespace signopt_test;
using oracle::format;
using signopt::dtype;
using signopt::detail::convert;

// float16 and bfloat16: the library's dtype, and the numbers of the format, spelled out once more.
struct float16 {
  static constexpr dtype type = dtype::float16;
  static constexpr format oracle_format = format::float16;
  static constexpr int fraction_bits = 10, bias = 15;
  static constexpr std::uint32_t infinity = 0x7c00, sign = 0x8000;
};
struct bfloat16 {
  static constexpr dtype type = dtype::bfloat16;
  static constexpr format oracle_format = format::bfloat16;
  static constexpr int fraction_bits = 7, bias = 127;
  static constexpr std::uint32_t infinity = 0x7f80, sign = 0x8000;
};

// The value of finite bits by the definition of the format; infinity counts as the next number would.
template <class Half>
double value_of_magnitude(std::uint32_t bits) {
  const int exponent = static_cast<int>(bits >> Half::fraction_bits);
  const double fraction = bits & ((1u << Half::fraction_bits) - 1);
  const double hidden = exponent == 0 ? 0 : 1 << Half::fraction_bits;
  return std::ldexp(hidden + fraction, (exponent == 0 ? 1 : exponent) - Half::bias - Half::fraction_bits);
}

template <class Half>
std::uint32_t narrow(double wide) {
  return convert<Half::type, dtype::float64>(wide);
}
template <class Half>
std::uint32_t narrow(float wide) {
  return convert<Half::type, dtype::float32>(wide);
}

template <class Half>
class conversion : public ::testing::Test {};
class names {
 public:
  template <class Half>
  static std::string GetName(int) {
    return signopt::name_of(Half::type);
  }
};
using halves = ::testing::Types<float16, bfloat16>;
TYPED_TEST_SUITE(conversion, halves, names);

TYPED_TEST(conversion, all_values_widen_exactly_and_come_back) {
  for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    const std::uint32_t magnitude = bits & 0x7fff;
    const float single = convert<dtype::float32, TypeParam::type>(half);
    const double wide = convert<dtype::float64, TypeParam::type>(half);
    const bool is_negative = bits >= TypeParam::sign;
    ASSERT_EQ(oracle::is_negative(format::float32, bits_of(single)), is_negative) << bits;
    ASSERT_EQ(bits_of(static_cast<double>(single)), bits_of(wide)) << bits;
    if (magnitude > TypeParam::infinity) {
      ASSERT_TRUE(oracle::is_nan(format::float32, bits_of(single))) << bits;
      ASSERT_GT(narrow<TypeParam>(single) & 0x7fff, TypeParam::infinity) << bits;
      ASSERT_GT(narrow<TypeParam>(wide) & 0x7fff, TypeParam::infinity) << bits;
      continue;
    }
    const double expected = magnitude == TypeParam::infinity ? std::numeric_limits<double>::infinity()
                                                             : value_of_magnitude<TypeParam>(magnitude);
    ASSERT_EQ(bits_of(wide), bits_of(is_negative ? -expected : expected)) << bits;
    ASSERT_EQ(narrow<TypeParam>(single), bits);
    ASSERT_EQ(narrow<TypeParam>(wide), bits);
    const std::uint16_t same = convert<TypeParam::type, TypeParam::type>(half);
    ASSERT_EQ(same, bits);
  }
}

// Between each two neighbours, the greatest finite value and infinity included: the tie goes to the even one, and the
// next number below and above it to the nearer one. For a double that is too close to the tie for a float to tell, two
// roundings would give the wrong one.
TYPED_TEST(conversion, every_tie_and_both_its_sides_round_once) {
  for (std::uint32_t low = 0; low < TypeParam::infinity; ++low) {
    const std::uint32_t high = low + 1, even = low % 2 == 0 ? low : high;
    const double tie = (value_of_magnitude<TypeParam>(low) + value_of_magnitude<TypeParam>(high)) / 2;
    for (const double sign : {1.0, -1.0}) {
      const std::uint32_t sign_bits = sign < 0 ? TypeParam::sign : 0;
      ASSERT_EQ(narrow<TypeParam>(sign * tie), sign_bits | even) << std::hexfloat << tie;
      ASSERT_EQ(narrow<TypeParam>(sign * std::nextafter(tie, 0.0)), sign_bits | low) << std::hexfloat << tie;
      ASSERT_EQ(narrow<TypeParam>(sign * std::nextafter(tie, 1e300)), sign_bits | high) << std::hexfloat << tie;
      // a quarter of a float's last place from the tie
      const double nearly = std::ldexp(tie, -26);
      ASSERT_EQ(narrow<TypeParam>(sign * (tie - nearly)), sign_bits | low) << std::hexfloat << tie;
      ASSERT_EQ(narrow<TypeParam>(sign * (tie + nearly)), sign_bits | high) << std::hexfloat << tie;
      const float single = static_cast<float>(tie);
      if (static_cast<double>(single) != tie) continue;  // below the smallest float
      const float signed_single = sign < 0 ? -single : single;
      ASSERT_EQ(narrow<TypeParam>(signed_single), sign_bits | even) << std::hexfloat << tie;
      ASSERT_EQ(narrow<TypeParam>(std::nextafterf(signed_single, 0.0f)), sign_bits | low) << std::hexfloat << tie;
      ASSERT_EQ(narrow<TypeParam>(std::nextafterf(signed_single, sign < 0 ? -3.4e38f : 3.4e38f)), sign_bits | high);
    }
  }
}

TYPED_TEST(conversion, ends_of_the_wider_types) {
  using double_limits = std::numeric_limits<double>;
  using float_limits = std::numeric_limits<float>;
  const std::uint32_t infinity = TypeParam::infinity, sign = TypeParam::sign;
  for (const double huge : {double_limits::infinity(), double_limits::max(), 3.5e38, 1e300}) {
    EXPECT_EQ(narrow<TypeParam>(huge), infinity);
    EXPECT_EQ(narrow<TypeParam>(-huge), sign | infinity);
  }
  EXPECT_EQ(narrow<TypeParam>(float_limits::infinity()), infinity);
  EXPECT_EQ(narrow<TypeParam>(float_limits::max()), infinity);
  EXPECT_EQ(narrow<TypeParam>(-float_limits::max()), sign | infinity);
  for (const double tiny : {0.0, double_limits::denorm_min(), double_limits::min(), 1e-60, 0x1p-150}) {
    EXPECT_EQ(narrow<TypeParam>(tiny), 0u);
    EXPECT_EQ(narrow<TypeParam>(-tiny), sign);
  }
  EXPECT_EQ(narrow<TypeParam>(float_limits::denorm_min()), 0u);
  EXPECT_EQ(narrow<TypeParam>(-0.0f), sign);
  for (const std::uint64_t nan : {0x7ff0000000000001u, 0x7ff8000000000000u, 0x7fffffffffffffffu, 0x7ff0000020000000u}) {
    for (const std::uint64_t sign_bit : {std::uint64_t{0}, std::uint64_t{1} << 63}) {
      EXPECT_GT(narrow<TypeParam>(from_bits<double>(nan | sign_bit)) & 0x7fff, infinity);
    }
  }
  for (const std::uint32_t nan : {0x7f800001u, 0x7fc00000u, 0x7fffffffu, 0x7f802000u, 0xff800001u, 0xffffffffu}) {
    EXPECT_GT(narrow<TypeParam>(from_bits<float>(nan)) & 0x7fff, infinity);
  }
}

// Any bits: the oracle's integer code, which was written apart.
TYPED_TEST(conversion, random_bits_as_the_oracle_says) {
  constexpr format half = TypeParam::oracle_format;
  random_bits random(5);
  for (int i = 0; i < 400000; ++i) {
    const std::uint64_t any = random();
    // half of the doubles in the range of a float16, where the roundings are
    const double wide =
        from_bits<double>(i % 2 == 0 ? any : (any & 0x800fffffffffffffu) | (995 + (any >> 52) % 48) << 52);
    ASSERT_TRUE(oracle::same(half, narrow<TypeParam>(wide), oracle::encode<half>(wide))) << std::hexfloat << wide;
    const float single = from_bits<float>(any >> 32);
    const std::uint64_t expected = oracle::encode<half>(oracle::decode<format::float32>(bits_of(single)));
    ASSERT_TRUE(oracle::same(half, narrow<TypeParam>(single), expected)) << std::hexfloat << single;
  }
}

// From one 16-bit format to the other, by way of a double that holds both exactly.
TEST(conversions, between_the_16_bit_formats) {
  for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    const std::uint16_t to_bfloat16 = convert<dtype::bfloat16, dtype::float16>(half);
    const std::uint16_t to_float16 = convert<dtype::float16, dtype::bfloat16>(half);
    ASSERT_TRUE(oracle::same(format::bfloat16, to_bfloat16,
                             oracle::encode<format::bfloat16>(oracle::decode<format::float16>(bits))));
    ASSERT_TRUE(oracle::same(format::float16, to_float16,
                             oracle::encode<format::float16>(oracle::decode<format::bfloat16>(bits))));
  }
}

TEST(conversions, between_float_and_double) {
  random_bits random(6);
  for (int i = 0; i < 100000; ++i) {
    const double wide = from_bits<double>(mixed_bits(format::float64, random));
    const float narrowed = convert<dtype::float32, dtype::float64>(wide);
    ASSERT_TRUE(oracle::same(format::float32, bits_of(narrowed), oracle::encode<format::float32>(wide)));
    const double back = convert<dtype::float64, dtype::float32>(narrowed);
    ASSERT_TRUE(
        oracle::same(format::float64, bits_of(back), bits_of(oracle::decode<format::float32>(bits_of(narrowed)))));
  }
}

}  // namespace
