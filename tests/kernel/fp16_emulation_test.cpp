// The avx512_fp16 target on CPUs that cannot run it: its machine code goes through the emulator in
// support/fp16_emulator, and through the same tests as every other target. Where the CPU has AVX512-FP16, nothing is
// emulated and the same tests run the real instructions; without AVX-512 they are skipped.
//
// The emulator's own tests are in emulator_cases.cpp beside it.
#include "support/fp16_emulator/emulator.hpp"

#include <gtest/gtest.h>

#include <signopt/target.hpp>

#if SIGNOPT_FP16_EMULATOR && SIGNOPT_HAS_AVX512_FP16
#  include <iostream>
#  include <string>
#  include <type_traits>

#  include "support/flush_tests.hpp"
#  include "support/kernel_tests.hpp"

namespace {

using namespace signopt_test;
using half = Eigen::half;

// Each instruction costs a trap: all of it in `./dev test all`, and a part elsewhere.
#  if defined(SIGNOPT_TEST_LONG)
constexpr bool tries_all = true;
constexpr int pairs_tried = 16;
#  else
constexpr bool tries_all = false;
constexpr int pairs_tried = 4;
#  endif

// What use_target() does, without its question whether this CPU has the target.
class forced_past_the_check {
 public:
  forced_past_the_check() : previous_(signopt::detail::chosen_target.exchange(signopt::detail::avx512_fp16_target)) {
    EXPECT_EQ(signopt::active_target(), "avx512_fp16");
  }
  ~forced_past_the_check() { signopt::detail::chosen_target.store(previous_); }
  forced_past_the_check(const forced_past_the_check&) = delete;
  forced_past_the_check& operator=(const forced_past_the_check&) = delete;

