// float32 registers of the avx2 target, with loads and stores of what is computed in float32.
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

struct float32 {
  using reg = __m256;
  typedef std::uint32_t words __attribute__((vector_size(32)));
  static constexpr std::ptrdiff_t width = 8;
  template <dtype Storage>
  static constexpr bool has_masks = Storage == dtype::float32;

  static constexpr bool has_two = true;
  struct two {
    reg first, second;
  };

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

  template <dtype Storage, bool IsRounded = false>
  SIGNOPT_ALWAYS_INLINE static void store(unsigned char* to, reg value) {
    if constexpr (Storage == dtype::float32) {
      _mm256_storeu_ps(reinterpret_cast<float*>(to), value);
    } else {
      _mm_storeu_si128(reinterpret_cast<__m128i*>(to), narrow<Storage, IsRounded>(value));
    }
  }

  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static two load_two(const unsigned char* from) {
    if constexpr (Storage == dtype::float16) {
      return {load<Storage>(from), load<Storage>(from + 16)};
    } else {
      const __m256i stored = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
      return {_mm256_castsi256_ps(_mm256_slli_epi32(stored, 16)),
              _mm256_castsi256_ps(_mm256_and_si256(stored, high_words()))};
    }
  }

  template <dtype Storage, bool IsRounded = false>
  SIGNOPT_ALWAYS_INLINE static void store_two(unsigned char* to, two value) {
    if constexpr (Storage == dtype::float16) {
      _mm_storeu_si128(reinterpret_cast<__m128i*>(to), to_float16(value.first));
      _mm_storeu_si128(reinterpret_cast<__m128i*>(to + 16), to_float16(value.second));
    } else {
      const __m256i low = _mm256_srli_epi32(high_word<IsRounded>(value.first), 16);
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(to),
                          _mm256_blend_epi16(low, high_word<IsRounded>(value.second), 0xaa));
    }
  }

  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static reg load_n(const unsigned char* from, std::ptrdiff_t n) {
    return _mm256_maskload_ps(reinterpret_cast<const float*>(from), first_lanes_32(n));
  }

  template <dtype Storage, bool IsRounded = false>
  SIGNOPT_ALWAYS_INLINE static void store_n(unsigned char* to, reg value, std::ptrdiff_t n) {
    _mm256_maskstore_ps(reinterpret_cast<float*>(to), first_lanes_32(n), value);
  }

  static constexpr bool has_nontemporal_stores = true;
  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static void store_nontemporal(unsigned char* to, reg value) {
    _mm_stream_si128(reinterpret_cast<__m128i*>(to), narrow<Storage, false>(value));
  }
  SIGNOPT_ALWAYS_INLINE static void fence_stores() { _mm_sfence(); }

  SIGNOPT_ALWAYS_INLINE static reg add(reg a, reg b) { return _mm256_add_ps(a, b); }
  SIGNOPT_ALWAYS_INLINE static reg sub(reg a, reg b) { return _mm256_sub_ps(a, b); }
  SIGNOPT_ALWAYS_INLINE static reg mul(reg a, reg b) { return opaque(_mm256_mul_ps(a, b)); }

  template <dtype Narrow>
  SIGNOPT_ALWAYS_INLINE static reg round_to(reg value) {
    if constexpr (Narrow == dtype::float16) {
      return widen<Narrow>(to_float16(value));
    } else {
      return _mm256_castsi256_ps(_mm256_and_si256(round_to_high_word(value), high_words()));
    }
  }

  // As integers with a sign, positive NaNs are the largest; as integers without, negative ones.
  SIGNOPT_ALWAYS_INLINE static reg clamp_nans(reg value) {
    const __m256i largest = _mm256_set1_epi32(0x7fff0000), largest_negative = high_words();
    const __m256i positive_cut = _mm256_min_epi32(_mm256_castps_si256(value), largest);
    return _mm256_castsi256_ps(_mm256_min_epu32(positive_cut, largest_negative));
  }

  using choice = three_values<float32>;

  SIGNOPT_ALWAYS_INLINE static reg select_by_sign(const choice& from, reg x, reg y) {
    const reg zero = _mm256_setzero_ps();
    const reg a_sign_is_zero = _mm256_or_ps(compare<_CMP_EQ_OQ>(x, zero), compare<_CMP_EQ_UQ>(y, zero));
    const reg unless_zero = _mm256_blendv_ps(from.if_agree, from.if_differ, _mm256_xor_ps(x, y));
    return _mm256_blendv_ps(unless_zero, from.if_zero, a_sign_is_zero);
  }

  SIGNOPT_ALWAYS_INLINE static reg times_sign(reg value, reg x) {
    const reg sign_bit = _mm256_castsi256_ps(_mm256_set1_epi32(static_cast<int>(0x80000000u)));
    const reg has_none = compare<_CMP_EQ_UQ>(x, _mm256_setzero_ps());
    return _mm256_andnot_ps(has_none, _mm256_xor_ps(value, _mm256_and_ps(x, sign_bit)));
  }

  template <dtype Type>
  SIGNOPT_ALWAYS_INLINE static reg flush_subnormal(reg value) {
    constexpr auto smallest = static_cast<int>(smallest_normal_bits<Type, dtype::float32>());
    const __m256i bits = _mm256_castps_si256(opaque(value));
    const __m256i magnitude = _mm256_and_si256(bits, _mm256_set1_epi32(0x7fffffff));
    const __m256i stays = _mm256_cmpgt_epi32(magnitude, _mm256_set1_epi32(smallest - 1));
    return _mm256_castsi256_ps(
        _mm256_and_si256(bits, _mm256_or_si256(stays, _mm256_set1_epi32(static_cast<int>(0x80000000u)))));
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

  template <dtype Storage, bool IsRounded>
  SIGNOPT_ALWAYS_INLINE static __m128i narrow(reg value) {
    if constexpr (Storage == dtype::float16) {
      return to_float16(value);
    } else {
      const __m256i words = _mm256_srli_epi32(high_word<IsRounded>(value), 16);
      return _mm_packus_epi32(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1));
    }
  }

  SIGNOPT_ALWAYS_INLINE static __m128i to_float16(reg value) {
    return _mm256_cvtps_ph(value, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  }

  SIGNOPT_ALWAYS_INLINE static __m256i high_words() { return _mm256_set1_epi32(static_cast<int>(0xffff0000u)); }

  // What of the words is stored is their upper halves.
  template <bool IsRounded>
  SIGNOPT_ALWAYS_INLINE static __m256i high_word(reg value) {
    if constexpr (IsRounded) {
      return _mm256_castps_si256(value);
    } else {
      return round_to_high_word(value);
    }
  }

  // The upper halves of the words are the values rounded to bfloat16; the lower ones are left over.
  SIGNOPT_ALWAYS_INLINE static __m256i round_to_high_word(reg value) {
    const __m256i bits = _mm256_castps_si256(value);
    const __m256i last_kept_bit = _mm256_and_si256(_mm256_srli_epi32(bits, 16), _mm256_set1_epi32(1));
    return _mm256_add_epi32(_mm256_add_epi32(bits, _mm256_set1_epi32(0x7fff)), last_kept_bit);
  }

  // Written out, since a fast-math compiler may take a comparison to see no NaN.
  template <int Predicate>
  SIGNOPT_ALWAYS_INLINE static reg compare(reg a, reg b) {
    reg mask;
    __asm__("vcmpps {%3, %2, %1, %0|%0, %1, %2, %3}" : "=x"(mask) : "x"(a), "x"(b), "i"(Predicate));
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
