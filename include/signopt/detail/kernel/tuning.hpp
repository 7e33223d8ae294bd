// What the loops are tuned by: thresholds and distances, which were measured (docs/performance.md), and what they ask
// about a rule.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "step_part.hpp"
#include "var_output.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// From this size on, a part of a vector first, up to where var is aligned, costs less than vectors that straddle cache
// lines.
inline constexpr std::ptrdiff_t alignment_threshold_vectors = 64;
// Without masks the part goes through memory, and pays later.
inline constexpr std::ptrdiff_t alignment_threshold_vectors_without_masks = 512;

// How far ahead of its use memory is prefetched, where it is. A prefetch never faults, so the address may lie behind
// the end of an array.
inline constexpr std::uintptr_t prefetch_distance_bytes = 2048;

// Of so many lines of each stream the vectors are taken together, where operands come from memory.
inline constexpr std::ptrdiff_t lines_together = 2;

// What a rule needs of a target's vector registers, beside its operands: constants and intermediate values.
inline constexpr std::ptrdiff_t registers_of_rule = 8;

// Of one element.
template <class... Dtypes>
constexpr std::ptrdiff_t smallest_size(Dtypes... types) noexcept {
  std::ptrdiff_t smallest = 8;
  for (const int size : {size_of(types)...}) smallest = size < smallest ? size : smallest;
  return smallest;
}

// After so much has been read, a reduction asks whether it needs to go on.
inline constexpr std::ptrdiff_t reduction_block_bytes = 8192;

// Whether a rule computes with a gradient that it makes of the one that is given, and of var: loop.inl.
template <class Rule>
inline constexpr bool makes_grad = false;

SIGNOPT_ALWAYS_INLINE void prefetch_ahead(const unsigned char* address) noexcept {
  SIGNOPT_PREFETCH_LINE(
      reinterpret_cast<const void*>(reinterpret_cast<std::uintptr_t>(address) + prefetch_distance_bytes));
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
