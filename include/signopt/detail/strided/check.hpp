// The run-time half of the checks, for operands with strides; contiguous ones: check/memory_operands.hpp.
//
// Certain errors are found: two elements of var or m that are one; two operands that surely share an element
// (footprint.hpp). Interleaved views of one array that share none are valid. What is left is the caller's duty:
// operands of different strides that cross somewhere in the middle.
#pragma once

#include "footprint.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

inline void check_alone(const memory_operand& operand, const footprint& memory, const walk& over) {
  if (!memory.exists()) return;
  check_one(operand, over.size());
  if (memory.is_possible()) return;
  raise_error<operand_error>(operand.name, " has strides that reach outside of the memory that any program has");
}

inline void check_injective(const memory_operand& operand, const footprint& memory) {
  if (!memory.exists() || memory.is_injective()) return;
  raise_error<operand_error>(
      operand.name,
      " may overlap itself in memory, and is updated in place: a stride is 0 or does not reach past "
      "what the smaller ones span");
}

inline void check_apart(const memory_operand& a, const footprint& a_memory, const memory_operand& b,
                        const footprint& b_memory) {
  if (!a_memory.exists() || !b_memory.exists() || !footprint::surely_meet(a_memory, b_memory)) return;
  const bool b_is_above = b_memory.lowest() >= a_memory.lowest();
  raise_error<operand_error>(
      a.name, " and ", b.name, " overlap in memory: they share elements, and ", b.name, " begins ",
      to_integer(b_is_above ? b_memory.lowest() - a_memory.lowest() : a_memory.lowest() - b_memory.lowest()),
      b_is_above ? " bytes after " : " bytes before ", a.name);
}

// What stands in for an operand that is no memory.
inline memory_operand no_memory(const char* name) noexcept { return {name, nullptr, 0}; }

// Throws operand_error. Each operand's data is the address of its element at index (0, ..., 0), and may be null where
// there is no element. The walk is as the caller filled it, not arranged; its sizes have been checked: none is
// negative, and there are no more than largest_size elements in all. grad may have strides of 0: it is only read.
inline void check_strided(const memory_operand& var, const memory_operand& m, const memory_operand& grad,
                          const walk& over) {
  if (over.is_empty()) return;
  const footprint var_memory(var, over, &axis::var), m_memory(m, over, &axis::m), grad_memory(grad, over, &axis::grad);
  check_alone(var, var_memory, over);
  check_alone(m, m_memory, over);
  check_alone(grad, grad_memory, over);
  check_injective(var, var_memory);
  check_injective(m, m_memory);
  check_apart(var, var_memory, m, m_memory);
  check_apart(var, var_memory, grad, grad_memory);
  check_apart(m, m_memory, grad, grad_memory);
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
