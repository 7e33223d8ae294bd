// Shapes of any rank: how messages print them, and what is asked of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>

#include "../base/raise_error.hpp"
#include "memory_operands.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// `rank` sizes, of which a message shows the first `most_shown`.
template <class Size>
struct shape_view {
  const Size* sizes;
  int rank, most_shown;
};

// "(2, 3, 4)"; of one dimension "(2,)"; of none "()".
template <class Size>
std::string text_of(const shape_view<Size>& shape) {
  std::string text("(");
  for (int i = 0; i < shape.rank && i < shape.most_shown; ++i) {
    text.append(i == 0 ? "" : ", ").append(std::to_string(shape.sizes[i]));
  }
  if (shape.rank == 1) text.append(",");
  if (shape.rank > shape.most_shown) text.append(", ... ").append(std::to_string(shape.rank)).append(" in all");
  return text.append(")");
}

// A number that is known to fit. It is not cast to the type that it has, of which -Wuseless-cast would warn: that
// depends on the platform.
template <class Integer>
constexpr std::ptrdiff_t to_ptrdiff(Integer number) noexcept {
  if constexpr (std::is_same_v<Integer, std::ptrdiff_t>) {
    return number;
  } else {
    return static_cast<std::ptrdiff_t>(number);
  }
}

// The number of elements, of sizes that have not been checked.
template <class Size>
std::ptrdiff_t checked_size(const shape_view<Size>& shape, const char* name) {
  bool is_empty = false;
  for (int i = 0; i < shape.rank; ++i) {
    if (shape.sizes[i] < 0) raise_error<shape_error>(name, " has a negative size: shape ", text_of(shape));
    is_empty = is_empty || shape.sizes[i] == 0;
  }
  if (is_empty) return 0;
  std::int64_t size = 1;
  for (int i = 0; i < shape.rank; ++i) {
    if (shape.sizes[i] > largest_size / size) {
      raise_error<shape_error>(name, " is larger than any array can be: shape ", text_of(shape));
    }
    size *= shape.sizes[i];
  }
  return to_ptrdiff(size);
}

template <class Size>
void check_same_shape(const shape_view<Size>& shape, const shape_view<Size>& var_shape, const char* name) {
  bool is_same = shape.rank == var_shape.rank;
  for (int i = 0; is_same && i < var_shape.rank; ++i) is_same = shape.sizes[i] == var_shape.sizes[i];
  if (!is_same) raise_error<shape_error>(name, " has shape ", text_of(shape), ", var has shape ", text_of(var_shape));
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
