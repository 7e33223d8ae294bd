// Reductions on AArch64 with its baseline vectors: LDR, AND, UMAX and UMAXV.
#pragma once

#include "../reductions.hpp"
#include "neon.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace neon {

template <dtype Type>
struct bits {
  using reg = uint32x4_t;
  static constexpr std::ptrdiff_t width = 16 / size_of(Type);
  template <dtype>
  static constexpr bool has_masks = false;

  template <dtype>
  SIGNOPT_ALWAYS_INLINE static reg load(const unsigned char* from) {
    return vreinterpretq_u32_u8(vld1q_u8(from));
  }

  SIGNOPT_ALWAYS_INLINE static reg zero() { return vdupq_n_u32(0); }
  // An exponent of float64 stands in the upper half of its place, over zeros: there is no maximum of 64-bit integers.
  SIGNOPT_ALWAYS_INLINE static reg larger(reg a, reg b) {
    if constexpr (size_of(Type) == 2) {
      return vreinterpretq_u32_u16(vmaxq_u16(vreinterpretq_u16_u32(a), vreinterpretq_u16_u32(b)));
    } else {
      return vmaxq_u32(a, b);
    }
  }
  SIGNOPT_ALWAYS_INLINE static reg exponents(reg value) {
    return vandq_u32(value, vreinterpretq_u32_u64(vdupq_n_u64(in_all_places<Type>(exponent_bits<Type>()))));
  }
  SIGNOPT_ALWAYS_INLINE static bool has_full_exponent(reg largest) {
    if constexpr (size_of(Type) == 2) {
      return vmaxvq_u16(vreinterpretq_u16_u32(largest)) == exponent_bits<Type>();
    } else {
      constexpr int unused_bits = size_of(Type) == 8 ? 32 : 0;
      return vmaxvq_u32(largest) == exponent_bits<Type>() >> unused_bits;
    }
  }
};

SIGNOPT_ALWAYS_INLINE float64x2_t sum_in_order(float64x2_t a, float64x2_t b) {
  a = vaddq_f64(a, b);
  __asm__("" : "+w"(a));
  return a;
}

}  // namespace neon
}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt

#define SIGNOPT_REGION neon
#include "../reduction.inl"
#include "../sum_of_squares.inl"
#undef SIGNOPT_REGION
