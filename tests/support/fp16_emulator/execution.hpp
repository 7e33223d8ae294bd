#ifndef SIGNOPT_TESTS_SUPPORT_FP16_EMULATOR_EXECUTION_HPP
#define SIGNOPT_TESTS_SUPPORT_FP16_EMULATOR_EXECUTION_HPP

#include "evex_decoder.hpp"
#include "signal_frame.hpp"

namespace signopt_test::fp16_emulator {

// Carries out the instruction on the registers of the frame and on memory. The instruction pointer stays.
void execute(const evex_instruction& instruction, signal_frame& frame);

}  // namespace signopt_test::fp16_emulator

#endif
