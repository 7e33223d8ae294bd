// x86-64 with AVX512-FP16: float16 arithmetic as the CPU's own, 32 values in a vector. It has only that compute type:
// all else is the avx512 target's.
//
//   dtype      load         store        arithmetic
//   float16    VMOVDQU64    VMOVDQU64    VADDPH VSUBPH VMULPH, signs by VFPCLASSPH
//
// The four instructions are written out: clang 14 hides their intrinsics and _Float16 outside -mavx512fp16, no compiler
// can fuse what it cannot read, and scalar _Float16 code would have excess precision. A register is a vector of 32
// float16 as bits.
#pragma once

#include <immintrin.h>

#include "../../base/constants.hpp"
#include "../../base/memory.hpp"
#include "../tuning.hpp"
#include "three_values.hpp"

SIGNOPT_TARGET_BEGIN(SIGNOPT_AVX512_FP16_INSTRUCTIONS)
namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace avx512_fp16 {

inline constexpr std::ptrdiff_t vector_registers = 32;

struct float16 {
  using arithmetic = float16;
  using reg = __m512i;
  static constexpr std::ptrdiff_t width = 32;
  template <dtype>
  static constexpr bool has_masks = true;

  SIGNOPT_ALWAYS_INLINE static reg splat(std::uint16_t bits) { return _mm512_set1_epi16(static_cast<short>(bits)); }

  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static reg load(const unsigned char* from) {
    return _mm512_loadu_si512(from);
  }

  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static void store(unsigned char* to, reg value) {
    _mm512_storeu_si512(to, value);
  }

  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static reg load_n(const unsigned char* from, std::ptrdiff_t n) {
    return _mm512_maskz_loadu_epi16(first_lanes(n), from);
  }

  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static void store_n(unsigned char* to, reg value, std::ptrdiff_t n) {
    _mm512_mask_storeu_epi16(to, first_lanes(n), value);
  }

  SIGNOPT_ALWAYS_INLINE static reg add(reg a, reg b) {
    reg sum;
    __asm__("vaddph {%2, %1, %0|%0, %1, %2}" : "=v"(sum) : "v"(a), "v"(b));
    return sum;
  }

  SIGNOPT_ALWAYS_INLINE static reg sub(reg a, reg b) {
    reg difference;
    __asm__("vsubph {%2, %1, %0|%0, %1, %2}" : "=v"(difference) : "v"(a), "v"(b));
    return difference;
  }

  SIGNOPT_ALWAYS_INLINE static reg mul(reg a, reg b) {
    reg product;
    __asm__("vmulph {%2, %1, %0|%0, %1, %2}" : "=v"(product) : "v"(a), "v"(b));
    return product;
  }

  template <class Rule>
  SIGNOPT_ALWAYS_INLINE static reg grad_of(const Rule& rule, reg grad, reg var) {
    return rule.grad_of(grad, var);
  }
  template <class Rule>
  SIGNOPT_ALWAYS_INLINE static reg next_m(const Rule& rule, reg grad, reg m) {
    return rule.next_m(grad, m);
  }
  template <class Rule>
  SIGNOPT_ALWAYS_INLINE static reg next_var(const Rule& rule, reg grad, reg m, reg next_m, reg var) {
    return rule.next_var(grad, m, next_m, var);
  }

  using choice = three_values<float16>;

  SIGNOPT_ALWAYS_INLINE static reg select_by_sign(choice from, reg x, reg y) {
    const __mmask32 zero = is_zero_or_nan(x) | is_zero_or_nan(y);
    const __mmask32 differ = _mm512_movepi16_mask(_mm512_xor_si512(x, y));
    return _mm512_mask_mov_epi16(_mm512_mask_mov_epi16(from.if_agree, differ, from.if_differ), zero, from.if_zero);
  }

  SIGNOPT_ALWAYS_INLINE static reg times_sign(reg value, reg x) {
    const reg sign_bit = _mm512_set1_epi16(static_cast<short>(0x8000u));
    const reg turned = _mm512_ternarylogic_epi32(value, x, sign_bit, 0x78);
    return _mm512_mask_mov_epi16(turned, is_zero_or_nan(x), _mm512_setzero_si512());
  }

  template <dtype Type>
  SIGNOPT_ALWAYS_INLINE static reg flush_subnormal(reg value) {
    constexpr auto smallest = static_cast<short>(smallest_normal_bits<Type, dtype::float16>());
    const reg magnitude = _mm512_and_si512(value, _mm512_set1_epi16(0x7fff));
    const __mmask32 is_below = _mm512_cmplt_epi16_mask(magnitude, _mm512_set1_epi16(smallest));
    return _mm512_mask_sub_epi16(value, is_below, value, magnitude);  // there is no masked exclusive or of 16 bits
  }

 private:
  SIGNOPT_ALWAYS_INLINE static __mmask32 is_zero_or_nan(reg value) {
    __mmask32 found;
    __asm__("vfpclassph {$0x87, %1, %0|%0, %1, 0x87}"
            : "=Yk"(found)
            : "v"(value));  // quiet NaN, +0, -0, signalling NaN
    return found;
  }

  SIGNOPT_ALWAYS_INLINE static __mmask32 first_lanes(std::ptrdiff_t n) {
    return static_cast<__mmask32>((std::uint64_t{1} << n) - 1u);
  }
};

template <dtype Compute, dtype Var, dtype Moment, dtype Grad>
struct vector_for;
template <>
struct vector_for<dtype::float16, dtype::float16, dtype::float16, dtype::float16> {
  using type = float16;
};

}  // namespace avx512_fp16
}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt

#define SIGNOPT_REGION avx512_fp16
#include "../loop.inl"
#undef SIGNOPT_REGION
SIGNOPT_TARGET_END
