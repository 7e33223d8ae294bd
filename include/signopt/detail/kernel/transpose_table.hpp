// Transposing elements of one size, by target number: what kernel_table.hpp is for the rules.
#pragma once

#include "dispatch.hpp"
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
  // As there: a target that was not compiled in stands for the next best. avx512_fp16 has no code of its own.
  static constexpr transposing of_scalar() noexcept { return {&scalar::transpose<Size>, 0, 0}; }

  static constexpr transposing of_portable() noexcept {
#if SIGNOPT_HAS_PORTABLE
    return of<portable::squares<Size>>(&portable::transpose<Size>);
#else
    return of_scalar();
#endif
  }

  static constexpr transposing of_neon() noexcept {
#if SIGNOPT_HAS_NEON
    return of<neon::squares<Size>>(&neon::transpose<Size>);
#else
    return of_portable();
#endif
  }

  static constexpr transposing of_avx2() noexcept {
#if SIGNOPT_HAS_AVX2
    return of<avx2::squares<Size>>(&avx2::transpose<Size>);
#else
    return of_portable();
#endif
  }

  static constexpr transposing of_avx512() noexcept {
#if SIGNOPT_HAS_AVX512
    return of<avx512::squares<Size>>(&avx512::transpose<Size>);
#else
    return of_avx2();
#endif
  }

  static constexpr transposing by_target[target_count] = {of_scalar(), of_neon(),   of_avx2(),
                                                          of_avx512(), of_avx512(), of_portable()};

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
