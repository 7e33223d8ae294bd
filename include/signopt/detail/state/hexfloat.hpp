// Numbers of float64 as text, with all of their bits: as Python's float.hex() writes them, in every locale.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "../base/convert.hpp"
#include "../base/real_number.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// NaNs lose their payload.
inline std::string hexfloat(double value) {
  const std::uint64_t bits = bit_cast<std::uint64_t>(value), magnitude = bits & ~(std::uint64_t{1} << 63);
  if (magnitude > infinity_bits) return "nan";
  std::string text(bits == magnitude ? "" : "-");
  if (magnitude == infinity_bits) return text.append("inf");
  const int exponent = static_cast<int>(magnitude >> 52);
  text.append(exponent == 0 ? "0x0." : "0x1.");
  for (int shift = 48; shift >= 0; shift -= 4) text += "0123456789abcdef"[magnitude >> shift & 0xf];
  const int power = magnitude == 0 ? 0 : exponent == 0 ? -1022 : exponent - 1023;
  return text.append(power < 0 ? "p" : "p+").append(std::to_string(power));
}

// False where the text is none of those that hexfloat writes.
inline bool read_hexfloat(std::string_view text, double& value) {
  const bool is_negative = !text.empty() && text[0] == '-';
  const std::string_view digits = text.substr(is_negative ? 1 : 0);
  std::uint64_t magnitude = 0;
  if (digits == "nan") {
    magnitude = infinity_bits + 1 + (std::uint64_t{1} << 51);
  } else if (digits == "inf") {
    magnitude = infinity_bits;
  } else {
    constexpr std::size_t fraction_at = 4, fraction_end = fraction_at + 13;
    if (digits.size() < fraction_end + 3 || digits[fraction_end] != 'p') return false;
    for (std::size_t i = fraction_at; i < fraction_end; ++i) {
      const std::size_t digit = std::string_view("0123456789abcdef").find(digits[i]);
      if (digit == std::string_view::npos) return false;
      magnitude = magnitude << 4 | digit;
    }
    int power = 0;
    for (std::size_t i = fraction_end + 2; i < digits.size() && power < 10000; ++i) {
      if (digits[i] < '0' || digits[i] > '9') return false;
      power = 10 * power + (digits[i] - '0');
    }
    if (digits[fraction_end + 1] == '-') power = -power;
    if (digits[2] == '1' && power >= -1022 && power <= 1023)
      magnitude |= static_cast<std::uint64_t>(power + 1023) << 52;
  }
  value = bit_cast<double>(magnitude | static_cast<std::uint64_t>(is_negative) << 63);
  return hexfloat(value) == text;
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
