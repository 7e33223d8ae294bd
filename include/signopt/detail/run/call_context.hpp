// What a call says of itself beside its operands and scalars: who runs it, and with which options. The front ends hand
// it down; the kernel that it asks for is looked up here.
#pragma once

#include <type_traits>

#include "../../settings.hpp"
#include "executors.hpp"
#include "kernels.hpp"
#include "random_key.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

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
  SIGNOPT_ALWAYS_INLINE typed_kernel_of<Types> kernel_for() const {
    using formula = typename Rule::formula;
    if constexpr (has_options) {
      const bool flush = options.flush_subnormal_momentum;
      // Nothing is called with the request where it is refused whatever it is: a compiler then sees through settings
      // that were written down at the call, and makes no code for what they do not ask for.
      if (!SIGNOPT_LIKELY(!options.rounding.is_stochastic)) {
        if constexpr (can_be_stochastic(Types::var, Types::compute)) {
          return stochastic_kernel<formula, Types>(options.rounding.random, flush, current_target());
        } else {
          check_can_be_stochastic(Types::var, Types::compute);
        }
      }
      return kernels_of<true, formula, Types, Copy>(flush, current_target());
    } else {
      return kernels_of<false, formula, Types, Copy>(false, current_target());
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
};

template <class Executor, class Options>
call_context(Executor&, const Options&) -> call_context<Executor, Options>;

// How a call is made that says nothing of it.
inline constexpr default_options no_options{};
inline constexpr call_context<const serial, default_options> on_calling_thread{calling_thread, no_options};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
