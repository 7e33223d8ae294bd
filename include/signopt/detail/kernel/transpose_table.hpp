// Transposing elements of one size, by target number: what kernel_table.hpp is for the rules.
#pragma once

#include "next_best.hpp"
#include "target/scalar_transpose.hpp"
#if SIGNOPT_HAS_PORTABLE
#  include "target/portable_transpose.hpp"
#endif
#if SIGNOPT_HAS_NEON
#  include "target/neon_transpose.hpp"
#endif
#if SIGNOPT_HAS_AVX2
#  include "target/avx2_transpose.hpp"
#endif
#if SIGNOPT_HAS_AVX512
#  include "target/avx512_transpose.hpp"
#endif

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// transpose.inl says what it does. Distances between lines are in bytes; the two do not overlap.
using transpose_function = void (*)(unsigned char* to, std::ptrdiff_t to_line, const unsigned char* from,
                                    std::ptrdiff_t from_line, std::ptrdiff_t lines, std::ptrdiff_t size);

// A target's own way, and how many lines and elements there must be for it.
struct transposing {
  transpose_function move;
  std::ptrdiff_t fewest_lines, least_size;
};

template <std::ptrdiff_t Size>
struct transpose_table {
  // avx512_fp16 has no code of its own.
  static constexpr own_entries<transposing> own() noexcept {
    own_entries<transposing> own;
    own.scalar = {&scalar::transpose<Size>, 0, 0};
#if SIGNOPT_HAS_PORTABLE
    own.portable = of<portable::squares<Size>>(&portable::transpose<Size>);
#endif
#if SIGNOPT_HAS_NEON
    own.neon = of<neon::squares<Size>>(&neon::transpose<Size>);
#endif
#if SIGNOPT_HAS_AVX2
    own.avx2 = of<avx2::squares<Size>>(&avx2::transpose<Size>);
#endif
#if SIGNOPT_HAS_AVX512
    own.avx512 = of<avx512::squares<Size>>(&avx512::transpose<Size>);
#endif
    return own;
  }

  static constexpr entry_by_target<transposing> by_target = with_next_best(own());

 private:
  template <class Squares>
  static constexpr transposing of(transpose_function move) noexcept {
    return {move, Squares::lines, Squares::side};
  }
};

// Any number of lines and elements, on the target that is chosen; where there are too few of them for its way, one by
// one. Which target that is is decided before: a kernel was looked up.
template <std::ptrdiff_t Size>
void transpose(unsigned char* to, std::ptrdiff_t to_line, const unsigned char* from, std::ptrdiff_t from_line,
               std::ptrdiff_t lines, std::ptrdiff_t size) {
  const transposing& best = transpose_table<Size>::by_target[current_target()];
  const bool is_enough = lines >= best.fewest_lines && size >= best.least_size;
  (is_enough ? best.move : &scalar::transpose<Size>)(to, to_line, from, from_line, lines, size);
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
