// What the registers of the avx512 target have in common: how many, full masks, and what VFIXUPIMM answers for a lane.
#pragma once

#include <immintrin.h>

#include "../../base/config.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace avx512 {

inline constexpr std::ptrdiff_t vector_registers = 32;

// The unmasked forms of some intrinsics pass an undefined register, which g++ 12 warns of; with a full mask the
// instruction is the same.
constexpr __mmask16 all_lanes_of_16 = 0xffff;
constexpr __mmask8 all_lanes_of_8 = 0xff;

// VFIXUPIMM answers by the class of its operand, four bits for each, from the last: quiet NaN, signalling NaN, 0, +1,
// -infinity, +infinity, negative, positive. The answers: 8 is +0, 0 the value given beforehand, 14 the largest number.
constexpr unsigned answer_by_class = 0xe0e0e888;

}  // namespace avx512
}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
