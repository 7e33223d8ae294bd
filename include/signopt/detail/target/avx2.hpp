// x86-64 with AVX2, FMA and F16C: 256-bit vectors. No FMA instruction is used, since the arithmetic is unfused.
//
//   dtype      load                   store                         arithmetic
//   float64    VMOVUPD                VMOVUPD                       VADDPD VSUBPD VMULPD
//   float32    VMOVUPS                VMOVUPS                       VADDPS VSUBPS VMULPS
//   float16    VCVTPH2PS              VCVTPS2PH                     float32, then VCVTPS2PH and back
//   bfloat16   VPMOVZXWD and a shift  integer rounding, VPACKUSDW   float32, then integer rounding
#pragma once

#include <immintrin.h>

#include "../arguments.hpp"
#include "../memory.hpp"

SIGNOPT_TARGET_BEGIN("avx2,fma,f16c")
namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace avx2 {

// Lane k of the mask is set where k < n.
SIGNOPT_ALWAYS_INLINE static __m256i first_lanes_32(std::ptrdiff_t n) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(n)), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}
SIGNOPT_ALWAYS_INLINE static __m256i first_lanes_64(std::ptrdiff_t n) {
  return _mm256_cmpgt_epi64(_mm256_set1_epi64x(n), _mm256_setr_epi64x(0, 1, 2, 3));
}

struct float32 {
  using reg = __m256;
  static constexpr std::ptrdiff_t width = 8;
  template <dtype Storage>
  static constexpr bool has_masks = Storage == dtype::float32;

  SIGNOPT_ALWAYS_INLINE static reg splat(float value) { return opaque(_mm256_set1_ps(value)); }

  template <dtype Narrow>
  SIGNOPT_ALWAYS_INLINE static reg splat_narrow(std::uint16_t bits) {
    return opaque(widen<Narrow>(_mm_set1_epi16(static_cast<short>(bits))));
  }

  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static reg load(const unsigned char* from) {
    if constexpr (Storage == dtype::float32) {
      return _mm256_loadu_ps(reinterpret_cast<const float*>(from));
    } else {
      return widen<Storage>(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
    }
  }

  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static void store(unsigned char* to, reg value) {
    if constexpr (Storage == dtype::float32) {
      _mm256_storeu_ps(reinterpret_cast<float*>(to), value);
    } else if constexpr (Storage == dtype::float16) {
      _mm_storeu_si128(reinterpret_cast<__m128i*>(to),
                       _mm256_cvtps_ph(value, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC));
    } else {
      const __m256i high_halves = _mm256_srli_epi32(round_to_high_half(value), 16);
      const __m256i packed = _mm256_packus_epi32(high_halves, high_halves);
      _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm256_castsi256_si128(_mm256_permute4x64_epi64(packed, 0x08)));
    }
  }

  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static reg load_n(const unsigned char* from, std::ptrdiff_t n) {
    return _mm256_maskload_ps(reinterpret_cast<const float*>(from), first_lanes_32(n));
  }

  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static void store_n(unsigned char* to, reg value, std::ptrdiff_t n) {
    _mm256_maskstore_ps(reinterpret_cast<float*>(to), first_lanes_32(n), value);
  }

  SIGNOPT_ALWAYS_INLINE static reg add(reg a, reg b) { return _mm256_add_ps(a, b); }
  SIGNOPT_ALWAYS_INLINE static reg sub(reg a, reg b) { return _mm256_sub_ps(a, b); }
  SIGNOPT_ALWAYS_INLINE static reg mul(reg a, reg b) { return opaque(_mm256_mul_ps(a, b)); }

  template <dtype Narrow>
  SIGNOPT_ALWAYS_INLINE static reg round(reg value) {
    if constexpr (Narrow == dtype::float16) {
      return _mm256_cvtph_ps(_mm256_cvtps_ph(value, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC));
    } else {
      return _mm256_castsi256_ps(
          _mm256_and_si256(round_to_high_half(value), _mm256_set1_epi32(static_cast<int>(0xffff0000u))));
    }
  }

  // By sign(a) * sign(b), where the sign of a zero or a NaN is 0. Integer operations, since a fast-math compiler may
  // take float comparisons to see no NaN: a magnitude less 1, as unsigned, is below that of infinity exactly where
  // there is a sign.
  SIGNOPT_ALWAYS_INLINE static reg select_by_sign(reg a, reg b, reg if_differ, reg if_zero, reg if_agree) {
    const __m256i a_bits = _mm256_castps_si256(a), b_bits = _mm256_castps_si256(b);
    const __m256i magnitude_mask = _mm256_set1_epi32(0x7fffffff), minus_one = _mm256_set1_epi32(-1);
    const __m256i a_less_1 = _mm256_add_epi32(_mm256_and_si256(a_bits, magnitude_mask), minus_one);
    const __m256i b_less_1 = _mm256_add_epi32(_mm256_and_si256(b_bits, magnitude_mask), minus_one);
    const __m256i larger = _mm256_max_epu32(a_less_1, b_less_1);
    const __m256i both_have_signs = _mm256_cmpeq_epi32(_mm256_min_epu32(larger, _mm256_set1_epi32(0x7f7fffff)), larger);
    const reg step = _mm256_blendv_ps(if_agree, if_differ, _mm256_castsi256_ps(_mm256_xor_si256(a_bits, b_bits)));
    return _mm256_blendv_ps(if_zero, step, _mm256_castsi256_ps(both_have_signs));
  }

