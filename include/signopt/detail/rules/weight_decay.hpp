// Decoupled weight decay: what of var is kept. Computed in float64, from the scalars as they were given, and then
// rounded to the compute type, as Lion's other constants are.
#pragma once

#include "../base/convert.hpp"
#include "../kernel/target/scalar.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// Neither is fused into what it is used in.
inline double separate_product(double a, double b) noexcept {
  return scalar::float64::mul(scalar::float64::splat(a), scalar::float64::splat(b));
}

template <dtype Compute>
value_of<Compute> one_minus(double x) noexcept {
  return convert<Compute, dtype::float64>(scalar::float64::sub(scalar::float64::splat(1), scalar::float64::splat(x)));
}

// The factor of var, 1 - lr * weight_decay.
template <dtype Compute>
value_of<Compute> kept_part(double lr, double weight_decay) noexcept {
  return one_minus<Compute>(separate_product(lr, weight_decay));
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
