// What a kernel makes of the new var: stored to nearest, stored by stochastic rounding, or stored with a 16-bit copy
// beside it. And what it takes for that, behind the constants of its rule.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "../../dtype.hpp"
#include "../base/mix_bits.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

enum class var_output : unsigned char { nearest, stochastic, with_float16_copy, with_bfloat16_copy };

constexpr dtype dtype_of_copy(var_output output) noexcept {
  return output == var_output::with_float16_copy ? dtype::float16 : dtype::bfloat16;
}

// Of what is written of var.
constexpr dtype narrowest_of(dtype var, var_output output) noexcept {
  const bool has_copy = output == var_output::with_float16_copy || output == var_output::with_bfloat16_copy;
  return has_copy ? dtype_of_copy(output) : var;
}

// What goes with a copy of this type; void: there is none.
template <class Copy>
constexpr var_output output_of() noexcept {
  if constexpr (std::is_void_v<Copy>) {
    return var_output::nearest;
  } else {
    return dtype_of<Copy>::value == dtype::float16 ? var_output::with_float16_copy : var_output::with_bfloat16_copy;
  }
}

// Only float32 to bfloat16: what is cut off is exactly the lower half of the bits.
constexpr bool can_be_stochastic(dtype var, dtype compute) noexcept {
  return var == dtype::bfloat16 && compute == dtype::float32;
}

struct output_arguments {
  std::uint64_t key = 0;  // of stochastic rounding
  void* copy = nullptr;   // that of the first element
};

// The constants stand first, so that kernels that know nothing of the rest take it for them.
template <class Constants>
struct output_constants {
  Constants of_rule;
  output_arguments output;

  void scale_lr(double lr_scale) noexcept { of_rule.scale_lr(lr_scale); }
};

template <class Constants>
inline constexpr bool has_output = false;
template <class Constants>
inline constexpr bool has_output<output_constants<Constants>> = true;

// Of what a kernel for this output is given.
template <var_output Output, class Constants>
SIGNOPT_ALWAYS_INLINE output_arguments request_in(const void* constants) noexcept {
  if constexpr (Output == var_output::nearest) {
    return {};
  } else {
    return static_cast<const output_constants<Constants>*>(constants)->output;
  }
}

// How many elements from number `first` on have the same upper half: the key has that half, and registers count in 32
// bits.
inline std::int64_t elements_until_wrap(std::int64_t first) noexcept {
  constexpr std::int64_t numbers = std::int64_t{1} << 32;
  return numbers - first % numbers;
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
