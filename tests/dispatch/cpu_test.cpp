// What the registers of CPUID and XCR0 mean: machines that this one is not, and this one.
#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <set>
#include <signopt/detail/kernel/cpu.hpp>
#include <sstream>
#include <string>

#include "support/emulated_cpu.hpp"

namespace {

using signopt::detail::cpu_features;
using signopt::detail::cpu_registers;
using signopt::detail::features_of;
using signopt_test::cpu_is_emulated;

// Leaf 1, ECX.
constexpr std::uint32_t fma = 1u << 12, xsave = 1u << 26, osxsave = 1u << 27, avx = 1u << 28, f16c = 1u << 29;
// Leaf 7, EBX.
constexpr std::uint32_t avx2 = 1u << 5, avx512f = 1u << 16, avx512dq = 1u << 17, avx512bw = 1u << 30,
                        avx512vl = 1u << 31;
// Leaf 7, EDX.
constexpr std::uint32_t avx512fp16 = 1u << 23;
// XCR0: x87, SSE, the upper halves of the 256-bit registers; mask registers and both parts of the 512-bit ones.
constexpr std::uint64_t sse_state = 0x3, ymm_state = 0x4, mask_state = 0x20, zmm_low_state = 0x40,
                        zmm_high_state = 0x80;

// A CPU with all that the library knows, under a system that saves all of it, and nothing else.
cpu_registers complete() {
  cpu_registers registers;
  registers.max_leaf = 7;
  registers.leaf1_ecx = fma | xsave | osxsave | avx | f16c;
  registers.leaf7_ebx = avx2 | avx512f | avx512dq | avx512bw | avx512vl;
  registers.leaf7_edx = avx512fp16;
  registers.xcr0 = sse_state | ymm_state | mask_state | zmm_low_state | zmm_high_state;
  return registers;
}

void expect_features(const cpu_registers& registers, bool has_avx2, bool has_avx512, bool has_avx512_fp16) {
  const cpu_features found = features_of(registers);
  EXPECT_EQ(found.avx2_fma_f16c, has_avx2);
  EXPECT_EQ(found.avx512_f_bw_dq_vl, has_avx512);
  EXPECT_EQ(found.avx512_fp16, has_avx512_fp16);
}

TEST(cpu, a_complete_one_has_everything) {
  expect_features(complete(), true, true, true);
  cpu_registers all_bits;
  all_bits.max_leaf = all_bits.leaf1_ecx = all_bits.leaf7_ebx = all_bits.leaf7_edx = ~std::uint32_t{0};
  all_bits.xcr0 = ~std::uint64_t{0};
  expect_features(all_bits, true, true, true);
}

TEST(cpu, an_empty_one_has_nothing) { expect_features(cpu_registers(), false, false, false); }

TEST(cpu, without_leaf_7_there_is_nothing) {
  cpu_registers registers = complete();
  for (const std::uint32_t max_leaf : {0u, 1u, 6u}) {
    registers.max_leaf = max_leaf;
    expect_features(registers, false, false, false);
  }
  registers.max_leaf = 0x20;
  expect_features(registers, true, true, true);
}

TEST(cpu, avx2_needs_fma_f16c_and_avx_in_leaf_1) {
  for (const std::uint32_t missing : {fma, avx, f16c}) {
    cpu_registers registers = complete();
    registers.leaf1_ecx &= ~missing;
    expect_features(registers, false, false, false);
  }
}

TEST(cpu, without_osxsave_the_system_saves_nothing) {
  cpu_registers registers = complete();
  registers.leaf1_ecx &= ~osxsave;
  expect_features(registers, false, false, false);
  registers.xcr0 = 0;
  expect_features(registers, false, false, false);
}

TEST(cpu, no_feature_stands_without_its_bit_in_leaf_7) {
  cpu_registers registers = complete();
  registers.leaf7_ebx &= ~avx2;
  expect_features(registers, false, false, false);
  for (const std::uint32_t missing : {avx512f, avx512dq, avx512bw, avx512vl}) {
    registers = complete();
    registers.leaf7_ebx &= ~missing;
    expect_features(registers, true, false, false);  // the FP16 bit alone is not enough
  }
  registers = complete();
  registers.leaf7_edx &= ~avx512fp16;
  expect_features(registers, true, true, false);
}

TEST(cpu, what_the_system_does_not_save_cannot_be_used) {
  for (const std::uint64_t missing : {std::uint64_t{0x2}, ymm_state}) {
    cpu_registers registers = complete();
    registers.xcr0 &= ~missing;
    expect_features(registers, false, false, false);
  }
  for (const std::uint64_t missing : {mask_state, zmm_low_state, zmm_high_state}) {
    cpu_registers registers = complete();
    registers.xcr0 &= ~missing;
    expect_features(registers, true, false, false);
  }
  cpu_registers registers = complete();
  registers.xcr0 = sse_state | ymm_state;  // a kernel that was told to leave AVX-512 off
  expect_features(registers, true, false, false);
}

// A hypervisor may show any subset of the bits: more bits never take a feature away, and each feature implies the next.
TEST(cpu, every_subset_of_the_bits_is_consistent) {
  const std::uint32_t leaf1_bits[] = {fma, osxsave, avx, f16c};
  const std::uint32_t leaf7_bits[] = {avx2, avx512f, avx512dq, avx512bw, avx512vl};
  for (std::uint32_t subset = 0; subset < (1u << 10); ++subset) {
    cpu_registers registers = complete();
    for (unsigned bit = 0; bit < 4; ++bit) {
      if ((subset >> bit & 1) == 0) registers.leaf1_ecx &= ~leaf1_bits[bit];
    }
    for (unsigned bit = 0; bit < 5; ++bit) {
      if ((subset >> (4 + bit) & 1) == 0) registers.leaf7_ebx &= ~leaf7_bits[bit];
    }
    if ((subset >> 9 & 1) == 0) registers.leaf7_edx = 0;
    const bool has_avx2 = (subset & 0x1f) == 0x1f;
    const bool has_avx512 = (subset & 0x1ff) == 0x1ff;
    expect_features(registers, has_avx2, has_avx512, subset == 0x3ff);
  }
}

TEST(cpu, bits_that_the_library_does_not_know_change_nothing) {
  cpu_registers registers;
  registers.max_leaf = 7;
  registers.leaf1_ecx = ~complete().leaf1_ecx;
  registers.leaf7_ebx = ~complete().leaf7_ebx;
  registers.leaf7_edx = ~complete().leaf7_edx;
  registers.xcr0 = ~complete().xcr0;
  expect_features(registers, false, false, false);
}

// This machine, as its operating system sees it.
TEST(cpu, this_machine_is_what_its_system_says) {
#if SIGNOPT_X86_64
  if (cpu_is_emulated()) GTEST_SKIP() << "/proc/cpuinfo is of another CPU; chosen_target asks instead";
  std::ifstream file("/proc/cpuinfo");
  if (!file) GTEST_SKIP() << "no /proc/cpuinfo to compare with";
  std::set<std::string> flags;
  for (std::string line; std::getline(file, line);) {
    if (line.compare(0, 5, "flags") != 0) continue;
    std::istringstream words(line);
    for (std::string word; words >> word;) flags.insert(word);
    break;
  }
  const auto has = [&](const char* flag) { return flags.count(flag) != 0; };
  const bool has_avx2 = has("avx2") && has("fma") && has("f16c");
  const bool has_avx512 = has_avx2 && has("avx512f") && has("avx512bw") && has("avx512dq") && has("avx512vl");
  expect_features(signopt::detail::read_cpu_registers(), has_avx2, has_avx512, has_avx512 && has("avx512_fp16"));
#else
  expect_features(signopt::detail::read_cpu_registers(), false, false, false);
#endif
}

}  // namespace
