#ifndef SIGNOPT_TESTS_SUPPORT_FP16_EMULATOR_PROBE_HPP
#define SIGNOPT_TESTS_SUPPORT_FP16_EMULATOR_PROBE_HPP

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "emulator.hpp"
#include "signal_frame.hpp"

#if SIGNOPT_FP16_EMULATOR
namespace signopt_test::fp16_emulator {

// All registers that an instruction under test may read or change. It is loaded whole before the instruction and stored
// whole after it, so that a test sees a wrong destination as well as a wrong result.
struct machine {
  vector_register vectors[32];
  std::uint64_t opmasks[8];
  std::uint64_t rax, rcx, rdx, r9, r12, r13;
  unsigned char carry, parity, zero, sign, overflow, padding[3];
};
static_assert(offsetof(machine, opmasks) == 2048 && offsetof(machine, rax) == 2112 && offsetof(machine, carry) == 2160,
              "the offsets in SIGNOPT_FP16_PROBE");

machine random_machine(std::uint64_t seed);
// Empty where they agree, else the registers that differ.
std::string difference(const machine& expected, const machine& found);

using probe = void (*)(machine&);

// Runs it, and fails the test where any register differs from the expected ones.
void expect_after(probe run, machine state, const machine& expected);

#  define SIGNOPT_FP16_REGION __attribute__((noinline, target("avx512f,avx512bw,avx512dq,avx512vl,avx512fp16")))

// A function that runs one instruction, written in AT&T syntax for inline assembly ("%%zmm1", "%{%%k3%}"), on a
// machine. Not an intrinsic: the encoding must not depend on the compiler, and clang 14 knows no _Float16 in a target
// region. The flags are set to overflow, sign and no zero before it.
#  define SIGNOPT_FP16_PROBE(instruction)                                                                            \
    [](machine& probed_machine) SIGNOPT_FP16_REGION {                                                                \
      __asm__ volatile(                                                                                              \
          ".irp number,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31\n\t"    \
          "vmovdqu64 \\number*64(%%rsi), %%zmm\\number\n\t.endr\n\t"                                                 \
          ".irp number,0,1,2,3,4,5,6,7\n\tkmovq 2048+\\number*8(%%rsi), %%k\\number\n\t.endr\n\t"                    \
          "movb $127, %%al\n\taddb $1, %%al\n\t"                                                                     \
          "movq 2112(%%rsi), %%rax\n\tmovq 2120(%%rsi), %%rcx\n\tmovq 2128(%%rsi), %%rdx\n\t"                        \
          "movq 2136(%%rsi), %%r9\n\tmovq 2144(%%rsi), %%r12\n\tmovq 2152(%%rsi), %%r13\n\t" instruction             \
          "\n\tmovq %%rax, 2112(%%rsi)\n\tmovq %%rcx, 2120(%%rsi)\n\tmovq %%rdx, 2128(%%rsi)\n\t"                    \
          "movq %%r9, 2136(%%rsi)\n\tmovq %%r12, 2144(%%rsi)\n\tmovq %%r13, 2152(%%rsi)\n\t"                         \
          "setc 2160(%%rsi)\n\tsetp 2161(%%rsi)\n\tsetz 2162(%%rsi)\n\tsets 2163(%%rsi)\n\tseto 2164(%%rsi)\n\t"     \
          ".irp number,0,1,2,3,4,5,6,7\n\tkmovq %%k\\number, 2048+\\number*8(%%rsi)\n\t.endr\n\t"                    \
          ".irp number,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31\n\t"    \
          "vmovdqu64 %%zmm\\number, \\number*64(%%rsi)\n\t.endr\n\t"                                                 \
          "vzeroupper"                                                                                               \
          :                                                                                                          \
          : "S"(&probed_machine)                                                                                     \
          : "memory", "cc", "rax", "rcx", "rdx", "r9", "r12", "r13", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", \
            "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15", "xmm16", "xmm17",  \
            "xmm18", "xmm19", "xmm20", "xmm21", "xmm22", "xmm23", "xmm24", "xmm25", "xmm26", "xmm27", "xmm28",       \
            "xmm29", "xmm30", "xmm31", "k1", "k2", "k3", "k4", "k5", "k6", "k7");                                    \
    }

// Skips, with the reason, where nothing can run; installs the emulator where the CPU needs it. On a CPU with
// AVX512-FP16 the same tests check the real instructions.
class emulation_test : public ::testing::Test {
 protected:
  static void SetUpTestSuite();
  static void TearDownTestSuite();
  void SetUp() override;
  void TearDown() override;

 private:
  std::uint64_t count_before_ = 0;
};

}  // namespace signopt_test::fp16_emulator
#endif

#endif
