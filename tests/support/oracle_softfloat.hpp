// Addition, subtraction and multiplication in integers: the exact result, rounded once. Part of the oracle: includes
// nothing of the library and uses no floating-point instruction.
#pragma once

#include <cstdint>
#include <utility>

#include "oracle_format.hpp"
#include "wide_integer.hpp"

namespace signopt_test::oracle {

// A finite number, exactly: (negative ? -1 : 1) * significand * 2^exponent.
struct exact_number {
  bool negative;
  wide_integer significand;
  int exponent;
};

template <format F>
exact_number exact(std::uint64_t bits) {
  const int field = static_cast<int>(magnitude(F, bits) >> fraction_bits(F));
  const std::uint64_t fraction = bits & ((one << fraction_bits(F)) - 1);
  const std::uint64_t hidden = field == 0 ? 0 : one << fraction_bits(F);
  return {is_negative(F, bits), fraction | hidden, (field == 0 ? 1 : field) - bias(F) - fraction_bits(F)};
}

// To nearest, ties to even.
template <format F>
std::uint64_t rounded(const exact_number& number) {
  const std::uint64_t sign = number.negative ? sign_bit(F) : 0;
  if (number.significand == wide_integer()) return sign;
  constexpr int precision = fraction_bits(F) + 1;
  constexpr int lowest = smallest_normal_exponent(F) - fraction_bits(F);
  // `unit` is the exponent of the result's last place: that of a full precision, but none below a denormal's.
  int unit = number.exponent + bit_length(number.significand) - precision;
  if (unit < lowest) unit = lowest;
  wide_integer kept;
  const int dropped = unit - number.exponent;
  if (dropped <= 0) {
    kept = number.significand << -dropped;  // at most `precision` bits: unit is a place of a number that long
  } else if (dropped < 127) {
    kept = number.significand >> dropped;
    const wide_integer lost = number.significand - (kept << dropped);
    const wide_integer half = wide_integer(1) << (dropped - 1);
    if (lost > half || (lost == half && (kept.low & 1) != 0)) kept = kept + wide_integer(1);
  }  // otherwise less than half of a denormal (significands stay below 2^118): zero
  if (bit_length(kept) > precision) {
    kept = kept >> 1;  // a carry out of all ones: what is shifted out is zero
    ++unit;
  }
  const bool denormal = bit_length(kept) < precision;
  const int field = denormal ? 0 : unit - lowest + 1;
  if (field >= (1 << exponent_bits(F)) - 1) return sign | infinity(F);
  const std::uint64_t fraction = kept.low & ((one << fraction_bits(F)) - 1);
  return sign | (static_cast<std::uint64_t>(field) << fraction_bits(F)) | fraction;
}

template <format F>
std::uint64_t soft_multiply(std::uint64_t a, std::uint64_t b) {
  if (is_nan(F, a) || is_nan(F, b)) return quiet_nan(F);
  const std::uint64_t sign = (a ^ b) & sign_bit(F);
  if (is_infinite(F, a) || is_infinite(F, b)) return is_zero(F, a) || is_zero(F, b) ? quiet_nan(F) : sign | infinity(F);
  const exact_number x = exact<F>(a);
  const exact_number y = exact<F>(b);
  return rounded<F>({sign != 0, product(x.significand.low, y.significand.low), x.exponent + y.exponent});
}

template <format F>
std::uint64_t soft_add(std::uint64_t a, std::uint64_t b) {
  if (is_nan(F, a) || is_nan(F, b)) return quiet_nan(F);
  if (is_infinite(F, a)) return is_infinite(F, b) && a != b ? quiet_nan(F) : a;
  if (is_infinite(F, b)) return b;
  exact_number high = exact<F>(a);
  exact_number low = exact<F>(b);
  if (high.exponent < low.exponent) std::swap(high, low);
  int gap = high.exponent - low.exponent;
  if (gap > 64) {
    // `high` is normal, and `low` lies below the 2^-11 part of its last place: only that it is there, and its sign, can
    // matter to the rounding. One unit 64 places below the last says the same.
    if (low.significand != wide_integer()) low.significand = wide_integer(1);
    gap = 64;
  }
  high.significand = high.significand << gap;
  high.exponent -= gap;
  if (high.negative == low.negative) {
    return rounded<F>({high.negative, high.significand + low.significand, high.exponent});
  }
  if (high.significand == low.significand) return 0;  // x - x is +0 in rounding to nearest
  const bool high_is_greater = high.significand > low.significand;
  const wide_integer difference =
      high_is_greater ? high.significand - low.significand : low.significand - high.significand;
  return rounded<F>({high_is_greater ? high.negative : low.negative, difference, high.exponent});
}

template <format F>
std::uint64_t soft_subtract(std::uint64_t a, std::uint64_t b) {
  return soft_add<F>(a, b ^ sign_bit(F));
}

template <format From, format To>
std::uint64_t soft_convert(std::uint64_t bits) {
  if (is_nan(From, bits)) return quiet_nan(To);
  if (is_infinite(From, bits)) return (is_negative(From, bits) ? sign_bit(To) : 0) | infinity(To);
  return rounded<To>(exact<From>(bits));
}

// An integer rounded once: 2^24 + 1 is no float32.
template <format F>
std::uint64_t soft_from_integer(bool negative, std::uint64_t absolute) {
  return rounded<F>({negative, absolute, 0});
}

}  // namespace signopt_test::oracle
