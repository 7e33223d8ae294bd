// Reductions on the target that every compiler and CPU has: 64 bits at a time, in plain C++.
#pragma once

#include "../reductions.hpp"
#include "scalar.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace scalar {

// As many elements as fit into an integer of 64 bits. An exponent field of ones, alone in its place, carries into the
// place of the sign when 1 is added to it, and no other does.
template <dtype Type>
struct bits {
  using reg = std::uint64_t;
  static constexpr std::ptrdiff_t width = std::ptrdiff_t{sizeof(reg)} / size_of(Type);
  template <dtype>
  static constexpr bool has_masks = false;

  template <dtype>
  SIGNOPT_ALWAYS_INLINE static reg load(const unsigned char* from) {
    reg stored;
    std::memcpy(&stored, from, sizeof(stored));
    return stored;
  }

  SIGNOPT_ALWAYS_INLINE static reg zero() { return 0; }
  SIGNOPT_ALWAYS_INLINE static reg larger(reg a, reg b) { return a | b; }
  SIGNOPT_ALWAYS_INLINE static reg exponents(reg value) {
    return (value & in_all_places<Type>(exponent_bits<Type>())) + in_all_places<Type>(lowest_exponent_bit<Type>());
  }
  SIGNOPT_ALWAYS_INLINE static bool has_full_exponent(reg largest) {
    return (largest & in_all_places<Type>(sign_bit<Type>())) != 0;
  }
};

SIGNOPT_ALWAYS_INLINE double sum_in_order(double a, double b) {
  a += b;
  SIGNOPT_OPAQUE_SCALAR(a);
  return a;
}

}  // namespace scalar
}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt

#define SIGNOPT_REGION scalar
#include "../reduction.inl"
#include "../sum_of_squares.inl"
#undef SIGNOPT_REGION
