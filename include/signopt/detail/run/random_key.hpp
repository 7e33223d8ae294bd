// What stochastic rounding is keyed by (rounding.hpp).
#pragma once

#include <cstdint>

#include "../../rounding.hpp"
#include "../base/mix_bits.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// Of a tensor, counted from the one that the request names.
SIGNOPT_WRAPS constexpr std::uint64_t key_of_tensor(const stochastic& random, std::uint64_t tensor) noexcept {
  return mix_bits(mix_bits(mix_bits(random.seed), random.step), random.tensor + tensor);
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
