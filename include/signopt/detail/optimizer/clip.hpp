// The norm of gradients after their scale, and what they are multiplied by where it is too large. In float64, each
// operation on its own.
#pragma once

#include <cmath>

#include "../base/real_number.hpp"
#include "../kernel/separate.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

inline double norm_of(double sum_of_squares, double scale) noexcept {
  return separate_product(std::sqrt(scalar::float64::splat(sum_of_squares)), std::fabs(scale));
}

// 1 where nothing is too large, or the limit is 0 or less. An infinite norm clips to 0, and a NaN is not too large:
// asked of the bits, since comparisons may not tell.
inline double clip_factor(double norm, double limit) noexcept {
  if (magnitude_bits(norm) > infinity_bits || magnitude_bits(limit) > infinity_bits || limit <= 0) return 1;
  if (!is_real(norm)) return is_real(limit) ? 0 : 1;
  return norm > limit ? separate_quotient(limit, norm) : 1;
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
