// What a call says of itself beside its operands and scalars: who runs it, and with which options. The front ends hand
// it down; the kernel that it asks for is looked up here.
#pragma once

#include <type_traits>

#include "../../settings.hpp"
#include "../kernel/kernel_table.hpp"
#include "executors.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// The dtypes of a step, where they are no check_types.
template <dtype Compute, dtype Var, dtype Grad>
struct stated_types {
  static constexpr dtype compute = Compute, var = Var, grad = Grad;
};

// A kernel, and the storages that it was made for.
template <dtype Var, dtype Moment, dtype Grad>
struct typed_kernel {
  kernel update;

  // How a step on so many elements meets its memory.
  SIGNOPT_ALWAYS_INLINE static memory_access access(std::ptrdiff_t elements) noexcept {
    return access_to(elements * (size_of(Var) + size_of(Moment) + size_of(Grad)), size_of(Var) == 2);
  }
};

// The options of a call with scalars. Its program has no kernels for the options.
struct default_options {};

template <class Executor, class Options>
struct call_context {
  Executor& executor;
  const Options& options;

  // For checked types. On the calling thread, before the first write: it is an error if no target can run.
  template <class Rule, class Types>
  SIGNOPT_ALWAYS_INLINE typed_kernel<Types::var, Types::var, Types::grad> kernel_for() const {
    return {find<Rule, Types::compute, Types::var, Types::var, Types::grad>()};
  }

 private:
  template <class Rule, dtype Compute, dtype Var, dtype Moment, dtype Grad>
  SIGNOPT_ALWAYS_INLINE kernel find() const {
    using formula = typename Rule::formula;
    if constexpr (std::is_same_v<Options, default_options>) {
      return kernel_table<formula, false, Compute, Var, Moment, Grad>::by_target[current_target()];
    } else {
      return find_kernel<formula, Compute, Var, Moment, Grad>(options.flush_subnormal_momentum, current_target());
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
