// A number in which all bits of another take part (the finalizer of SplitMix64: Steele, Lea, Flood, "Fast Splittable
// Pseudorandom Number Generators", OOPSLA 2014).
#pragma once

#include <cstdint>

#include "config.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

SIGNOPT_WRAPS constexpr std::uint64_t mix_bits(std::uint64_t number) noexcept {
  std::uint64_t bits = number + 0x9e3779b97f4a7c15u;
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9u;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebu;
  return bits ^ (bits >> 31);
}

// Of several numbers, in their order.
SIGNOPT_WRAPS constexpr std::uint64_t mix_bits(std::uint64_t mixed, std::uint64_t next) noexcept {
  return mix_bits(mixed + next);
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
