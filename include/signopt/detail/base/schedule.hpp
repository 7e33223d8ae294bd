// What schedules over a training have in common (sign_decay.hpp): the values at arguments and results that are no
// numbers, or out of range.
#pragma once

#include <cstdint>

#include "convert.hpp"

namespace signopt {
namespace detail {
inline constexpr double pi = 3.14159265358979323846;

inline namespace SIGNOPT_ABI {

// The bits of the magnitude. They tell NaN and infinity from numbers where comparisons may not, as -ffast-math lets the
// compiler take it that there are none.
inline std::uint64_t magnitude_bits(double value) noexcept {
  SIGNOPT_OPAQUE_SCALAR(value);
  return bit_cast<std::uint64_t>(value) & ~(std::uint64_t{1} << 63);
}
inline constexpr std::uint64_t infinity_bits = std::uint64_t{0x7ff} << 52;
inline bool is_real(double value) noexcept { return magnitude_bits(value) < infinity_bits; }

// formula(step, total_steps), under the rules of sign_decay.hpp for what is no number and for results that are none.
template <class Formula>
double schedule(double step, double total_steps, const Formula& formula) {
  if (!is_real(step) || magnitude_bits(total_steps) > infinity_bits || total_steps <= 0) return 0;
  if (!is_real(total_steps)) return 1;
  const double value = formula(step < 0 ? 0 : step, total_steps);
  if (!is_real(value) || value <= 0) return 0;
  return value < 1 ? value : 1;
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
