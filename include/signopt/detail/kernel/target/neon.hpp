// AArch64 with its baseline vectors: 128 bits, no feature to ask for.
//
//   dtype      load                         store                         arithmetic
//   float64    LDR                          STR                           FADD FSUB FMUL (2D)
//   float32    LDR                          STR                           FADD FSUB FMUL (4S)
//   float16    FCVTL                        FCVTN                         float32, then FCVTN and FCVTL
//   bfloat16   the odd ones and the even    rounded by integer addition,  float32, then integer rounding
//              ones of a register           then put together by SRI
#pragma once

#include <arm_neon.h>

#include "../../base/constants.hpp"
#include "../../base/memory.hpp"
#include "../tuning.hpp"
#include "three_values.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace neon {

inline constexpr std::ptrdiff_t vector_registers = 32;

// Four values of a 16-bit storage, as float32.
template <dtype Storage>
SIGNOPT_ALWAYS_INLINE float32x4_t widen(uint16x4_t stored) {
  if constexpr (Storage == dtype::float16) {
    return vcvt_f32_f16(vreinterpret_f16_u16(stored));
  } else {
    return vreinterpretq_f32_u32(vshll_n_u16(stored, 16));
  }
}

SIGNOPT_ALWAYS_INLINE uint16x4_t load_16_bit(const unsigned char* from) {
  uint16x4_t stored;
  std::memcpy(&stored, from, sizeof(stored));
  return stored;
}

struct float32 {
  using reg = float32x4_t;
  typedef std::uint32_t words __attribute__((vector_size(16)));
  static constexpr std::ptrdiff_t width = 4;
  template <dtype>
  static constexpr bool has_masks = false;

  static constexpr bool has_two = true;
  struct two {
    reg first, second;
  };

  SIGNOPT_ALWAYS_INLINE static reg splat(float value) { return opaque(vdupq_n_f32(value)); }

  template <dtype Narrow>
  SIGNOPT_ALWAYS_INLINE static reg splat_narrow(std::uint16_t bits) {
    return opaque(widen<Narrow>(vdup_n_u16(bits)));
  }

  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static reg load(const unsigned char* from) {
    if constexpr (Storage == dtype::float32) {
      return vreinterpretq_f32_u8(vld1q_u8(from));
    } else {
      return widen<Storage>(load_16_bit(from));
    }
  }

  template <dtype Storage, bool IsRounded = false>
  SIGNOPT_ALWAYS_INLINE static void store(unsigned char* to, reg value) {
    if constexpr (Storage == dtype::float32) {
      vst1q_u8(to, vreinterpretq_u8_f32(value));
    } else {
      const uint16x4_t stored = narrow<Storage, IsRounded>(value);
      std::memcpy(to, &stored, sizeof(stored));
    }
  }

  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static two load_two(const unsigned char* from) {
    const uint16x8_t stored = vreinterpretq_u16_u8(vld1q_u8(from));
    if constexpr (Storage == dtype::float16) {
      return {widen<Storage>(vget_low_u16(stored)), widen<Storage>(vget_high_u16(stored))};
    } else {
      const uint32x4_t words = vreinterpretq_u32_u16(stored);
      return {vreinterpretq_f32_u32(vshlq_n_u32(words, 16)), vreinterpretq_f32_u32(vandq_u32(words, high_words()))};
    }
  }

  template <dtype Storage, bool IsRounded = false>
  SIGNOPT_ALWAYS_INLINE static void store_two(unsigned char* to, two value) {
    uint16x8_t stored;
    if constexpr (Storage == dtype::float16) {
      stored = vcombine_u16(to_float16(value.first), to_float16(value.second));
    } else {
      stored =
          vreinterpretq_u16_u32(vsriq_n_u32(high_word<IsRounded>(value.second), high_word<IsRounded>(value.first), 16));
    }
    vst1q_u8(to, vreinterpretq_u8_u16(stored));
  }

  static constexpr bool has_nontemporal_stores = false;

  SIGNOPT_ALWAYS_INLINE static reg add(reg a, reg b) { return vaddq_f32(a, b); }
  SIGNOPT_ALWAYS_INLINE static reg sub(reg a, reg b) { return vsubq_f32(a, b); }
  SIGNOPT_ALWAYS_INLINE static reg mul(reg a, reg b) { return opaque(vmulq_f32(a, b)); }