 private:
  int previous_;
};

// Every combination of special values in every position of a vector, and in tails of several lengths. The test of the
// other targets does the same at more lengths, which would take its time here: a kernel call is some 20 traps.
template <class Rule = add_sign_calls>
void test_special_values_emulated() {
  using check = kernel_check<half, half, half, false, Rule>;
  check row(check::special_streams(), check::typical());
  for (std::size_t shift = 0; shift < 32; ++shift) {
    if (!row.fenced(shift, row.size() - shift, 0, 0, 0)) return;
  }
  for (const std::size_t length : {1u, 2u, 7u, 16u, 31u, 33u, 47u, 63u}) {
    for (std::size_t first = 0; first < row.size(); first += length) {
      if (!row.fenced(first, std::min(length, row.size() - first), 1, 2, 3)) return;
    }
  }
}

// Every value as var, as m and as grad: passed through unchanged, with its sign, and among all others.
void test_every_value() {
  using check = kernel_check<half, half, half>;
  check::streams data;
  for (std::uint64_t bits = 0; bits < 65536; ++bits) data.push_back(bits, bits * 40503 & 0xffff, bits * 8191 & 0xffff);
  for (std::uint64_t bits = 0; bits < 65536; ++bits) data.push_back(0, bits, 0xbc00);
  for (std::uint64_t bits = 0; bits < 65536; ++bits) data.push_back(bits, 0x3c00, 0x3c00);
  for (std::uint64_t bits = 0; bits < 65536; ++bits) data.push_back(0x8000, 0x8000, bits);
  for (const check::scalars& numbers : {check::rounded(0.1, 1, 0.99, 0.9), check::rounded(0, 1, 1, 1),
                                        check::rounded(0, 1, 1, 0), check::rounded(1, 0, 1, 1)}) {
    check row(data, numbers);
    if (!row.fenced(0, row.size(), 0, 0, 0) || !tries_all) return;
  }
}

void test_beyond_caches_emulated() {
  using check = kernel_check<half, half, half>;
  constexpr std::size_t size = least_uncached_elements(6) + 203;
  check row(check::random_streams(size, 5), check::typical());
  for (const bool prefetching : {true, false}) {
    const small_caches far_away(prefetching);
    if (!row.fenced(0, row.size(), 1, 2, 3)) return;
  }
  row.fenced(7, 4099, 0, 0, 0);
}

// Subnormal momentum that is flushed: some places of a vector are enough, as above.
void test_threshold_emulated() { test_flush_threshold<half, half, half>(5); }

// Some grads with every m.
void test_pairs() {
  using check = kernel_check<half, half, half>;
  random_bits random(9);
  for (int repeat = 0; repeat < pairs_tried; ++repeat) {
    const std::uint64_t grad =
        repeat < pairs_tried / 2 ? random() & 0xffff : mixed_bits(oracle::format::float16, random);
    check::streams data;
    for (std::uint64_t m = 0; m < 65536; ++m) data.push_back((m * 40503 + grad * 8191) & 0xffff, m, grad);
    const double lr[] = {0.1, 0.001, 1024.0, -0.75};
    const double beta[] = {0.9, 0.5, 0.99};
    check row(data, check::rounded(lr[repeat % 4], 1.0, 0.99, beta[repeat % 3]));
    if (!row.fenced(0, row.size(), 0, 0, 0)) return;
  }
}

template <class T, class G, class C>
void run_emulated(void (*body)()) {
  const std::string reason = fp16_emulator::reason_not_to_run();
  if (!reason.empty()) GTEST_SKIP() << reason;
  const fp16_emulator::installed_emulator emulator;
  const forced_past_the_check forced;
  const std::uint64_t before = fp16_emulator::emulated_instructions();
  body();
  constexpr bool has_instructions = std::is_same<C, half>::value;
  const bool emulated = fp16_emulator::emulated_instructions() != before;
  EXPECT_EQ(emulated, emulator.active() && has_instructions)
      << "instructions of AVX512-FP16 belong to float16 arithmetic, and to nothing else";
}

template <class T, class G, class C, void (*Body)()>
void add(const char* name, int line) {
  register_test(kernel_check<T, G, C>::suite() + "/avx512_fp16_emulated", name, __FILE__, line,
                [] { run_emulated<T, G, C>(Body); });
}

template <class T, class G, class C>
void add_row_without_instructions_of_its_own() {
  add<T, G, C, signopt_test::test_sizes<T, G, C>>("sizes", __LINE__);
}

// What the formula of another rule does with the instructions; the loop is the same.
template <class Rule>
void add_formula(int line) {
  const std::string suite = kernel_check<half, half, half, false, Rule>::suite() + "/avx512_fp16_emulated";
  const auto run = [&](const char* name, void (*body)()) {
    register_test(suite, name, __FILE__, line, [body] { run_emulated<half, half, half>(body); });
  };
  run("sizes", test_sizes<half, half, half, false, Rule>);
  run("special_values", test_special_values_emulated<Rule>);
  run("sizes_flush", test_sizes<half, half, half, true, Rule>);
}

// Says at the end what was emulated: a reader sees that it was much, and which instructions the compiler chose.
class emulation_report : public ::testing::Environment {
 public:
  void TearDown() override {
    std::cout << "[ EMULATED ] " << fp16_emulator::emulated_instructions_by_name() << std::endl;
  }
};

const bool registered = [] {
  ::testing::AddGlobalTestEnvironment(new emulation_report);
  add<half, half, half, test_sizes<half, half, half>>("sizes", __LINE__);
  add<half, half, half, test_signs<half, half, half>>("signs", __LINE__);
  add<half, half, half, test_alignments<half, half, half>>("alignments", __LINE__);
  add<half, half, half, test_page_borders<half, half, half>>("page_borders", __LINE__);
  add<half, half, half, test_special_values_emulated<>>("special_values", __LINE__);
  add<half, half, half, test_hyper_parameters<half, half, half>>("hyper_parameters", __LINE__);
  add<half, half, half, test_beyond_caches_emulated>("beyond_caches", __LINE__);
  add<half, half, half, test_every_value>("every_value", __LINE__);
  add<half, half, half, test_pairs>("pairs", __LINE__);
  add<half, half, half, test_sizes<half, half, half, true>>("sizes_flush", __LINE__);
  add<half, half, half, test_hyper_parameters<half, half, half, true>>("hyper_parameters_flush", __LINE__);
  add<half, half, half, test_threshold_emulated>("threshold_flush", __LINE__);
  add<half, half, half, test_flush_decay<half, half, half>>("decay_flush", __LINE__);
  add_formula<power_sign_calls>(__LINE__);
  add_formula<lion_calls>(__LINE__);
  add_row_without_instructions_of_its_own<half, half, float>();
  add_row_without_instructions_of_its_own<double, double, double>();
#  if defined(SIGNOPT_TEST_LONG)
  add_row_without_instructions_of_its_own<Eigen::bfloat16, Eigen::bfloat16, Eigen::bfloat16>();
  add_row_without_instructions_of_its_own<Eigen::bfloat16, Eigen::bfloat16, float>();
  add_row_without_instructions_of_its_own<float, half, float>();
  add_row_without_instructions_of_its_own<float, Eigen::bfloat16, float>();
  add_row_without_instructions_of_its_own<float, float, float>();
  add_row_without_instructions_of_its_own<double, half, double>();
#  endif
  return true;
}();

}  // namespace

#else

TEST(apply_add_sign, float16_compute_float16_avx512_fp16_emulated) {
#  if SIGNOPT_FP16_EMULATOR
  GTEST_SKIP() << "this compiler cannot build the target avx512_fp16";
#  else
  GTEST_SKIP() << "AVX512-FP16 is emulated on x86-64 under Linux only";
#  endif
}

#endif
