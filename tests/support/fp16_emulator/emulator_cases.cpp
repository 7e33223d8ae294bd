// The emulator's own tests: each instruction against the float32 hardware of this CPU, every register number, registers
// in their initial state, and what it must refuse. On a CPU with AVX512-FP16 they check the real instructions.
#include "probe.hpp"

#if SIGNOPT_FP16_EMULATOR
#  include <cpuid.h>
#  include <immintrin.h>
#  include <ucontext.h>

#  include <memory>
#  include <utility>
#  include <vector>

namespace signopt_test::fp16_emulator {
namespace {

SIGNOPT_FP16_PROBE(run_add, "vaddph %%zmm%c[second], %%zmm%c[first], %%zmm%c[destination]")
SIGNOPT_FP16_PROBE(run_subtract, "vsubph %%zmm%c[second], %%zmm%c[first], %%zmm%c[destination]")
SIGNOPT_FP16_PROBE(run_multiply, "vmulph %%zmm%c[second], %%zmm%c[first], %%zmm%c[destination]")
SIGNOPT_FP16_PROBE(run_classify, "vfpclassph %[first], %%zmm%c[second], %%k%c[destination]")

// The same by another way, in hardware but without AVX512-FP16: widened to float32, computed, narrowed. Two roundings
// are as good as one, because 24 >= 2 * 11 + 2. Written out, because a compiler may change the order of the operands,
// and with it the NaN that results.
template <char Operation>
__attribute__((noinline, target("avx,f16c"))) vector_register by_float32(const vector_register& a,
                                                                         const vector_register& b) {
  vector_register result;
  for (std::size_t at = 0; at < 64; at += 16) {
    const __m256 x = _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(a.bytes.data() + at)));
    const __m256 y = _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(b.bytes.data() + at)));
    __m256 z;
    if constexpr (Operation == '+') __asm__("vaddps %2, %1, %0" : "=x"(z) : "x"(x), "x"(y));
    if constexpr (Operation == '-') __asm__("vsubps %2, %1, %0" : "=x"(z) : "x"(x), "x"(y));
    if constexpr (Operation == '*') __asm__("vmulps %2, %1, %0" : "=x"(z) : "x"(x), "x"(y));
    const __m128i narrowed = _mm256_cvtps_ph(z, _MM_FROUND_TO_NEAREST_INT);
    std::memcpy(result.bytes.data() + at, &narrowed, sizeof narrowed);
  }
  return result;
}

// VFPCLASSPS of float32 values of the same classes, field by field: widening would make a denormal normal and a
// signalling NaN quiet.
template <int Classes>
__attribute__((noinline, target("avx512f,avx512dq"))) std::uint64_t by_float32_classes(const vector_register& values) {
  alignas(64) std::uint32_t widened[32];
  for (std::size_t lane = 0; lane < 32; ++lane) {
    const std::uint32_t value = values.lane(lane);
    const std::uint32_t exponent = (value >> 10 & 31u) == 31 ? 255 : value >> 10 & 31u;
    widened[lane] = (value & 0x8000u) << 16 | exponent << 23 | (value & 0x03ffu) << 13;
  }
  const std::uint32_t low = _mm512_fpclass_ps_mask(_mm512_load_ps(widened), Classes);
  const std::uint32_t high = _mm512_fpclass_ps_mask(_mm512_load_ps(widened + 16), Classes);
  return high << 16 | low;
}

class fp16_emulator_test : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!reason_not_to_run().empty()) GTEST_SKIP() << reason_not_to_run();
    emulator_ = std::make_unique<installed_emulator>();
    count_before_ = emulated_instructions();
  }
  // A test that emulated nothing proves nothing, unless this CPU needs no emulator.
  void TearDown() override {
    if (IsSkipped()) return;
    EXPECT_EQ(emulated_instructions() != count_before_, emulator_->active());
  }

  std::unique_ptr<installed_emulator> emulator_;

 private:
  std::uint64_t count_before_ = 0;
};
using fp16_emulator_death_test = fp16_emulator_test;

template <char Operation>
void expect_same_as_float32(probe run, const vector_register& a, const vector_register& b) {
  machine state{};
  state.vectors[30] = a;
  state.vectors[21] = b;
  run(state);
  const vector_register expected = by_float32<Operation>(a, b);
  for (std::size_t lane = 0; lane < 32; ++lane)
    ASSERT_EQ(state.vectors[5].lane(lane), expected.lane(lane))
        << std::hex << "0x" << a.lane(lane) << ' ' << Operation << " 0x" << b.lane(lane);
}

