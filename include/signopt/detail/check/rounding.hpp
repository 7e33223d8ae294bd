// The errors of a request for stochastic rounding (rounding.hpp).
#pragma once

#include <cstdint>

#include "../../dtype.hpp"
#include "../../rounding.hpp"
#include "../base/raise_error.hpp"
#include "../kernel/step_part.hpp"
#include "../kernel/var_output.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

SIGNOPT_COLD inline void check_can_be_stochastic(dtype var, dtype compute) {
  if (can_be_stochastic(var, compute)) return;
  raise_error<type_error>(
      "options.rounding is stochastic, which is for a var of bfloat16 that is computed in float32, ", "and var is ",
      name_of(var), ", computed in ", name_of(compute));
}

SIGNOPT_COLD inline void check_stochastic(const stochastic& random, dtype var, dtype compute) {
  check_can_be_stochastic(var, compute);
  if (random.step == step_not_given)
    raise_error<operand_error>(
        "options.rounding is stochastic without the number of the step, and steps of one number ",
        "round alike: expected stochastic{seed, step}");
  if (random.first < 0 || random.first > largest_element_number)
    raise_error<operand_error>("options.rounding: the number of the first element must be from 0 to 2^60, and is ",
                               static_cast<long long>(random.first));
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
