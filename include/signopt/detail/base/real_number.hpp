// What is a number, and no NaN or infinity, by its bits: comparisons may not tell, as -ffast-math lets a compiler take
// it that there are none.
#pragma once

#include <cstdint>

#include "convert.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

inline constexpr std::uint64_t infinity_bits = std::uint64_t{0x7ff} << 52;

inline std::uint64_t magnitude_bits(double value) noexcept {
  SIGNOPT_OPAQUE_SCALAR(value);
  return bit_cast<std::uint64_t>(value) & ~(std::uint64_t{1} << 63);
}

inline bool is_real(double value) noexcept { return magnitude_bits(value) < infinity_bits; }

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
