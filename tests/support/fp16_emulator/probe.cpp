#include "probe.hpp"

#if SIGNOPT_FP16_EMULATOR
#  include <cstring>
#  include <memory>

#  include "../special_values.hpp"

namespace signopt_test::fp16_emulator {
namespace {

std::unique_ptr<installed_emulator> emulator;

void compare_word(std::string& text, const char* name, std::uint64_t expected, std::uint64_t found) {
  if (expected == found) return;
  text += std::string(name) + ": expected " + std::to_string(expected) + ", found " + std::to_string(found) + "\n";
}

void compare_vector(std::string& text, std::size_t number, const vector_register& expected,
                    const vector_register& found) {
  for (std::size_t word = 0; word < 32; ++word) {
    const auto want = expected.lane<std::uint16_t>(word);
    const auto got = found.lane<std::uint16_t>(word);
    if (want == got) continue;
    char line[80];
    std::snprintf(line, sizeof line, "zmm%zu word %zu: expected %04x, found %04x\n", number, word, unsigned{want},
                  unsigned{got});
    text += line;
    return;  // one word of a register says enough
  }
}

}  // namespace

machine random_machine(std::uint64_t seed) {
  random_bits random(seed);
  machine state{};
  for (vector_register& vector : state.vectors)
    for (std::size_t lane = 0; lane < 32; ++lane)
      vector.set_lane(lane, static_cast<std::uint16_t>(mixed_bits(oracle::format::float16, random)));
  for (std::uint64_t& opmask : state.opmasks) opmask = random();
  for (std::uint64_t* word : {&state.rax, &state.rcx, &state.rdx, &state.r9, &state.r12, &state.r13}) *word = random();
  state.sign = 1;
  state.overflow = 1;
  return state;
}

std::string difference(const machine& expected, const machine& found) {
  std::string text;
  for (std::size_t i = 0; i < 32; ++i) compare_vector(text, i, expected.vectors[i], found.vectors[i]);
  for (std::size_t i = 0; i < 8; ++i)
    compare_word(text, ("k" + std::to_string(i)).c_str(), expected.opmasks[i], found.opmasks[i]);
  compare_word(text, "rax", expected.rax, found.rax);
  compare_word(text, "rcx", expected.rcx, found.rcx);
  compare_word(text, "rdx", expected.rdx, found.rdx);
  compare_word(text, "r9", expected.r9, found.r9);
  compare_word(text, "r12", expected.r12, found.r12);
  compare_word(text, "r13", expected.r13, found.r13);
  compare_word(text, "carry", expected.carry, found.carry);
  compare_word(text, "parity", expected.parity, found.parity);
  compare_word(text, "zero", expected.zero, found.zero);
  compare_word(text, "sign", expected.sign, found.sign);
  compare_word(text, "overflow", expected.overflow, found.overflow);
  return text;
}

void expect_after(probe run, machine state, const machine& expected) {
  run(state);
  EXPECT_EQ(difference(expected, state), "");
}

void emulation_test::SetUpTestSuite() {
  if (reason_not_to_run().empty()) emulator = std::make_unique<installed_emulator>();
}
void emulation_test::TearDownTestSuite() { emulator.reset(); }

void emulation_test::SetUp() {
  const std::string reason = reason_not_to_run();
  if (!reason.empty()) GTEST_SKIP() << reason;
  count_before_ = emulated_instructions();
}

// A test that ran nothing proves nothing; and a CPU that needs no emulator must not get one.
void emulation_test::TearDown() {
  if (IsSkipped()) return;
  const bool emulated = emulated_instructions() != count_before_;
  EXPECT_EQ(emulated, !cpu_has_avx512_fp16());
}

}  // namespace signopt_test::fp16_emulator
#endif
