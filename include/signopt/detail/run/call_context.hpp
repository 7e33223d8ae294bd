// What a call says of itself beside its operands and scalars: who runs it, and with which options. The front ends hand
// it down; the kernel that it asks for is looked up here.
#pragma once

#include <type_traits>

#include "../../settings.hpp"
#include "../base/raise_error.hpp"
#include "../kernel/kernel_table.hpp"
#include "executors.hpp"
#include "random_key.hpp"

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
  const stochastic* random = nullptr;  // where it rounds so, and the numbers of elements count
  kernel with_copy = nullptr;          // the same for tensors that have a copy, where any may

  SIGNOPT_ALWAYS_INLINE std::int64_t first() const noexcept { return random == nullptr ? 0 : random->first; }

  // How a step on so many elements meets its memory.
  SIGNOPT_ALWAYS_INLINE static memory_access access(std::ptrdiff_t elements) noexcept {
    return access_to(elements * (size_of(Var) + size_of(Moment) + size_of(Grad)), size_of(Var) == 2);
  }
};

// The kernels of a formula where options may ask for a subnormal m to be flushed. Copy: of the copies, or void.
template <class Formula, class Types, class Copy>
SIGNOPT_ALWAYS_INLINE typed_kernel<Types::var, Types::moment, Types::grad> kernels_of_types(bool flush, int target) {
  constexpr dtype c = Types::compute, v = Types::var, m = Types::moment, g = Types::grad;
  typed_kernel<v, m, g> found{find_kernel<Formula, c, v, m, g>(flush, target)};
  if constexpr (!std::is_void_v<Copy>)
    found.with_copy = find_kernel<Formula, c, v, m, g, output_of<Copy>()>(flush, target);
  return found;
}

// That of stochastic rounding, if these types can have it. The request must live as long as the kernel is used.
template <class Formula, class Types>
SIGNOPT_COLD typed_kernel<Types::var, Types::moment, Types::grad> stochastic_kernel(const stochastic& random,
                                                                                    bool flush, int target) {
  check_stochastic(random, Types::var, Types::compute);
  if constexpr (can_be_stochastic(Types::var, Types::compute)) {
    return {find_kernel<Formula, Types::compute, Types::var, Types::moment, Types::grad, var_output::stochastic>(
                flush, target),
            &random};
  } else {
    return {};
  }
}

// The options of a call with scalars. Its program has no kernels for the options.
struct default_options {};

template <class Executor, class Options>
struct call_context {
  Executor& executor;
  const Options& options;

  static constexpr bool has_options = !std::is_same_v<Options, default_options>;

  // For checked types. On the calling thread, before the first write: it is an error if no target can run, or if the
  // options are not for these types.
  template <class Rule, class Types, class Copy = void>
  SIGNOPT_ALWAYS_INLINE typed_kernel<Types::var, Types::moment, Types::grad> kernel_for() const {
    using formula = typename Rule::formula;
    if constexpr (!has_options) {
      return kernels_of<formula, Types, Copy>(false);
    } else {
      if (!SIGNOPT_LIKELY(!options.rounding.is_stochastic))
        return stochastic_kernel<formula, Types>(options.rounding.random, options.flush_subnormal_momentum,
                                                 current_target());
      return kernels_of<formula, Types, Copy>(options.flush_subnormal_momentum);
    }
  }

  // What the kernel takes: the constants of the rule, and behind them what is said of var.
  template <class Copy = void, class Constants>
  SIGNOPT_ALWAYS_INLINE auto constants(const Constants& of_rule) const {
    if constexpr (has_options) {
      const bool is_stochastic = options.rounding.is_stochastic;
      return output_constants<Constants>{of_rule, {is_stochastic ? key_of_tensor(options.rounding.random, 0) : 0}};
    } else if constexpr (std::is_void_v<Copy>) {
      return of_rule;
    } else {
      return output_constants<Constants>{of_rule, {}};
    }
  }

 private:
  // A call with scalars has no kernels for the options.
  template <class Formula, class Types, class Copy>
  SIGNOPT_ALWAYS_INLINE static typed_kernel<Types::var, Types::moment, Types::grad> kernels_of(bool flush) {
    if constexpr (has_options) {
      return kernels_of_types<Formula, Types, Copy>(flush, current_target());
    } else {
      const int target = current_target();
      constexpr dtype c = Types::compute, v = Types::var, m = Types::moment, g = Types::grad;
      typed_kernel<v, m, g> found{kernel_table<Formula, false, c, v, m, g>::by_target[target]};
      if constexpr (!std::is_void_v<Copy>)
        found.with_copy = kernel_table<Formula, false, c, v, m, g, output_of<Copy>()>::by_target[target];
      return found;
    }
  }
};

template <class Executor, class Options>
call_context(Executor&, const Options&) -> call_context<Executor, Options>;

// How a call is made that says nothing of it.
inline constexpr default_options no_options{};
inline constexpr call_context<const serial, default_options> on_calling_thread{calling_thread, no_options};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
