// float32 registers of the avx512 target, with loads and stores of what is computed in float32.
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

struct float32 {
  using reg = __m512;
  typedef std::uint32_t words __attribute__((vector_size(64)));
  static constexpr std::ptrdiff_t width = 16;
  template <dtype>
  static constexpr bool has_masks = true;

  static constexpr bool has_two = true;
  struct two {
    reg first, second;
  };

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

  template <dtype Storage, bool IsRounded = false>
  SIGNOPT_ALWAYS_INLINE static void store(unsigned char* to, reg value) {
    if constexpr (Storage == dtype::float32) {
      _mm512_storeu_ps(to, value);
    } else {
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), narrow<Storage, IsRounded>(value));
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

  template <dtype Storage, bool IsRounded = false>
  SIGNOPT_ALWAYS_INLINE static void store_n(unsigned char* to, reg value, std::ptrdiff_t n) {
    if constexpr (Storage == dtype::float32) {
      _mm512_mask_storeu_ps(to, first_lanes(n), value);
    } else {
      _mm256_mask_storeu_epi16(to, first_lanes(n), narrow<Storage, IsRounded>(value));
    }
  }

  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static two load_two(const unsigned char* from) {
    if constexpr (Storage == dtype::float16) {
      return {load<Storage>(from), load<Storage>(from + 32)};
    } else {
      return split_words(_mm512_loadu_si512(from));
    }
  }

