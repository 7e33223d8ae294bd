// The names of an optimizer object's tensors, which are the keys of its saved state.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "../base/own_vector.hpp"
#include "../base/raise_error.hpp"
#include "../base/utf8.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// The names of all tensors: those that there are, and the given ones of the added tensors; where none are given, their
// own, or their numbers.
template <class Tensors>
own_vector<std::string> names_with(const own_vector<std::string>& old, const std::vector<std::string>& given,
                                   const Tensors& added) {
  const auto given_count = static_cast<std::ptrdiff_t>(given.size());
  const auto added_count = static_cast<std::ptrdiff_t>(added.size());
  if (given_count != 0 && given_count != added_count)
    raise_error<shape_error>("names has ", given_count, " names, and the group has ", added_count, " tensors");
  own_vector<std::string> all(old);
  all.insert(all.end(), given.begin(), given.end());
  if (given_count == 0) {
    for (const auto& tensor : added)
      all.push_back(tensor.name != nullptr ? std::string(tensor.name) : std::to_string(all.size()));
  }

  own_vector<std::string_view> sorted(all.begin(), all.end());
  std::sort(sorted.begin(), sorted.end());
  const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
  if (twice != sorted.end()) {
    raise_error<operand_error>("names: two tensors have the name \"", *twice,
                               "\"; that of a tensor without a name is its number");
  }
  for (const std::string_view name : sorted) {
    if (!is_utf8(name)) raise_error<operand_error>("names: \"", name, "\" is not in UTF-8, as names must be");
  }
  return all;
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
