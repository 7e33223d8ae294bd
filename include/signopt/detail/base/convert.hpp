// Conversions between the dtypes in plain integer code: round to nearest even, denormals kept, NaN to quiet NaN. Used
// for scalars and by the scalar target. Nothing here is Eigen's or the compiler's own 16-bit arithmetic, which changes
// with -march.
#pragma once

#include <cstdint>
#include <cstring>

#include "../../dtype.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

template <class To, class From>
SIGNOPT_ALWAYS_INLINE To bit_cast(const From& from) noexcept {
  static_assert(sizeof(To) == sizeof(From), "signopt: a bit cast keeps the size");
  To to;
  std::memcpy(&to, &from, sizeof(To));
  return to;
}

// How a value of a dtype is held outside vector registers: 16-bit types as their bits.
template <dtype>
struct value;
template <>
struct value<dtype::float16> {
  using type = std::uint16_t;
};
template <>
struct value<dtype::bfloat16> {
  using type = std::uint16_t;
};
template <>
struct value<dtype::float32> {
  using type = float;
};
template <>
struct value<dtype::float64> {
  using type = double;
};
template <dtype Type>
using value_of = typename value<Type>::type;

inline float float16_to_float(std::uint16_t half) noexcept {
  const std::uint32_t sign = (half & 0x8000u) << 16;
  const std::uint32_t magnitude = half & 0x7fffu;
  if (magnitude >= 0x7c00u)
    return bit_cast<float>(sign | 0x7f800000u | ((magnitude & 0x3ffu) << 13) | (magnitude > 0x7c00u ? 0x400000u : 0u));
  if (magnitude >= 0x0400u) return bit_cast<float>(sign | ((magnitude << 13) + 0x38000000u));
  if (magnitude == 0) return bit_cast<float>(sign);
  // A denormal, magnitude * 2^-24: shift its leading bit up to where a normal number has it.
  std::uint32_t mantissa = magnitude;
  std::uint32_t exponent = 113;
  while ((mantissa & 0x400u) == 0) {
    mantissa <<= 1;
    --exponent;
  }
  return bit_cast<float>(sign | (exponent << 23) | ((mantissa & 0x3ffu) << 13));
}

inline std::uint16_t float_to_float16(float single) noexcept {
  const std::uint32_t bits = bit_cast<std::uint32_t>(single);
  const std::uint32_t sign = (bits >> 16) & 0x8000u;
  const std::uint32_t magnitude = bits & 0x7fffffffu;
  std::uint32_t half;
  if (magnitude > 0x7f800000u) {
    half = 0x7e00u | ((magnitude >> 13) & 0x3ffu);
  } else if (magnitude >= 0x477ff000u) {  // 65520 and above round to infinity
    half = 0x7c00u;
  } else if (magnitude >= 0x38800000u) {  // normal: a carry out of the mantissa raises the exponent, as it should
    half = (magnitude - 0x38000000u + 0xfffu + ((magnitude >> 13) & 1u)) >> 13;
  } else if (magnitude > 0x33000000u) {  // above 2^-25: denormal
    const std::uint32_t mantissa = (magnitude & 0x7fffffu) | 0x800000u;
    const std::uint32_t shift = 126u - (magnitude >> 23);  // 14 to 24
    const std::uint32_t half_unit = (1u << (shift - 1u)) - 1u;
    half = (mantissa + half_unit + ((mantissa >> shift) & 1u)) >> shift;
  } else {
    half = 0;
  }
  return static_cast<std::uint16_t>(sign | half);
}

SIGNOPT_ALWAYS_INLINE float bfloat16_to_float(std::uint16_t brain) noexcept {
  return bit_cast<float>(static_cast<std::uint32_t>(brain) << 16);
}

SIGNOPT_ALWAYS_INLINE std::uint16_t float_to_bfloat16(float single) noexcept {
  const std::uint32_t bits = bit_cast<std::uint32_t>(single);
  if ((bits & 0x7fffffffu) > 0x7f800000u) return static_cast<std::uint16_t>((bits >> 16) | 0x40u);
  return static_cast<std::uint16_t>((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
}

// A NaN with nothing in the lower half of its bits; numbers as they are.
SIGNOPT_ALWAYS_INLINE float with_short_nan(float single) noexcept {
  const std::uint32_t bits = bit_cast<std::uint32_t>(single);
  return (bits & 0x7fffffffu) > 0x7f800000u ? bit_cast<float>((bits & 0xffff0000u) | 0x400000u) : single;
}

// Rounds to odd: what was lost stays visible in the last bit, so that a second rounding to 16 bits gives what a single
// one would have given.
inline float double_to_float_odd(double wide) noexcept {
  const float nearest = static_cast<float>(wide);
  const double back = static_cast<double>(nearest);
  if (bit_cast<std::uint64_t>(back) == bit_cast<std::uint64_t>(wide)) return nearest;
  std::uint32_t bits = bit_cast<std::uint32_t>(nearest);
  const std::uint64_t magnitude_mask = 0x7fffffffffffffffu;
  const bool rounded_up =
      (bit_cast<std::uint64_t>(back) & magnitude_mask) > (bit_cast<std::uint64_t>(wide) & magnitude_mask);
  if (rounded_up && (bits & 0x7fffffffu) <= 0x7f800000u) --bits;
  return bit_cast<float>(bits | 1u);
}

// One rounding, from any dtype to any other.
template <dtype To, dtype From>
SIGNOPT_ALWAYS_INLINE value_of<To> convert(value_of<From> from) noexcept {
  if constexpr (To == From) {
    return from;
  } else if constexpr (From == dtype::float16) {
    return convert<To, dtype::float32>(float16_to_float(from));
  } else if constexpr (From == dtype::bfloat16) {
    return convert<To, dtype::float32>(bfloat16_to_float(from));
  } else if constexpr (To == dtype::float32) {
    return static_cast<float>(from);
  } else if constexpr (To == dtype::float64) {
    return static_cast<double>(from);
  } else if constexpr (From == dtype::float64) {
    return convert<To, dtype::float32>(double_to_float_odd(from));
  } else if constexpr (To == dtype::float16) {
    return float_to_float16(from);
  } else {
    return float_to_bfloat16(from);
  }
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
