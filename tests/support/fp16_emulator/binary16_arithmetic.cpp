#include "binary16_arithmetic.hpp"

#include <cmath>
#include <cstring>

namespace signopt_test::fp16_emulator {
namespace {

constexpr binary16 sign_bit = 0x8000;
constexpr binary16 infinity = 0x7c00;
constexpr binary16 largest_finite = 0x7bff;
constexpr binary16 quiet_bit = 0x0200;
constexpr binary16 default_nan = 0xfe00;  // what x86 gives for an invalid operation

constexpr int double_fraction_bits = 52;
constexpr int double_bias = 1023;
constexpr int half_fraction_bits = 10;
constexpr int half_bias = 15;
constexpr int smallest_half_exponent = -14;

std::uint64_t bits_of_double(double value) {
  std::uint64_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

double double_of_bits(std::uint64_t bits) {
  double value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

binary16 quiet(binary16 nan) { return static_cast<binary16>(nan | quiet_bit); }

bool rounds_away(std::uint64_t kept, std::uint64_t dropped, std::uint64_t half_unit, bool negative, rounding mode) {
  switch (mode) {
    case rounding::nearest_even:
      return dropped > half_unit || (dropped == half_unit && (kept & 1u) != 0);
    case rounding::down:
      return negative && dropped != 0;
    case rounding::up:
      return !negative && dropped != 0;
    case rounding::toward_zero:
      break;
  }
  return false;
}

binary16 overflow(bool negative, rounding mode) {
  const bool to_infinity = mode == rounding::nearest_even || mode == (negative ? rounding::down : rounding::up);
  return to_infinity ? infinity : largest_finite;
}

// The magnitude of significand * 2^(exponent - 52), significand below 2^53 and at or above 2^52 unless it is tiny.
binary16 round_magnitude(std::uint64_t significand, int exponent, bool negative, rounding mode) {
  const bool denormal = exponent < smallest_half_exponent;
  int shift = double_fraction_bits - half_fraction_bits;
  if (denormal) shift += smallest_half_exponent - exponent;
  if (shift > 60) shift = 60;  // below a quarter of the smallest denormal: only "not zero" still matters
  const std::uint64_t kept = significand >> shift;
  const std::uint64_t dropped = significand & ((std::uint64_t{1} << shift) - 1);
  // The leading bit of a normal significand adds one to the exponent field; so does a carry out of the rounding.
  const int field = denormal ? 0 : exponent + half_bias - 1;
  if (field >= 31) return overflow(negative, mode);
  std::uint64_t result = (static_cast<std::uint64_t>(field) << half_fraction_bits) + kept;
  if (rounds_away(kept, dropped, std::uint64_t{1} << (shift - 1), negative, mode)) ++result;
  return result >= infinity ? overflow(negative, mode) : static_cast<binary16>(result);
}

// Sums and products of two binary16 values are exact in double; quotients and square roots have enough spare bits
// (53 >= 2 * 11 + 2) that the second rounding cannot differ from a direct one.
binary16 finish(double result, rounding mode) { return std::isnan(result) ? default_nan : narrow(result, mode); }

}  // namespace

double widen(binary16 value) {
  const std::uint64_t sign = static_cast<std::uint64_t>(value & sign_bit) << 48;
  const int field = (value & 0x7c00) >> half_fraction_bits;
  const std::uint64_t fraction = value & 0x03ffu;
  if (field == 31) {
    const std::uint64_t payload = fraction == 0 ? 0 : fraction | quiet_bit;
    return double_of_bits(sign | std::uint64_t{0x7ff} << double_fraction_bits | payload << 42);
  }
  const double magnitude = field == 0 ? std::ldexp(static_cast<double>(fraction), -24)
                                      : std::ldexp(static_cast<double>(fraction + 1024), field - 25);
  return double_of_bits(sign | bits_of_double(magnitude));
}

binary16 narrow(double value, rounding mode) {
  const std::uint64_t bits = bits_of_double(value);
  const bool negative = (bits >> 63) != 0;
  const int field = static_cast<int>((bits >> double_fraction_bits) & 0x7ff);
  const std::uint64_t fraction = bits & ((std::uint64_t{1} << double_fraction_bits) - 1);
  binary16 magnitude;
  if (field == 0x7ff) {
    magnitude = fraction == 0 ? infinity : static_cast<binary16>(infinity | quiet_bit | (fraction >> 42));
  } else {
    const std::uint64_t leading = field == 0 ? 0 : std::uint64_t{1} << double_fraction_bits;
    magnitude = round_magnitude(fraction | leading, (field == 0 ? 1 : field) - double_bias, negative, mode);
  }
  return static_cast<binary16>((negative ? sign_bit : 0) | magnitude);
}

binary16 add(binary16 a, binary16 b, rounding mode) {
  if (is_nan(a)) return quiet(a);
  if (is_nan(b)) return quiet(b);
  const double sum = widen(a) + widen(b);
  // An exact zero from operands of different signs is +0, but -0 when rounding down.
  if (sum == 0 && mode == rounding::down && ((a ^ b) & sign_bit) != 0) return sign_bit;
  return finish(sum, mode);
}

binary16 subtract(binary16 a, binary16 b, rounding mode) {
  if (is_nan(a)) return quiet(a);
  if (is_nan(b)) return quiet(b);
  return add(a, static_cast<binary16>(b ^ sign_bit), mode);
}

binary16 multiply(binary16 a, binary16 b, rounding mode) {
  if (is_nan(a)) return quiet(a);
  if (is_nan(b)) return quiet(b);
  return finish(widen(a) * widen(b), mode);
}

binary16 divide(binary16 a, binary16 b, rounding mode) {
  if (is_nan(a)) return quiet(a);
  if (is_nan(b)) return quiet(b);
  return finish(widen(a) / widen(b), mode);
}

binary16 square_root(binary16 value, rounding mode) {
  return is_nan(value) ? quiet(value) : finish(std::sqrt(widen(value)), mode);
}

binary16 minimum(binary16 a, binary16 b) { return compare(a, b) == relation::less ? a : b; }
binary16 maximum(binary16 a, binary16 b) { return compare(a, b) == relation::greater ? a : b; }

relation compare(binary16 a, binary16 b) {
  if (is_nan(a) || is_nan(b)) return relation::unordered;
  const double left = widen(a);
  const double right = widen(b);
  return left < right ? relation::less : left == right ? relation::equal : relation::greater;
}

bool compare(binary16 a, binary16 b, unsigned predicate) {
  const relation found = compare(a, b);
  const bool less = found == relation::less;
  const bool equal = found == relation::equal;
  const bool greater = found == relation::greater;
  const bool unordered = found == relation::unordered;
  // Bit 4 chooses only which NaN raises the invalid flag.
  switch (predicate & 15u) {
    case 0:
      return equal;
    case 1:
      return less;
    case 2:
      return less || equal;
    case 3:
      return unordered;
    case 4:
      return !equal;
    case 5:
      return !less;
    case 6:
      return greater || unordered;
    case 7:
      return !unordered;
    case 8:
      return equal || unordered;
    case 9:
      return less || unordered;
    case 10:
      return !greater;
    case 11:
      return false;
    case 12:
      return less || greater;
    case 13:
      return greater || equal;
    case 14:
      return greater;
    default:
      return true;
  }
}

bool has_class(binary16 value, unsigned wanted_classes) {
  const bool negative = (value & sign_bit) != 0;
  const unsigned magnitude = value & 0x7fffu;
  unsigned found = 0;
  if (is_nan(value)) found |= (value & quiet_bit) != 0 ? 0x01u : 0x80u;
  if (magnitude == 0) found |= negative ? 0x04u : 0x02u;
  if (magnitude == infinity) found |= negative ? 0x10u : 0x08u;
  if (magnitude != 0 && magnitude < 0x0400u) found |= 0x20u;
  if (magnitude != 0 && magnitude < infinity && negative) found |= 0x40u;
  return (found & wanted_classes) != 0;
}

}  // namespace signopt_test::fp16_emulator
