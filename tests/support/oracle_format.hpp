// The four number formats, as integers. Part of the oracle: includes nothing of the library.
//
// Everything here works on bit patterns held in a std::uint64_t, so that no compiler flag and no floating-point
// environment changes an answer.
#pragma once

#include <cstdint>
#include <cstring>

namespace signopt_test::oracle {

enum class format { float16, bfloat16, float32, float64 };

constexpr const char* name_of(format f) {
  return f == format::float16    ? "float16"
         : f == format::bfloat16 ? "bfloat16"
         : f == format::float32  ? "float32"
                                 : "float64";
}
constexpr int fraction_bits(format f) {
  return f == format::float16 ? 10 : f == format::bfloat16 ? 7 : f == format::float32 ? 23 : 52;
}
constexpr int exponent_bits(format f) { return f == format::float16 ? 5 : f == format::float64 ? 11 : 8; }
constexpr int total_bits(format f) { return 1 + exponent_bits(f) + fraction_bits(f); }
constexpr int bias(format f) { return (1 << (exponent_bits(f) - 1)) - 1; }
constexpr int smallest_normal_exponent(format f) { return 1 - bias(f); }

constexpr std::uint64_t one = 1;
constexpr std::uint64_t sign_bit(format f) { return one << (total_bits(f) - 1); }
constexpr std::uint64_t infinity(format f) { return ((one << exponent_bits(f)) - 1) << fraction_bits(f); }
constexpr std::uint64_t quiet_nan(format f) { return infinity(f) | (one << (fraction_bits(f) - 1)); }
constexpr std::uint64_t magnitude(format f, std::uint64_t bits) { return bits & (sign_bit(f) - 1); }
constexpr bool is_negative(format f, std::uint64_t bits) { return (bits & sign_bit(f)) != 0; }
constexpr bool is_nan(format f, std::uint64_t bits) { return magnitude(f, bits) > infinity(f); }
constexpr bool is_infinite(format f, std::uint64_t bits) { return magnitude(f, bits) == infinity(f); }
constexpr bool is_zero(format f, std::uint64_t bits) { return magnitude(f, bits) == 0; }

// Equal bits, or both NaN: what the library promises of a result.
constexpr bool same(format f, std::uint64_t a, std::uint64_t b) { return a == b || (is_nan(f, a) && is_nan(f, b)); }

inline std::uint64_t bits_of_double(double value) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

inline double double_of_bits(std::uint64_t bits) {
  double value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

// The value of a bit pattern: every value of the narrower formats is a double.
template <format F>
double decode(std::uint64_t bits) {
  constexpr int widening = 52 - fraction_bits(F);
  if constexpr (widening == 0) return double_of_bits(bits);
  const std::uint64_t sign = is_negative(F, bits) ? sign_bit(format::float64) : 0;
  const std::uint64_t rest = magnitude(F, bits);
  if (rest >= infinity(F))
    return double_of_bits(sign | (rest > infinity(F) ? quiet_nan(format::float64) : infinity(format::float64)));
  if (rest == 0) return double_of_bits(sign);
  int exponent = static_cast<int>(rest >> fraction_bits(F)) - bias(F);
  std::uint64_t significand = rest & ((one << fraction_bits(F)) - 1);
  if (exponent < smallest_normal_exponent(F)) {
    // A denormal has no hidden bit: bring its first bit to where that bit would be.
    exponent = smallest_normal_exponent(F);
    while ((significand >> fraction_bits(F)) == 0) {
      significand <<= 1;
      --exponent;
    }
    significand ^= one << fraction_bits(F);
  }
  return double_of_bits(sign | (static_cast<std::uint64_t>(exponent + 1023) << 52) | (significand << widening));
}

// A double rounded once to F, to nearest, ties to even; overflow goes to infinity, underflow through the denormals.
template <format F>
std::uint64_t encode(double value) {
  const std::uint64_t bits = bits_of_double(value);
  if constexpr (F == format::float64) return bits;
  const std::uint64_t sign = is_negative(format::float64, bits) ? sign_bit(F) : 0;
  const std::uint64_t rest = magnitude(format::float64, bits);
  if (rest > infinity(format::float64)) return sign | quiet_nan(F);
  const int exponent = static_cast<int>(rest >> 52) - 1023;
  if (exponent > bias(F)) return sign | infinity(F);  // infinities too: their exponent field is the greatest
  int dropped = 52 - fraction_bits(F);
  std::uint64_t scale = static_cast<std::uint64_t>(exponent - smallest_normal_exponent(F));
  if (exponent < smallest_normal_exponent(F)) {
    dropped += smallest_normal_exponent(F) - exponent;
    scale = 0;
  }
  if (dropped > 53) return sign;  // below half of the smallest denormal; a double's own denormals are among these
  const std::uint64_t significand = (rest & ((one << 52) - 1)) | (one << 52);
  const std::uint64_t kept = significand >> dropped;
  const std::uint64_t lost = significand & ((one << dropped) - 1);
  const std::uint64_t half = one << (dropped - 1);
  const bool up = lost > half || (lost == half && (kept & 1) != 0);
  // The hidden bit in `kept` counts as one step of the exponent field, and a carry out of the fraction as another:
  // adding does both.
  return sign | ((scale << fraction_bits(F)) + kept + (up ? 1 : 0));
}

}  // namespace signopt_test::oracle
