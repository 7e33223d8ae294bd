// Machine state beside the registers: rounding by MXCSR, registers in their initial state, and instructions that the
// emulator must refuse.
#include "probe.hpp"

#if SIGNOPT_FP16_EMULATOR
#  include "hardware_reference.hpp"

namespace signopt_test::fp16_emulator {
namespace {

class machine_state : public emulation_test {};
using machine_state_death = machine_state;

TEST_F(machine_state, mxcsr_rounds_unless_the_instruction_does) {
  const std::uint32_t modes[] = {0x1f80, 0x3f80, 0x5f80, 0x7f80};  // the last ones with their rounding bits
  for (std::uint32_t mode = 0; mode < 4; ++mode) {
    const std::uint32_t words[] = {modes[mode], modes[0]};
    machine before = random_machine(25);
    before.rdx = reinterpret_cast<std::uintptr_t>(words);
    const auto named = static_cast<rounding>(mode);
    machine expected = before;
    expected.vectors[6] = hardware::compute(hardware::operation::divide, named, before.vectors[20], before.vectors[27]);
    expect_after(SIGNOPT_FP16_PROBE("ldmxcsr (%%rdx)\n\tvdivph %%zmm27, %%zmm20, %%zmm6\n\tldmxcsr 4(%%rdx)"), before,
                 expected);
    expected.vectors[6] =
        hardware::compute(hardware::operation::divide, rounding::up, before.vectors[20], before.vectors[27]);
    expect_after(
        SIGNOPT_FP16_PROBE("ldmxcsr (%%rdx)\n\tvdivph %{ru-sae%}, %%zmm27, %%zmm20, %%zmm6\n\tldmxcsr 4(%%rdx)"),
        before, expected);
  }
}

// Flush-to-zero and denormals-are-zero mean float32: half-precision denormals stay.
TEST_F(machine_state, half_denormals_survive_flush_to_zero) {
  const std::uint32_t words[] = {0x9fc0, 0x1f80};
  machine before = random_machine(26);
  before.rdx = reinterpret_cast<std::uintptr_t>(words);
  for (std::size_t lane = 0; lane < 32; ++lane) {
    before.vectors[20].set_lane(lane, static_cast<std::uint16_t>(lane));
    before.vectors[27].set_lane(lane, std::uint16_t{0x0002});
  }
  machine expected = before;
  for (std::size_t lane = 0; lane < 32; ++lane)
    expected.vectors[6].set_lane(lane, static_cast<std::uint16_t>(lane + 2));
  expect_after(SIGNOPT_FP16_PROBE("ldmxcsr (%%rdx)\n\tvaddph %%zmm27, %%zmm20, %%zmm6\n\tldmxcsr 4(%%rdx)"), before,
               expected);
}

// After vzeroall the processor may save the upper halves as "initial" and write no bytes for them.
TEST_F(machine_state, registers_in_their_initial_state) {
  std::uint16_t memory[32];
  for (std::size_t lane = 0; lane < 32; ++lane) memory[lane] = static_cast<std::uint16_t>(0x3c00 + lane);
  machine before = random_machine(27);
  before.rdx = reinterpret_cast<std::uintptr_t>(memory);
  machine expected = before;
  for (std::size_t i = 0; i < 16; ++i) expected.vectors[i] = vector_register{};
  std::memcpy(expected.vectors[6].bytes.data(), memory, 64);
  expect_after(SIGNOPT_FP16_PROBE("vzeroall\n\tvaddph (%%rdx), %%zmm5, %%zmm6"), before, expected);
  expected.vectors[6] = vector_register{};
  std::memcpy(expected.vectors[6].bytes.data(), memory, 16);
  expect_after(SIGNOPT_FP16_PROBE("vzeroall\n\tvaddph (%%rdx), %%xmm5, %%xmm6"), before, expected);
}

// The processor here writes zeros for components in their initial state, but it need not: a frame made by hand, with
// nothing in use and noise in its memory.
TEST(signal_frame_by_hand, components_not_in_use_are_zero_whatever_the_memory_says) {
  if (!reason_not_to_run().empty()) GTEST_SKIP() << reason_not_to_run();
  alignas(64) unsigned char area[4096];
  std::memset(area, 0x5a, sizeof area);
  const std::uint64_t magic = 0x46505853, features = 0xe7, nothing = 0;
  std::memcpy(area + 464, &magic, 4);
  std::memcpy(area + 472, &features, 8);
  std::memcpy(area + 512, &nothing, 8);
  std::memcpy(area + 520, &nothing, 8);
  ucontext_t context{};
  context.uc_mcontext.fpregs = reinterpret_cast<fpregset_t>(area);
  signal_frame::find_layout();
  signal_frame frame(&context);
  ASSERT_EQ(frame.defect(), nullptr);
  vector_register noise;
  noise.bytes.fill(0x77);
  for (const unsigned number : {3u, 19u}) {
    EXPECT_EQ(frame.vector(number).bytes, vector_register{}.bytes);
    frame.set_vector(number, noise);
    EXPECT_EQ(frame.vector(number).bytes, noise.bytes);
    EXPECT_EQ(frame.vector(number + 1).bytes, vector_register{}.bytes);
  }
  EXPECT_EQ(frame.opmask(2), 0u);
  frame.set_opmask(2, 5);
  EXPECT_EQ(frame.opmask(2), 5u);
  EXPECT_EQ(frame.opmask(3), 0u);
  std::uint64_t used;
  std::memcpy(&used, area + 512, sizeof used);
  EXPECT_EQ(used, 0xe6u);
  // what a kernel or a CPU without AVX-512 would leave
  const std::uint64_t without_avx512 = 0x7;
  std::memcpy(area + 472, &without_avx512, 8);
  EXPECT_NE(frame.defect(), nullptr);
}

// Fused multiply-add, which the library must never use, and an instruction that is illegal everywhere.
TEST_F(machine_state_death, refuses_what_it_does_not_know) {
  ::testing::FLAGS_gtest_death_test_style = "fast";
  machine state{};
  const probe illegal = SIGNOPT_FP16_PROBE("ud2");
  SIGNOPT_FP16_PROBE("vaddph %%zmm27, %%zmm20, %%zmm6")(state);
  if (cpu_has_avx512_fp16())
    GTEST_SKIP() << "this CPU runs AVX512-FP16 itself: there is no emulator to refuse anything";
  const probe fused = SIGNOPT_FP16_PROBE("vfmadd213ph %%zmm0, %%zmm1, %%zmm2");
  const probe reserved = SIGNOPT_FP16_PROBE(".byte 0x62, 0xf5, 0x74, 0x68, 0x58, 0xc2");  // a vector length of 3
  EXPECT_DEATH(illegal(state), "fp16_emulator: an illegal instruction that it does not know, at the bytes 0f 0b");
  EXPECT_DEATH(fused(state), "an illegal instruction that it does not know, at the bytes 62 f6 75 48 a8 d0");
  EXPECT_DEATH(reserved(state), "an illegal instruction that it does not know, at the bytes 62 f5 74 68 58 c2");
}

}  // namespace
}  // namespace signopt_test::fp16_emulator
#endif
