#include "float16.hpp"

#include <acl/acl.h>

#include <cmath>
#include <cstring>
#include <limits>

namespace signopt_test::fake_acl::detail {
namespace {

constexpr std::uint16_t sign_bit = 0x8000, infinity = 0x7c00, quiet_nan = 0x7e00, largest = 0x7bff;

// By the bits, which no flag of a compiler explains away.
bool is_nan(double value) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return (bits & ~(std::uint64_t{1} << 63)) > std::uint64_t{0x7ff} << 52;
}

// As if the largest exponent were one like the others.
double finite_value(std::uint16_t bits) {
  const int exponent = (bits >> 10) & 0x1f, fraction = bits & 0x3ff;
  const double magnitude = exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
  return (bits & sign_bit) != 0 ? -magnitude : magnitude;
}

}  // namespace

double double_of_half(std::uint16_t bits) {
  if ((bits & infinity) != infinity) return finite_value(bits);
  if ((bits & 0x3ff) != 0) return std::numeric_limits<double>::quiet_NaN();
  return (bits & sign_bit) != 0 ? -HUGE_VAL : HUGE_VAL;
}

std::uint16_t half_of_double(double value) {
  const std::uint16_t sign = std::signbit(value) ? sign_bit : 0;
  const double magnitude = std::fabs(value);
  if (is_nan(value)) return sign | quiet_nan;
  if (magnitude >= 65520) return sign | infinity;
  if (magnitude == 0) return sign;
  // In units of the last place the value is rounded to an integer. One that reaches the next power of two carries into
  // the exponent by itself.
  const int exponent = std::ilogb(magnitude) < -14 ? -14 : std::ilogb(magnitude);
  const auto units = static_cast<unsigned>(std::nearbyint(std::ldexp(magnitude, 10 - exponent)));
  return static_cast<std::uint16_t>(sign | ((static_cast<unsigned>(exponent + 14) << 10) + units));
}

}  // namespace signopt_test::fake_acl::detail

using namespace signopt_test::fake_acl::detail;

// The real ones saturate: infinities and NaN become the largest number, and come back as numbers beyond it.
extern "C" {

aclFloat16 aclFloatToFloat16(float value) {
  const std::uint16_t bits = half_of_double(static_cast<double>(value));
  return (bits & infinity) == infinity ? static_cast<aclFloat16>((bits & sign_bit) | largest) : bits;
}

float aclFloat16ToFloat(aclFloat16 bits) { return static_cast<float>(finite_value(bits)); }

}  // extern "C"
