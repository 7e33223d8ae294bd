// The sums of squares of one dtype, by target number: what kernel_table.hpp is for the rules.
#pragma once

#include "reduction_table.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

template <dtype Type>
struct sum_of_squares_table {
  using kernel = double (*)(const void* data, std::ptrdiff_t n, memory_access access);

  static constexpr own_entries<kernel> own() noexcept {
    own_entries<kernel> own;
    own.scalar = &scalar::sum_of_squares<Type>;
#if SIGNOPT_HAS_PORTABLE && SIGNOPT_HAS_PORTABLE_FLOAT64
    own.portable = &portable::sum_of_squares<Type>;
#endif
#if SIGNOPT_HAS_NEON
    own.neon = &neon::sum_of_squares<Type>;
#endif
#if SIGNOPT_HAS_AVX2
    own.avx2 = &avx2::sum_of_squares<Type>;
#endif
#if SIGNOPT_HAS_AVX512
    own.avx512 = &avx512::sum_of_squares<Type>;
#endif
    return own;
  }

  static constexpr entry_by_target<kernel> by_target = with_next_best(own());
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
