// float64 registers of the avx2 target, with loads and stores of what is computed in float64.
#pragma once

#include <immintrin.h>

#include "../../base/constants.hpp"
#include "../../base/memory.hpp"
#include "avx2_lanes.hpp"
#include "three_values.hpp"

SIGNOPT_TARGET_BEGIN(SIGNOPT_AVX2_INSTRUCTIONS)
namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace avx2 {

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

  using choice = three_values<float64>;

  SIGNOPT_ALWAYS_INLINE static reg select_by_sign(const choice& from, reg x, reg y) {
    const reg zero = _mm256_setzero_pd();
    const reg a_sign_is_zero = _mm256_or_pd(compare<_CMP_EQ_OQ>(x, zero), compare<_CMP_EQ_UQ>(y, zero));
    const reg unless_zero = _mm256_blendv_pd(from.if_agree, from.if_differ, _mm256_xor_pd(x, y));
    return _mm256_blendv_pd(unless_zero, from.if_zero, a_sign_is_zero);
  }

  SIGNOPT_ALWAYS_INLINE static reg times_sign(reg value, reg x) {
    const reg sign_bit = _mm256_castsi256_pd(_mm256_set1_epi64x(static_cast<long long>(0x8000000000000000u)));
    const reg has_none = compare<_CMP_EQ_UQ>(x, _mm256_setzero_pd());
    return _mm256_andnot_pd(has_none, _mm256_xor_pd(value, _mm256_and_pd(x, sign_bit)));
  }

  template <dtype Type>
  SIGNOPT_ALWAYS_INLINE static reg flush_subnormal(reg value) {
    constexpr auto smallest = static_cast<long long>(smallest_normal_bits<Type, dtype::float64>());
    const __m256i bits = _mm256_castpd_si256(opaque(value));
    const __m256i magnitude = _mm256_and_si256(bits, _mm256_set1_epi64x(0x7fffffffffffffff));
    const __m256i stays = _mm256_cmpgt_epi64(magnitude, _mm256_set1_epi64x(smallest - 1));
    return _mm256_castsi256_pd(_mm256_and_si256(
        bits, _mm256_or_si256(stays, _mm256_set1_epi64x(static_cast<long long>(0x8000000000000000u)))));
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

  template <int Predicate>
  SIGNOPT_ALWAYS_INLINE static reg compare(reg a, reg b) {
    reg mask;
    __asm__("vcmppd {%3, %2, %1, %0|%0, %1, %2, %3}" : "=x"(mask) : "x"(a), "x"(b), "i"(Predicate));
    return mask;
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
SIGNOPT_TARGET_END
