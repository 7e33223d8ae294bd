// The exponential of PowerSign as the library's contract has it: in float64, each operation rounded on its own. Part of
// the oracle: includes nothing of the library. How far it is from the true exponential, exponential_test.cpp says.
//
//     n = x / ln 2, rounded to an integer, half away from zero
//     h = x - n * A,  l = n * B,  r = h - l,  c = (h - r) - l          A + B = ln 2
//     p = 1/13!;  p = (p * r) + 1/k!  for k = 12, ..., 2
//     t = (((1 - (1 + r)) + r) + c) + ((p * (r * r)) + (c * r))
//     exp(x) = (((1 + r) + t) * 2^a) * 2^b                             a + b = n, a = n / 2 towards zero
#pragma once

#include "oracle.hpp"

namespace signopt_test::oracle {

template <template <format> class Arithmetic = fast_arithmetic>
double exponential(double argument) {
  using in = Arithmetic<format::float64>;
  using value = typename in::value;
  const auto number = [](double x) { return in::template load<format::float64>(bits_of_double(x)); };
  const auto as_double = [](value x) { return double_of_bits(in::template store<format::float64>(x)); };
  const std::uint64_t bits = bits_of_double(argument);
  if (is_nan(format::float64, bits)) return argument;
  if (is_infinite(format::float64, bits)) return is_negative(format::float64, bits) ? 0 : argument;
  const value x = number(argument > 1000 ? 1000 : argument < -1000 ? -1000 : argument);
  const value quotient = in::multiply(x, number(0x1.71547652b82fep+0));
  const int n = static_cast<int>(as_double(in::add(quotient, number(argument < 0 ? -0.5 : 0.5))));
  const value h = in::subtract(x, in::multiply(number(n), number(0x1.62e42fefa3p-1)));
  const value l = in::multiply(number(n), number(0x1.3de6af278ece6p-42));
  const value r = in::subtract(h, l), c = in::subtract(in::subtract(h, r), l);
  double factorial = 6227020800;  // 13!
  value p = number(1 / factorial);
  for (int k = 12; k >= 2; --k) {
    factorial /= k + 1;
    p = in::add(in::multiply(p, r), number(1 / factorial));
  }
  const value unit = number(1), s = in::add(unit, r);
  const value lost = in::add(in::add(in::subtract(unit, s), r), c);
  const value t = in::add(lost, in::add(in::multiply(p, in::multiply(r, r)), in::multiply(c, r)));
  const auto power = [&](int e) { return number(double_of_bits(static_cast<std::uint64_t>(e + 1023) << 52)); };
  return as_double(in::multiply(in::multiply(in::add(s, t), power(n / 2)), power(n - n / 2)));
}

}  // namespace signopt_test::oracle
