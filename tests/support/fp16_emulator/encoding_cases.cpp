// Encodings of packed instructions: lengths, masks, every form of address, broadcasts, and nothing else touched.
#include "probe.hpp"

#if SIGNOPT_FP16_EMULATOR
#  include <thread>
#  include <vector>

#  include "../memory.hpp"
#  include "hardware_reference.hpp"

namespace signopt_test::fp16_emulator {
namespace {

using hardware::operation;

constexpr std::uint64_t all_lanes = ~std::uint64_t{0};

class encoding : public emulation_test {};

// What an instruction with `lanes` halves leaves in its destination.
vector_register written(const vector_register& before, const vector_register& computed, std::size_t lanes,
                        std::uint64_t mask, bool zeroing) {
  vector_register result;
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    const bool enabled = ((mask >> lane) & 1u) != 0;
    if (!enabled && zeroing) continue;
    result.set_lane(lane, (enabled ? computed : before).lane<std::uint16_t>(lane));
  }
  return result;
}

vector_register sum(const vector_register& a, const vector_register& b) {
  return hardware::compute(operation::add, rounding::nearest_even, a, b);
}

TEST_F(encoding, lengths_clear_what_is_above) {
  const machine before = random_machine(11);
  const vector_register computed = sum(before.vectors[20], before.vectors[27]);
  const struct {
    std::size_t lanes;
    probe run;
  } cases[] = {{8, SIGNOPT_FP16_PROBE("vaddph %%xmm27, %%xmm20, %%xmm6")},
               {16, SIGNOPT_FP16_PROBE("vaddph %%ymm27, %%ymm20, %%ymm6")},
               {32, SIGNOPT_FP16_PROBE("vaddph %%zmm27, %%zmm20, %%zmm6")}};
  for (const auto& tested : cases) {
    machine expected = before;
    expected.vectors[6] = written(before.vectors[6], computed, tested.lanes, all_lanes, false);
    expect_after(tested.run, before, expected);
  }
}

// One bit of a register number lies in each of four places of the encoding: every register in every role.
TEST_F(encoding, register_numbers) {
  const struct {
    unsigned destination, first, second;
    probe run;
  } cases[] = {{0, 1, 2, SIGNOPT_FP16_PROBE("vsubph %%zmm2, %%zmm1, %%zmm0")},
               {8, 3, 4, SIGNOPT_FP16_PROBE("vsubph %%zmm4, %%zmm3, %%zmm8")},
               {16, 5, 6, SIGNOPT_FP16_PROBE("vsubph %%zmm6, %%zmm5, %%zmm16")},
               {1, 8, 7, SIGNOPT_FP16_PROBE("vsubph %%zmm7, %%zmm8, %%zmm1")},
               {2, 16, 9, SIGNOPT_FP16_PROBE("vsubph %%zmm9, %%zmm16, %%zmm2")},
               {3, 10, 16, SIGNOPT_FP16_PROBE("vsubph %%zmm16, %%zmm10, %%zmm3")},
               {31, 24, 15, SIGNOPT_FP16_PROBE("vsubph %%zmm15, %%zmm24, %%zmm31")},
               {13, 31, 29, SIGNOPT_FP16_PROBE("vsubph %%zmm29, %%zmm31, %%zmm13")},
               {22, 12, 26, SIGNOPT_FP16_PROBE("vsubph %%zmm26, %%zmm12, %%zmm22")},
               {5, 5, 5, SIGNOPT_FP16_PROBE("vsubph %%zmm5, %%zmm5, %%zmm5")}};
  for (const auto& tested : cases) {
    const machine before = random_machine(tested.destination);
    machine expected = before;
    expected.vectors[tested.destination] = hardware::compute(
        operation::subtract, rounding::nearest_even, before.vectors[tested.first], before.vectors[tested.second]);
    expect_after(tested.run, before, expected);
  }
}

TEST_F(encoding, masks_merge_or_clear) {
  const machine before = random_machine(12);
  const vector_register computed = sum(before.vectors[20], before.vectors[27]);
  const struct {
    std::size_t lanes;
    unsigned opmask;
    bool zeroing;
    probe run;
  } cases[] = {{32, 1, false, SIGNOPT_FP16_PROBE("vaddph %%zmm27, %%zmm20, %%zmm6 %{%%k1%}")},
               {32, 7, true, SIGNOPT_FP16_PROBE("vaddph %%zmm27, %%zmm20, %%zmm6 %{%%k7%}%{z%}")},
               {16, 3, false, SIGNOPT_FP16_PROBE("vaddph %%ymm27, %%ymm20, %%ymm6 %{%%k3%}")},
               {8, 2, true, SIGNOPT_FP16_PROBE("vaddph %%xmm27, %%xmm20, %%xmm6 %{%%k2%}%{z%}")}};
  for (const auto& tested : cases) {
    machine expected = before;
    expected.vectors[6] =
        written(before.vectors[6], computed, tested.lanes, before.opmasks[tested.opmask], tested.zeroing);
    expect_after(tested.run, before, expected);
  }
}

TEST_F(encoding, addresses) {
  std::vector<std::uint16_t> memory(4096);
  for (std::size_t i = 0; i < memory.size(); ++i) memory[i] = static_cast<std::uint16_t>(0x3c00 + i);
  const struct {
    std::ptrdiff_t offset;  // from the middle of the memory, in bytes
    std::size_t lanes;
    probe run;
  } cases[] = {{0, 32, SIGNOPT_FP16_PROBE("vaddph (%%rdx), %%zmm20, %%zmm6")},
               {128, 32, SIGNOPT_FP16_PROBE("vaddph 128(%%rdx), %%zmm20, %%zmm6")},
               {-64, 32, SIGNOPT_FP16_PROBE("vaddph -64(%%rdx), %%zmm20, %%zmm6")},
               {66, 32, SIGNOPT_FP16_PROBE("vaddph 66(%%rdx), %%zmm20, %%zmm6")},
               {-3000, 32, SIGNOPT_FP16_PROBE("vaddph -3000(%%rdx), %%zmm20, %%zmm6")},
               {96, 16, SIGNOPT_FP16_PROBE("vaddph 96(%%rdx), %%ymm20, %%ymm6")},
               {48, 8, SIGNOPT_FP16_PROBE("vaddph 48(%%rdx), %%xmm20, %%xmm6")},
               {0, 32, SIGNOPT_FP16_PROBE("vaddph (%%r13), %%zmm20, %%zmm6")},
               {0, 32, SIGNOPT_FP16_PROBE("vaddph (%%r12), %%zmm20, %%zmm6")},
               {10, 32, SIGNOPT_FP16_PROBE("vaddph (%%r12,%%rcx,2), %%zmm20, %%zmm6")},
               {64 + 40, 32, SIGNOPT_FP16_PROBE("vaddph 64(%%r13,%%rcx,8), %%zmm20, %%zmm6")},
               {14, 32, SIGNOPT_FP16_PROBE("vaddph (%%rdx,%%r9), %%zmm20, %%zmm6")},
               {1000 + 28, 32, SIGNOPT_FP16_PROBE("vaddph 1000(%%r12,%%r9,2), %%zmm20, %%zmm6")},
               {0, 32, SIGNOPT_FP16_PROBE("vaddph (,%%rax,4), %%zmm20, %%zmm6")}};
  for (const auto& tested : cases) {
    machine before = random_machine(13);
    const std::uintptr_t middle = (reinterpret_cast<std::uintptr_t>(&memory[2048]) + 7) / 8 * 8;
    before.rdx = before.r12 = before.r13 = middle;
    before.rcx = 5;
    before.r9 = 14;
    before.rax = middle / 4;
    vector_register operand;
    std::memcpy(operand.bytes.data(), reinterpret_cast<const unsigned char*>(middle) + tested.offset, 64);
    machine expected = before;
    expected.vectors[6] = written(before.vectors[6], sum(before.vectors[20], operand), tested.lanes, all_lanes, false);
    expect_after(tested.run, before, expected);
  }
}

// Relative to the next instruction, wherever the immediate stands.
TEST_F(encoding, addresses_relative_to_the_code) {
  const probe add = SIGNOPT_FP16_PROBE(
      ".pushsection .rodata\n\t.p2align 6\n77:\n\t.fill 32, 2, 0x4100\n\t.popsection\n\t"
      "vaddph 77b(%%rip), %%zmm20, %%zmm6");
  const probe compare = SIGNOPT_FP16_PROBE(
      ".pushsection .rodata\n\t.p2align 6\n78:\n\t.fill 32, 2, 0x4100\n\t.popsection\n\t"
      "vcmpph $0, 78b(%%rip), %%zmm20, %%k5");
  vector_register operand;
  for (std::size_t lane = 0; lane < 32; ++lane) operand.set_lane(lane, std::uint16_t{0x4100});
  machine before = random_machine(14);
  before.vectors[20].set_lane(9, std::uint16_t{0x4100});
  machine expected = before;
  expected.vectors[6] = sum(before.vectors[20], operand);
  expect_after(add, before, expected);
  expected = before;
  expected.opmasks[5] = 0;
  for (std::size_t lane = 0; lane < 32; ++lane)
    expected.opmasks[5] |= std::uint64_t{before.vectors[20].lane<std::uint16_t>(lane) == 0x4100} << lane;
  expect_after(compare, before, expected);
}

TEST_F(encoding, broadcasts) {
  const std::uint16_t memory[] = {0x3c00, 0x3c01, 0x4248, 0x3c03};
  const struct {
    std::size_t lanes, element;
    bool masked;
    probe run;
  } cases[] = {{32, 2, false, SIGNOPT_FP16_PROBE("vaddph 4(%%rdx)%{1to32%}, %%zmm20, %%zmm6")},
               {16, 1, false, SIGNOPT_FP16_PROBE("vaddph 2(%%rdx)%{1to16%}, %%ymm20, %%ymm6")},
               {8, 3, true, SIGNOPT_FP16_PROBE("vaddph 6(%%rdx)%{1to8%}, %%xmm20, %%xmm6 %{%%k4%}")}};
  for (const auto& tested : cases) {
    machine before = random_machine(15);
    before.rdx = reinterpret_cast<std::uintptr_t>(memory);
    vector_register operand;
    for (std::size_t lane = 0; lane < 32; ++lane) operand.set_lane(lane, memory[tested.element]);
    machine expected = before;
    expected.vectors[6] = written(before.vectors[6], sum(before.vectors[20], operand), tested.lanes,
                                  tested.masked ? before.opmasks[4] : all_lanes, false);
    expect_after(tested.run, before, expected);
  }
}

// Lanes that the mask turns off lie behind a wall: reading them would end the program.
TEST_F(encoding, masked_lanes_are_not_read) {
  const std::uint16_t values[] = {0x3c00, 0x4000, 0x4200};
  walled_array<std::uint16_t> walled(3);
  machine before = random_machine(16);
  before.rdx = reinterpret_cast<std::uintptr_t>(walled.place_at_end(values, 3));
  before.opmasks[1] = 0x5;
  vector_register operand;
  std::memcpy(operand.bytes.data(), values, sizeof values);
  machine expected = before;
  expected.vectors[6] = written(before.vectors[6], sum(before.vectors[20], operand), 32, 0x5, true);
  expect_after(SIGNOPT_FP16_PROBE("vaddph (%%rdx), %%zmm20, %%zmm6 %{%%k1%}%{z%}"), before, expected);
}

TEST_F(encoding, comparisons_write_only_their_lanes) {
  const machine before = random_machine(17);
  const auto bits = [&](std::size_t lanes, std::uint64_t mask, bool classify) {
    std::uint64_t result = 0;
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const auto a = before.vectors[20].lane<binary16>(lane);
      const auto b = before.vectors[27].lane<binary16>(lane);
      const bool bit = classify ? hardware::has_class(b, 0x46) : hardware::compare(a, b, 1);
      if ((mask >> lane & 1u) != 0) result |= std::uint64_t{bit} << lane;
    }
    return result;
  };
  const struct {
    std::uint64_t result;
    probe run;
  } cases[] = {{bits(32, before.opmasks[2], false), SIGNOPT_FP16_PROBE("vcmpph $1, %%zmm27, %%zmm20, %%k5 %{%%k2%}")},
               {bits(16, all_lanes, false), SIGNOPT_FP16_PROBE("vcmpph $1, %%ymm27, %%ymm20, %%k5")},
               {bits(8, before.opmasks[3], false), SIGNOPT_FP16_PROBE("vcmpph $1, %%xmm27, %%xmm20, %%k5 %{%%k3%}")},
               {bits(32, all_lanes, false), SIGNOPT_FP16_PROBE("vcmpph $1, %{sae%}, %%zmm27, %%zmm20, %%k5")},
               {bits(1, all_lanes, false), SIGNOPT_FP16_PROBE("vcmpsh $1, %%xmm27, %%xmm20, %%k5")},
               {bits(32, before.opmasks[2], true), SIGNOPT_FP16_PROBE("vfpclassph $0x46, %%zmm27, %%k5 %{%%k2%}")},
               {bits(16, all_lanes, true), SIGNOPT_FP16_PROBE("vfpclassph $0x46, %%ymm27, %%k5")},
               {bits(1, all_lanes, true), SIGNOPT_FP16_PROBE("vfpclasssh $0x46, %%xmm27, %%k5")}};
  for (const auto& tested : cases) {
    machine expected = before;
    expected.opmasks[5] = tested.result;
    expect_after(tested.run, before, expected);
  }
}

TEST_F(encoding, threads_have_registers_of_their_own) {
  const probe run = SIGNOPT_FP16_PROBE("vaddph %%zmm27, %%zmm20, %%zmm6");
  std::vector<std::thread> threads;
  for (std::uint64_t seed = 0; seed < 4; ++seed)
    threads.emplace_back([run, seed] {
      const machine before = random_machine(seed);
      machine expected = before;
      expected.vectors[6] = sum(before.vectors[20], before.vectors[27]);
      for (int repeat = 0; repeat < 2000; ++repeat) expect_after(run, before, expected);
    });
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace signopt_test::fp16_emulator
#endif
