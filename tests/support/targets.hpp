// Tests on every target that this CPU can run: forcing one by name, and naming tests after it.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <iostream>
#include <signopt/target.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace signopt_test {

inline std::vector<std::string> target_names() {
  std::vector<std::string> names;
  for (const std::string_view name : signopt::available_targets()) names.emplace_back(name);
  return names;
}

// While it lives, calls run on the named target.
class forced_target {
 public:
  explicit forced_target(std::string_view name) {
    signopt::use_target(name);
    EXPECT_EQ(signopt::active_target(), name) << "the target that was forced is not the one that runs";
  }
  ~forced_target() { signopt::use_target("auto"); }
  forced_target(const forced_target&) = delete;
  forced_target& operator=(const forced_target&) = delete;
};

// Says once a run which targets its tests cover, and which known ones they cannot on this CPU.
class target_report : public ::testing::Environment {
 public:
  void SetUp() override {
    const std::vector<std::string> names = target_names();
    std::cout << "[ TARGETS  ] tested:";
    for (const std::string& name : names) std::cout << ' ' << name;
    std::string missing;
    for (const char* known : {"avx512_fp16", "avx512", "avx2", "neon", "portable"}) {
      if (std::find(names.begin(), names.end(), known) == names.end()) missing += std::string(" ") + known;
    }
#if defined(SIGNOPT_TARGETS)
    const char* const why = "left out of this program, or not on this CPU or compiler:";
#else
    const char* const why = "not on this CPU or compiler:";
#endif
    std::cout << "\n[ SKIPPED  ] " << why << (missing.empty() ? " none" : missing) << std::endl;
  }
};
inline ::testing::Environment* const registered_target_report = ::testing::AddGlobalTestEnvironment(new target_report);

// A test whose name is put together at run time: suite "apply_add_sign/float32_grad_float16_compute_float32/avx2".
class function_test : public ::testing::Test {
 public:
  explicit function_test(std::function<void()> body) : body_(std::move(body)) {}
  void TestBody() override { body_(); }

 private:
  std::function<void()> body_;
};

inline void register_test(const std::string& suite, const std::string& name, const char* file, int line,
                          const std::function<void()>& body) {
  ::testing::RegisterTest(suite.c_str(), name.c_str(), nullptr, nullptr, file, line,
                          [body]() -> function_test* { return new function_test(body); });
}

// The same test on every target; the forced one is restored even where an assertion leaves the body early.
inline void register_on_every_target(const std::string& suite, const std::string& name, const char* file, int line,
                                     const std::function<void()>& body) {
  for (const std::string& target : target_names()) {
    register_test(suite + "/" + target, name, file, line, [target, body] {
      const forced_target forced(target);
      SCOPED_TRACE("target " + target);
      body();
    });
  }
}

// Several such tests of one suite. True, for the constant that they are registered by.
struct named_test {
  const char* name;
  int line;
  void (*body)();
};
inline bool register_on_every_target(const std::string& suite, const char* file,
                                     std::initializer_list<named_test> tests) {
  for (const named_test& each : tests) register_on_every_target(suite, each.name, file, each.line, each.body);
  return true;
}

}  // namespace signopt_test
