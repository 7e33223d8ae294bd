// How a call is made, beside its operands: who runs it, and with which options. The doors hand it down; the kernel that
// it asks for is looked up here.
#pragma once

#include <type_traits>

#include "../kernel/kernel_table.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

struct no_options {};

template <class Executor, class Options>
struct launch {
  Executor& executor;
  const Options& options;

  // On the calling thread, before the first write: there may be no target to run, which is an error.
  template <class Rule, dtype Compute, dtype Var, dtype Moment, dtype Grad>
  SIGNOPT_ALWAYS_INLINE auto kernel() const {
    using plain = kernel_table<Rule, Compute, Var, Moment, Grad>;
    if constexpr (std::is_same_v<Options, no_options>) {
      return plain::by_target[current_target()];
    } else {
      using flushing = kernel_table<typename Rule::flushing, Compute, Var, Moment, Grad>;
      return (options.flush_subnormal_momentum ? flushing::by_target : plain::by_target)[current_target()];
    }
  }
};

template <class Executor, class Options>
launch(Executor&, const Options&) -> launch<Executor, Options>;

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
