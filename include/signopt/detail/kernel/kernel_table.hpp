// The kernels of one dtype combination, by target number. Only the combinations that a program uses are instantiated.
#pragma once

#include "next_best.hpp"
#include "target/scalar.hpp"
#if SIGNOPT_HAS_PORTABLE
#  include "target/portable.hpp"
#endif
#if SIGNOPT_HAS_NEON
#  include "target/neon.hpp"
#endif
#if SIGNOPT_HAS_AVX2
#  include "target/avx2.hpp"
#endif
#if SIGNOPT_HAS_AVX512
#  include "target/avx512.hpp"
#endif
#if SIGNOPT_HAS_AVX512_FP16
#  include "target/avx512_fp16.hpp"
#endif

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// Erased, so that what calls kernels is compiled once for all rules. `constants` points to the constants of the rule in
// the compute type.
using kernel = void (*)(void* var, void* m, const void* grad, std::ptrdiff_t n, const void* constants, step_part part);

template <class Rule, bool FlushSubnormalMomentum, dtype Compute, dtype Var, dtype Moment, dtype Grad,
          var_output Output = var_output::nearest>
struct kernel_table {
  static constexpr own_entries<kernel> own() noexcept {
    own_entries<kernel> own;
    own.scalar = &scalar::update<Rule, FlushSubnormalMomentum, Compute, Var, Moment, Grad, Output>;
#if SIGNOPT_HAS_PORTABLE
    if constexpr (Compute != dtype::float64 || SIGNOPT_HAS_PORTABLE_FLOAT64)
      own.portable = &portable::update<Rule, FlushSubnormalMomentum, Compute, Var, Moment, Grad, Output>;
#endif
#if SIGNOPT_HAS_NEON
    own.neon = &neon::update<Rule, FlushSubnormalMomentum, Compute, Var, Moment, Grad, Output>;
#endif
#if SIGNOPT_HAS_AVX2
    own.avx2 = &avx2::update<Rule, FlushSubnormalMomentum, Compute, Var, Moment, Grad, Output>;
#endif
#if SIGNOPT_HAS_AVX512
    own.avx512 = &avx512::update<Rule, FlushSubnormalMomentum, Compute, Var, Moment, Grad, Output>;
#endif
#if SIGNOPT_HAS_AVX512_FP16
    if constexpr (Compute == dtype::float16)
      own.avx512_fp16 = &avx512_fp16::update<Rule, FlushSubnormalMomentum, Compute, Var, Moment, Grad, Output>;
#endif
    return own;
  }

  static constexpr entry_by_target<kernel> by_target = with_next_best(own());
};

// Where the program says only when it runs whether m is flushed: both kernels are compiled.
template <class Rule, dtype Compute, dtype Var, dtype Moment, dtype Grad, var_output Output = var_output::nearest>
SIGNOPT_ALWAYS_INLINE kernel find_kernel(bool flush_subnormal_momentum, int target) noexcept {
  return (flush_subnormal_momentum ? kernel_table<Rule, true, Compute, Var, Moment, Grad, Output>::by_target
                                   : kernel_table<Rule, false, Compute, Var, Moment, Grad, Output>::by_target)[target];
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
