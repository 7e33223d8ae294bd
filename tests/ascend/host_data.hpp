// Arrays for a step, and what the step makes of them.
#pragma once

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "npu_step.hpp"
#include "support/bits.hpp"
#include "support/special_values.hpp"

namespace signopt_test {

// All different, so that no two can be exchanged unseen.
inline constexpr oracle::hyper usual{0.03, 1.25, 0.7, 0.85};

template <class T, class G = T>
struct host_data {
  std::vector<T> var, m;
  std::vector<G> grad;

  // Ordinary values and special ones.
  explicit host_data(std::size_t n, std::uint64_t seed = 1) {
    random_bits random(seed);
    for (std::size_t i = 0; i < n; ++i) {
      var.push_back(from_bits<T>(mixed_bits(format_of_v<T>, random)));
      m.push_back(from_bits<T>(mixed_bits(format_of_v<T>, random)));
      grad.push_back(from_bits<G>(mixed_bits(format_of_v<G>, random)));
    }
  }

  std::ptrdiff_t size() const { return static_cast<std::ptrdiff_t>(var.size()); }

  template <class Element>
  static Eigen::Map<Eigen::Array<Element, Eigen::Dynamic, 1>> view(std::vector<Element>& of) {
    return {of.data(), static_cast<Eigen::Index>(of.size())};
  }
  auto var_view() { return view(var); }
  auto m_view() { return view(m); }
  auto grad_view() { return view(grad); }

  // What the device computes: float16 gradients of float32 arrays are widened first.
  void step(const oracle::hyper& h = usual) {
    const npu_step<T> make(h);
    for (std::size_t i = 0; i < var.size(); ++i) make(var[i], m[i], nearest<T>(to_double(grad[i])));
  }
};

template <class T>
::testing::AssertionResult same_bits(const std::vector<T>& got, const std::vector<T>& expected) {
  if (got.size() != expected.size()) return ::testing::AssertionFailure() << "another number of elements";
  for (std::size_t i = 0; i < got.size(); ++i) {
    if (bits_of(got[i]) == bits_of(expected[i])) continue;
    return ::testing::AssertionFailure() << "element " << i << " is " << describe(got[i]) << ", and was "
                                         << describe(expected[i]);
  }
  return ::testing::AssertionSuccess();
}

template <class T>
::testing::AssertionResult same_results(const std::vector<T>& got, const std::vector<T>& expected) {
  if (got.size() != expected.size()) return ::testing::AssertionFailure() << "another number of elements";
  for (std::size_t i = 0; i < got.size(); ++i) {
    if (same_result(got[i], expected[i])) continue;
    return ::testing::AssertionFailure() << "element " << i << " of " << got.size() << " is " << describe(got[i])
                                         << ", expected " << describe(expected[i]);
  }
  return ::testing::AssertionSuccess();
}

template <class T, class G>
void expect_results(const host_data<T, G>& got, const host_data<T, G>& expected) {
  EXPECT_TRUE(same_results(got.var, expected.var)) << "var";
  EXPECT_TRUE(same_results(got.m, expected.m)) << "m";
  EXPECT_TRUE(same_bits(got.grad, expected.grad)) << "grad";
}

// Every bit, NaN and all.
template <class T, class G>
void expect_untouched(const host_data<T, G>& got, const host_data<T, G>& before) {
  EXPECT_TRUE(same_bits(got.var, before.var)) << "var";
  EXPECT_TRUE(same_bits(got.m, before.m)) << "m";
  EXPECT_TRUE(same_bits(got.grad, before.grad)) << "grad";
}

}  // namespace signopt_test
