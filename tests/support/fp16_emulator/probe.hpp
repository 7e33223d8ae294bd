// Runs one instruction with every vector register and every opmask loaded before it and stored after it, so that a test
// sees a wrong destination as well as a wrong result.
#pragma once

#include <gtest/gtest.h>

#include "emulator.hpp"

#if SIGNOPT_FP16_EMULATOR
#  include <cstddef>
#  include <cstdint>

#  include "../special_values.hpp"
#  include "signal_frame.hpp"

namespace signopt_test::fp16_emulator {

struct machine {
  vector_register vectors[32];
  std::uint64_t opmasks[8];
};
static_assert(offsetof(machine, opmasks) == 2048, "the offset in SIGNOPT_FP16_PROBE");

using probe = void (*)(machine&);

inline machine random_machine(std::uint64_t seed) {
  random_bits random(seed);
  machine state{};
  for (vector_register& vector : state.vectors)
    for (std::size_t lane = 0; lane < 32; ++lane) vector.set_lane(lane, mixed_bits(oracle::format::float16, random));
  for (std::uint64_t& opmask : state.opmasks) opmask = random();
  return state;
}

inline void expect_after(probe run, machine state, const machine& expected) {
  run(state);
  for (std::size_t i = 0; i < 32; ++i) EXPECT_EQ(state.vectors[i].bytes, expected.vectors[i].bytes) << "zmm" << i;
  for (std::size_t i = 0; i < 8; ++i) EXPECT_EQ(state.opmasks[i], expected.opmasks[i]) << "k" << i;
}

// A function template that runs an instruction on a machine. It is written in AT&T syntax for inline assembly, with
// register numbers as template arguments: "%%zmm%c[first]". Not an intrinsic: the encoding must not depend on the
// compiler, and clang 14 knows no _Float16 in a target region.
#  define SIGNOPT_FP16_PROBE(name, instruction)                                                                      \
    template <int Destination = 5, int First = 30, int Second = 21>                                                  \
    __attribute__((noinline, target("avx512f,avx512bw,avx512dq,avx512vl,avx512fp16"))) void name(machine& probed) {  \
      __asm__ volatile(                                                                                              \
          ".irp number,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31\n\t"    \
          "vmovdqu64 \\number*64(%%rsi), %%zmm\\number\n\t.endr\n\t"                                                 \
          ".irp number,0,1,2,3,4,5,6,7\n\tkmovq 2048+\\number*8(%%rsi), %%k\\number\n\t.endr\n\t" instruction        \
          "\n\t.irp number,0,1,2,3,4,5,6,7\n\tkmovq %%k\\number, 2048+\\number*8(%%rsi)\n\t.endr\n\t"                \
          ".irp number,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31\n\t"    \
          "vmovdqu64 %%zmm\\number, \\number*64(%%rsi)\n\t.endr\n\t"                                                 \
          "vzeroupper"                                                                                               \
          :                                                                                                          \
          : "S"(&probed), [destination] "i"(Destination), [first] "i"(First), [second] "i"(Second)                   \
          : "memory", "cc", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", \
            "xmm11", "xmm12", "xmm13", "xmm14", "xmm15", "xmm16", "xmm17", "xmm18", "xmm19", "xmm20", "xmm21",       \
            "xmm22", "xmm23", "xmm24", "xmm25", "xmm26", "xmm27", "xmm28", "xmm29", "xmm30", "xmm31", "k1", "k2",    \
            "k3", "k4", "k5", "k6", "k7");                                                                           \
    }

}  // namespace signopt_test::fp16_emulator
#endif
