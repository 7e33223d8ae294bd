// IEEE 754 binary16 on bit patterns, as AVX512-FP16 computes it to nearest: denormals are kept, every operation is
// rounded once, a NaN result is the first NaN operand made quiet. Only integers: the result must not depend on the
// floating-point instructions of the CPU that checks it, nor on MXCSR.
#pragma once

#include <cstdint>

namespace signopt_test::fp16_emulator {

using binary16 = std::uint16_t;

constexpr unsigned sign_bit = 0x8000;
constexpr unsigned infinity = 0x7c00;
constexpr unsigned quiet_bit = 0x0200;
constexpr unsigned default_nan = 0xfe00;  // what x86 gives for an invalid operation

constexpr unsigned magnitude_of(binary16 value) { return value & 0x7fffu; }
constexpr bool is_nan(binary16 value) { return magnitude_of(value) > infinity; }
constexpr bool is_infinite(binary16 value) { return magnitude_of(value) == infinity; }
constexpr bool is_zero(binary16 value) { return magnitude_of(value) == 0; }

// A finite value is significand * 2^(scale - 24), whether it is denormal or not.
constexpr std::uint64_t significand(binary16 value) {
  return magnitude_of(value) < 0x0400u ? magnitude_of(value) : (value & 0x03ffu) | 0x0400u;
}
constexpr int scale(binary16 value) {
  return magnitude_of(value) < 0x0400u ? 0 : static_cast<int>(magnitude_of(value) >> 10) - 1;
}

// The binary16 nearest to magnitude * 2^exponent, magnitude below 2^42 and exponent from -48 to 34; a tie to even.
constexpr binary16 round_to_nearest_even(unsigned sign, std::uint64_t magnitude, int exponent) {
  if (magnitude == 0) return static_cast<binary16>(sign);
  int length = 0;
  while (magnitude >> length != 0) ++length;
  // The value of the last place: 11 significant bits, but nothing below the smallest denormal.
  const int last_place = length + exponent - 11 < -24 ? -24 : length + exponent - 11;
  const int dropped_bits = last_place - exponent;
  std::uint64_t kept = dropped_bits > 0 ? magnitude >> dropped_bits : magnitude << -dropped_bits;
  if (dropped_bits > 0) {
    const std::uint64_t half_unit = std::uint64_t{1} << (dropped_bits - 1);
    const std::uint64_t dropped = magnitude & (2 * half_unit - 1);
    if (dropped > half_unit || (dropped == half_unit && (kept & 1u) != 0)) ++kept;
  }
  // The leading bit of a normal significand adds one to the exponent field; so does a carry out of the rounding.
  const std::uint64_t result = kept + (static_cast<std::uint64_t>(last_place + 24) << 10);
  return static_cast<binary16>(sign | (result < infinity ? result : infinity));
}

constexpr binary16 first_nan_made_quiet(binary16 a, binary16 b) {
  return static_cast<binary16>((is_nan(a) ? a : b) | quiet_bit);
}

constexpr binary16 add(binary16 a, binary16 b) {
  if (is_nan(a) || is_nan(b)) return first_nan_made_quiet(a, b);
  if (is_infinite(a)) return is_infinite(b) && a != b ? static_cast<binary16>(default_nan) : a;
  if (is_infinite(b)) return b;
  const auto left = static_cast<std::int64_t>(significand(a) << scale(a));
  const auto right = static_cast<std::int64_t>(significand(b) << scale(b));
  const std::int64_t sum = ((a & sign_bit) != 0 ? -left : left) + ((b & sign_bit) != 0 ? -right : right);
  if (sum == 0) return static_cast<binary16>(a & b & sign_bit);  // -0 only of two of them
  return round_to_nearest_even(sum < 0 ? sign_bit : 0, static_cast<std::uint64_t>(sum < 0 ? -sum : sum), -24);
}

constexpr binary16 subtract(binary16 a, binary16 b) {
  if (is_nan(a) || is_nan(b)) return first_nan_made_quiet(a, b);
  return add(a, static_cast<binary16>(b ^ sign_bit));
}

constexpr binary16 multiply(binary16 a, binary16 b) {
  if (is_nan(a) || is_nan(b)) return first_nan_made_quiet(a, b);
  const unsigned sign = (a ^ b) & sign_bit;
  if (is_infinite(a) || is_infinite(b))
    return static_cast<binary16>(is_zero(a) || is_zero(b) ? default_nan : sign | infinity);
  return round_to_nearest_even(sign, significand(a) * significand(b), scale(a) + scale(b) - 48);
}

// Whether the value is in one of the classes that the immediate of VFPCLASSPH names.
constexpr bool has_class(binary16 value, unsigned wanted_classes) {
  const bool negative = (value & sign_bit) != 0;
  unsigned found = 0;
  if (is_nan(value)) found |= (value & quiet_bit) != 0 ? 0x01u : 0x80u;
  if (is_zero(value)) found |= negative ? 0x04u : 0x02u;
  if (is_infinite(value)) found |= negative ? 0x10u : 0x08u;
  if (!is_zero(value) && magnitude_of(value) < 0x0400u) found |= 0x20u;
  if (!is_zero(value) && magnitude_of(value) < infinity && negative) found |= 0x40u;
  return (found & wanted_classes) != 0;
}

}  // namespace signopt_test::fp16_emulator
