// Memory access that kernels share and that needs no instructions of a target.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "config.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// Copies n elements of ElementSize bytes, n * ElementSize < Limit (a power of two): in pieces of Limit / 2, Limit / 4,
// ... bytes, so that no copy has a size that is known at run time only, which would be a call.
template <std::ptrdiff_t ElementSize, std::ptrdiff_t Limit>
SIGNOPT_ALWAYS_INLINE void copy_elements(unsigned char* to, const unsigned char* from, std::ptrdiff_t n) noexcept {
  constexpr std::ptrdiff_t piece = Limit / 2;
  if constexpr (piece >= ElementSize) {
    const bool has_piece = (n * ElementSize & piece) != 0;
    if (has_piece) std::memcpy(to, from, piece);
    const std::ptrdiff_t done = has_piece ? piece : 0;
    copy_elements<ElementSize, piece>(to + done, from + done, n);
  }
}

inline constexpr std::ptrdiff_t cache_line_bytes = 64;

// How many elements lie before the first address that is a multiple of Boundary, a power of two.
template <std::ptrdiff_t ElementSize, std::ptrdiff_t Boundary>
SIGNOPT_ALWAYS_INLINE std::ptrdiff_t elements_to_boundary(const void* address) noexcept {
  constexpr std::uintptr_t boundary{Boundary};
  const std::uintptr_t beyond = reinterpret_cast<std::uintptr_t>(address) % boundary;
  return static_cast<std::ptrdiff_t>((boundary - beyond) % boundary) / ElementSize;
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
