// Runs the machine code of the avx512_fp16 target on a CPU that has AVX-512 F, BW, DQ and VL but not FP16 (AMD Zen 4
// and 5, Intel Ice Lake). Its AVX512-FP16 instructions trap there (SIGILL); the handler decodes them, computes them in
// software, writes the result into the saved registers and goes on behind them.
//
// It knows what the kernels use: VADDPH, VSUBPH, VMULPH and VFPCLASSPH on 512-bit registers, without masks, memory or a
// rounding of their own, rounded to nearest. Anything else it prints, and aborts. It raises no exception flags in
// MXCSR.
#pragma once

#include <cstdint>
#include <string>

// Elsewhere its files are empty and its tests are skipped.
#if defined(__x86_64__) && defined(__linux__) && !defined(__ILP32__)
#  define SIGNOPT_FP16_EMULATOR 1
#else
#  define SIGNOPT_FP16_EMULATOR 0
#endif

namespace signopt_test::fp16_emulator {

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

// How many instructions were emulated since the program started; "vaddph 12, vmulph 24", without those that never came.
std::uint64_t emulated_instructions();
std::string emulated_instructions_by_name();

}  // namespace signopt_test::fp16_emulator
