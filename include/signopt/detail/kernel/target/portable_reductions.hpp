// Reductions in the vectors that an architecture has unasked: logic and one addition, as scalar_reductions.hpp has
// them, on two integers of 64 bits.
#pragma once

#include "../reductions.hpp"
#include "portable.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace portable {

template <dtype Type>
struct bits {
  typedef std::uint64_t reg __attribute__((vector_size(16)));
  static constexpr std::ptrdiff_t width = 16 / size_of(Type);
  template <dtype>
  static constexpr bool has_masks = false;

  template <dtype>
  SIGNOPT_ALWAYS_INLINE static reg load(const unsigned char* from) {
    reg stored;
    std::memcpy(&stored, from, sizeof(stored));
    return stored;
  }

  SIGNOPT_ALWAYS_INLINE static reg zero() { return reg{}; }
  SIGNOPT_ALWAYS_INLINE static reg larger(reg a, reg b) { return a | b; }
  SIGNOPT_ALWAYS_INLINE static reg exponents(reg value) {
    return (value & in_all_places<Type>(exponent_bits<Type>())) + in_all_places<Type>(lowest_exponent_bit<Type>());
  }
  SIGNOPT_ALWAYS_INLINE static bool has_full_exponent(reg largest) {
    return ((largest[0] | largest[1]) & in_all_places<Type>(sign_bit<Type>())) != 0;
  }
};

#if SIGNOPT_HAS_PORTABLE_FLOAT64
SIGNOPT_ALWAYS_INLINE float64::reg sum_in_order(float64::reg a, float64::reg b) {
  a = a + b;
  SIGNOPT_OPAQUE_VECTOR(a);
  return a;
}
#endif

}  // namespace portable
}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt

#define SIGNOPT_REGION portable
#include "../reduction.inl"
#if SIGNOPT_HAS_PORTABLE_FLOAT64
#  include "../sum_of_squares.inl"
#endif
#undef SIGNOPT_REGION
