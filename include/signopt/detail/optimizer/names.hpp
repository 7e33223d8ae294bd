// The names of an optimizer object's tensors, which are the keys of its saved state.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "../base/own_vector.hpp"
#include "../base/raise_error.hpp"
#include "../base/utf8.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// Each in a place of its own, since messages refer to them.
using tensor_names = own_vector<std::shared_ptr<const std::string>>;

// The names of all tensors: those that there are, and the given ones of the added tensors, which then know theirs;
// where none are given, their own, or their numbers.
template <class Tensors>
tensor_names names_with(const tensor_names& old, const std::vector<std::string>& given, Tensors& added) {
  const auto given_count = static_cast<std::ptrdiff_t>(given.size());
  const auto added_count = static_cast<std::ptrdiff_t>(added.size());
  if (given_count != 0 && given_count != added_count)
    raise_error<shape_error>("names has ", given_count, " names, and the group has ", added_count, " tensors");
  tensor_names all(old);
  for (std::size_t i = 0; i < added.size(); ++i) {
    auto& tensor = added[i];
    const bool has_none = given_count == 0 && tensor.name == nullptr;
    all.push_back(std::make_shared<const std::string>(has_none           ? std::to_string(all.size())
                                                      : given_count == 0 ? std::string(tensor.name)
                                                                         : given[i]));
    if (!has_none) tensor.name = all.back()->c_str();
  }

  own_vector<std::string_view> sorted;
  for (const auto& name : all) sorted.push_back(*name);
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
