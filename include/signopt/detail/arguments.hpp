// What goes into a rule besides the arrays: its scalar arguments, as values of the compute type. The rules themselves
// stand in kernel.inl; a struct here names one.
#pragma once

#include "convert.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

struct add_sign {
  template <dtype Compute>
  struct arguments {
    value_of<Compute> lr, alpha, sign_decay, beta;
  };
};

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

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
