// Encodings of scalar instructions, of moves, and of conversions of every width.
#include "probe.hpp"

#if SIGNOPT_FP16_EMULATOR
#  include <cmath>

#  include "hardware_reference.hpp"

namespace signopt_test::fp16_emulator {
namespace {

class scalar_encoding : public emulation_test {};
class conversion_encoding : public emulation_test {};

// The lower 128 bits of a register with a new first element, the rest zero: what scalar instructions write.
template <class Element>
vector_register with_first(const vector_register& upper, Element first) {
  vector_register result;
  std::memcpy(result.bytes.data(), upper.bytes.data(), 16);
  result.set_lane(0, first);
  return result;
}

// 1.5 in zmm20, 2.25 in zmm27 and in memory; the rest of every register is noise.
class half_memory {
 public:
  machine before(std::uint64_t mask_bit) {
    machine state = random_machine(21);
    state.vectors[20].set_lane(0, std::uint16_t{0x3e00});
    state.vectors[27].set_lane(0, std::uint16_t{0x4080});
    state.opmasks[3] = 0xfffffffffffffffe | mask_bit;
    state.rdx = reinterpret_cast<std::uintptr_t>(halves);
    return state;
  }
  std::uint16_t halves[4] = {0x5555, 0x4080, 0x5555, 0x5555};
};

TEST_F(scalar_encoding, arithmetic) {
  half_memory memory;
  const struct {
    std::uint16_t result;
    probe run;
  } cases[] = {{0x4380, SIGNOPT_FP16_PROBE("vaddsh %%xmm27, %%xmm20, %%xmm6")},
               {0x4380, SIGNOPT_FP16_PROBE("vaddsh 2(%%rdx), %%xmm20, %%xmm6")},
               {0xba00, SIGNOPT_FP16_PROBE("vsubsh %%xmm27, %%xmm20, %%xmm6")},
               {0x42c0, SIGNOPT_FP16_PROBE("vmulsh 2(%%rdx), %%xmm20, %%xmm6")},
               {0x3955, SIGNOPT_FP16_PROBE("vdivsh %%xmm27, %%xmm20, %%xmm6")},
               {0x3956, SIGNOPT_FP16_PROBE("vdivsh %{ru-sae%}, %%xmm27, %%xmm20, %%xmm6")},
               {0x3e00, SIGNOPT_FP16_PROBE("vsqrtsh %%xmm27, %%xmm20, %%xmm6")},
               {0x3e00, SIGNOPT_FP16_PROBE("vminsh %%xmm27, %%xmm20, %%xmm6")},
               {0x4080, SIGNOPT_FP16_PROBE("vmaxsh %%xmm27, %%xmm20, %%xmm6")},
               {0x4080, SIGNOPT_FP16_PROBE("vmovsh %%xmm27, %%xmm20, %%xmm6")},
               // the same move in its other encoding, which assemblers choose only on demand
               {0x4080, SIGNOPT_FP16_PROBE(".byte 0x62, 0x65, 0x5e, 0x00, 0x11, 0xde")}};
  for (const auto& tested : cases) {
    const machine before = memory.before(1);
    machine expected = before;
    expected.vectors[6] = with_first(before.vectors[20], tested.result);
    expect_after(tested.run, before, expected);
  }
}

TEST_F(scalar_encoding, masks_merge_or_clear) {
  half_memory memory;
  for (const std::uint64_t bit : {0u, 1u}) {
    const machine before = memory.before(bit);
    const auto kept = before.vectors[6].lane<std::uint16_t>(0);
    machine expected = before;
    expected.vectors[6] = with_first(before.vectors[20], bit != 0 ? std::uint16_t{0x4380} : kept);
    expect_after(SIGNOPT_FP16_PROBE("vaddsh %%xmm27, %%xmm20, %%xmm6 %{%%k3%}"), before, expected);
    expected.vectors[6] = with_first(before.vectors[20], static_cast<std::uint16_t>(bit != 0 ? 0x4380 : 0));
    expect_after(SIGNOPT_FP16_PROBE("vaddsh %%xmm27, %%xmm20, %%xmm6 %{%%k3%}%{z%}"), before, expected);
    expected.vectors[6] = with_first(vector_register{}, bit != 0 ? std::uint16_t{0x4080} : kept);
    expect_after(SIGNOPT_FP16_PROBE("vmovsh 2(%%rdx), %%xmm6 %{%%k3%}"), before, expected);
    expect_after(SIGNOPT_FP16_PROBE("vmovsh %%xmm20, 4(%%rdx) %{%%k3%}"), before, before);
    EXPECT_EQ(memory.halves[2], bit != 0 ? 0x3e00 : 0x5555);
  }
}

TEST_F(scalar_encoding, moves) {
  half_memory memory;
  machine before = memory.before(1);
  before.rax = 0xdeadbeef12344080;
  machine expected = before;
  expected.vectors[22] = with_first(vector_register{}, std::uint16_t{0x4080});
  expect_after(SIGNOPT_FP16_PROBE("vmovsh 2(%%rdx), %%xmm22"), before, expected);
  expect_after(SIGNOPT_FP16_PROBE("vmovw 2(%%rdx), %%xmm22"), before, expected);
  expect_after(SIGNOPT_FP16_PROBE("vmovw %%eax, %%xmm22"), before, expected);
  expected = before;
  expected.rax = 0x3e00;
  expect_after(SIGNOPT_FP16_PROBE("vmovw %%xmm20, %%eax"), before, expected);
  expected = before;
  expected.r9 = 0x3e00;
  expect_after(SIGNOPT_FP16_PROBE("vmovw %%xmm20, %%r9d"), before, expected);
  expect_after(SIGNOPT_FP16_PROBE("vmovsh %%xmm20, (%%rdx)"), before, before);
  expect_after(SIGNOPT_FP16_PROBE("vmovw %%xmm20, 4(%%rdx)"), before, before);
  EXPECT_EQ(memory.halves[0], 0x3e00);
  EXPECT_EQ(memory.halves[1], 0x4080);
  EXPECT_EQ(memory.halves[2], 0x3e00);
  EXPECT_EQ(memory.halves[3], 0x5555);
}

TEST_F(conversion_encoding, scalar) {
  machine before = random_machine(22);
  before.vectors[27].set_lane(0, std::uint16_t{0x4080});
  before.vectors[23].set_lane(0, 2.25f);
  before.vectors[24].set_lane(0, 2.25);
  const float single_memory[] = {0, 0, 2.25f};
  before.rdx = reinterpret_cast<std::uintptr_t>(single_memory);
  machine expected = before;
  expected.vectors[6] = with_first(before.vectors[20], 2.25f);
  expect_after(SIGNOPT_FP16_PROBE("vcvtsh2ss %%xmm27, %%xmm20, %%xmm6"), before, expected);
  expected.vectors[6] = with_first(before.vectors[20], 2.25);
  expect_after(SIGNOPT_FP16_PROBE("vcvtsh2sd %%xmm27, %%xmm20, %%xmm6"), before, expected);
  expected.vectors[6] = with_first(before.vectors[20], std::uint16_t{0x4080});
  expect_after(SIGNOPT_FP16_PROBE("vcvtss2sh %%xmm23, %%xmm20, %%xmm6"), before, expected);
  expect_after(SIGNOPT_FP16_PROBE("vcvtss2sh 8(%%rdx), %%xmm20, %%xmm6"), before, expected);
  expect_after(SIGNOPT_FP16_PROBE("vcvtsd2sh %%xmm24, %%xmm20, %%xmm6"), before, expected);
  // a double just above a tie: a detour through float32 would round it down
  before.vectors[24].set_lane(0, 1 + 0x1p-11 + 0x1p-52);
  expected = before;
  expected.vectors[6] = with_first(before.vectors[20], std::uint16_t{0x3c01});
  expect_after(SIGNOPT_FP16_PROBE("vcvtsd2sh %%xmm24, %%xmm20, %%xmm6"), before, expected);
}

TEST_F(conversion_encoding, packed_lengths_masks_and_memory) {
  std::uint16_t halves[64];
  float singles[64];
  for (std::size_t i = 0; i < 64; ++i) {
    halves[i] = static_cast<std::uint16_t>(0x3c00 + i);
    singles[i] = hardware::to_single(halves[i]);
  }
  const machine noise = random_machine(23);
  const auto widened = [&](std::size_t from, std::size_t lanes, bool broadcast, std::uint64_t mask) {
    vector_register result;
    for (std::size_t lane = 0; lane < lanes; ++lane)
      result.set_lane(lane, (mask >> lane & 1u) != 0 ? singles[broadcast ? from : from + lane]
                                                     : noise.vectors[6].lane<float>(lane));
    return result;
  };
  const auto narrowed = [&](std::size_t from, std::size_t lanes, bool broadcast, std::uint64_t mask) {
    vector_register result;
    for (std::size_t lane = 0; lane < lanes; ++lane)
      if ((mask >> lane & 1u) != 0) result.set_lane(lane, halves[broadcast ? from : from + lane]);
    return result;
  };
  const struct {
    const void* memory;
    vector_register result;
    probe run;
  } cases[] = {
      {halves, widened(16, 16, false, ~0u), SIGNOPT_FP16_PROBE("vcvtph2psx 32(%%rdx), %%zmm6")},
      {halves, widened(16, 8, false, ~0u), SIGNOPT_FP16_PROBE("vcvtph2psx 32(%%rdx), %%ymm6")},
      {halves, widened(4, 4, false, ~0u), SIGNOPT_FP16_PROBE("vcvtph2psx 8(%%rdx), %%xmm6")},
      {halves, widened(3, 16, true, ~0u), SIGNOPT_FP16_PROBE("vcvtph2psx 6(%%rdx)%{1to16%}, %%zmm6")},
      {halves, widened(16, 16, false, noise.opmasks[2]), SIGNOPT_FP16_PROBE("vcvtph2psx 32(%%rdx), %%zmm6 %{%%k2%}")},
      {singles, narrowed(16, 16, false, ~0u), SIGNOPT_FP16_PROBE("vcvtps2phx 64(%%rdx), %%ymm6")},
      {singles, narrowed(8, 8, false, ~0u), SIGNOPT_FP16_PROBE("vcvtps2phxy 32(%%rdx), %%xmm6")},
      {singles, narrowed(4, 4, false, ~0u), SIGNOPT_FP16_PROBE("vcvtps2phxx 16(%%rdx), %%xmm6")},
      {singles, narrowed(3, 16, true, ~0u), SIGNOPT_FP16_PROBE("vcvtps2phx 12(%%rdx)%{1to16%}, %%ymm6")},
      {singles, narrowed(16, 16, false, noise.opmasks[2]),
       SIGNOPT_FP16_PROBE("vcvtps2phx 64(%%rdx), %%ymm6 %{%%k2%}%{z%}")},
  };
  for (const auto& tested : cases) {
    machine before = noise;
    before.rdx = reinterpret_cast<std::uintptr_t>(tested.memory);
    machine expected = before;
    expected.vectors[6] = tested.result;
    expect_after(tested.run, before, expected);
  }
}

TEST_F(conversion_encoding, vcvtpd2ph_rounds_once) {
  machine before = random_machine(24);
  for (std::size_t lane = 0; lane < 8; ++lane)
    before.vectors[27].set_lane(lane, lane % 2 == 0 ? 1 + 0x1p-11 + 0x1p-52 : 1 + 0x1p-11);
  machine expected = before;
  expected.vectors[6] = vector_register{};
  for (std::size_t lane = 0; lane < 8; ++lane)
    expected.vectors[6].set_lane(lane, static_cast<std::uint16_t>(lane % 2 == 0 ? 0x3c01 : 0x3c00));
  expect_after(SIGNOPT_FP16_PROBE("vcvtpd2ph %%zmm27, %%xmm6"), before, expected);
}

}  // namespace
}  // namespace signopt_test::fp16_emulator
#endif
