// Transposing in the vectors that an architecture has unasked, by the compilers' own permutations.
#pragma once

#include <utility>

#include "portable.hpp"

// One permutation of two vectors, whose places are numbered through: g++ has had its own for longer than clang's.
#if SIGNOPT_CLANG
#  define SIGNOPT_PERMUTE(integer, a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
#  define SIGNOPT_PERMUTE(integer, a, b, ...) __builtin_shuffle(a, b, integer{__VA_ARGS__})
#endif

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace portable {

struct lane_vector {
  typedef unsigned char reg __attribute__((vector_size(16)));
  typedef std::uint16_t words __attribute__((vector_size(16)));
  typedef std::uint32_t longs __attribute__((vector_size(16)));
  typedef std::uint64_t quads __attribute__((vector_size(16)));
  static constexpr std::ptrdiff_t count = 1;

  SIGNOPT_ALWAYS_INLINE static reg load(const unsigned char* from, std::ptrdiff_t) {
    reg loaded;
    std::memcpy(&loaded, from, sizeof(loaded));
    return loaded;
  }
  SIGNOPT_ALWAYS_INLINE static void store(unsigned char* to, reg value) { std::memcpy(to, &value, sizeof(value)); }

  template <std::ptrdiff_t Size>
  SIGNOPT_ALWAYS_INLINE static reg zip_low(reg a, reg b) {
    if constexpr (Size == 2) {
      return reinterpret_cast<reg>(
          SIGNOPT_PERMUTE(words, reinterpret_cast<words>(a), reinterpret_cast<words>(b), 0, 8, 1, 9, 2, 10, 3, 11));
    } else if constexpr (Size == 4) {
      return reinterpret_cast<reg>(
          SIGNOPT_PERMUTE(longs, reinterpret_cast<longs>(a), reinterpret_cast<longs>(b), 0, 4, 1, 5));
    } else {
      return reinterpret_cast<reg>(
          SIGNOPT_PERMUTE(quads, reinterpret_cast<quads>(a), reinterpret_cast<quads>(b), 0, 2));
    }
  }
  template <std::ptrdiff_t Size>
  SIGNOPT_ALWAYS_INLINE static reg zip_high(reg a, reg b) {
    if constexpr (Size == 2) {
      return reinterpret_cast<reg>(
          SIGNOPT_PERMUTE(words, reinterpret_cast<words>(a), reinterpret_cast<words>(b), 4, 12, 5, 13, 6, 14, 7, 15));
    } else if constexpr (Size == 4) {
      return reinterpret_cast<reg>(
          SIGNOPT_PERMUTE(longs, reinterpret_cast<longs>(a), reinterpret_cast<longs>(b), 2, 6, 3, 7));
    } else {
      return reinterpret_cast<reg>(
          SIGNOPT_PERMUTE(quads, reinterpret_cast<quads>(a), reinterpret_cast<quads>(b), 1, 3));
    }
  }
};

}  // namespace portable
}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt

#undef SIGNOPT_PERMUTE

#define SIGNOPT_REGION portable
#include "../transpose.inl"
#undef SIGNOPT_REGION
