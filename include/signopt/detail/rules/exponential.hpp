// The exponential function, in float64. Not that of the C library: those of different systems differ in their last
// places, and this one has the same bits everywhere, whatever the flags, the CPU and the compiler are.
//
// Each operation is rounded on its own, to nearest even, in this order:
//
//     n = x / ln 2, rounded to an integer          half away from zero, of the rounded product x * (1 / ln 2)
//     h = x - n * A,  l = n * B                    A + B is ln 2; A has so few digits that n * A is exact
//     r = h - l,  c = (h - r) - l                  exp(x) = 2^n * exp(r + c), |r| < 0.35
//     p = 1/13!;  p = (p * r) + 1/k!               for k = 12, 11, ..., 2
//     s = 1 + r
//     t = (((1 - s) + r) + c) + ((p * (r * r)) + (c * r))
//     exp(x) = ((s + t) * 2^a) * 2^b               a + b = n, a = n / 2 towards zero
//
// Within 0.64 units in the last place. Rounded once more to float32 or to a 16-bit type it is nearly always, and for
// every 16-bit argument always, the correctly rounded exponential (tests/rules/exponential_test.cpp). In the default
// floating-point environment; in another one the operations follow it.
#pragma once

#include <cstdint>

#include "../base/real_number.hpp"
#include "../kernel/target/scalar.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// A double whose operations no compiler fuses or reorders.
struct separate {
  double value = 0;

  explicit separate(double number) noexcept : value(scalar::float64::splat(number)) {}
};
inline separate operator+(separate a, separate b) noexcept { return separate(a.value + b.value); }
inline separate operator-(separate a, separate b) noexcept { return separate(a.value - b.value); }
inline separate operator*(separate a, separate b) noexcept { return separate(a.value * b.value); }

// 2^n, a normal number.
inline separate power_of_two(int n) noexcept {
  return separate(bit_cast<double>(static_cast<std::uint64_t>(n + 1023) << 52));
}

inline double exponential(double argument) noexcept {
  if (!is_real(argument)) {
    const bool is_minus_infinity = bit_cast<std::uint64_t>(argument) == std::uint64_t{0xfff} << 52;
    return is_minus_infinity ? 0 : argument;
  }
  // Far beyond what overflows and underflows: n stays small.
  const separate x(argument > 1000 ? 1000 : argument < -1000 ? -1000 : argument);
  const separate quotient = x * separate(0x1.71547652b82fep+0);
  const int n = static_cast<int>((quotient + separate(x.value < 0 ? -0.5 : 0.5)).value);
  const separate integer(static_cast<double>(n));
  const separate high = x - integer * separate(0x1.62e42fefa3p-1), low = integer * separate(0x1.3de6af278ece6p-42);
  const separate r = high - low, c = (high - r) - low;

  constexpr double coefficients[] = {0x1.1eed8eff8d898p-29,
                                     0x1.ae64567f544e4p-26,
                                     0x1.27e4fb7789f5cp-22,
                                     0x1.71de3a556c734p-19,
                                     0x1.a01a01a01a01ap-16,
                                     0x1.a01a01a01a01ap-13,
                                     0x1.6c16c16c16c17p-10,
                                     0x1.1111111111111p-7,
                                     0x1.5555555555555p-5,
                                     0x1.5555555555555p-3,
                                     0x1p-1};  // 1/12! to 1/2!
  separate p(0x1.6124613a86d09p-33);           // 1/13!
  for (const double coefficient : coefficients) p = p * r + separate(coefficient);
  const separate one(1), s = one + r;
  const separate t = (((one - s) + r) + c) + (p * (r * r) + c * r);
  const int half = n / 2;
  return (((s + t) * power_of_two(half)) * power_of_two(n - half)).value;
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
