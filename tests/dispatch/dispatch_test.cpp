// Which target runs: asked, forced by name, and refused. Threads: dispatch_threads_test. SIGNOPT_TARGET:
// dispatch_environment_test.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <signopt/apply_add_sign.hpp>
#include <signopt/optimizer.hpp>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "support/targets.hpp"

namespace signopt_test {

// A rule that computes nothing: it says which target's loop ran it.
inline int witnessed = signopt::detail::undecided;

struct witness {
  using formula = witness;
};

}  // namespace signopt_test

// The vectors of a target are passed by reference only: this code is compiled for no target.
#define SIGNOPT_TEST_WITNESS(target)                                                              \
  template <signopt::dtype Compute, class Arithmetic>                                             \
  struct signopt::detail::target::rule<signopt_test::witness, Compute, Arithmetic> {              \
    using reg = typename Arithmetic::reg;                                                         \
    using constants = int;                                                                        \
    explicit rule(int) { signopt_test::witnessed = signopt::detail::target##_target; }            \
    const reg& next_m(const reg&, const reg& m) const { return m; }                               \
    const reg& next_var(const reg&, const reg&, const reg&, const reg& var) const { return var; } \
  };

SIGNOPT_TEST_WITNESS(scalar)
#if SIGNOPT_HAS_PORTABLE
SIGNOPT_TEST_WITNESS(portable)
#endif
#if SIGNOPT_HAS_NEON
SIGNOPT_TEST_WITNESS(neon)
#endif
#if SIGNOPT_HAS_AVX2
SIGNOPT_TEST_WITNESS(avx2)
#endif
#if SIGNOPT_HAS_AVX512
SIGNOPT_TEST_WITNESS(avx512)
#endif
#if SIGNOPT_HAS_AVX512_FP16
SIGNOPT_TEST_WITNESS(avx512_fp16)
#endif

namespace {

using namespace signopt_test;
using signopt::dtype;

const std::vector<std::string> known_targets = {"avx512_fp16", "avx512", "avx2", "neon", "portable", "scalar"};

// The target whose loop runs when the op computes in `Compute`.
template <dtype Compute>
std::string target_that_runs() {
  witnessed = signopt::detail::undecided;
  float memory[3] = {};
  using types = signopt::detail::stated_types<Compute, Compute, Compute, Compute>;
  const auto of_types = signopt::detail::on_calling_thread.kernel_for<witness, types>();
  signopt::detail::run_contiguous(signopt::serial(), of_types, 0, &memory[0], &memory[1], &memory[2], 0);
  for (const signopt::detail::target_entry& target : signopt::detail::targets_best_first) {
    if (target.number == witnessed) return std::string(target.name);
  }
  return "none";
}

std::string message_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const signopt::target_error& error) {
    return error.what();
  }
  return "no target_error";
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

class dispatch : public ::testing::Test {
 protected:
  void SetUp() override { signopt::use_target("auto"); }
  void TearDown() override { signopt::use_target("auto"); }
};

TEST_F(dispatch, available_targets_are_best_first_and_end_with_scalar) {
  const std::vector<std::string> names = target_names();
  ASSERT_FALSE(names.empty());
  EXPECT_EQ(names.back(), "scalar");
  auto from = known_targets.begin();
  for (const std::string& name : names) {
    from = std::find(from, known_targets.end(), name);
    ASSERT_NE(from, known_targets.end()) << name << " is unknown, comes twice, or too late";
    ++from;
  }
}

TEST_F(dispatch, available_targets_are_those_compiled_in_that_the_cpu_runs) {
  const auto cpu = signopt::detail::features_of(signopt::detail::read_cpu_registers());
  std::vector<std::string> expected;
  if (SIGNOPT_HAS_AVX512_FP16 && cpu.avx512_fp16) expected.push_back("avx512_fp16");
  if (SIGNOPT_HAS_AVX512 && cpu.avx512_f_bw_dq_vl) expected.push_back("avx512");
  if (SIGNOPT_HAS_AVX2 && cpu.avx2_fma_f16c) expected.push_back("avx2");
  if (SIGNOPT_HAS_NEON) expected.push_back("neon");
  if (SIGNOPT_HAS_PORTABLE) expected.push_back("portable");
  expected.push_back("scalar");
  EXPECT_EQ(target_names(), expected);
}

TEST_F(dispatch, available_targets_is_a_contiguous_range_of_string_views) {
  const auto targets = signopt::available_targets();
  static_assert(std::is_same_v<decltype(targets.data()), const std::string_view*>);
  static_assert(noexcept(signopt::available_targets()));
  EXPECT_EQ(std::data(targets), &targets[0]);
  EXPECT_EQ(std::data(targets) + std::size(targets), &*targets.begin() + (targets.end() - targets.begin()));
  EXPECT_FALSE(std::empty(targets));
}

TEST_F(dispatch, a_forced_target_runs_its_own_code) {
  const std::vector<std::string> names = target_names();
  for (const std::string& name : names) {
    signopt::use_target(name);
    EXPECT_EQ(signopt::active_target(), name);
    // avx512_fp16 has code of its own for float16 arithmetic only; for the rest it is avx512.
    const std::string other = name == "avx512_fp16" ? "avx512" : name;
    EXPECT_EQ(target_that_runs<dtype::float16>(), name);
    EXPECT_EQ(target_that_runs<dtype::bfloat16>(), other);
    EXPECT_EQ(target_that_runs<dtype::float32>(), other);
    // The vectors of 32-bit ARM have no float64.
    EXPECT_EQ(target_that_runs<dtype::float64>(),
              name == "portable" && !SIGNOPT_HAS_PORTABLE_FLOAT64 ? "scalar" : other);
  }
}

// Every compiled target has a function of its own in a table, but for those in `without`.
template <class FunctionOf>
void expect_own_functions(const FunctionOf& function_of, const std::vector<std::string>& without) {
  std::vector<decltype(function_of(0))> functions;
  for (const signopt::detail::target_entry& target : signopt::detail::targets_best_first) {
    const bool is_without = std::find(without.begin(), without.end(), target.name) != without.end();
    if (target.is_compiled_in && !is_without) functions.push_back(function_of(target.number));
  }
  EXPECT_GE(functions.size() + without.size(), target_names().size());
  for (auto function = functions.begin(); function != functions.end(); ++function) {
    EXPECT_EQ(std::find(function + 1, functions.end(), *function), functions.end());
  }
}

// Those of AddSign itself.
TEST_F(dispatch, every_compiled_target_has_a_kernel_of_its_own) {
  using table = signopt::detail::kernel_table<signopt::add_sign, false, dtype::float16, dtype::float16, dtype::float16,
                                              dtype::float16>;
  expect_own_functions([](int number) { return table::by_target[number]; }, {});
}

// With the next best's, results would be the same, and nobody would notice.
TEST_F(dispatch, every_compiled_target_has_reductions_and_a_transposition_of_its_own) {
  using namespace signopt::detail;
  using finite_table = reduction_table<finite_check, dtype::float32>;
  using sum_table = sum_of_squares_table<dtype::float32>;
  expect_own_functions([](int number) { return finite_table::by_target[number]; }, {"avx512_fp16"});
  std::vector<std::string> without_sums = {"avx512_fp16"};
  if (!SIGNOPT_HAS_PORTABLE_FLOAT64) without_sums.push_back("portable");
  expect_own_functions([](int number) { return sum_table::by_target[number]; }, without_sums);
  expect_own_functions([](int number) { return transpose_table<4>::by_target[number].move; }, {"avx512_fp16"});
}

TEST_F(dispatch, auto_goes_back_to_the_library_s_own_choice) {
  const std::string chosen(signopt::active_target());
  for (const std::string& name : target_names()) {
    signopt::use_target(name);
    signopt::use_target("auto");
    EXPECT_EQ(signopt::active_target(), chosen);
  }
}

TEST_F(dispatch, an_unknown_name_is_an_error_that_lists_the_usable_and_changes_nothing) {
  const std::string unknown[] = {"",
                                 "avx",
                                 "AVX2",
                                 "avx2 ",
                                 " avx2",
                                 "sse2",
                                 "Auto",
                                 "avx512f",
                                 "scala",
                                 "scalars",
                                 "avx512_fp16x",
                                 "undecided",
                                 std::string(100000, 'x')};
  for (const std::string& current : target_names()) {
    signopt::use_target(current);
    for (const std::string& name : unknown) {
      const std::string message = message_of([&] { signopt::use_target(name); });
      EXPECT_TRUE(contains(message, "\"" + name + "\" is unknown")) << message;
      for (const std::string& usable : target_names()) {
        EXPECT_TRUE(contains(message, "\"" + usable + "\"")) << message;
      }
      EXPECT_TRUE(contains(message, "\"auto\"")) << message;
      EXPECT_EQ(signopt::active_target(), current);
    }
  }
}

// A string_view may hold anything; messages are C strings and end there.
TEST_F(dispatch, a_name_with_a_zero_byte_is_unknown) {
  signopt::use_target("scalar");
  EXPECT_THROW(signopt::use_target(std::string_view("avx2\0", 5)), signopt::target_error);
  EXPECT_THROW(signopt::use_target(std::string_view("auto\0", 5)), signopt::target_error);
  EXPECT_THROW(signopt::use_target(std::string_view("\0scalar", 7)), signopt::target_error);
  EXPECT_EQ(signopt::active_target(), "scalar");
  // the end of the view is the end of the name
  signopt::use_target(std::string_view("auto scalar").substr(0, 4));
  signopt::use_target(std::string_view("scalar, auto").substr(0, 6));
  EXPECT_EQ(signopt::active_target(), "scalar");
}

TEST_F(dispatch, a_known_target_that_cannot_run_here_is_an_error_that_says_so) {
  const std::vector<std::string> usable = target_names();
  int refused = 0;
  for (const std::string& name : known_targets) {
    if (std::find(usable.begin(), usable.end(), name) != usable.end()) continue;
    ++refused;
    signopt::use_target("scalar");
    const std::string message = message_of([&] { signopt::use_target(name); });
    EXPECT_TRUE(contains(message, "\"" + name + "\" cannot run")) << message;
    EXPECT_FALSE(contains(message, "unknown")) << message;
    for (const std::string& each : usable) EXPECT_TRUE(contains(message, "\"" + each + "\"")) << message;
    EXPECT_EQ(signopt::active_target(), "scalar");
  }
  EXPECT_GE(refused, 1) << "no CPU is an x86 and an AArch64 at once";
}

}  // namespace
