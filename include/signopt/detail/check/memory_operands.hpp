// The run-time half of the checks, for operands that are contiguous in memory. A valid call costs a few integer
// operations; which check failed is found out afterwards.
#pragma once

#include <cstddef>
#include <cstdint>

#include "../base/raise_error.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

struct memory_operand {
  const char* name;
  const void* data;
  std::uintptr_t element_size;

  std::uintptr_t address() const noexcept { return reinterpret_cast<std::uintptr_t>(data); }
  bool is_aligned() const noexcept { return (address() & (element_size - 1)) == 0; }
};

inline long long to_integer(std::uintptr_t bytes) noexcept { return static_cast<long long>(bytes); }

// Unsigned differences wrap: a distance the wrong way round is a large one.
SIGNOPT_WRAPS inline bool is_disjoint(const memory_operand& a, const memory_operand& b, std::ptrdiff_t n) noexcept {
  const std::uintptr_t size = static_cast<std::uintptr_t>(n);
  return b.address() - a.address() >= size * a.element_size && a.address() - b.address() >= size * b.element_size;
}

inline bool is_sound(const memory_operand& operand) noexcept { return operand.data != nullptr && operand.is_aligned(); }

// No array has more elements: keeps sizes in bytes from wrapping.
inline constexpr std::ptrdiff_t largest_size = PTRDIFF_MAX / 8;

// No two bytes of a program are further apart: CPUs of 64 bits translate no more than 57 bits of an address, and
// programs have the lower half of what these reach. Absolute addresses are not compared with it: there may be a tag in
// the bits above.
inline constexpr std::uintptr_t furthest_distance = PTRDIFF_MAX >> (sizeof(void*) == 8 ? 7 : 0);

inline void check_one(const memory_operand& operand, std::ptrdiff_t n) {
  if (operand.data == nullptr)
    raise_error<operand_error>(operand.name, " is a null pointer, expected ", n, " elements");
  if (!operand.is_aligned()) {
    raise_error<operand_error>(operand.name, " is misaligned: its address must be a multiple of the element size, ",
                               to_integer(operand.element_size), " bytes, and is ",
                               to_integer(operand.address() % operand.element_size), " past such a multiple");
  }
}

inline void check_pair(const memory_operand& a, const memory_operand& b, std::ptrdiff_t n) {
  if (is_disjoint(a, b, n)) return;
  const bool b_is_above = b.address() >= a.address();
  raise_error<operand_error>(a.name, " and ", b.name, " overlap in memory: ", b.name, " begins ",
                             to_integer(b_is_above ? b.address() - a.address() : a.address() - b.address()),
                             b_is_above ? " bytes after " : " bytes before ", a.name, ", which has ",
                             to_integer(static_cast<std::uintptr_t>(n) * a.element_size), " bytes");
}

inline void check_count(std::ptrdiff_t n) {
  if (n < 0) raise_error<shape_error>("the size n must not be negative, and is ", n);
  if (n > largest_size) raise_error<shape_error>("the size n is larger than any array can be: ", n);
}

SIGNOPT_COLD inline void report_memory(const memory_operand& var, const memory_operand& m, const memory_operand& grad,
                                       std::ptrdiff_t n) {
  check_count(n);
  check_one(var, n);
  check_one(m, n);
  check_one(grad, n);
  check_pair(var, m, n);
  check_pair(var, grad, n);
  check_pair(m, grad, n);
}

// Throws shape_error or operand_error. Null pointers are valid where n is 0.
SIGNOPT_ALWAYS_INLINE void check_memory(const memory_operand& var, const memory_operand& m, const memory_operand& grad,
                                        std::ptrdiff_t n) {
  if (n == 0) return;
  const bool is_valid = n > 0 && n <= largest_size && is_sound(var) && is_sound(m) && is_sound(grad) &&
                        is_disjoint(var, m, n) && is_disjoint(var, grad, n) && is_disjoint(m, grad, n);
  if (!SIGNOPT_LIKELY(is_valid)) report_memory(var, m, grad, n);
}

// The same for one array that is only read.
SIGNOPT_ALWAYS_INLINE void check_memory(const memory_operand& only, std::ptrdiff_t n) {
  if (n == 0) return;
  check_count(n);
  check_one(only, n);
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
