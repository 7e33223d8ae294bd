// What stochastic rounding is keyed by, and the errors of a request for it (rounding.hpp).
#pragma once

#include <cstdint>

#include "../../dtype.hpp"
#include "../../rounding.hpp"
#include "../base/mix_bits.hpp"
#include "../base/raise_error.hpp"
#include "../kernel/var_output.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// Of a tensor, counted from the one that the request names.
SIGNOPT_WRAPS constexpr std::uint64_t key_of_tensor(const stochastic& random, std::uint64_t tensor) noexcept {
  return mix_bits(mix_bits(mix_bits(random.seed), random.step), random.tensor + tensor);
}

SIGNOPT_COLD inline void check_stochastic(const stochastic& random, dtype var, dtype compute) {
  if (!can_be_stochastic(var, compute)) {
    raise_error<type_error>(
        "options.rounding is stochastic, which is for a var of bfloat16 that is computed in float32, ", "and var is ",
        name_of(var), ", computed in ", name_of(compute));
  }
  constexpr std::int64_t most = std::int64_t{1} << 60;
  if (random.first < 0 || random.first > most)
    raise_error<operand_error>("options.rounding: the number of the first element must be from 0 to 2^60, and is ",
                               static_cast<long long>(random.first));
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
