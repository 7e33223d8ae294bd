// Reductions on x86-64 with AVX512-F, BW, DQ and VL: VMOVDQU, masked for a part of a vector, VPAND and VPMAXS.
#pragma once

#include "../reductions.hpp"
#include "avx512.hpp"

SIGNOPT_TARGET_BEGIN(SIGNOPT_AVX512_INSTRUCTIONS)
namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace avx512 {

// As in the kernels: a full mask, for g++ 12.
constexpr __mmask32 all_lanes_of_32 = 0xffffffff;

template <dtype Type>
struct bits {
  using reg = __m512i;
  static constexpr std::ptrdiff_t width = 64 / size_of(Type);
  template <dtype>
  static constexpr bool has_masks = true;

  template <dtype>
  SIGNOPT_ALWAYS_INLINE static reg load(const unsigned char* from) {
    return _mm512_loadu_si512(from);
  }

  template <dtype>
  SIGNOPT_ALWAYS_INLINE static reg load_n(const unsigned char* from, std::ptrdiff_t n) {
    const std::uint64_t lanes = (std::uint64_t{1} << n) - 1u;
    if constexpr (size_of(Type) == 2) {
      return _mm512_maskz_loadu_epi16(static_cast<__mmask32>(lanes), from);
    } else if constexpr (size_of(Type) == 4) {
      return _mm512_maskz_loadu_epi32(static_cast<__mmask16>(lanes), from);
    } else {
      return _mm512_maskz_loadu_epi64(static_cast<__mmask8>(lanes), from);
    }
  }

  SIGNOPT_ALWAYS_INLINE static reg zero() { return _mm512_setzero_si512(); }
  // An exponent of float64 stands in the upper half of its place, over zeros: the maximum of 64-bit integers is slower.
  SIGNOPT_ALWAYS_INLINE static reg larger(reg a, reg b) {
    if constexpr (size_of(Type) == 2) {
      return _mm512_maskz_max_epi16(all_lanes_of_32, a, b);
    } else {
      return _mm512_maskz_max_epi32(all_lanes_of_16, a, b);
    }
  }
  SIGNOPT_ALWAYS_INLINE static reg exponents(reg value) { return _mm512_and_si512(value, full_exponents()); }
  SIGNOPT_ALWAYS_INLINE static bool has_full_exponent(reg largest) {
    if constexpr (size_of(Type) == 2) {
      return _mm512_cmpeq_epi16_mask(largest, full_exponents()) != 0;
    } else if constexpr (size_of(Type) == 4) {
      return _mm512_cmpeq_epi32_mask(largest, full_exponents()) != 0;
    } else {
      return _mm512_cmpeq_epi64_mask(largest, full_exponents()) != 0;
    }
  }

 private:
  SIGNOPT_ALWAYS_INLINE static reg full_exponents() {
    return _mm512_set1_epi64(static_cast<long long>(in_all_places<Type>(exponent_bits<Type>())));
  }
};

SIGNOPT_ALWAYS_INLINE __m512d sum_in_order(__m512d a, __m512d b) {
  a = _mm512_add_pd(a, b);
  __asm__("" : "+v"(a));
  return a;
}

}  // namespace avx512
}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt

#define SIGNOPT_REGION avx512
#include "../reduction.inl"
#include "../sum_of_squares.inl"
#undef SIGNOPT_REGION
SIGNOPT_TARGET_END
