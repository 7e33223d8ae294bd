// What a kernel is told of its elements beside their addresses: how they are reached, and which of their tensor's
// elements the first one is. Both in one word: a kernel has six arguments then, as many as x86-64 passes in registers.
#pragma once

#include <cstddef>
#include <cstdint>

#include "beyond_caches.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// Of the first of a part: two of them and a size fit into the bits below.
inline constexpr std::int64_t largest_element_number = std::int64_t{1} << 60;

class step_part {
 public:
  constexpr step_part(memory_access access, std::int64_t first = 0) noexcept
      : bits_((static_cast<std::uint64_t>(first) << access_bits) | static_cast<std::uint64_t>(access)) {}

  constexpr memory_access access() const noexcept {
    return static_cast<memory_access>(bits_ & ((1u << access_bits) - 1u));
  }
  constexpr std::int64_t first() const noexcept { return static_cast<std::int64_t>(bits_ >> access_bits); }
  // The part of it that begins after so many elements.
  constexpr step_part after(std::ptrdiff_t elements) const noexcept { return {access(), first() + elements}; }

 private:
  static constexpr int access_bits = 2;
  std::uint64_t bits_;
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
