// What the bit patterns of a golden case stand for in C++: arrays, and scalars of the kind that the framework got; and
// the comparison of results with them.
#pragma once

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "bits.hpp"

namespace signopt_test {

template <class T>
using column = Eigen::Array<T, Eigen::Dynamic, 1>;
template <class T>
using one_element = Eigen::Array<T, 1, 1>;

// What a call leaves.
template <class T>
struct outcome {
  column<T> var, m;
};

template <class T>
column<T> values_of(const std::vector<std::uint64_t>& bits) {
  column<T> values(static_cast<Eigen::Index>(bits.size()));
  for (std::size_t i = 0; i < bits.size(); ++i) values.data()[i] = from_bits<T>(bits[i]);
  return values;
}

// The kinds of a scalar, by the letters of make_golden.py. A float32 or float64 tensor is an Eigen object of one
// element.
template <char Letter>
struct scalar_kind;
template <>
struct scalar_kind<'p'> {
  static constexpr const char* name = "plain";
  static double make(std::uint64_t bits) { return from_bits<double>(bits); }
};
template <>
struct scalar_kind<'h'> {
  static constexpr const char* name = "float16";
  static Eigen::half make(std::uint64_t bits) { return from_bits<Eigen::half>(bits); }
};
template <>
struct scalar_kind<'b'> {
  static constexpr const char* name = "bfloat16";
  static Eigen::bfloat16 make(std::uint64_t bits) { return from_bits<Eigen::bfloat16>(bits); }
};
template <>
struct scalar_kind<'s'> {
  static constexpr const char* name = "float32";
  static one_element<float> make(std::uint64_t bits) { return one_element<float>(from_bits<float>(bits)); }
};
template <>
struct scalar_kind<'d'> {
  static constexpr const char* name = "float64";
  static one_element<double> make(std::uint64_t bits) { return one_element<double>(from_bits<double>(bits)); }
};

template <class T>
std::size_t differences(const column<T>& got, const std::vector<std::uint64_t>& expected) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) count += !same_result(got.data()[i], from_bits<T>(expected[i]));
  return count;
}

template <class T>
void expect_bits(const column<T>& got, const std::vector<std::uint64_t>& expected, const std::string& what) {
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const T want = from_bits<T>(expected[i]);
    if (same_result(got.data()[i], want)) continue;
    ADD_FAILURE() << what << '[' << i << "] is " << describe(got.data()[i]) << ", expected " << describe(want) << "; "
                  << differences(got, expected) << " of " << expected.size() << " elements differ";
    return;
  }
}

}  // namespace signopt_test