 private:
  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static reg widen(__m128i stored) {
    if constexpr (Storage == dtype::float16) {
      return _mm256_cvtph_ps(stored);
    } else {
      return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(stored), 16));
    }
  }

  // The upper 16 bits of each lane are the value rounded to bfloat16; the lower ones are left over.
  SIGNOPT_ALWAYS_INLINE static __m256i round_to_high_half(reg value) {
    const __m256i bits = _mm256_castps_si256(value);
    const __m256i last_kept_bit = _mm256_and_si256(_mm256_srli_epi32(bits, 16), _mm256_set1_epi32(1));
    const __m256i rounded = _mm256_add_epi32(bits, _mm256_add_epi32(last_kept_bit, _mm256_set1_epi32(0x7fff)));
    const __m256i quiet_nan = _mm256_or_si256(bits, _mm256_set1_epi32(0x400000));
    const __m256i magnitude = _mm256_and_si256(bits, _mm256_set1_epi32(0x7fffffff));
    const __m256i is_nan = _mm256_cmpgt_epi32(magnitude, _mm256_set1_epi32(0x7f800000));
    return _mm256_blendv_epi8(rounded, quiet_nan, is_nan);
  }

  SIGNOPT_ALWAYS_INLINE static reg opaque(reg value) {
    __asm__("" : "+x"(value));
    return value;
  }
};

struct float64 {
  using reg = __m256d;
  static constexpr std::ptrdiff_t width = 4;
  template <dtype Storage>
  static constexpr bool has_masks = Storage == dtype::float32 || Storage == dtype::float64;

  SIGNOPT_ALWAYS_INLINE static reg splat(double value) { return opaque(_mm256_set1_pd(value)); }

  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static reg load(const unsigned char* from) {
    if constexpr (Storage == dtype::float64) {
      return _mm256_loadu_pd(reinterpret_cast<const double*>(from));
    } else if constexpr (Storage == dtype::float32) {
      return _mm256_cvtps_pd(_mm_loadu_ps(reinterpret_cast<const float*>(from)));
    } else {
      return widen<Storage>(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(from)));
    }
  }

  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static void store(unsigned char* to, reg value) {
    static_assert(Storage == dtype::float64, "signopt: what is computed in float64 is stored as float64");
    _mm256_storeu_pd(reinterpret_cast<double*>(to), value);
  }

  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static reg load_n(const unsigned char* from, std::ptrdiff_t n) {
    if constexpr (Storage == dtype::float32) {
      return _mm256_cvtps_pd(
          _mm_maskload_ps(reinterpret_cast<const float*>(from), _mm256_castsi256_si128(first_lanes_32(n))));
    } else {
      return _mm256_maskload_pd(reinterpret_cast<const double*>(from), first_lanes_64(n));
    }
  }

  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static void store_n(unsigned char* to, reg value, std::ptrdiff_t n) {
    _mm256_maskstore_pd(reinterpret_cast<double*>(to), first_lanes_64(n), value);
  }

  SIGNOPT_ALWAYS_INLINE static reg add(reg a, reg b) { return _mm256_add_pd(a, b); }
  SIGNOPT_ALWAYS_INLINE static reg sub(reg a, reg b) { return _mm256_sub_pd(a, b); }
  SIGNOPT_ALWAYS_INLINE static reg mul(reg a, reg b) { return opaque(_mm256_mul_pd(a, b)); }

  // As for float32; AVX2 compares 64-bit integers as signed only, so each magnitude is compared from both sides.
  SIGNOPT_ALWAYS_INLINE static reg select_by_sign(reg a, reg b, reg if_differ, reg if_zero, reg if_agree) {
    const __m256i a_bits = _mm256_castpd_si256(a), b_bits = _mm256_castpd_si256(b);
    const __m256i both_have_signs = _mm256_and_si256(has_sign(a_bits), has_sign(b_bits));
    const reg step = _mm256_blendv_pd(if_agree, if_differ, _mm256_castsi256_pd(_mm256_xor_si256(a_bits, b_bits)));
    return _mm256_blendv_pd(if_zero, step, _mm256_castsi256_pd(both_have_signs));
  }

 private:
  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static reg widen(__m128i stored) {
    if constexpr (Storage == dtype::float16) {
      return _mm256_cvtps_pd(_mm_cvtph_ps(stored));
    } else {
      return _mm256_cvtps_pd(_mm_castsi128_ps(_mm_slli_epi32(_mm_cvtepu16_epi32(stored), 16)));
    }
  }

  SIGNOPT_ALWAYS_INLINE static __m256i has_sign(__m256i bits) {
    const __m256i magnitude = _mm256_and_si256(bits, _mm256_set1_epi64x(0x7fffffffffffffff));
    const __m256i above_zero = _mm256_cmpgt_epi64(magnitude, _mm256_setzero_si256());
    return _mm256_andnot_si256(_mm256_cmpgt_epi64(magnitude, _mm256_set1_epi64x(0x7ff0000000000000)), above_zero);
  }

  SIGNOPT_ALWAYS_INLINE static reg opaque(reg value) {
    __asm__("" : "+x"(value));
    return value;
  }
};

}  // namespace avx2
}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt

#define SIGNOPT_REGION avx2
#include "../emulated_16_bit.inl"
#include "../kernel.inl"
#undef SIGNOPT_REGION
SIGNOPT_TARGET_END
