// float64 registers of the avx512 target, with loads and stores of what is computed in float64.
#pragma once

#include <immintrin.h>

#include "../../base/constants.hpp"
#include "../../base/memory.hpp"
#include "avx512_lanes.hpp"

SIGNOPT_TARGET_BEGIN(SIGNOPT_AVX512_INSTRUCTIONS)
namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace avx512 {

struct float64 {
  using reg = __m512d;
  static constexpr std::ptrdiff_t width = 8;
  template <dtype>
  static constexpr bool has_masks = true;

  SIGNOPT_ALWAYS_INLINE static reg splat(double value) { return opaque(_mm512_set1_pd(value)); }

  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static reg load(const unsigned char* from) {
    if constexpr (Storage == dtype::float64) {
      return _mm512_loadu_pd(from);
    } else if constexpr (Storage == dtype::float32) {
      return _mm512_maskz_cvtps_pd(all_lanes_of_8, _mm256_loadu_ps(reinterpret_cast<const float*>(from)));
    } else {
      return widen<Storage>(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
    }
  }

  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static void store(unsigned char* to, reg value) {
    static_assert(Storage == dtype::float64, "signopt: what is computed in float64 is stored as float64");
    _mm512_storeu_pd(to, value);
  }

  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static reg load_n(const unsigned char* from, std::ptrdiff_t n) {
    if constexpr (Storage == dtype::float64) {
      return _mm512_maskz_loadu_pd(first_lanes(n), from);
    } else if constexpr (Storage == dtype::float32) {
      return _mm512_maskz_cvtps_pd(all_lanes_of_8, _mm256_maskz_loadu_ps(first_lanes(n), from));
    } else {
      return widen<Storage>(_mm_maskz_loadu_epi16(first_lanes(n), from));
    }
  }

  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static void store_n(unsigned char* to, reg value, std::ptrdiff_t n) {
    _mm512_mask_storeu_pd(to, first_lanes(n), value);
  }

  SIGNOPT_ALWAYS_INLINE static reg add(reg a, reg b) { return _mm512_add_pd(a, b); }
  SIGNOPT_ALWAYS_INLINE static reg sub(reg a, reg b) { return _mm512_sub_pd(a, b); }
  SIGNOPT_ALWAYS_INLINE static reg mul(reg a, reg b) { return opaque(_mm512_mul_pd(a, b)); }

  // As for float32, with one table in the whole register: index 0, 1 and 7.
  struct choice {
    SIGNOPT_ALWAYS_INLINE choice(reg if_differ, reg if_zero, reg if_agree)
        : table(opaque(_mm512_mask_mov_pd(_mm512_mask_mov_pd(if_zero, 0x02, if_differ), 0x80, if_agree))) {}
    reg table;
  };

  SIGNOPT_ALWAYS_INLINE static reg select_by_sign(const choice& from, reg x, reg y) {
    const __m512i x_bits = _mm512_castpd_si512(x);
    const __mmask8 x_is_not_zero = _mm512_test_epi64_mask(x_bits, _mm512_set1_epi64(0x7fffffffffffffff));
    const __m512i sign_bit = _mm512_set1_epi64(static_cast<long long>(0x8000000000000000u));
    const __m512i y_times_sign = _mm512_ternarylogic_epi64(_mm512_castpd_si512(y), x_bits, sign_bit, 0x78);
    reg index = _mm512_castsi512_pd(_mm512_set1_epi64(1));
    __asm__("vfixupimmpd {$0, %3, %2, %0%{%1%}%{z%}|%0%{%1%}%{z%}, %2, %3, 0}"
            : "+v"(index)
            : "Yk"(x_is_not_zero), "v"(y_times_sign), "v"(_mm512_set1_epi64(static_cast<long long>(answer_by_class))));
    return _mm512_maskz_permutexvar_pd(all_lanes_of_8, _mm512_castpd_si512(index), from.table);
  }

  SIGNOPT_ALWAYS_INLINE static reg times_sign(reg value, reg x) {
    __mmask8 has_sign;
    __asm__("vcmppd {$0x0c, %2, %1, %0|%0, %1, %2, 0x0c}" : "=Yk"(has_sign) : "v"(x), "v"(_mm512_setzero_pd()));
    const __m512i sign_bit = _mm512_set1_epi64(static_cast<long long>(0x8000000000000000u));
    return _mm512_castsi512_pd(
        _mm512_maskz_ternarylogic_epi64(has_sign, _mm512_castpd_si512(value), _mm512_castpd_si512(x), sign_bit, 0x78));
  }

  template <dtype Type>
  SIGNOPT_ALWAYS_INLINE static reg flush_subnormal(reg value) {
    constexpr auto smallest = static_cast<long long>(smallest_normal_bits<Type, dtype::float64>());
    const __m512i bits = _mm512_castpd_si512(opaque(value));
    const __m512i magnitude = _mm512_and_si512(bits, _mm512_set1_epi64(0x7fffffffffffffff));
    const __mmask8 is_below = _mm512_cmplt_epi64_mask(magnitude, _mm512_set1_epi64(smallest));
    return _mm512_castsi512_pd(_mm512_mask_xor_epi64(bits, is_below, bits, magnitude));
  }

 private:
  SIGNOPT_ALWAYS_INLINE static __mmask8 first_lanes(std::ptrdiff_t n) { return static_cast<__mmask8>((1u << n) - 1u); }

  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static reg widen(__m128i stored) {
    if constexpr (Storage == dtype::float16) {
      return _mm512_maskz_cvtps_pd(all_lanes_of_8, _mm256_cvtph_ps(stored));
    } else {
      return _mm512_maskz_cvtps_pd(all_lanes_of_8,
                                   _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(stored), 16)));
    }
  }

  SIGNOPT_ALWAYS_INLINE static reg opaque(reg value) {
    __asm__("" : "+v"(value));
    return value;
  }
};

}  // namespace avx512
}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
SIGNOPT_TARGET_END
