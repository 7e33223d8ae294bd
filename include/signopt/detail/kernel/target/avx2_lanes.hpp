// What the registers of the avx2 target have in common: how many there are, and masks of the first n lanes.
#pragma once

#include <immintrin.h>

#include <cstddef>

#include "../../base/config.hpp"

SIGNOPT_TARGET_BEGIN(SIGNOPT_AVX2_INSTRUCTIONS)
namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace avx2 {

inline constexpr std::ptrdiff_t vector_registers = 16;

// Lane k of the mask is set where k < n.
SIGNOPT_ALWAYS_INLINE __m256i first_lanes_32(std::ptrdiff_t n) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(n)), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}
SIGNOPT_ALWAYS_INLINE __m256i first_lanes_64(std::ptrdiff_t n) {
  return _mm256_cmpgt_epi64(_mm256_set1_epi64x(n), _mm256_setr_epi64x(0, 1, 2, 3));
}

}  // namespace avx2
}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
SIGNOPT_TARGET_END
