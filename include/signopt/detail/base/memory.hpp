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

// The thresholds and the distance below were measured: docs/performance.md.

// From this size on, a part of a vector first, up to where var is aligned, costs less than vectors that straddle cache
// lines.
inline constexpr std::ptrdiff_t alignment_threshold_vectors = 64;

// How many elements lie before the first address that is a multiple of Boundary, a power of two.
template <std::ptrdiff_t ElementSize, std::ptrdiff_t Boundary>
SIGNOPT_ALWAYS_INLINE std::ptrdiff_t elements_to_boundary(const void* address) noexcept {
  constexpr std::uintptr_t boundary{Boundary};
  const std::uintptr_t beyond = reinterpret_cast<std::uintptr_t>(address) % boundary;
  return static_cast<std::ptrdiff_t>((boundary - beyond) % boundary) / ElementSize;
}

// Hardware prefetchers stop at page borders; asking for memory this far ahead of use carries the streams across. It
// pays where the operands are larger than the caches, and costs some percent where they are not. A prefetch never
// faults, so the address may lie behind the end of an array.
inline constexpr std::uintptr_t prefetch_distance_bytes = 2048;
inline constexpr std::ptrdiff_t prefetch_threshold_bytes = std::ptrdiff_t{64} << 20;

// After so much has been read, a reduction asks whether it needs to go on.
inline constexpr std::ptrdiff_t reduction_block_bytes = 8192;

SIGNOPT_ALWAYS_INLINE void prefetch_ahead(const unsigned char* address) noexcept {
  SIGNOPT_PREFETCH(reinterpret_cast<const void*>(reinterpret_cast<std::uintptr_t>(address) + prefetch_distance_bytes));
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