// Every value on either side of random ones, and every pair of special values.
template <char Operation>
void expect_arithmetic(probe run) {
  const std::vector<std::uint64_t> specials = special_bits(oracle::format::float16);
  random_bits random(7);
  vector_register a, b;
  for (std::uint32_t first = 0; first < 65536 * 24; first += 32) {
    for (std::uint32_t lane = 0; lane < 32; ++lane) {
      a.set_lane(lane, (first + lane) & 0xffffu);
      b.set_lane(lane, mixed_bits(oracle::format::float16, random));
    }
    if ((first >> 16 & 1u) != 0) std::swap(a, b);
    ASSERT_NO_FATAL_FAILURE(expect_same_as_float32<Operation>(run, a, b));
  }
  for (std::size_t pair = 0; pair < specials.size() * specials.size(); ++pair) {
    a.set_lane(pair % 32, specials[pair / specials.size()]);
    b.set_lane(pair % 32, specials[pair % specials.size()]);
    ASSERT_NO_FATAL_FAILURE(expect_same_as_float32<Operation>(run, a, b));
  }
}

TEST_F(fp16_emulator_test, vaddph_equals_float32_hardware) { expect_arithmetic<'+'>(run_add<>); }
TEST_F(fp16_emulator_test, vsubph_equals_float32_hardware) { expect_arithmetic<'-'>(run_subtract<>); }
TEST_F(fp16_emulator_test, vmulph_equals_float32_hardware) { expect_arithmetic<'*'>(run_multiply<>); }

template <int Classes>
void expect_classes_of_every_value() {
  machine state{};
  for (std::uint32_t first = 0; first < 65536; first += 32) {
    for (std::uint32_t lane = 0; lane < 32; ++lane) state.vectors[21].set_lane(lane, first + lane);
    run_classify<5, Classes>(state);
    ASSERT_EQ(state.opmasks[5], by_float32_classes<Classes>(state.vectors[21]))
        << std::hex << "classes 0x" << Classes << " from 0x" << first;
  }
}

template <int... Classes>
void expect_all_classes() {
  (expect_classes_of_every_value<Classes>(), ...);
}

TEST_F(fp16_emulator_test, vfpclassph_of_every_value_equals_float32_hardware) {
  expect_all_classes<0x00, 0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0x87, 0xff>();
}

template <int Number>
void expect_register_numbers() {
  constexpr int first = (Number * 5 + 3) % 32, second = (Number * 11 + 7) % 32, opmask = Number % 8;
  const machine before = random_machine(Number);
  machine expected = before;
  expected.vectors[Number] = by_float32<'-'>(before.vectors[first], before.vectors[second]);
  expect_after(run_subtract<Number, first, second>, before, expected);
  expected = before;
  expected.opmasks[opmask] = by_float32_classes<0x46>(before.vectors[second]);
  expect_after(run_classify<opmask, 0x46, second>, before, expected);
}

template <int... Numbers>
void expect_all_register_numbers(std::integer_sequence<int, Numbers...>) {
  (expect_register_numbers<Numbers>(), ...);
}

// One bit of a register number lies in each of four places of the encoding: every number in every role.
TEST_F(fp16_emulator_test, register_numbers) {
  expect_all_register_numbers(std::make_integer_sequence<int, 32>{});
  const machine before = random_machine(5);
  machine expected = before;
  expected.vectors[5] = by_float32<'*'>(before.vectors[5], before.vectors[5]);
  expect_after(run_multiply<5, 5, 5>, before, expected);
}

SIGNOPT_FP16_PROBE(run_after_vzeroall, "vzeroall\n\tvaddph %%zmm20, %%zmm5, %%zmm6\n\tvsubph %%zmm20, %%zmm5, %%zmm20")
SIGNOPT_FP16_PROBE(run_after_clearing_opmasks,
                   ".irp number,0,1,2,3,4,5,6,7\n\tkxorq %%k\\number, %%k\\number, %%k\\number\n\t.endr\n\t"
                   "vfpclassph $0x46, %%zmm20, %%k3")

// What is all zero the processor may save as "initial", and write no bytes for it.
TEST_F(fp16_emulator_test, registers_in_their_initial_state) {
  const machine before = random_machine(27);
  machine expected = before;
  for (std::size_t i = 0; i < 16; ++i) expected.vectors[i] = vector_register{};
  expected.vectors[6] = by_float32<'+'>(vector_register{}, before.vectors[20]);
  expected.vectors[20] = by_float32<'-'>(vector_register{}, before.vectors[20]);
  expect_after(run_after_vzeroall<>, before, expected);
  expected = before;
  for (std::uint64_t& opmask : expected.opmasks) opmask = 0;
  expected.opmasks[3] = by_float32_classes<0x46>(before.vectors[20]);
  expect_after(run_after_clearing_opmasks<>, before, expected);
}

