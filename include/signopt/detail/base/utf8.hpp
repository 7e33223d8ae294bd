// Text that goes into files: whether it is UTF-8.
#pragma once

#include <cstddef>
#include <string_view>

#include "config.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// How many bytes the character has that begins at `at`; 0 where that is none: cut short, overlong, a surrogate, or
// beyond 0x10ffff.
inline std::size_t utf8_length(std::string_view text, std::size_t at) noexcept {
  const auto byte = [text](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const unsigned lead = byte(at), second = byte(at + 1);
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const unsigned least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  const unsigned most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  if (second < least || second > most) return 0;
  const std::size_t length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  for (std::size_t k = 2; k < length; ++k) {
    if ((byte(at + k) & 0xc0u) != 0x80u) return 0;
  }
  return length;
}

inline bool is_utf8(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_length(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
