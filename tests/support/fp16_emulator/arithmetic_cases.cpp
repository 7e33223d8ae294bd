// Values: every arithmetic, comparing and converting instruction against the CPU's float32 hardware.
#include "probe.hpp"

#if SIGNOPT_FP16_EMULATOR
#  include <cmath>
#  include <limits>
#  include <ostream>
#  include <vector>

#  include "../special_values.hpp"
#  include "hardware_reference.hpp"

namespace signopt_test::fp16_emulator {
namespace {

using hardware::operation;

struct arithmetic_case {
  const char* name;
  operation what;
  rounding mode;
  probe run;  // zmm30 is a, zmm21 is b, zmm5 the result
};

void PrintTo(const arithmetic_case& value, std::ostream* out) { *out << value.name; }

#  define SIGNOPT_TO_NEAREST(mnemonic) SIGNOPT_FP16_PROBE(mnemonic " %%zmm21, %%zmm30, %%zmm5")
#  define SIGNOPT_ROUNDED(mnemonic, mode) SIGNOPT_FP16_PROBE(mnemonic " %{" mode "-sae%}, %%zmm21, %%zmm30, %%zmm5")

const arithmetic_case arithmetic_cases[] = {
    {"vaddph", operation::add, rounding::nearest_even, SIGNOPT_TO_NEAREST("vaddph")},
    {"vsubph", operation::subtract, rounding::nearest_even, SIGNOPT_TO_NEAREST("vsubph")},
    {"vmulph", operation::multiply, rounding::nearest_even, SIGNOPT_TO_NEAREST("vmulph")},
    {"vdivph", operation::divide, rounding::nearest_even, SIGNOPT_TO_NEAREST("vdivph")},
    {"vminph", operation::minimum, rounding::nearest_even, SIGNOPT_TO_NEAREST("vminph")},
    {"vmaxph", operation::maximum, rounding::nearest_even, SIGNOPT_TO_NEAREST("vmaxph")},
    {"vsqrtph", operation::square_root, rounding::nearest_even, SIGNOPT_FP16_PROBE("vsqrtph %%zmm21, %%zmm5")},
    {"vaddph_nearest", operation::add, rounding::nearest_even, SIGNOPT_ROUNDED("vaddph", "rn")},
    {"vaddph_down", operation::add, rounding::down, SIGNOPT_ROUNDED("vaddph", "rd")},
    {"vaddph_up", operation::add, rounding::up, SIGNOPT_ROUNDED("vaddph", "ru")},
    {"vaddph_toward_zero", operation::add, rounding::toward_zero, SIGNOPT_ROUNDED("vaddph", "rz")},
    {"vsubph_down", operation::subtract, rounding::down, SIGNOPT_ROUNDED("vsubph", "rd")},
    {"vmulph_up", operation::multiply, rounding::up, SIGNOPT_ROUNDED("vmulph", "ru")},
    {"vdivph_toward_zero", operation::divide, rounding::toward_zero, SIGNOPT_ROUNDED("vdivph", "rz")},
    {"vsqrtph_up", operation::square_root, rounding::up, SIGNOPT_FP16_PROBE("vsqrtph %{ru-sae%}, %%zmm21, %%zmm5")},
};

void expect_same_as_hardware(const arithmetic_case& tested, const vector_register& a, const vector_register& b) {
  machine state{};
  state.vectors[30] = a;
  state.vectors[21] = b;
  tested.run(state);
  const vector_register expected = hardware::compute(tested.what, tested.mode, a, b);
  const bool chooses = tested.what == operation::minimum || tested.what == operation::maximum;
  for (std::size_t lane = 0; lane < 32; ++lane) {
    const auto left = a.lane<binary16>(lane);
    const auto right = b.lane<binary16>(lane);
    const auto found = state.vectors[5].lane<binary16>(lane);
    // Minimum and maximum hand a signalling NaN through; the reference made it quiet on the way.
    const auto wanted = chooses && is_nan(right) ? right : expected.lane<binary16>(lane);
    ASSERT_EQ(found, wanted) << std::hex << tested.name << " of 0x" << left << " and 0x" << right;
  }
}

class arithmetic : public emulation_test, public ::testing::WithParamInterface<arithmetic_case> {};

// Every value once on each side of 24 random ones, and every pair of special values.
TEST_P(arithmetic, equals_float32_hardware_narrowed) {
  random_bits random(7);
  const std::vector<std::uint64_t> specials = special_bits(oracle::format::float16);
  vector_register every, other;
  for (std::uint32_t first = 0; first < 65536; first += 32) {
    for (std::size_t repeat = 0; repeat < 24 && !HasFatalFailure(); ++repeat) {
      for (std::uint32_t lane = 0; lane < 32; ++lane) {
        every.set_lane(lane, static_cast<binary16>(first + lane));
        other.set_lane(lane, static_cast<binary16>(mixed_bits(oracle::format::float16, random)));
      }
      if (repeat % 2 == 0) {
        expect_same_as_hardware(GetParam(), every, other);
      } else {
        expect_same_as_hardware(GetParam(), other, every);
      }
    }
  }
  for (const std::uint64_t left : specials) {
    for (std::size_t at = 0; at < specials.size() && !HasFatalFailure(); ++at) {
      for (std::size_t lane = 0; lane < 32; ++lane) {
        every.set_lane(lane, static_cast<binary16>(left));
        other.set_lane(lane, static_cast<binary16>(specials[(at + lane) % specials.size()]));
      }
      expect_same_as_hardware(GetParam(), every, other);
    }
  }
}

std::string name_of(const ::testing::TestParamInfo<arithmetic_case>& tested) { return tested.param.name; }

INSTANTIATE_TEST_SUITE_P(fp16_emulator, arithmetic, ::testing::ValuesIn(arithmetic_cases), name_of);

class binary16_in_software : public ::testing::TestWithParam<rounding> {};

// The rounding itself, without traps: every value, every midpoint between neighbours, and what lies just beside them.
TEST_P(binary16_in_software, narrowing_equals_f16c) {
  if (!reason_not_to_run().empty()) GTEST_SKIP() << reason_not_to_run();
  for (std::uint32_t bits = 0; bits < 65536; ++bits) {
    const auto value = static_cast<binary16>(bits);
    ASSERT_EQ(narrow(widen(value), GetParam()), hardware::from_single(hardware::to_single(value), GetParam()));
    if ((bits & 0x7fffu) >= 0x7c00u) continue;
    const float here = hardware::to_single(value);
    const float next = (bits & 0x7fffu) == 0x7bffu ? std::copysign(65536.0f, here)
                                                   : hardware::to_single(static_cast<binary16>(bits + 1));
    const float middle = here + (next - here) / 2;
    for (const float tested : {middle, std::nextafter(middle, here), std::nextafter(middle, next),
                               std::nextafter(here, next), std::nextafter(next, here)})
      ASSERT_EQ(narrow(static_cast<double>(tested), GetParam()), hardware::from_single(tested, GetParam())) << tested;
  }
}

TEST_P(binary16_in_software, narrowing_of_extreme_doubles) {
  const rounding mode = GetParam();
  const double tiny = std::numeric_limits<double>::denorm_min();
  EXPECT_EQ(narrow(tiny, mode), mode == rounding::up ? 0x0001 : 0x0000);
  EXPECT_EQ(narrow(-tiny, mode), mode == rounding::down ? 0x8001 : 0x8000);
  EXPECT_EQ(narrow(1e300, mode), mode == rounding::down || mode == rounding::toward_zero ? 0x7bff : 0x7c00);
  EXPECT_EQ(narrow(-1e300, mode), mode == rounding::up || mode == rounding::toward_zero ? 0xfbff : 0xfc00);
  // 1 + 2^-11 is a tie; the last place of a double beyond it decides, which a detour through float32 would lose.
  EXPECT_EQ(narrow(1 + 0x1p-11 + 0x1p-52, mode),
            mode == rounding::nearest_even || mode == rounding::up ? 0x3c01 : 0x3c00);
}

std::string name_of_mode(const ::testing::TestParamInfo<rounding>& tested) {
  constexpr const char* names[] = {"nearest_even", "down", "up", "toward_zero"};
  return names[static_cast<unsigned>(tested.param)];
}

INSTANTIATE_TEST_SUITE_P(fp16_emulator, binary16_in_software,
                         ::testing::Values(rounding::nearest_even, rounding::down, rounding::up, rounding::toward_zero),
                         name_of_mode);

}  // namespace
}  // namespace signopt_test::fp16_emulator
#endif
