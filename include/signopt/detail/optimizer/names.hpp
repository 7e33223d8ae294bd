// The names of an optimizer object's tensors, which are the keys of its saved state.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "../base/own_vector.hpp"
#include "../base/raise_error.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// Whether these are characters in UTF-8: none cut short or overlong, no surrogate, none beyond 0x10ffff.
inline bool is_utf8(std::string_view text) noexcept {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = [text](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0u; };
    const unsigned lead = byte(i);
    const std::size_t length = lead < 0x80   ? 1
                               : lead < 0xc2 ? 0
                               : lead < 0xe0 ? 2
                               : lead < 0xf0 ? 3
                               : lead < 0xf5 ? 4
                                             : 0;
    if (length == 0) return false;
    for (std::size_t k = 1; k < length; ++k) {
      if ((byte(i + k) & 0xc0u) != 0x80u) return false;
    }
    const unsigned second = byte(i + 1);
    if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second >= 0xa0) || (lead == 0xf0 && second < 0x90) ||
        (lead == 0xf4 && second >= 0x90))
      return false;
    i += length;
  }
  return true;
}

// The names of all tensors: those that there are, and the given ones of `added` more, or their numbers.
inline own_vector<std::string> names_with(const own_vector<std::string>& old, const std::vector<std::string>& given,
                                          std::ptrdiff_t added) {
  const auto given_count = static_cast<std::ptrdiff_t>(given.size());
  if (given_count != 0 && given_count != added)
    raise_error<shape_error>("names has ", given_count, " names, and the group has ", added, " tensors");
  own_vector<std::string> all(old);
  all.insert(all.end(), given.begin(), given.end());
  while (static_cast<std::ptrdiff_t>(all.size() - old.size()) < added) all.push_back(std::to_string(all.size()));

  own_vector<std::string_view> sorted(all.begin(), all.end());
  std::sort(sorted.begin(), sorted.end());
  const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
  if (twice != sorted.end()) raise_error<operand_error>("names: two tensors have the name \"", *twice, "\"");
  for (const std::string_view name : sorted) {
    if (!is_utf8(name)) raise_error<operand_error>("names: \"", name, "\" is not in UTF-8, as names must be");
  }
  return all;
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
