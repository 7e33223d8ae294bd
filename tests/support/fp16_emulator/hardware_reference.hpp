#ifndef SIGNOPT_TESTS_SUPPORT_FP16_EMULATOR_HARDWARE_REFERENCE_HPP
#define SIGNOPT_TESTS_SUPPORT_FP16_EMULATOR_HARDWARE_REFERENCE_HPP

#include "binary16_arithmetic.hpp"
#include "platform.hpp"
#include "signal_frame.hpp"

#if SIGNOPT_FP16_EMULATOR
// The same operations by another way: the CPU widens to float32, computes, and narrows, all in hardware. Two roundings,
// as good as one: to nearest because 24 >= 2 * 11 + 2, in a fixed direction because the grids are nested.
namespace signopt_test::fp16_emulator::hardware {

enum class operation { add, subtract, multiply, divide, square_root, minimum, maximum };

// 32 lanes; square_root takes b.
vector_register compute(operation what, rounding mode, const vector_register& a, const vector_register& b);

float to_single(binary16 value);
double to_double(binary16 value);
binary16 from_single(float value, rounding mode);

bool compare(binary16 a, binary16 b, unsigned predicate);
bool has_class(binary16 value, unsigned wanted_classes);

}  // namespace signopt_test::fp16_emulator::hardware
#endif

#endif
