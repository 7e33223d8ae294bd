// Values: comparing, classifying and converting, every one of the 65,536 inputs where there is one input.
#include "probe.hpp"

#if SIGNOPT_FP16_EMULATOR
#  include <cmath>
#  include <vector>

#  include "../special_values.hpp"
#  include "hardware_reference.hpp"

namespace signopt_test::fp16_emulator {
namespace {

class comparison : public emulation_test {};
class conversion : public emulation_test {};

constexpr std::uint32_t all_halves = 65536;

vector_register consecutive(std::uint32_t first) {
  vector_register values;
  for (std::uint32_t lane = 0; lane < 32; ++lane) values.set_lane(lane, static_cast<binary16>(first + lane));
  return values;
}

#  define SIGNOPT_COMPARE(predicate) SIGNOPT_FP16_PROBE("vcmpph $" #  predicate ", %%zmm21, %%zmm30, %%k5")
#  define SIGNOPT_CLASSIFY(classes) SIGNOPT_FP16_PROBE("vfpclassph $" #  classes ", %%zmm21, %%k5")

TEST_F(comparison, vcmpph_every_predicate) {
  const probe probes[] = {SIGNOPT_COMPARE(0),  SIGNOPT_COMPARE(1),  SIGNOPT_COMPARE(2),  SIGNOPT_COMPARE(3),
                          SIGNOPT_COMPARE(4),  SIGNOPT_COMPARE(5),  SIGNOPT_COMPARE(6),  SIGNOPT_COMPARE(7),
                          SIGNOPT_COMPARE(8),  SIGNOPT_COMPARE(9),  SIGNOPT_COMPARE(10), SIGNOPT_COMPARE(11),
                          SIGNOPT_COMPARE(12), SIGNOPT_COMPARE(13), SIGNOPT_COMPARE(14), SIGNOPT_COMPARE(15),
                          SIGNOPT_COMPARE(16), SIGNOPT_COMPARE(17), SIGNOPT_COMPARE(18), SIGNOPT_COMPARE(19),
                          SIGNOPT_COMPARE(20), SIGNOPT_COMPARE(21), SIGNOPT_COMPARE(22), SIGNOPT_COMPARE(23),
                          SIGNOPT_COMPARE(24), SIGNOPT_COMPARE(25), SIGNOPT_COMPARE(26), SIGNOPT_COMPARE(27),
                          SIGNOPT_COMPARE(28), SIGNOPT_COMPARE(29), SIGNOPT_COMPARE(30), SIGNOPT_COMPARE(31)};
  std::vector<std::uint64_t> values = special_bits(oracle::format::float16);
  values.resize(32, 0x4200);  // a vector of 32, the last ones 3.0
  for (unsigned predicate = 0; predicate < 32; ++predicate) {
    for (std::size_t shift = 0; shift < 32; ++shift) {
      machine state{};
      for (std::size_t lane = 0; lane < 32; ++lane) {
        state.vectors[30].set_lane(lane, static_cast<binary16>(values[lane]));
        state.vectors[21].set_lane(lane, static_cast<binary16>(values[(lane + shift) % 32]));
      }
      std::uint64_t expected = 0;
      for (std::size_t lane = 0; lane < 32; ++lane)
        expected |= std::uint64_t{hardware::compare(state.vectors[30].lane<binary16>(lane),
                                                    state.vectors[21].lane<binary16>(lane), predicate)}
                    << lane;
      probes[predicate](state);
      ASSERT_EQ(state.opmasks[5], expected) << "predicate " << predicate << ", shift " << shift;
    }
  }
}

TEST_F(comparison, vfpclassph_every_value) {
  const probe probes[] = {SIGNOPT_CLASSIFY(0x00), SIGNOPT_CLASSIFY(0x01), SIGNOPT_CLASSIFY(0x02),
                          SIGNOPT_CLASSIFY(0x04), SIGNOPT_CLASSIFY(0x08), SIGNOPT_CLASSIFY(0x10),
                          SIGNOPT_CLASSIFY(0x20), SIGNOPT_CLASSIFY(0x40), SIGNOPT_CLASSIFY(0x80),
                          SIGNOPT_CLASSIFY(0x87), SIGNOPT_CLASSIFY(0xff)};
  const unsigned classes[] = {0x00, 0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0x87, 0xff};
  for (std::size_t i = 0; i < 11; ++i) {
    for (std::uint32_t first = 0; first < all_halves; first += 32) {
      machine state{};
      state.vectors[21] = consecutive(first);
      probes[i](state);
      std::uint64_t expected = 0;
      for (std::uint32_t lane = 0; lane < 32; ++lane)
        expected |= std::uint64_t{hardware::has_class(static_cast<binary16>(first + lane), classes[i])} << lane;
      ASSERT_EQ(state.opmasks[5], expected) << std::hex << "classes 0x" << classes[i] << " from 0x" << first;
    }
  }
}

TEST_F(comparison, vcomish_and_vucomish_set_the_flags_and_clear_the_others) {
  const probe probes[] = {SIGNOPT_FP16_PROBE("vcomish %%xmm21, %%xmm30"),
                          SIGNOPT_FP16_PROBE("vucomish %%xmm21, %%xmm30")};
  for (const probe run : probes) {
    for (const std::uint64_t left : special_bits(oracle::format::float16)) {
      for (const std::uint64_t right : special_bits(oracle::format::float16)) {
        machine state = random_machine(left + right);
        state.vectors[30].set_lane(0, static_cast<binary16>(left));
        state.vectors[21].set_lane(0, static_cast<binary16>(right));
        machine expected = state;
        const double a = hardware::to_double(static_cast<binary16>(left));
        const double b = hardware::to_double(static_cast<binary16>(right));
        expected.parity = std::isunordered(a, b);
        expected.zero = a == b || expected.parity;
        expected.carry = a < b || expected.parity;
        expected.sign = expected.overflow = 0;
        run(state);
        ASSERT_EQ(difference(expected, state), "") << a << " with " << b;
      }
    }
  }
}

TEST_F(conversion, vcvtph2psx_and_vcvtph2pd_every_value) {
  const probe to_single = SIGNOPT_FP16_PROBE("vcvtph2psx %%ymm21, %%zmm5");
  const probe to_double = SIGNOPT_FP16_PROBE("vcvtph2pd %%xmm21, %%zmm6");
  for (std::uint32_t first = 0; first < all_halves; first += 8) {
    machine state{};
    state.vectors[21] = consecutive(first);
    to_single(state);
    to_double(state);
    for (std::uint32_t lane = 0; lane < 16; ++lane) {
      const auto value = static_cast<binary16>(first + lane);
      const float wanted = hardware::to_single(value);
      ASSERT_EQ(state.vectors[5].lane<std::uint32_t>(lane), bits_of(wanted)) << value;
      if (lane >= 8) continue;
      ASSERT_EQ(state.vectors[6].lane<std::uint64_t>(lane), bits_of(hardware::to_double(value))) << value;
    }
  }
}

// 16 at a time: every half, the midpoints and their neighbours, and any bits at all.
TEST_F(conversion, vcvtps2phx_around_every_half_and_at_random) {
  const probe run = SIGNOPT_FP16_PROBE("vcvtps2phx %%zmm21, %%ymm5");
  random_bits random(3);
  for (std::uint32_t half = 0; half < all_halves; ++half) {
    machine state{};
    const std::uint32_t exact = bits_of(hardware::to_single(static_cast<binary16>(half)));
    const std::uint32_t offsets[] = {0, 1, 0x0fff, 0x1000, 0x1001, 0x1fff};
    for (std::size_t lane = 0; lane < 16; ++lane)
      state.vectors[21].set_lane(lane, lane < 6 ? exact + offsets[lane] : static_cast<std::uint32_t>(random() >> 32));
    run(state);
    for (std::size_t lane = 0; lane < 16; ++lane) {
      const auto source = state.vectors[21].lane<float>(lane);
      ASSERT_EQ(state.vectors[5].lane<binary16>(lane), hardware::from_single(source, rounding::nearest_even)) << source;
    }
  }
}

TEST_F(conversion, integers) {
  const probe from_32 = SIGNOPT_FP16_PROBE("vcvtsi2shl %%eax, %%xmm30, %%xmm5");
  const probe from_64 = SIGNOPT_FP16_PROBE("vcvtsi2shq %%rax, %%xmm30, %%xmm5");
  const probe to_32 = SIGNOPT_FP16_PROBE("vcvttsh2si %%xmm21, %%r9d");
  const probe to_64 = SIGNOPT_FP16_PROBE("vcvttsh2si %%xmm21, %%r9");
  for (const std::int64_t number : {0, 1, -1, 2047, 2048, 2049, -2051, 65504, 65519, 65520, -65520, 2147483647}) {
    for (const probe run : {from_32, from_64}) {
      machine state = random_machine(5);
      // the upper half of rax is not part of a 32-bit operand
      state.rax = static_cast<std::uint64_t>(number) ^ (run == from_32 ? 0x1234567800000000u : 0u);
      machine expected = state;
      expected.vectors[5] = vector_register{};
      std::memcpy(expected.vectors[5].bytes.data(), state.vectors[30].bytes.data(), 16);
      expected.vectors[5].set_lane(0, hardware::from_single(static_cast<float>(number), rounding::nearest_even));
      run(state);
      EXPECT_EQ(difference(expected, state), "") << number;
    }
  }
  for (std::uint32_t half = 0; half < all_halves; half += 7) {
    machine state{};
    state.vectors[21].set_lane(0, static_cast<binary16>(half));
    const double value = hardware::to_double(static_cast<binary16>(half));
    const bool fits = std::isfinite(value);
    to_32(state);
    ASSERT_EQ(state.r9, fits ? static_cast<std::uint32_t>(static_cast<std::int32_t>(value)) : 0x80000000u) << value;
    to_64(state);
    ASSERT_EQ(state.r9, fits ? static_cast<std::uint64_t>(static_cast<std::int64_t>(value)) : 1ull << 63) << value;
  }
}

}  // namespace
}  // namespace signopt_test::fp16_emulator
#endif
