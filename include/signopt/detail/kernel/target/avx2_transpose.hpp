// Transposing on x86-64 with AVX2: VINSERTI128 from memory, VPUNPCKL and VPUNPCKH, VMOVDQU.
#pragma once

#include <utility>

#include "avx2.hpp"

SIGNOPT_TARGET_BEGIN(SIGNOPT_AVX2_INSTRUCTIONS)
namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace avx2 {

struct lane_vector {
  using reg = __m256i;
  static constexpr std::ptrdiff_t count = 2;

  SIGNOPT_ALWAYS_INLINE static reg load(const unsigned char* from, std::ptrdiff_t distance) {
    return _mm256_inserti128_si256(_mm256_castsi128_si256(lane(from)), lane(from + distance), 1);
  }
  SIGNOPT_ALWAYS_INLINE static void store(unsigned char* to, reg value) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), value);
  }

  template <std::ptrdiff_t Size>
  SIGNOPT_ALWAYS_INLINE static reg zip_low(reg a, reg b) {
    if constexpr (Size == 2) {
      return _mm256_unpacklo_epi16(a, b);
    } else if constexpr (Size == 4) {
      return _mm256_unpacklo_epi32(a, b);
    } else {
      return _mm256_unpacklo_epi64(a, b);
    }
  }
  template <std::ptrdiff_t Size>
  SIGNOPT_ALWAYS_INLINE static reg zip_high(reg a, reg b) {
    if constexpr (Size == 2) {
      return _mm256_unpackhi_epi16(a, b);
    } else if constexpr (Size == 4) {
      return _mm256_unpackhi_epi32(a, b);
    } else {
      return _mm256_unpackhi_epi64(a, b);
    }
  }

 private:
  SIGNOPT_ALWAYS_INLINE static __m128i lane(const unsigned char* from) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
  }
};

}  // namespace avx2
}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt

#define SIGNOPT_REGION avx2
#include "../transpose.inl"
#undef SIGNOPT_REGION
SIGNOPT_TARGET_END
