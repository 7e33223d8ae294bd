// Unsigned integers of 128 bits, in two halves: compilers for 32-bit CPUs have none. Part of the oracle: includes
// nothing of the library.
#pragma once

#include <cstdint>

namespace signopt_test::oracle {

struct wide_integer {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  constexpr wide_integer() = default;
  constexpr wide_integer(std::uint64_t value) : low(value) {}
  constexpr wide_integer(std::uint64_t upper_half, std::uint64_t lower_half) : high(upper_half), low(lower_half) {}
};

constexpr bool operator==(const wide_integer& a, const wide_integer& b) { return a.high == b.high && a.low == b.low; }
constexpr bool operator!=(const wide_integer& a, const wide_integer& b) { return !(a == b); }
constexpr bool operator>(const wide_integer& a, const wide_integer& b) {
  return a.high != b.high ? a.high > b.high : a.low > b.low;
}

// `places` is from 0 to 127. A half must not be shifted by all of its 64 bits: the language does not say what comes
// out.
constexpr wide_integer operator<<(const wide_integer& a, int places) {
  if (places == 0) return a;
  if (places >= 64) return {a.low << (places - 64), 0};
  return {a.high << places | a.low >> (64 - places), a.low << places};
}
constexpr wide_integer operator>>(const wide_integer& a, int places) {
  if (places == 0) return a;
  if (places >= 64) return {0, a.high >> (places - 64)};
  return {a.high >> places, a.low >> places | a.high << (64 - places)};
}

constexpr wide_integer operator+(const wide_integer& a, const wide_integer& b) {
  const std::uint64_t low = a.low + b.low;
  return {a.high + b.high + (low < a.low ? 1u : 0u), low};
}
constexpr wide_integer operator-(const wide_integer& a, const wide_integer& b) {
  return {a.high - b.high - (a.low < b.low ? 1u : 0u), a.low - b.low};
}

// All bits of a product of two numbers of 64 bits, by halves of these.
constexpr wide_integer product(std::uint64_t a, std::uint64_t b) {
  constexpr std::uint64_t lower_half = 0xffffffff;
  const std::uint64_t a_high = a >> 32;
  const std::uint64_t a_low = a & lower_half;
  const std::uint64_t b_high = b >> 32;
  const std::uint64_t b_low = b & lower_half;
  const wide_integer middle = wide_integer(a_high * b_low) + wide_integer(a_low * b_high);
  return wide_integer(a_high * b_high, a_low * b_low) + (middle << 32);
}

constexpr int bit_length(const wide_integer& value) {
  int length = value.high != 0 ? 64 : 0;
  std::uint64_t half = value.high != 0 ? value.high : value.low;
  for (; (half >> 16) != 0; half >>= 16) length += 16;
  for (; half != 0; half >>= 1) ++length;
  return length;
}

}  // namespace signopt_test::oracle
