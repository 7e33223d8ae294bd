// Reductions on x86-64 with AVX2: VMOVDQU, or VPMASKMOV for a part of a vector (16-bit elements: through the stack),
// VPAND and VPMAXS.
#pragma once

#include "../reductions.hpp"
#include "avx2.hpp"

SIGNOPT_TARGET_BEGIN(SIGNOPT_AVX2_INSTRUCTIONS)
namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace avx2 {

template <dtype Type>
struct bits {
  using reg = __m256i;
  static constexpr std::ptrdiff_t width = 32 / size_of(Type);
  template <dtype>
  static constexpr bool has_masks = size_of(Type) >= 4;

  template <dtype>
  SIGNOPT_ALWAYS_INLINE static reg load(const unsigned char* from) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
  }

  template <dtype>
  SIGNOPT_ALWAYS_INLINE static reg load_n(const unsigned char* from, std::ptrdiff_t n) {
    if constexpr (size_of(Type) == 4) {
      return _mm256_maskload_epi32(reinterpret_cast<const int*>(from), first_lanes_32(n));
    } else {
      return _mm256_maskload_epi64(reinterpret_cast<const long long*>(from), first_lanes_64(n));
    }
  }

  SIGNOPT_ALWAYS_INLINE static reg zero() { return _mm256_setzero_si256(); }
  // An exponent of float64 stands in the upper half of its place, over zeros: there is no maximum of 64-bit integers.
  SIGNOPT_ALWAYS_INLINE static reg larger(reg a, reg b) {
    if constexpr (size_of(Type) == 2) {
      return _mm256_max_epi16(a, b);
    } else {
      return _mm256_max_epi32(a, b);
    }
  }
  SIGNOPT_ALWAYS_INLINE static reg exponents(reg value) { return _mm256_and_si256(value, full_exponents()); }
  SIGNOPT_ALWAYS_INLINE static bool has_full_exponent(reg largest) {
    reg equal;
    if constexpr (size_of(Type) == 2) {
      equal = _mm256_cmpeq_epi16(largest, full_exponents());
    } else if constexpr (size_of(Type) == 4) {
      equal = _mm256_cmpeq_epi32(largest, full_exponents());
    } else {
      equal = _mm256_cmpeq_epi64(largest, full_exponents());
    }
    return _mm256_movemask_epi8(equal) != 0;
  }

 private:
  SIGNOPT_ALWAYS_INLINE static reg full_exponents() {
    return _mm256_set1_epi64x(static_cast<long long>(in_all_places<Type>(exponent_bits<Type>())));
  }
};

SIGNOPT_ALWAYS_INLINE __m256d sum_in_order(__m256d a, __m256d b) {
  a = _mm256_add_pd(a, b);
  __asm__("" : "+x"(a));
  return a;
}

}  // namespace avx2
}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt

#define SIGNOPT_REGION avx2
#include "../reduction.inl"
#include "../sum_of_squares.inl"
#undef SIGNOPT_REGION
SIGNOPT_TARGET_END
