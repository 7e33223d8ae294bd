// Arithmetic on single numbers of a call: each operation is rounded on its own, and none is fused into what its result
// is used in, under whatever flags a program is compiled.
#pragma once

#include "../base/convert.hpp"
#include "target/scalar.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

inline double separate_product(double a, double b) noexcept {
  return scalar::float64::mul(scalar::float64::splat(a), scalar::float64::splat(b));
}

inline double separate_quotient(double a, double b) noexcept {
  return scalar::float64::splat(a) / scalar::float64::splat(b);
}

// 1 - x in float64, and only then rounded to the compute type.
template <dtype Compute>
value_of<Compute> one_minus(double x) noexcept {
  return convert<Compute, dtype::float64>(scalar::float64::sub(scalar::float64::splat(1), scalar::float64::splat(x)));
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