// The processor here may write zeros for components in their initial state, but it need not: a frame made by hand, with
// nothing in use and noise in its memory.
TEST(fp16_emulator_frame, components_not_in_use_are_zero_whatever_the_memory_says) {
  if (!reason_not_to_run().empty()) GTEST_SKIP() << reason_not_to_run();
  alignas(64) unsigned char area[4096];
  std::memset(area, 0x5a, sizeof area);
  const auto put = [&](std::size_t offset, std::uint64_t word) { std::memcpy(area + offset, &word, sizeof word); };
  const auto get = [&](std::size_t offset) {
    std::uint64_t word;
    std::memcpy(&word, area + offset, sizeof word);
    return word;
  };
  put(24, 0x1f80);
  put(464, 0x46505853);
  put(472, 0xe7);
  put(512, 0);
  put(520, 0);
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
  unsigned size = 0, opmasks = 0, flags = 0, reserved = 0;
  __get_cpuid_count(0xd, 5, &size, &opmasks, &flags, &reserved);
  frame.set_opmask(2, 0x123);
  for (std::size_t i = 0; i < 8; ++i) EXPECT_EQ(get(opmasks + i * 8), i == 2 ? 0x123u : 0u) << "k" << i;
  EXPECT_EQ(get(512), 0xe6u);
  put(472, 0x7);  // what a kernel or a CPU without AVX-512 would leave
  EXPECT_NE(frame.defect(), nullptr);
}

SIGNOPT_FP16_PROBE(illegal, "ud2")
SIGNOPT_FP16_PROBE(fused, "vfmadd213ph %%zmm0, %%zmm1, %%zmm2")  // which the library must never use
SIGNOPT_FP16_PROBE(divide, "vdivph %%zmm2, %%zmm1, %%zmm0")
SIGNOPT_FP16_PROBE(scalar, "vaddsh %%xmm2, %%xmm1, %%xmm0")
SIGNOPT_FP16_PROBE(shorter, "vaddph %%ymm2, %%ymm1, %%ymm0")
SIGNOPT_FP16_PROBE(masked, "vaddph %%zmm2, %%zmm1, %%zmm0 %{%%k1%}")
SIGNOPT_FP16_PROBE(zeroing, "vaddph %%zmm2, %%zmm1, %%zmm0 %{%%k1%}%{z%}")
SIGNOPT_FP16_PROBE(rounded, "vaddph %{rz-sae%}, %%zmm2, %%zmm1, %%zmm0")
SIGNOPT_FP16_PROBE(from_memory, "vmulph (%%rsi), %%zmm1, %%zmm0")
SIGNOPT_FP16_PROBE(broadcast, "vmulph (%%rsi)%{1to32%}, %%zmm1, %%zmm0")
SIGNOPT_FP16_PROBE(masked_classes, "vfpclassph $0x87, %%zmm1, %%k2 %{%%k1%}")
SIGNOPT_FP16_PROBE(shorter_classes, "vfpclassph $0x87, %%xmm1, %%k2")
SIGNOPT_FP16_PROBE(length_of_3, ".byte 0x62, 0xf5, 0x74, 0x68, 0x58, 0xc2")
SIGNOPT_FP16_PROBE(classes_into_k8, ".byte 0x62, 0x73, 0x7c, 0x48, 0x66, 0xc1, 0x87")

TEST_F(fp16_emulator_death_test, refuses_what_it_does_not_know) {
  ::testing::FLAGS_gtest_death_test_style = "fast";
  machine state{};
  run_add<>(state);
  if (!emulator_->active()) GTEST_SKIP() << "this CPU runs AVX512-FP16 itself: no emulator refuses anything";
  EXPECT_DEATH(illegal<>(state), "fp16_emulator: an illegal instruction that it does not know, at the bytes 0f 0b");
  EXPECT_DEATH(fused<>(state), "an illegal instruction that it does not know, at the bytes 62 f6 75 48 a8 d0");
  for (const probe run : {divide<>, scalar<>, shorter<>, masked<>, zeroing<>, rounded<>, from_memory<>, broadcast<>,
                          masked_classes<>, shorter_classes<>, length_of_3<>, classes_into_k8<>})
    EXPECT_DEATH(run(state), "an illegal instruction that it does not know, at the bytes 62");
  EXPECT_DEATH((_mm_setcsr(0x3f80), run_add<>(state)), "MXCSR unmasks exceptions or does not round to nearest");
  EXPECT_DEATH((_mm_setcsr(0x1f00), run_add<>(state)), "MXCSR unmasks exceptions or does not round to nearest");
}

}  // namespace
}  // namespace signopt_test::fp16_emulator
#endif
