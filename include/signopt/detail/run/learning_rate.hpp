// The learning rate of one tensor among many (parameter.hpp).
#pragma once

#include "../base/convert.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// A product, rounded once to the compute type. In float64 products of all other dtypes are exact.
template <dtype Compute>
value_of<Compute> scaled(value_of<Compute> lr, double lr_scale) noexcept {
  const value_of<Compute> scale = convert<Compute, dtype::float64>(lr_scale);
  return convert<Compute, dtype::float64>(convert<dtype::float64, Compute>(lr) *
                                          convert<dtype::float64, Compute>(scale));
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
