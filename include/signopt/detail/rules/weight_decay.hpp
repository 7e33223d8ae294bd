// Decoupled weight decay: what of var is kept. Computed in float64, from the scalars as they were given, and then
// rounded to the compute type, as Lion's other constants are.
#pragma once

#include "../kernel/separate.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// The factor of var, 1 - lr * weight_decay.
template <dtype Compute>
value_of<Compute> kept_part(double lr, double weight_decay) noexcept {
  return one_minus<Compute>(separate_product(lr, weight_decay));
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
