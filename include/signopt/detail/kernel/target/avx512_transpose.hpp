// Transposing on x86-64 with AVX512-F and BW: VINSERTI32X4 from memory, VPUNPCKL and VPUNPCKH, VMOVDQU.
#pragma once

#include <utility>

#include "avx512.hpp"

SIGNOPT_TARGET_BEGIN(SIGNOPT_AVX512_INSTRUCTIONS)
namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace avx512 {

struct lane_vector {
  using reg = __m512i;
  static constexpr std::ptrdiff_t count = 4;

  SIGNOPT_ALWAYS_INLINE static reg load(const unsigned char* from, std::ptrdiff_t distance) {
    reg loaded = _mm512_castsi128_si512(lane(from));
    loaded = _mm512_maskz_inserti32x4(all_lanes_of_16, loaded, lane(from + distance), 1);
    loaded = _mm512_maskz_inserti32x4(all_lanes_of_16, loaded, lane(from + 2 * distance), 2);
    return _mm512_maskz_inserti32x4(all_lanes_of_16, loaded, lane(from + 3 * distance), 3);
  }
  SIGNOPT_ALWAYS_INLINE static void store(unsigned char* to, reg value) { _mm512_storeu_si512(to, value); }

  template <std::ptrdiff_t Size>
  SIGNOPT_ALWAYS_INLINE static reg zip_low(reg a, reg b) {
    if constexpr (Size == 2) {
      return _mm512_maskz_unpacklo_epi16(all_words, a, b);
    } else if constexpr (Size == 4) {
      return _mm512_maskz_unpacklo_epi32(all_lanes_of_16, a, b);
    } else {
      return _mm512_maskz_unpacklo_epi64(all_lanes_of_8, a, b);
    }
  }
  template <std::ptrdiff_t Size>
  SIGNOPT_ALWAYS_INLINE static reg zip_high(reg a, reg b) {
    if constexpr (Size == 2) {
      return _mm512_maskz_unpackhi_epi16(all_words, a, b);
    } else if constexpr (Size == 4) {
      return _mm512_maskz_unpackhi_epi32(all_lanes_of_16, a, b);
    } else {
      return _mm512_maskz_unpackhi_epi64(all_lanes_of_8, a, b);
    }
  }

 private:
  // As in the kernels: a full mask, for g++ 12.
  static constexpr __mmask32 all_words = 0xffffffff;

  SIGNOPT_ALWAYS_INLINE static __m128i lane(const unsigned char* from) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
  }
};

}  // namespace avx512
}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt

#define SIGNOPT_REGION avx512
#include "../transpose.inl"
#undef SIGNOPT_REGION
SIGNOPT_TARGET_END
