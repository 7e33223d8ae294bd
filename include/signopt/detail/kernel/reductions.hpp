// What an array can be reduced to, and what that needs to know of the formats. The reductions themselves stand in
// reduction.inl; a struct here names one.
#pragma once

#include <cstddef>
#include <cstdint>

#include "../base/constants.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// Whether every element is finite.
struct finite_check {
  using result = bool;
};

// A sum of squares has this many lanes, and tensors are cut into blocks of so many elements for it: the order of the
// additions depends on nothing else (run/gradient_norm.hpp).
inline constexpr int square_lane_count = 16;
inline constexpr std::ptrdiff_t square_block_elements = 4096;

// The fields of an element: its sign, its exponent, whose bits are all ones in infinities and NaNs and in nothing else,
// and the lowest bit of that.
template <dtype Type>
constexpr std::uint64_t sign_bit() noexcept {
  return std::uint64_t{1} << (8 * size_of(Type) - 1);
}
template <dtype Type>
constexpr std::uint64_t lowest_exponent_bit() noexcept {
  return std::uint64_t{1} << fraction_bits<Type>;
}
template <dtype Type>
constexpr std::uint64_t exponent_bits() noexcept {
  return sign_bit<Type>() - lowest_exponent_bit<Type>();
}

// The bits of one element, in each place for one in 64 bits.
template <dtype Type>
constexpr std::uint64_t in_all_places(std::uint64_t element) noexcept {
  return element * (size_of(Type) == 2 ? 0x0001000100010001u : size_of(Type) == 4 ? 0x0000000100000001u : 1u);
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
