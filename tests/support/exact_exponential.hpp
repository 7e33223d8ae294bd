// The exponential in integers of 128 bits: about 105 of its bits are right, so that rounding it once gives the
// correctly rounded value. Part of the oracle: includes nothing of the library.
#pragma once

#include <cstdint>

#include "oracle_softfloat.hpp"

namespace signopt_test::oracle {

// a * b / 2^120, for numbers below 2^122.
inline wide_integer fixed_product(wide_integer a, wide_integer b) {
  const auto low = [](wide_integer x) { return static_cast<std::uint64_t>(x); };
  const wide_integer a1 = a >> 64, b1 = b >> 64;
  const wide_integer low_low = static_cast<wide_integer>(low(a)) * low(b);
  const wide_integer low_high = low(a) * b1, high_low = low(b) * a1;
  const wide_integer middle = (low_low >> 64) + low(low_high) + low(high_low);
  const wide_integer high = a1 * b1 + (low_high >> 64) + (high_low >> 64) + (middle >> 64);  // of 2^128
  return (high << 8) | (low(middle) >> 56);
}

// exp(x) for |x| <= 1000, as significand * 2^exponent, with 2^120 <= significand < 2^121.
inline exact_number exact_exponential(double x) {
  __extension__ typedef __int128 signed_wide;
  const exact_number argument = exact<format::float64>(bits_of_double(x));
  constexpr int places = 116;  // of the fixed point
  const int shift = argument.exponent + places;
  const wide_integer absolute = shift >= 0     ? argument.significand << shift
                                : shift > -127 ? argument.significand >> -shift
                                               : 0;
  signed_wide rest = argument.negative ? -static_cast<signed_wide>(absolute) : static_cast<signed_wide>(absolute);
  // ln 2 * 2^116
  constexpr signed_wide ln_2 = (static_cast<signed_wide>(0xb17217f7d1cf7) << 64) | 0x9abc9e3b39803f2f;
  const auto n = static_cast<int>(rest / ln_2) - (rest < 0 ? 1 : 0);
  rest -= n * ln_2;  // from 0 to ln 2
  if (rest == ln_2) return {false, static_cast<wide_integer>(1) << 120, n + 1 - 120};
  const wide_integer r = static_cast<wide_integer>(rest) << 4, unit = static_cast<wide_integer>(1) << 120;
  wide_integer sum = unit;
  for (unsigned k = 34; k >= 1; --k) sum = unit + fixed_product(r, sum) / k;
  return {false, sum, n - 120};
}

template <format F>
std::uint64_t rounded_exponential(double x) {
  return rounded<F>(exact_exponential(x));
}

}  // namespace signopt_test::oracle
