// The reductions of one dtype, by target number: what kernel_table.hpp is for the rules.
#pragma once

#include "next_best.hpp"
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

  // avx512_fp16 has no code of its own.
  static constexpr own_entries<kernel> own() noexcept {
    own_entries<kernel> own;
    own.scalar = &scalar::reduce<Reduction, Type>;
#if SIGNOPT_HAS_PORTABLE
    own.portable = &portable::reduce<Reduction, Type>;
#endif
#if SIGNOPT_HAS_NEON
    own.neon = &neon::reduce<Reduction, Type>;
#endif
#if SIGNOPT_HAS_AVX2
    own.avx2 = &avx2::reduce<Reduction, Type>;
#endif
#if SIGNOPT_HAS_AVX512
    own.avx512 = &avx512::reduce<Reduction, Type>;
#endif
    return own;
  }

  static constexpr entry_by_target<kernel> by_target = with_next_best(own());
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
