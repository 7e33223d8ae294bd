// The oracle's arithmetic is tested before anything is tested with it: against the processor's own float32 and float64,
// against values worked out by hand, and its two arithmetics against each other.
#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "support/bits.hpp"
#include "support/oracle.hpp"
#include "support/special_values.hpp"

namespace {

using namespace signopt_test::oracle;
using signopt_test::bits_of;
using signopt_test::from_bits;
using signopt_test::mixed_bits;
using signopt_test::random_bits;
using signopt_test::special_bits;

// Pairs that round, tie, cancel, overflow and underflow.
template <class Check>
void for_pairs(format f, Check check) {
  const std::vector<std::uint64_t> specials = special_bits(f);
  for (const std::uint64_t a : specials) {
    for (const std::uint64_t b : specials) check(a, b);
  }
  random_bits random(20);
  for (int i = 0; i < 100000; ++i) {
    const std::uint64_t a = mixed_bits(f, random);
    const std::uint64_t b = mixed_bits(f, random);
    check(a, b);
    // b within a few places of a, and below its last place, where rounding is decided
    check(a, (a ^ sign_bit(f)) + random.below(9) - 4);
    const std::uint64_t lower = random.below(static_cast<std::uint64_t>(fraction_bits(f)) + 4) << fraction_bits(f);
    if (magnitude(f, a) > lower) check(a, (a - lower) ^ (random() & sign_bit(f)));
  }
}

template <class Number, format F>
void compare_with_processor() {
  for_pairs(F, [](std::uint64_t a, std::uint64_t b) {
    const volatile Number x = from_bits<Number>(a);
    const volatile Number y = from_bits<Number>(b);
    const Number sum = x + y;  // the volatile operands keep the compiler from calculating
    const Number difference = x - y;
    const Number product = x * y;
    ASSERT_TRUE(same(F, soft_add<F>(a, b), bits_of(sum))) << std::hexfloat << x << " + " << y;
    ASSERT_TRUE(same(F, soft_subtract<F>(a, b), bits_of(difference))) << std::hexfloat << x << " - " << y;
    ASSERT_TRUE(same(F, soft_multiply<F>(a, b), bits_of(product))) << std::hexfloat << x << " * " << y;
  });
}

// The oracle's integers of 128 bits are those of the compiler, where it has some.
TEST(oracle_arithmetic, wide_integers_are_the_compilers) {
#if defined(__SIZEOF_INT128__)
  __extension__ typedef unsigned __int128 native;
  const auto to_native = [](const wide_integer& value) { return static_cast<native>(value.high) << 64 | value.low; };
  random_bits random(21);
  const auto some = [&random] {  // of any length, with long runs of ones and zeros
    const wide_integer full(random(), random());
    const wide_integer any = full >> static_cast<int>(random.below(128));
    return random.below(4) == 0 ? wide_integer() - any : any;
  };
  for (int i = 0; i < 200000; ++i) {
    const wide_integer a = some();
    const wide_integer b = i % 8 == 0 ? a : i % 8 == 1 ? wide_integer(a.high, random()) : some();
    const int places = static_cast<int>(random.below(128));
    ASSERT_EQ(a == b, to_native(a) == to_native(b));
    ASSERT_EQ(a != b, to_native(a) != to_native(b));
    ASSERT_EQ(a > b, to_native(a) > to_native(b));
    ASSERT_TRUE(to_native(a + b) == to_native(a) + to_native(b)) << a.high << ' ' << a.low << ' ' << b.high << b.low;
    ASSERT_TRUE(to_native(a - b) == to_native(a) - to_native(b)) << a.high << ' ' << a.low << ' ' << b.high << b.low;
    ASSERT_TRUE(to_native(a << places) == to_native(a) << places) << a.high << ' ' << a.low << " << " << places;
    ASSERT_TRUE(to_native(a >> places) == to_native(a) >> places) << a.high << ' ' << a.low << " >> " << places;
    ASSERT_TRUE(to_native(product(a.low, b.low)) == static_cast<native>(a.low) * b.low) << a.low << " * " << b.low;
    const int length = bit_length(a);
    ASSERT_TRUE(length == 0 ? a == wide_integer() : (a >> (length - 1)) == wide_integer(1)) << a.high << ' ' << a.low;
  }
#else
  GTEST_SKIP() << "this compiler has no integers of 128 bits";
#endif
}

TEST(oracle_arithmetic, float32_operations_are_the_processors) { compare_with_processor<float, format::float32>(); }
TEST(oracle_arithmetic, float64_operations_are_the_processors) { compare_with_processor<double, format::float64>(); }

template <format F>
void compare_arithmetics() {
  using fast = fast_arithmetic<F>;
  for_pairs(F, [](std::uint64_t a, std::uint64_t b) {
    const double x = decode<F>(a);
    const double y = decode<F>(b);
    ASSERT_TRUE(same(F, soft_add<F>(a, b), encode<F>(fast::add(x, y)))) << std::hexfloat << x << " + " << y;
    ASSERT_TRUE(same(F, soft_subtract<F>(a, b), encode<F>(fast::subtract(x, y)))) << std::hexfloat << x << " - " << y;
    ASSERT_TRUE(same(F, soft_multiply<F>(a, b), encode<F>(fast::multiply(x, y)))) << std::hexfloat << x << " * " << y;
  });
}

TEST(oracle_arithmetic, both_arithmetics_agree_float16) { compare_arithmetics<format::float16>(); }
TEST(oracle_arithmetic, both_arithmetics_agree_bfloat16) { compare_arithmetics<format::bfloat16>(); }
TEST(oracle_arithmetic, both_arithmetics_agree_float32) { compare_arithmetics<format::float32>(); }
TEST(oracle_arithmetic, both_arithmetics_agree_float64) { compare_arithmetics<format::float64>(); }

TEST(oracle_arithmetic, float32_rounding_is_the_processors) {
  for_pairs(format::float64, [](std::uint64_t a, std::uint64_t b) {
    // `b` only thins the exponents: most doubles are no float32 at all
    for (const std::uint64_t bits : {a, (b & ~infinity(format::float64)) | (896 + (a >> 40) % 260) << 52}) {
      const volatile double x = from_bits<double>(bits);
      const std::uint64_t narrowed = bits_of(static_cast<float>(x));
      ASSERT_TRUE(same(format::float32, encode<format::float32>(x), narrowed)) << std::hexfloat << x;
      const std::uint64_t soft = soft_convert<format::float64, format::float32>(bits);
      ASSERT_TRUE(same(format::float32, soft, narrowed)) << std::hexfloat << x;
    }
  });
}

// Every value survives the way to double and back, and every midpoint between neighbours rounds to the even one.
template <format F>
void check_all_values_and_ties() {
  for (std::uint64_t bits = 0; bits < infinity(F); ++bits) {
    const double value = decode<F>(bits);
    ASSERT_EQ(encode<F>(value), bits);
    ASSERT_EQ(encode<F>(-value), bits | sign_bit(F));
    const double above = bits + 1 == infinity(F) ? 2 * value - decode<F>(bits - 1) : decode<F>(bits + 1);
    const double midpoint = value + (above - value) / 2;
    const std::uint64_t even = bits + (bits & 1);
    ASSERT_EQ(encode<F>(midpoint), even) << std::hexfloat << midpoint;
    ASSERT_EQ(encode<F>(from_bits<double>(bits_of(midpoint) - 1)), bits);
    ASSERT_EQ(encode<F>(from_bits<double>(bits_of(midpoint) + 1)), bits + 1);
    for (const std::uint64_t near : {bits_of(midpoint) - 1, bits_of(midpoint), bits_of(midpoint) + 1}) {
      ASSERT_EQ((soft_convert<format::float64, F>(near)), encode<F>(from_bits<double>(near)));
    }
  }
}

TEST(oracle_arithmetic, float16_all_values_and_ties) { check_all_values_and_ties<format::float16>(); }
TEST(oracle_arithmetic, bfloat16_all_values_and_ties) { check_all_values_and_ties<format::bfloat16>(); }

TEST(oracle_arithmetic, float16_known_values) {
  EXPECT_EQ(encode<format::float16>(1.0), 0x3c00u);
  EXPECT_EQ(encode<format::float16>(-2.0), 0xc000u);
  EXPECT_EQ(encode<format::float16>(0.1), 0x2e66u);
  EXPECT_EQ(encode<format::float16>(65504.0), 0x7bffu);
  EXPECT_EQ(encode<format::float16>(65519.99), 0x7bffu);
  EXPECT_EQ(encode<format::float16>(65520.0), 0x7c00u);
  EXPECT_EQ(encode<format::float16>(0x1p-24), 0x0001u);
  EXPECT_EQ(encode<format::float16>(0x1p-25), 0x0000u);
  EXPECT_EQ(encode<format::float16>(0x1.0000000000001p-25), 0x0001u);
  EXPECT_EQ(encode<format::float16>(-0x1p-26), 0x8000u);
  EXPECT_EQ(encode<format::float16>(2049.0), encode<format::float16>(2048.0));
  EXPECT_EQ(encode<format::float16>(2051.0), encode<format::float16>(2052.0));
  EXPECT_EQ(decode<format::float16>(0x03ff), 0x1.ff8p-15);
}

TEST(oracle_arithmetic, bfloat16_known_values) {
  EXPECT_EQ(encode<format::bfloat16>(1.0), 0x3f80u);
  EXPECT_EQ(encode<format::bfloat16>(0.1), 0x3dcdu);
  EXPECT_EQ(encode<format::bfloat16>(257.0), encode<format::bfloat16>(256.0));
  EXPECT_EQ(encode<format::bfloat16>(259.0), encode<format::bfloat16>(260.0));
  EXPECT_EQ(encode<format::bfloat16>(0x1p-133), 0x0001u);
  EXPECT_EQ(encode<format::bfloat16>(0x1.ffp127), 0x7f80u);
  EXPECT_EQ(decode<format::bfloat16>(0x0001), 0x1p-133);
}

TEST(oracle_arithmetic, integers_are_rounded_once) {
  EXPECT_EQ((soft_from_integer<format::float32>(false, 16777217)), bits_of(16777216.0f));
  EXPECT_EQ((soft_from_integer<format::float32>(true, 3)), bits_of(-3.0f));
  // to double first, this would become a tie and fall to even; directly, it lies above the tie
  EXPECT_EQ((soft_from_integer<format::float32>(false, (one << 53) + (one << 29) + 1)), bits_of(0x1.000002p53f));
}

}  // namespace
