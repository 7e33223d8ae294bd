// Elements in a file, whose lowest bytes come first, whatever the CPU does.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "../base/convert.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

inline bool is_little_endian() noexcept {
  const std::uint16_t one = 1;
  unsigned char first;
  std::memcpy(&first, &one, 1);
  return first == 1;
}

template <std::size_t Size>
void swap_bytes(unsigned char* elements, std::size_t bytes) noexcept {
  for (std::size_t at = 0; at < bytes; at += Size) std::reverse(elements + at, elements + at + Size);
}

// file.write(data, bytes), of the elements where they are, or of copies of some at a time.
template <class File, class T>
void write_little_endian(File& file, const T* elements, std::ptrdiff_t n) {
  const std::size_t bytes = static_cast<std::size_t>(n) * sizeof(T);
  if (is_little_endian()) return bytes == 0 ? void() : file.write(elements, bytes);
  const auto* from = reinterpret_cast<const unsigned char*>(elements);
  unsigned char some[4096];
  for (std::size_t at = 0; at < bytes; at += sizeof(some)) {
    const std::size_t now = (std::min)(sizeof(some), bytes - at);
    std::memcpy(some, from + at, now);
    swap_bytes<sizeof(T)>(some, now);
    file.write(some, now);
  }
}

template <class T>
void read_little_endian(T* to, const unsigned char* stored, std::ptrdiff_t n) noexcept {
  const std::size_t bytes = static_cast<std::size_t>(n) * sizeof(T);
  if (bytes == 0) return;
  std::memcpy(static_cast<void*>(to), stored, bytes);
  if (!is_little_endian()) swap_bytes<sizeof(T)>(reinterpret_cast<unsigned char*>(to), bytes);
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
