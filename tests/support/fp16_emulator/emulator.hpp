#ifndef SIGNOPT_TESTS_SUPPORT_FP16_EMULATOR_EMULATOR_HPP
#define SIGNOPT_TESTS_SUPPORT_FP16_EMULATOR_EMULATOR_HPP

#include <cstdint>
#include <string>
#include <string_view>

#include "platform.hpp"

// Runs AVX512-FP16 machine code on a CPU that has AVX-512 F, BW, DQ and VL but not FP16 (AMD Zen 4 and 5, Intel Ice
// Lake). Each such instruction traps (SIGILL); the handler decodes it, computes it in software, writes the result into
// the saved registers and goes on behind it. What it does not know, it prints, and aborts.
//
// MXCSR exception flags are not raised, and unmasked floating-point exceptions are refused.
namespace signopt_test::fp16_emulator {

bool cpu_has_avx512();       // F, BW, DQ, VL, and an operating system that saves their registers
bool cpu_has_avx512_fp16();  // then there is nothing to emulate

// Why AVX512-FP16 machine code cannot run here, natively or emulated; empty where it can.
std::string reason_not_to_run();

// Installs the SIGILL handler for its own life, unless the CPU runs the instructions itself.
class installed_emulator {
 public:
  installed_emulator();
  ~installed_emulator();
  installed_emulator(const installed_emulator&) = delete;
  installed_emulator& operator=(const installed_emulator&) = delete;
  bool active() const { return active_; }

 private:
  bool active_;
};

// How many instructions were emulated since the program started: all, or those of one name as in the table.
std::uint64_t emulated_instructions();
std::uint64_t emulated_instructions(std::string_view name);

// "vaddph 12, vmulph 24", without those that never came.
std::string emulated_instructions_by_name();

}  // namespace signopt_test::fp16_emulator

#endif
