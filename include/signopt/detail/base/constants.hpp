// Constants of the arithmetic, as values or bits of a dtype.
#pragma once

#include "convert.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// -1, 0 and 1 as values of the compute type.
template <dtype Compute>
constexpr value_of<Compute> small_integer(int integer) noexcept {
  if constexpr (Compute == dtype::float16) {
    return static_cast<value_of<Compute>>(integer == 0 ? 0 : integer > 0 ? 0x3c00 : 0xbc00);
  } else if constexpr (Compute == dtype::bfloat16) {
    return static_cast<value_of<Compute>>(integer == 0 ? 0 : integer > 0 ? 0x3f80 : 0xbf80);
  } else {
    return static_cast<value_of<Compute>>(integer);
  }
}

// How many bits an element has below its exponent.
template <dtype Type>
inline constexpr int fraction_bits = Type == dtype::float16    ? 10
                                     : Type == dtype::bfloat16 ? 7
                                     : Type == dtype::float32  ? 23
                                                               : 52;

// The smallest normal number of Type, as the bits of a Held, which has all values of Type. Magnitudes compare as their
// bits do.
template <dtype Type, dtype Held>
constexpr std::uint64_t smallest_normal_bits() noexcept {
  static_assert(widens_to(Type, Held), "signopt: Held has all values of Type");
  constexpr int exponent = Type == dtype::float16 ? -14 : Type == dtype::float64 ? -1022 : -126;
  constexpr int bias = Held == dtype::float16 ? 15 : Held == dtype::float64 ? 1023 : 127;
  return static_cast<std::uint64_t>(exponent + bias) << fraction_bits<Held>;
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
