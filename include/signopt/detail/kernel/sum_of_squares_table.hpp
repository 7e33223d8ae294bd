// The sums of squares of one dtype, by target number: what kernel_table.hpp is for the rules.
#pragma once

#include "reduction_table.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

template <dtype Type>
struct sum_of_squares_table {
  using kernel = double (*)(const void* data, std::ptrdiff_t n, memory_access access);

  // As there: a target that was not compiled in, or has no float64, stands for the next best.
  static constexpr kernel of_scalar() noexcept { return &scalar::sum_of_squares<Type>; }

  static constexpr kernel of_portable() noexcept {
#if SIGNOPT_HAS_PORTABLE && SIGNOPT_HAS_PORTABLE_FLOAT64
    return &portable::sum_of_squares<Type>;
#else
    return of_scalar();
#endif
  }

  static constexpr kernel of_neon() noexcept {
#if SIGNOPT_HAS_NEON
    return &neon::sum_of_squares<Type>;
#else
    return of_portable();
#endif
  }

  static constexpr kernel of_avx2() noexcept {
#if SIGNOPT_HAS_AVX2
    return &avx2::sum_of_squares<Type>;
#else
    return of_portable();
#endif
  }

  static constexpr kernel of_avx512() noexcept {
#if SIGNOPT_HAS_AVX512
    return &avx512::sum_of_squares<Type>;
#else
    return of_avx2();
#endif
  }

  static constexpr kernel by_target[target_count] = {of_scalar(), of_neon(),   of_avx2(),
                                                     of_avx512(), of_avx512(), of_portable()};
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
