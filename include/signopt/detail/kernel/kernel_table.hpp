// The kernels of one dtype combination, by target number. Only the combinations that a program uses are instantiated.
#pragma once

#include "dispatch.hpp"
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
using kernel = void (*)(void* var, void* m, const void* grad, std::ptrdiff_t n, const void* constants,
                        memory_access access);

template <class Rule, bool FlushSubnormalMomentum, dtype Compute, dtype Var, dtype Moment, dtype Grad>
struct kernel_table {
  // A target that was not compiled in, or has no code of its own for the compute type, stands for the next best that
  // has: with the same bits.
  static constexpr kernel of_scalar() noexcept {
    return &scalar::update<Rule, FlushSubnormalMomentum, Compute, Var, Moment, Grad>;
  }

  static constexpr kernel of_portable() noexcept {
#if SIGNOPT_HAS_PORTABLE
    if constexpr (Compute != dtype::float64 || SIGNOPT_HAS_PORTABLE_FLOAT64)
      return &portable::update<Rule, FlushSubnormalMomentum, Compute, Var, Moment, Grad>;
#endif
    return of_scalar();
  }

  static constexpr kernel of_neon() noexcept {
#if SIGNOPT_HAS_NEON
    return &neon::update<Rule, FlushSubnormalMomentum, Compute, Var, Moment, Grad>;
#else
    return of_portable();
#endif
  }

  static constexpr kernel of_avx2() noexcept {
#if SIGNOPT_HAS_AVX2
    return &avx2::update<Rule, FlushSubnormalMomentum, Compute, Var, Moment, Grad>;
#else
    return of_portable();
#endif
  }

  static constexpr kernel of_avx512() noexcept {
#if SIGNOPT_HAS_AVX512
    return &avx512::update<Rule, FlushSubnormalMomentum, Compute, Var, Moment, Grad>;
#else
    return of_avx2();
#endif
  }

  static constexpr kernel of_avx512_fp16() noexcept {
#if SIGNOPT_HAS_AVX512_FP16
    if constexpr (Compute == dtype::float16)
      return &avx512_fp16::update<Rule, FlushSubnormalMomentum, Compute, Var, Moment, Grad>;
#endif
    return of_avx512();
  }

  static constexpr kernel by_target[target_count] = {of_scalar(), of_neon(),        of_avx2(),
                                                     of_avx512(), of_avx512_fp16(), of_portable()};
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
