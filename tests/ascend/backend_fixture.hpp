// What the tests of signopt::backend stand on, in a build for an NPU, which is the fake one, and in one for the CPU.
#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <signopt/backend.hpp>
#include <string>
#include <vector>

#if defined(SIGNOPT_ASCEND)
#  include "runtime_fixture.hpp"
#endif

namespace signopt_test {

#if defined(SIGNOPT_ASCEND)
constexpr bool on_npu = true;

// A backend initializes ACL where nobody has: it is the program's own choice.
class backend_test : public ascend_runtime_fixture {
 protected:
  static int launches() { return fake::launch_count(); }
};
#else
constexpr bool on_npu = false;

class backend_test : public ::testing::Test {
 protected:
  static int launches() { return 0; }
};
#endif

// Counts what it is asked for.
struct counting_executor {
  mutable int asked = 0;
  int bulks = 0;
  int concurrency() const {
    ++asked;
    return 3;
  }
  std::ptrdiff_t grain_bytes() const { return 1; }
  template <class F>
  void bulk(std::ptrdiff_t tasks, F&& f) {
    ++bulks;
    for (std::ptrdiff_t i = 0; i < tasks; ++i) f(i);
  }
};

// With float32 the two agree in all bits of these.
struct documented_arrays {
  Eigen::Array22f var{{0.6f, 0.4f}, {0.1f, 0.5f}}, m{{0.6f, 0.5f}, {0.2f, 0.6f}};
  const Eigen::Array22f grad{{0.3f, 0.7f}, {0.1f, 0.8f}};

  template <class On>
  void step(On& on) {
    signopt::apply_add_sign(on, var, m, 0.001, 1.0, 0.99, 0.9, grad);
  }
  void expect_step() const {
    documented_arrays expected;
    signopt::apply_add_sign(expected.var, expected.m, 0.001, 1.0, 0.99, 0.9, expected.grad);
    EXPECT_TRUE((var == expected.var).all() && (m == expected.m).all()) << var << "\n" << m;
  }
};

}  // namespace signopt_test