  template <dtype Narrow>
  SIGNOPT_ALWAYS_INLINE static reg round_to(reg value) {
    if constexpr (Narrow == dtype::float16) {
      return widen<Narrow>(to_float16(value));
    } else {
      return vreinterpretq_f32_u32(vandq_u32(round_to_high_word(value), high_words()));
    }
  }

  // As in avx2_float32.hpp.
  SIGNOPT_ALWAYS_INLINE static reg clamp_nans(reg value) {
    const int32x4_t positive_cut = vminq_s32(vreinterpretq_s32_f32(value), vdupq_n_s32(0x7fff0000));
    return vreinterpretq_f32_u32(vminq_u32(vreinterpretq_u32_s32(positive_cut), high_words()));
  }

  using choice = three_values<float32>;

  // Integer operations, since a fast-math compiler may take float comparisons to see no NaN: a magnitude less 1, as
  // unsigned, is below that of infinity exactly where there is a sign.
  SIGNOPT_ALWAYS_INLINE static reg select_by_sign(const choice& from, reg x, reg y) {
    const uint32x4_t x_bits = vreinterpretq_u32_f32(x), y_bits = vreinterpretq_u32_f32(y);
    const uint32x4_t magnitude_mask = vdupq_n_u32(0x7fffffffu), one = vdupq_n_u32(1);
    const uint32x4_t x_less_1 = vsubq_u32(vandq_u32(x_bits, magnitude_mask), one);
    const uint32x4_t y_less_1 = vsubq_u32(vandq_u32(y_bits, magnitude_mask), one);
    const uint32x4_t both_have_signs = vcltq_u32(vmaxq_u32(x_less_1, y_less_1), vdupq_n_u32(0x7f800000u));
    const uint32x4_t differ = vcltzq_s32(vreinterpretq_s32_u32(veorq_u32(x_bits, y_bits)));
    return vbslq_f32(both_have_signs, vbslq_f32(differ, from.if_differ, from.if_agree), from.if_zero);
  }

  SIGNOPT_ALWAYS_INLINE static reg times_sign(reg value, reg x) {
    const uint32x4_t bits = vreinterpretq_u32_f32(x), magnitude_mask = vdupq_n_u32(0x7fffffffu);
    const uint32x4_t less_1 = vsubq_u32(vandq_u32(bits, magnitude_mask), vdupq_n_u32(1));
    const uint32x4_t has_sign = vcltq_u32(less_1, vdupq_n_u32(0x7f800000u));
    const uint32x4_t turned = veorq_u32(vreinterpretq_u32_f32(value), vbicq_u32(bits, magnitude_mask));
    return vreinterpretq_f32_u32(vandq_u32(turned, has_sign));
  }

  template <dtype Type>
  SIGNOPT_ALWAYS_INLINE static reg flush_subnormal(reg value) {
    constexpr auto smallest = static_cast<std::uint32_t>(smallest_normal_bits<Type, dtype::float32>());
    const uint32x4_t bits = vreinterpretq_u32_f32(opaque(value));
    const uint32x4_t magnitude = vandq_u32(bits, vdupq_n_u32(0x7fffffffu));
    const uint32x4_t is_below = vcltq_u32(magnitude, vdupq_n_u32(smallest));
    return vreinterpretq_f32_u32(veorq_u32(bits, vandq_u32(magnitude, is_below)));
  }

 private:
  template <dtype Storage, bool IsRounded>
  SIGNOPT_ALWAYS_INLINE static uint16x4_t narrow(reg value) {
    if constexpr (Storage == dtype::float16) {
      return to_float16(value);
    } else {
      return vshrn_n_u32(high_word<IsRounded>(value), 16);
    }
  }

  SIGNOPT_ALWAYS_INLINE static uint16x4_t to_float16(reg value) { return vreinterpret_u16_f16(vcvt_f16_f32(value)); }

  SIGNOPT_ALWAYS_INLINE static uint32x4_t high_words() { return vdupq_n_u32(0xffff0000u); }

  // What of the words is stored is their upper halves.
  template <bool IsRounded>
  SIGNOPT_ALWAYS_INLINE static uint32x4_t high_word(reg value) {
    if constexpr (IsRounded) {
      return vreinterpretq_u32_f32(value);
    } else {
      return round_to_high_word(value);
    }
  }