  template <dtype Storage, bool IsRounded = false>
  SIGNOPT_ALWAYS_INLINE static void store_two(unsigned char* to, two value) {
    if constexpr (Storage == dtype::float16) {
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), to_float16(value.first));
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(to + 32), to_float16(value.second));
    } else {
      _mm512_storeu_si512(to, join_words<IsRounded>(value));
    }
  }

  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static two load_two_n(const unsigned char* from, std::ptrdiff_t n) {
    const __mmask32 lanes = first_lanes_of_32(n);
    if constexpr (Storage == dtype::float16) {
      return {widen<Storage>(_mm256_maskz_loadu_epi16(first_half(lanes), from)),
              widen<Storage>(_mm256_maskz_loadu_epi16(second_half(lanes), from + 32))};
    } else {
      return split_words(_mm512_maskz_loadu_epi16(lanes, from));
    }
  }

  template <dtype Storage, bool IsRounded = false>
  SIGNOPT_ALWAYS_INLINE static void store_two_n(unsigned char* to, two value, std::ptrdiff_t n) {
    const __mmask32 lanes = first_lanes_of_32(n);
    if constexpr (Storage == dtype::float16) {
      _mm256_mask_storeu_epi16(to, first_half(lanes), to_float16(value.first));
      _mm256_mask_storeu_epi16(to + 32, second_half(lanes), to_float16(value.second));
    } else {
      _mm512_mask_storeu_epi16(to, lanes, join_words<IsRounded>(value));
    }
  }

  static constexpr bool has_nontemporal_stores = true;
  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static void store_nontemporal(unsigned char* to, reg value) {
    _mm256_stream_si256(reinterpret_cast<__m256i*>(to), narrow<Storage, false>(value));
  }
  SIGNOPT_ALWAYS_INLINE static void fence_stores() { _mm_sfence(); }

  SIGNOPT_ALWAYS_INLINE static reg add(reg a, reg b) { return _mm512_add_ps(a, b); }
  SIGNOPT_ALWAYS_INLINE static reg sub(reg a, reg b) { return _mm512_sub_ps(a, b); }
  SIGNOPT_ALWAYS_INLINE static reg mul(reg a, reg b) { return opaque(_mm512_mul_ps(a, b)); }

  template <dtype Narrow>
  SIGNOPT_ALWAYS_INLINE static reg round_to(reg value) {
    if constexpr (Narrow == dtype::float16) {
      return widen<Narrow>(to_float16(value));
    } else {
      return _mm512_castsi512_ps(_mm512_and_si512(round_to_high_word(value), high_words()));
    }
  }

  // As in avx2_float32.hpp.
  SIGNOPT_ALWAYS_INLINE static reg clamp_nans(reg value) {
    const __m512i largest = _mm512_set1_epi32(0x7fff0000), largest_negative = high_words();
    const __m512i positive_cut = _mm512_maskz_min_epi32(all_lanes_of_16, _mm512_castps_si512(value), largest);
    return _mm512_castsi512_ps(_mm512_maskz_min_epu32(all_lanes_of_16, positive_cut, largest_negative));
  }

  // A table in each 128-bit lane: index 0, 1 and 3 are if_zero, if_differ and if_agree.
  struct choice {
    SIGNOPT_ALWAYS_INLINE choice(reg if_differ, reg if_zero, reg if_agree)
        : table(opaque(_mm512_mask_mov_ps(_mm512_mask_mov_ps(if_zero, 0x2222, if_differ), 0x8888, if_agree))) {}
    reg table;
  };

  // The sign of x turns that of y, whose class is then answered by an index: +0, an integer 1, or a number whose last
  // bits are 3.
  SIGNOPT_ALWAYS_INLINE static reg select_by_sign(const choice& from, reg x, reg y) {
    const __m512i x_bits = _mm512_castps_si512(x);
    const __mmask16 x_is_not_zero = _mm512_test_epi32_mask(x_bits, _mm512_set1_epi32(0x7fffffff));
    const __m512i sign_bit = _mm512_set1_epi32(static_cast<int>(0x80000000u));
    const __m512i y_times_sign = _mm512_ternarylogic_epi32(_mm512_castps_si512(y), x_bits, sign_bit, 0x78);
    reg index = _mm512_castsi512_ps(_mm512_set1_epi32(1));
    // Written out, since the intrinsic is a macro at -O0, with a warning in it.
    __asm__("vfixupimmps {$0, %3, %2, %0%{%1%}%{z%}|%0%{%1%}%{z%}, %2, %3, 0}"
            : "+v"(index)
            : "Yk"(x_is_not_zero), "v"(y_times_sign), "v"(_mm512_set1_epi32(static_cast<int>(answer_by_class))));
    return _mm512_maskz_permutevar_ps(all_lanes_of_16, from.table, _mm512_castps_si512(index));
  }

  // The comparison, not equal and ordered, is written out as in avx2_float32.hpp.
  SIGNOPT_ALWAYS_INLINE static reg times_sign(reg value, reg x) {
    __mmask16 has_sign;
    __asm__("vcmpps {$0x0c, %2, %1, %0|%0, %1, %2, 0x0c}" : "=Yk"(has_sign) : "v"(x), "v"(_mm512_setzero_ps()));
    const __m512i sign_bit = _mm512_set1_epi32(static_cast<int>(0x80000000u));
    return _mm512_castsi512_ps(
        _mm512_maskz_ternarylogic_epi32(has_sign, _mm512_castps_si512(value), _mm512_castps_si512(x), sign_bit, 0x78));
  }

  template <dtype Type>
  SIGNOPT_ALWAYS_INLINE static reg flush_subnormal(reg value) {
    constexpr auto smallest = static_cast<int>(smallest_normal_bits<Type, dtype::float32>());
    const __m512i bits = _mm512_castps_si512(opaque(value));
    const __m512i magnitude = _mm512_and_si512(bits, _mm512_set1_epi32(0x7fffffff));
    const __mmask16 is_below = _mm512_cmplt_epi32_mask(magnitude, _mm512_set1_epi32(smallest));
    return _mm512_castsi512_ps(_mm512_mask_xor_epi32(bits, is_below, bits, magnitude));
  }

 private:
  SIGNOPT_ALWAYS_INLINE static __mmask16 first_lanes(std::ptrdiff_t n) {
    return static_cast<__mmask16>((1u << n) - 1u);
  }

  SIGNOPT_ALWAYS_INLINE static __mmask32 first_lanes_of_32(std::ptrdiff_t n) {
    return static_cast<__mmask32>((std::uint64_t{1} << n) - 1u);
  }

  SIGNOPT_ALWAYS_INLINE static __mmask16 first_half(__mmask32 lanes) { return static_cast<__mmask16>(lanes); }
  SIGNOPT_ALWAYS_INLINE static __mmask16 second_half(__mmask32 lanes) { return static_cast<__mmask16>(lanes >> 16); }

  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static reg widen(__m256i stored) {
    if constexpr (Storage == dtype::float16) {
      return _mm512_maskz_cvtph_ps(all_lanes_of_16, stored);
    } else {
      return _mm512_castsi512_ps(
          _mm512_maskz_slli_epi32(all_lanes_of_16, _mm512_maskz_cvtepu16_epi32(all_lanes_of_16, stored), 16));
    }
  }

  template <dtype Storage, bool IsRounded>
  SIGNOPT_ALWAYS_INLINE static __m256i narrow(reg value) {
    if constexpr (Storage == dtype::float16) {
      return to_float16(value);
    } else {
      const __m512i words = _mm512_maskz_srli_epi32(all_lanes_of_16, high_word<IsRounded>(value), 16);
      return _mm512_maskz_cvtepi32_epi16(all_lanes_of_16, words);
    }
  }

  SIGNOPT_ALWAYS_INLINE static __m256i to_float16(reg value) {
    return _mm512_maskz_cvtps_ph(all_lanes_of_16, value, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  }

  SIGNOPT_ALWAYS_INLINE static __m512i high_words() { return _mm512_set1_epi32(static_cast<int>(0xffff0000u)); }

  // Two bfloat16 share a word of 32 bits: its lower half goes to `first`, its upper half to `second`.
  SIGNOPT_ALWAYS_INLINE static two split_words(__m512i stored) {
    return {_mm512_castsi512_ps(_mm512_maskz_slli_epi32(all_lanes_of_16, stored, 16)),
            _mm512_castsi512_ps(_mm512_and_si512(stored, high_words()))};
  }

  template <bool IsRounded>
  SIGNOPT_ALWAYS_INLINE static __m512i join_words(two value) {
    const __m512i low = _mm512_maskz_srli_epi32(all_lanes_of_16, high_word<IsRounded>(value.first), 16);
    return _mm512_ternarylogic_epi32(high_words(), high_word<IsRounded>(value.second), low, 0xca);
  }

  // What of the words is stored is their upper halves.
  template <bool IsRounded>
  SIGNOPT_ALWAYS_INLINE static __m512i high_word(reg value) {
    if constexpr (IsRounded) {
      return _mm512_castps_si512(value);
    } else {
      return round_to_high_word(value);
    }
  }

  // The upper halves are the values rounded to bfloat16; the lower ones are left over.
  SIGNOPT_ALWAYS_INLINE static __m512i round_to_high_word(reg value) {
    const __m512i bits = _mm512_castps_si512(value);
    const __mmask16 is_odd = _mm512_test_epi32_mask(bits, _mm512_set1_epi32(0x10000));
    const __m512i rounded = _mm512_add_epi32(bits, _mm512_set1_epi32(0x7fff));
    return _mm512_mask_add_epi32(rounded, is_odd, bits, _mm512_set1_epi32(0x8000));
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
