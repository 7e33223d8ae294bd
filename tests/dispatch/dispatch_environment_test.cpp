// What a fresh process does at its first call: the environment variable SIGNOPT_TARGET, and threads that come at once.
// Each check runs in a process of its own, because the variable is read once.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <functional>
#include <signopt/apply_add_sign.hpp>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "support/emulated_cpu.hpp"
#include "support/scalar_check.hpp"

namespace {

using namespace signopt_test;

// Sets SIGNOPT_TARGET, or unsets it where `value` is null, while it lives.
class target_variable {
 public:
  explicit target_variable(const char* value) {
    const char* const before = std::getenv("SIGNOPT_TARGET");
    was_set_ = before != nullptr;
    if (was_set_) before_ = before;
    set(value);
  }
  ~target_variable() { set(was_set_ ? before_.c_str() : nullptr); }
  target_variable(const target_variable&) = delete;
  target_variable& operator=(const target_variable&) = delete;

  static void set(const char* value) {
    if (value != nullptr) {
      setenv("SIGNOPT_TARGET", value, 1);
    } else {
      unsetenv("SIGNOPT_TARGET");
    }
  }

 private:
  bool was_set_ = false;
  std::string before_;
};

// Runs `body` in a process that starts anew with this SIGNOPT_TARGET (null: without one). Failed expectations of the
// body are printed there and fail the test here.
void expect_in_fresh_process(const char* value, const std::function<void()>& body) {
  // A program that starts itself anew would leave the emulator; a fork of this process, which has not made a call yet,
  // is nearly as fresh.
  GTEST_FLAG_SET(death_test_style, cpu_is_emulated() ? "fast" : "threadsafe");
  const target_variable variable(value);
  EXPECT_EXIT(
      {
        EXPECT_EQ(signopt::detail::chosen_target, signopt::detail::undecided) << "the process is not a fresh one";
        body();
        std::exit(::testing::Test::HasFailure() ? 1 : 0);
      },
      ::testing::ExitedWithCode(0), "")
      << "SIGNOPT_TARGET is " << (value == nullptr ? "not set" : value);
}

std::vector<std::string> usable_names() {
  std::vector<std::string> names;
  for (const std::string_view name : signopt::available_targets()) names.emplace_back(name);
  return names;
}

std::string best() { return usable_names().front(); }

std::vector<std::string> unusable_names() {
  const std::vector<std::string> usable = usable_names();
  std::vector<std::string> names;
  for (const char* known : {"avx512_fp16", "avx512", "avx2", "neon", "portable", "scalar"}) {
    if (std::find(usable.begin(), usable.end(), known) == usable.end()) names.emplace_back(known);
  }
  return names;
}

TEST(environment, unset_empty_and_auto_mean_the_best) {
  const char* const values[] = {nullptr, "", "auto"};
  for (const char* const value : values) {
    expect_in_fresh_process(value, [] {
      EXPECT_EQ(signopt::active_target(), best());
      signopt::use_target("scalar");
      signopt::use_target("auto");
      EXPECT_EQ(signopt::active_target(), best());
    });
  }
}

TEST(environment, a_usable_name_is_what_runs_and_what_auto_goes_back_to) {
  for (const std::string& name : usable_names()) {
    expect_in_fresh_process(name.c_str(), [&name] {
      EXPECT_EQ(signopt::active_target(), name);
      for (const std::string& other : usable_names()) {
        signopt::use_target(other);
        EXPECT_EQ(signopt::active_target(), other);
        signopt::use_target("auto");
        EXPECT_EQ(signopt::active_target(), name);
      }
    });
    // a choice before the first call comes before the variable
    expect_in_fresh_process(name.c_str(), [&name] {
      for (const std::string& other : usable_names()) {
        signopt::use_target(other);
        EXPECT_EQ(signopt::active_target(), other);
      }
      signopt::use_target("auto");
      EXPECT_EQ(signopt::active_target(), name);
    });
  }
}

TEST(environment, is_read_once) {
  expect_in_fresh_process("scalar", [] {
    EXPECT_EQ(signopt::active_target(), "scalar");
    target_variable::set(best().c_str());
    signopt::use_target("auto");
    EXPECT_EQ(signopt::active_target(), "scalar");
    target_variable::set("no such target");
    signopt::use_target("auto");
    EXPECT_EQ(signopt::active_target(), "scalar");
  });
  expect_in_fresh_process("no such target", [] {
    EXPECT_THROW(static_cast<void>(signopt::active_target()), signopt::target_error);
    target_variable::set("scalar");
    EXPECT_THROW(static_cast<void>(signopt::active_target()), signopt::target_error);
  });
}

TEST(environment, prefetching_is_switched_on_and_off) {
  using signopt::detail::cache_thresholds;
  for (const char* const value : {"on", "off", "auto", ""}) {
    expect_in_fresh_process(nullptr, [value] {
      setenv("SIGNOPT_PREFETCH", value, 1);
      EXPECT_EQ(signopt::active_target(), best());
      const cache_thresholds& here = signopt::detail::thresholds_here();
      const bool is_amd = signopt::detail::read_cpu_vendor() == signopt::detail::cpu_vendor::amd;
      const bool is_on = value == std::string("on"), is_off = value == std::string("off");
      EXPECT_EQ(here.prefetch_16_bit == cache_thresholds::never, is_off) << value;
      EXPECT_EQ(here.prefetch_wider == cache_thresholds::never, is_off || (is_amd && !is_on)) << value;
      EXPECT_LT(here.uncached, cache_thresholds::never) << value;
    });
  }
}

TEST(environment, a_mistake_about_prefetching_is_an_error_at_every_call) {
  expect_in_fresh_process(nullptr, [] {
    setenv("SIGNOPT_PREFETCH", "of", 1);
    float var[3] = {1, 2, 3}, m[3] = {4, 5, 6};
    const float grad[3] = {7, 8, 9};
    for (int i = 0; i < 2; ++i) {
      try {
        signopt::apply_add_sign_n(var, m, 0.1, 1.0, 1.0, 0.9, grad, 3);
        ADD_FAILURE() << "no target_error";
      } catch (const signopt::target_error& error) {
        EXPECT_STREQ(
            error.what(),
            "signopt: environment variable SIGNOPT_PREFETCH: expected \"on\", \"off\" or \"auto\", got \"of\"");
      }
    }
    EXPECT_EQ(var[0], 1);
    EXPECT_EQ(m[0], 4);
  });
}

// The call throws a target_error that names the variable, what it holds, and what is usable.
void expect_complaint(const std::string& value, const std::function<void()>& call) {
  try {
    call();
    ADD_FAILURE() << "no target_error";
  } catch (const signopt::target_error& error) {
    const std::string message = error.what();
    EXPECT_NE(message.find("SIGNOPT_TARGET"), std::string::npos) << message;
    EXPECT_NE(message.find(value.substr(0, 24)), std::string::npos) << message;
    EXPECT_LT(message.size(), 1000u) << message;
    for (const std::string& usable : usable_names()) {
      EXPECT_NE(message.find("\"" + usable + "\""), std::string::npos) << message;
    }
  }
}

// All that runs or tells a target throws, each time, and writes nothing.
void expect_every_call_refused(const std::string& value) {
  Eigen::ArrayXf var = Eigen::ArrayXf::Constant(40, 0.5f), m = Eigen::ArrayXf::Constant(40, 0.25f);
  const Eigen::ArrayXf grad = Eigen::ArrayXf::Constant(40, 2.0f), old_var = var, old_m = m;
  Eigen::ArrayXf none(0), no_m(0);
  for (int i = 0; i < 3; ++i) {
    expect_complaint(value, [] { static_cast<void>(signopt::active_target()); });
    expect_complaint(value, [&] { signopt::apply_add_sign(var, m, 0.1, 1.0, 0.9, 0.9, grad); });
    expect_complaint(value, [&] { signopt::apply_add_sign(var, m, signopt::add_sign_settings{0.1}, grad); });
    expect_complaint(value, [&] { signopt::apply_add_sign_n(var.data(), m.data(), 1, 1, 1, 1, grad.data(), 40); });
    expect_complaint(value, [&] { signopt::apply_add_sign(none, no_m, 0.1, 1.0, 0.9, 0.9, Eigen::ArrayXf(0)); });
    EXPECT_THROW(signopt::use_target("no such target either"), signopt::target_error);
  }
  EXPECT_TRUE((var == old_var).all() && (m == old_m).all());
  EXPECT_EQ(usable_names().back(), "scalar");
}

TEST(environment, a_bad_name_is_an_error_at_every_call_until_a_target_is_chosen) {
  std::vector<std::string> bad = {"sse9",
                                  "AVX2",
                                  " scalar",
                                  "scalar ",
                                  "Auto",
                                  "auto,scalar",
                                  "undecided",
                                  "scalar" + std::string(26, ' '),
                                  std::string(100000, 'x')};
  const std::vector<std::string> unusable = unusable_names();
  ASSERT_FALSE(unusable.empty());
  bad.insert(bad.end(), unusable.begin(), unusable.end());
  for (const std::string& value : bad) {
    expect_in_fresh_process(value.c_str(), [&value] {
      expect_every_call_refused(value);
      signopt::use_target("scalar");
      EXPECT_EQ(signopt::active_target(), "scalar");
      Eigen::ArrayXf var(1), m(1), grad(1);
      var << 1, m << 0, grad << 1;
      signopt::apply_add_sign(var, m, 0.5, 1.0, 1.0, 0.0, grad);
      EXPECT_EQ(var(0), 0.0f);
    });
    // "auto" is a choice too: the best
    expect_in_fresh_process(value.c_str(), [&value] {
      expect_every_call_refused(value);
      signopt::use_target("auto");
      EXPECT_EQ(signopt::active_target(), best());
    });
  }
}

// In a fresh process, threads start together, and each makes its first call: the same target, the right bits.
void expect_agreement_of_first_calls(int threads, const std::string& expected_target) {
  const probe<float> data;
  const auto expected = data.expected<oracle::format::float32>({0.25, 1.5, 0.75, 0.5});
  std::atomic<int> waiting{threads}, wrong{0};
  std::vector<std::thread> running;
  for (int number = 0; number < threads; ++number) {
    running.emplace_back([&, number] {
      --waiting;
      while (waiting != 0) std::this_thread::yield();
      const bool asks_first = number % 2 != 0;
      if (asks_first && signopt::active_target() != expected_target) ++wrong;
      if (!(data.computed(0.25f, 1.5f, 0.75f, 0.5f) == expected)) ++wrong;
      if (signopt::active_target() != expected_target) ++wrong;
    });
  }
  for (std::thread& thread : running) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(first_call, threads_that_make_it_at_once_agree) {
  for (int i = 0; i < 25; ++i) {
    for (const int threads : {2, 8}) {
      expect_in_fresh_process(nullptr, [threads] { expect_agreement_of_first_calls(threads, best()); });
      expect_in_fresh_process("scalar", [threads] { expect_agreement_of_first_calls(threads, "scalar"); });
    }
  }
}

}  // namespace
