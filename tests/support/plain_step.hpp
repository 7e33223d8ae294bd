// A step with plain numbers as hyper-parameters, as the oracle makes it, on whatever kind of operands.
#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <typeinfo>

#include "bits.hpp"
#include "oracle.hpp"

namespace signopt_test {

inline constexpr double step_lr = 0.3, step_alpha = 1.25, step_sign_decay = 0.7, step_beta = 0.6;

// The compute type is float32, or float64 under float64.
template <class T>
constexpr oracle::format step_compute_format =
    format_of_v<T> == oracle::format::float64 ? oracle::format::float64 : oracle::format::float32;

// For var and m of T, grad of G.
template <class T, class G>
auto oracle_of_plain_step() {
  constexpr oracle::format compute = step_compute_format<T>;
  const auto number = [](double x) { return oracle::scalar<compute, compute>(x); };
  return oracle::add_sign<format_of_v<T>, format_of_v<G>, compute>(
      {number(step_lr), number(step_alpha), number(step_sign_decay), number(step_beta)});
}

// Two objects of one type, in the order of their memory.
template <class Object>
::testing::AssertionResult same_elements(const Object& got, const Object& expected) {
  for (std::ptrdiff_t i = 0; i < got.size(); ++i) {
    if (same_result(got.data()[i], expected.data()[i])) continue;
    return ::testing::AssertionFailure() << "element " << i << " in memory is " << describe(got.data()[i])
                                         << ", expected " << describe(expected.data()[i]) << "; the type is "
                                         << typeid(Object).name();
  }
  return ::testing::AssertionSuccess();
}

}  // namespace signopt_test
