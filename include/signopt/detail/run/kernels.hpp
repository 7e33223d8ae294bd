// The kernels of a step on stated storages: plain, with copies, or with stochastic rounding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "../check/rounding.hpp"
#include "../kernel/kernel_table.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// The dtypes of a step, where they are no check_types.
template <dtype Compute, dtype Var, dtype Moment, dtype Grad>
struct stated_types {
  static constexpr dtype compute = Compute, var = Var, moment = Moment, grad = Grad;
};

// A kernel, and the storages that it was made for.
template <dtype Var, dtype Moment, dtype Grad>
struct typed_kernel {
  kernel update;
  const stochastic* random = nullptr;  // set where var is rounded stochastically, and elements are numbered
  kernel with_copy = nullptr;          // the same for tensors that have a copy, where any may

  SIGNOPT_ALWAYS_INLINE std::int64_t first() const noexcept { return random == nullptr ? 0 : random->first; }

  // How a step on so many elements meets its memory.
  SIGNOPT_ALWAYS_INLINE static memory_access access(std::ptrdiff_t elements, std::ptrdiff_t copy_bytes = 0) noexcept {
    constexpr std::ptrdiff_t bytes = size_of(Var) + size_of(Moment) + size_of(Grad);
    return access_to(elements * (bytes + copy_bytes), size_of(Var) == 2);
  }
};

template <class Types>
using typed_kernel_of = typed_kernel<Types::var, Types::moment, Types::grad>;

// MayFlush: whether the program says only when it runs whether a subnormal m is flushed, and has both kernels.
template <bool MayFlush, class Formula, class Types, var_output Output = var_output::nearest>
SIGNOPT_ALWAYS_INLINE kernel kernel_of(bool flush, int target) noexcept {
  constexpr dtype c = Types::compute, v = Types::var, m = Types::moment, g = Types::grad;
  if constexpr (MayFlush) {
    return find_kernel<Formula, c, v, m, g, Output>(flush, target);
  } else {
    return kernel_table<Formula, false, c, v, m, g, Output>::by_target[target];
  }
}

// Copy: the type of the tensors' copies, or void.
template <bool MayFlush, class Formula, class Types, class Copy>
SIGNOPT_ALWAYS_INLINE typed_kernel_of<Types> kernels_of(bool flush, int target) noexcept {
  typed_kernel_of<Types> found{kernel_of<MayFlush, Formula, Types>(flush, target)};
  if constexpr (!std::is_void_v<Copy>)
    found.with_copy = kernel_of<MayFlush, Formula, Types, output_of<Copy>()>(flush, target);
  return found;
}

// That of stochastic rounding, if these types can have it. The request must live as long as the kernel is used.
template <class Formula, class Types>
SIGNOPT_COLD typed_kernel_of<Types> stochastic_kernel(const stochastic& random, bool flush, int target) {
  check_stochastic(random, Types::var, Types::compute);
  if constexpr (can_be_stochastic(Types::var, Types::compute)) {
    return {kernel_of<true, Formula, Types, var_output::stochastic>(flush, target), &random};
  } else {
    return {};
  }
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
