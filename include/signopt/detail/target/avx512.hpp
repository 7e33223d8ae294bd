// x86-64 with AVX512-F, BW, DQ and VL: 512-bit vectors, masked tails for every dtype, signs by VFPCLASS.
//
//   dtype      load                   store                       arithmetic
//   float64    VMOVUPD                VMOVUPD                     VADDPD VSUBPD VMULPD
//   float32    VMOVUPS                VMOVUPS                     VADDPS VSUBPS VMULPS
//   float16    VCVTPH2PS              VCVTPS2PH                   float32, then VCVTPS2PH and back
//   bfloat16   VPMOVZXWD and a shift  integer rounding, VPMOVDW   float32, then integer rounding
//
// VCVTNEPS2BF16 would flush denormals.
#pragma once

#include <immintrin.h>

#include "../arguments.hpp"
#include "../memory.hpp"

SIGNOPT_TARGET_BEGIN("avx2,fma,f16c,avx512f,avx512bw,avx512dq,avx512vl")
namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace avx512 {

// The unmasked forms of some intrinsics pass an undefined register, which g++ 12 warns of; with a full mask the
// instruction is the same.
constexpr __mmask16 all_lanes_of_16 = 0xffff;
constexpr __mmask8 all_lanes_of_8 = 0xff;

constexpr int zero_or_nan = 0x01 | 0x02 | 0x04 | 0x80;  // VFPCLASS: quiet NaN, +0, -0, signalling NaN

struct float32 {
  using reg = __m512;
  static constexpr std::ptrdiff_t width = 16;
  template <dtype>
  static constexpr bool has_masks = true;

  SIGNOPT_ALWAYS_INLINE static reg splat(float value) { return opaque(_mm512_set1_ps(value)); }

  template <dtype Narrow>
  SIGNOPT_ALWAYS_INLINE static reg splat_narrow(std::uint16_t bits) {
    return opaque(widen<Narrow>(_mm256_set1_epi16(static_cast<short>(bits))));
  }

  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static reg load(const unsigned char* from) {
    if constexpr (Storage == dtype::float32) {
      return _mm512_loadu_ps(from);
    } else {
      return widen<Storage>(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(from)));
    }
  }

  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static void store(unsigned char* to, reg value) {
    if constexpr (Storage == dtype::float32) {
      _mm512_storeu_ps(to, value);
    } else {
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), narrow<Storage>(value));
    }
  }

  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static reg load_n(const unsigned char* from, std::ptrdiff_t n) {
    if constexpr (Storage == dtype::float32) {
      return _mm512_maskz_loadu_ps(first_lanes(n), from);
    } else {
      return widen<Storage>(_mm256_maskz_loadu_epi16(first_lanes(n), from));
    }
  }

  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static void store_n(unsigned char* to, reg value, std::ptrdiff_t n) {
    if constexpr (Storage == dtype::float32) {
      _mm512_mask_storeu_ps(to, first_lanes(n), value);
    } else {
      _mm256_mask_storeu_epi16(to, first_lanes(n), narrow<Storage>(value));
    }
  }

  SIGNOPT_ALWAYS_INLINE static reg add(reg a, reg b) { return _mm512_add_ps(a, b); }
  SIGNOPT_ALWAYS_INLINE static reg sub(reg a, reg b) { return _mm512_sub_ps(a, b); }
  SIGNOPT_ALWAYS_INLINE static reg mul(reg a, reg b) { return opaque(_mm512_mul_ps(a, b)); }

  template <dtype Narrow>
  SIGNOPT_ALWAYS_INLINE static reg round(reg value) {
    if constexpr (Narrow == dtype::float16) {
      return widen<Narrow>(narrow<Narrow>(value));
    } else {
      return _mm512_castsi512_ps(
          _mm512_and_si512(round_to_high_half(value), _mm512_set1_epi32(static_cast<int>(0xffff0000u))));
    }
  }

  // By sign(a) * sign(b), where the sign of a zero or a NaN is 0.
  SIGNOPT_ALWAYS_INLINE static reg select_by_sign(reg a, reg b, reg if_differ, reg if_zero, reg if_agree) {
    const __mmask16 zero =
        static_cast<__mmask16>(_mm512_fpclass_ps_mask(a, zero_or_nan) | _mm512_fpclass_ps_mask(b, zero_or_nan));
    const __mmask16 differ = _mm512_movepi32_mask(_mm512_xor_si512(_mm512_castps_si512(a), _mm512_castps_si512(b)));
    return _mm512_mask_mov_ps(_mm512_mask_mov_ps(if_agree, differ, if_differ), zero, if_zero);
  }

 private:
  SIGNOPT_ALWAYS_INLINE static __mmask16 first_lanes(std::ptrdiff_t n) {
    return static_cast<__mmask16>((1u << n) - 1u);
  }

  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static reg widen(__m256i stored) {
    if constexpr (Storage == dtype::float16) {
      return _mm512_maskz_cvtph_ps(all_lanes_of_16, stored);
    } else {
      return _mm512_castsi512_ps(
          _mm512_maskz_slli_epi32(all_lanes_of_16, _mm512_maskz_cvtepu16_epi32(all_lanes_of_16, stored), 16));
    }
  }

  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static __m256i narrow(reg value) {
    if constexpr (Storage == dtype::float16)
      return _mm512_maskz_cvtps_ph(all_lanes_of_16, value, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    return _mm512_maskz_cvtepi32_epi16(all_lanes_of_16,
                                       _mm512_maskz_srli_epi32(all_lanes_of_16, round_to_high_half(value), 16));
  }

  // The upper 16 bits of each lane are the value rounded to bfloat16; the lower ones are left over.
  SIGNOPT_ALWAYS_INLINE static __m512i round_to_high_half(reg value) {
    const __m512i bits = _mm512_castps_si512(value);
    const __m512i last_kept_bit =
        _mm512_and_si512(_mm512_maskz_srli_epi32(all_lanes_of_16, bits, 16), _mm512_set1_epi32(1));
    const __m512i rounded = _mm512_add_epi32(bits, _mm512_add_epi32(last_kept_bit, _mm512_set1_epi32(0x7fff)));
    const __mmask16 is_nan = _mm512_fpclass_ps_mask(value, 0x01 | 0x80);
    return _mm512_mask_or_epi32(rounded, is_nan, bits, _mm512_set1_epi32(0x400000));
  }

  SIGNOPT_ALWAYS_INLINE static reg opaque(reg value) {
    __asm__("" : "+v"(value));
    return value;
  }
};

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

  SIGNOPT_ALWAYS_INLINE static reg select_by_sign(reg a, reg b, reg if_differ, reg if_zero, reg if_agree) {
    const __mmask8 zero =
        static_cast<__mmask8>(_mm512_fpclass_pd_mask(a, zero_or_nan) | _mm512_fpclass_pd_mask(b, zero_or_nan));
    const __mmask8 differ = _mm512_movepi64_mask(_mm512_xor_si512(_mm512_castpd_si512(a), _mm512_castpd_si512(b)));
    return _mm512_mask_mov_pd(_mm512_mask_mov_pd(if_agree, differ, if_differ), zero, if_zero);
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

#define SIGNOPT_REGION avx512
#include "../emulated_16_bit.inl"
#include "../kernel.inl"
#undef SIGNOPT_REGION
SIGNOPT_TARGET_END