  // The upper halves of the words are the values rounded to bfloat16; the lower ones are left over.
  SIGNOPT_ALWAYS_INLINE static uint32x4_t round_to_high_word(reg value) {
    const uint32x4_t bits = vreinterpretq_u32_f32(value);
    const uint32x4_t last_kept_bit = vandq_u32(vshrq_n_u32(bits, 16), vdupq_n_u32(1));
    return vaddq_u32(vaddq_u32(bits, vdupq_n_u32(0x7fff)), last_kept_bit);
  }

  SIGNOPT_ALWAYS_INLINE static reg opaque(reg value) {
    __asm__("" : "+w"(value));
    return value;
  }
};

struct float64 {
  using reg = float64x2_t;
  static constexpr std::ptrdiff_t width = 2;
  template <dtype>
  static constexpr bool has_masks = false;

  SIGNOPT_ALWAYS_INLINE static reg splat(double value) { return opaque(vdupq_n_f64(value)); }

  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static reg load(const unsigned char* from) {
    if constexpr (Storage == dtype::float64) {
      return vreinterpretq_f64_u8(vld1q_u8(from));
    } else if constexpr (Storage == dtype::float32) {
      return vcvt_f64_f32(vreinterpret_f32_u8(vld1_u8(from)));
    } else {
      std::uint32_t two;
      std::memcpy(&two, from, sizeof(two));
      return vcvt_f64_f32(vget_low_f32(widen<Storage>(vreinterpret_u16_u32(vdup_n_u32(two)))));
    }
  }

  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static void store(unsigned char* to, reg value) {
    static_assert(Storage == dtype::float64, "signopt: what is computed in float64 is stored as float64");
    vst1q_u8(to, vreinterpretq_u8_f64(value));
  }

  SIGNOPT_ALWAYS_INLINE static reg add(reg a, reg b) { return vaddq_f64(a, b); }
  SIGNOPT_ALWAYS_INLINE static reg sub(reg a, reg b) { return vsubq_f64(a, b); }
  SIGNOPT_ALWAYS_INLINE static reg mul(reg a, reg b) { return opaque(vmulq_f64(a, b)); }

  using choice = three_values<float64>;

  // As for float32, without a maximum of 64-bit integers.
  SIGNOPT_ALWAYS_INLINE static reg select_by_sign(const choice& from, reg x, reg y) {
    const uint64x2_t x_bits = vreinterpretq_u64_f64(x), y_bits = vreinterpretq_u64_f64(y);
    const uint64x2_t both_have_signs = vandq_u64(has_sign(x_bits), has_sign(y_bits));
    const uint64x2_t differ = vcltzq_s64(vreinterpretq_s64_u64(veorq_u64(x_bits, y_bits)));
    return vbslq_f64(both_have_signs, vbslq_f64(differ, from.if_differ, from.if_agree), from.if_zero);
  }

  SIGNOPT_ALWAYS_INLINE static reg times_sign(reg value, reg x) {
    const uint64x2_t bits = vreinterpretq_u64_f64(x);
    const uint64x2_t sign = vbicq_u64(bits, vdupq_n_u64(0x7fffffffffffffffu));
    return vreinterpretq_f64_u64(vandq_u64(veorq_u64(vreinterpretq_u64_f64(value), sign), has_sign(bits)));
  }

  template <dtype Type>
  SIGNOPT_ALWAYS_INLINE static reg flush_subnormal(reg value) {
    constexpr std::uint64_t smallest = smallest_normal_bits<Type, dtype::float64>();
    const uint64x2_t bits = vreinterpretq_u64_f64(opaque(value));
    const uint64x2_t magnitude = vandq_u64(bits, vdupq_n_u64(0x7fffffffffffffffu));
    const uint64x2_t is_below = vcltq_u64(magnitude, vdupq_n_u64(smallest));
    return vreinterpretq_f64_u64(veorq_u64(bits, vandq_u64(magnitude, is_below)));
  }

 private:
  SIGNOPT_ALWAYS_INLINE static uint64x2_t has_sign(uint64x2_t bits) {
    const uint64x2_t magnitude = vandq_u64(bits, vdupq_n_u64(0x7fffffffffffffffu));
    return vcltq_u64(vsubq_u64(magnitude, vdupq_n_u64(1)), vdupq_n_u64(0x7ff0000000000000u));
  }

  SIGNOPT_ALWAYS_INLINE static reg opaque(reg value) {
    __asm__("" : "+w"(value));
    return value;
  }
};

}  // namespace neon
}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt

#define SIGNOPT_REGION neon
#include "../vector_types.inl"

#include "../loop.inl"
#undef SIGNOPT_REGION
