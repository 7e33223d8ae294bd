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

// By the size of an element, and not by its type: bytes are moved.
template <std::ptrdiff_t Size>
struct element_bytes {
  unsigned char bytes[std::size_t{Size}];
};

// `size` elements that are so many bytes apart.
template <std::ptrdiff_t Size>
SIGNOPT_ALWAYS_INLINE void copy_line(unsigned char* to, std::ptrdiff_t to_stride, const unsigned char* from,
                                     std::ptrdiff_t from_stride, std::ptrdiff_t size) noexcept {
  // Four at a time: the compiler, which cannot know that they are apart, may load them all before it stores one.
  for (; size >= 4; size -= 4, to += 4 * to_stride, from += 4 * from_stride) {
    element_bytes<Size> a, b, c, d;
    std::memcpy(&a, from, Size);
    std::memcpy(&b, from + from_stride, Size);
    std::memcpy(&c, from + 2 * from_stride, Size);
    std::memcpy(&d, from + 3 * from_stride, Size);
    std::memcpy(to, &a, Size);
    std::memcpy(to + to_stride, &b, Size);
    std::memcpy(to + 2 * to_stride, &c, Size);
    std::memcpy(to + 3 * to_stride, &d, Size);
  }
  for (; size > 0; --size, to += to_stride, from += from_stride) std::memcpy(to, from, Size);
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
