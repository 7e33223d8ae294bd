// The reductions of one dtype, by target number: what kernel_table.hpp is for the rules.
#pragma once

#include "dispatch.hpp"
#include "target/scalar_reductions.hpp"
#if SIGNOPT_HAS_PORTABLE
#  include "target/portable_reductions.hpp"
#endif
#if SIGNOPT_HAS_NEON
#  include "target/neon_reductions.hpp"
#endif
#if SIGNOPT_HAS_AVX2
#  include "target/avx2_reductions.hpp"
#endif
#if SIGNOPT_HAS_AVX512
#  include "target/avx512_reductions.hpp"
#endif

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

template <class Reduction, dtype Type>
struct reduction_table {
  using kernel = typename Reduction::result (*)(const void* data, std::ptrdiff_t n, memory_access access);

  // As there: a target that was not compiled in stands for the next best. avx512_fp16 has no code of its own.
  static constexpr kernel of_scalar() noexcept { return &scalar::reduce<Reduction, Type>; }

  static constexpr kernel of_portable() noexcept {
#if SIGNOPT_HAS_PORTABLE
    return &portable::reduce<Reduction, Type>;
#else
    return of_scalar();
#endif
  }

  static constexpr kernel of_neon() noexcept {
#if SIGNOPT_HAS_NEON
    return &neon::reduce<Reduction, Type>;
#else
    return of_portable();
#endif
  }

  static constexpr kernel of_avx2() noexcept {
#if SIGNOPT_HAS_AVX2
    return &avx2::reduce<Reduction, Type>;
#else
    return of_portable();
#endif
  }

  static constexpr kernel of_avx512() noexcept {
#if SIGNOPT_HAS_AVX512
    return &avx512::reduce<Reduction, Type>;
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
