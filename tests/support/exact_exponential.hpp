// The exponential in integers of 128 bits: about 105 of its bits are right, so that rounding it once gives the
// correctly rounded value. Part of the oracle: includes nothing of the library.
#pragma once

#include <cstdint>

#include "oracle_softfloat.hpp"

namespace signopt_test::oracle {

// The compiler's own, with a sign and without: only this needs them, on CPUs of 64 bits.
__extension__ typedef __int128 signed_wide;
__extension__ typedef unsigned __int128 unsigned_wide;

// a * b / 2^120, for numbers below 2^122.
inline unsigned_wide fixed_product(unsigned_wide a, unsigned_wide b) {
  const auto low = [](unsigned_wide x) { return static_cast<std::uint64_t>(x); };
  const unsigned_wide a1 = a >> 64, b1 = b >> 64;
  const unsigned_wide low_low = static_cast<unsigned_wide>(low(a)) * low(b);
  const unsigned_wide low_high = low(a) * b1, high_low = low(b) * a1;
  const unsigned_wide middle = (low_low >> 64) + low(low_high) + low(high_low);
  const unsigned_wide high = a1 * b1 + (low_high >> 64) + (high_low >> 64) + (middle >> 64);  // of 2^128
  return (high << 8) | (low(middle) >> 56);
}

// exp(x) for |x| <= 1000, as significand * 2^exponent, with 2^120 <= significand < 2^121.
inline exact_number exact_exponential(double x) {
  const exact_number argument = exact<format::float64>(bits_of_double(x));
  constexpr int places = 116;  // of the fixed point
  const int shift = argument.exponent + places;
  const unsigned_wide significand = argument.significand.low;  // of 53 bits
  const unsigned_wide absolute = shift >= 0 ? significand << shift : shift > -127 ? significand >> -shift : 0;
  signed_wide rest = argument.negative ? -static_cast<signed_wide>(absolute) : static_cast<signed_wide>(absolute);
  // ln 2 * 2^116
  constexpr signed_wide ln_2 = (static_cast<signed_wide>(0xb17217f7d1cf7) << 64) | 0x9abc9e3b39803f2f;
  auto n = static_cast<int>(rest / ln_2) - (rest < 0 ? 1 : 0);
  rest -= n * ln_2;  // from 0 to ln 2
  const unsigned_wide unit = static_cast<unsigned_wide>(1) << 120;
  unsigned_wide sum = unit;
  if (rest == ln_2) {
    ++n;
  } else {
    const unsigned_wide r = static_cast<unsigned_wide>(rest) << 4;
    for (unsigned k = 34; k >= 1; --k) sum = unit + fixed_product(r, sum) / k;
  }
  return {false, wide_integer(static_cast<std::uint64_t>(sum >> 64), static_cast<std::uint64_t>(sum)), n - 120};
}

template <format F>
std::uint64_t rounded_exponential(double x) {
  return rounded<F>(exact_exponential(x));
}

}  // namespace signopt_test::oracle
