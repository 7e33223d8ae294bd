#ifndef SIGNOPT_TESTS_SUPPORT_FP16_EMULATOR_BINARY16_ARITHMETIC_HPP
#define SIGNOPT_TESTS_SUPPORT_FP16_EMULATOR_BINARY16_ARITHMETIC_HPP

#include <cstdint>

// IEEE 754 binary16 on bit patterns, as the AVX512-FP16 instructions compute it: denormals are kept, every operation is
// rounded once, NaN results are the first NaN operand made quiet. Only integers and double are used: the result must
// not depend on the half-precision instructions of the CPU that checks it.
namespace signopt_test::fp16_emulator {

using binary16 = std::uint16_t;

// In the order of MXCSR.RC and of the rounding bits in an EVEX prefix.
enum class rounding : unsigned { nearest_even, down, up, toward_zero };

enum class relation { less, equal, greater, unordered };

constexpr bool is_nan(binary16 value) { return (value & 0x7fffu) > 0x7c00u; }
constexpr bool is_zero(binary16 value) { return (value & 0x7fffu) == 0; }

double widen(binary16 value);                  // exact; a NaN becomes quiet
binary16 narrow(double value, rounding mode);  // one rounding; a NaN becomes quiet

binary16 add(binary16 a, binary16 b, rounding mode);
binary16 subtract(binary16 a, binary16 b, rounding mode);
binary16 multiply(binary16 a, binary16 b, rounding mode);
binary16 divide(binary16 a, binary16 b, rounding mode);
binary16 square_root(binary16 value, rounding mode);

// The x86 rule: the second operand where either is a NaN or both are zero.
binary16 minimum(binary16 a, binary16 b);
binary16 maximum(binary16 a, binary16 b);

relation compare(binary16 a, binary16 b);
bool compare(binary16 a, binary16 b, unsigned predicate);  // the 32 predicates of VCMPPH
bool has_class(binary16 value, unsigned wanted_classes);   // the class bits of VFPCLASSPH

}  // namespace signopt_test::fp16_emulator

#endif
