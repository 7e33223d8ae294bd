// Values and their bit patterns: what tests compare, and how they print it.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <type_traits>

#include "oracle_format.hpp"

namespace signopt_test {

// visit(T(), name) for each type that var may have.
template <class Visit>
void for_each_dtype(Visit visit) {
  visit(Eigen::half(), "float16");
  visit(Eigen::bfloat16(), "bfloat16");
  visit(float(), "float32");
  visit(double(), "float64");
}

// The same where the subject is a layout, which knows of a dtype no more than its size. Two of the sizes in
// `./dev test`, as each dtype has to be compiled with each of many views; every dtype in `./dev test all`.
template <class Visit>
void for_each_dtype_of_layouts(Visit visit) {
#if defined(SIGNOPT_TEST_LONG)
  for_each_dtype(visit);
#else
  visit(Eigen::half(), "float16");
  visit(float(), "float32");
#endif
}

template <std::size_t Size>
using unsigned_of_size = std::conditional_t<
    Size == 1, std::uint8_t,
    std::conditional_t<Size == 2, std::uint16_t, std::conditional_t<Size == 4, std::uint32_t, std::uint64_t>>>;

template <class T>
auto bits_of(const T& value) {
  static_assert(std::is_trivially_copyable<T>::value && sizeof(T) <= 8, "bits_of: a number of at most 64 bits");
  unsigned_of_size<sizeof(T)> bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

template <class T>
T from_bits(std::uint64_t bits) {
  const auto narrow = static_cast<unsigned_of_size<sizeof(T)>>(bits);
  T value;
  std::memcpy(static_cast<void*>(&value), &narrow, sizeof value);
  return value;
}

// The format of a storage type used in tests.
template <class T>
struct format_of;
template <oracle::format F>
using format_constant = std::integral_constant<oracle::format, F>;
template <>
struct format_of<float> : format_constant<oracle::format::float32> {};
template <>
struct format_of<double> : format_constant<oracle::format::float64> {};
template <>
struct format_of<Eigen::half> : format_constant<oracle::format::float16> {};
template <>
struct format_of<Eigen::bfloat16> : format_constant<oracle::format::bfloat16> {};
template <class T>
constexpr oracle::format format_of_v = format_of<T>::value;

// What the library promises of a result: equal bits, or both NaN. From bits alone, so that it holds under -ffast-math.
template <class T>
bool same_result(const T& a, const T& b) {
  return oracle::same(format_of_v<T>, bits_of(a), bits_of(b));
}

// The T nearest to a double, without the library and without Eigen's conversions.
template <class T>
T nearest(double value) {
  return from_bits<T>(oracle::encode<format_of_v<T>>(value));
}

template <class T>
double to_double(const T& value) {
  return oracle::decode<format_of_v<T>>(bits_of(value));
}

// "0x3c01 (0x1.004p+0)"
template <class T>
std::string describe(const T& value) {
  char text[64];
  std::snprintf(text, sizeof text, "0x%0*llx (%a)", static_cast<int>(2 * sizeof(T)),
                static_cast<unsigned long long>(bits_of(value)), to_double(value));
  return text;
}

}  // namespace signopt_test
