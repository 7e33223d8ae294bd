// Which types have a dtype, of those that a call may be given.
#pragma once

#include <type_traits>

#include "../../dtype.hpp"

namespace signopt {
namespace detail {

// The type of an argument, without const and reference.
template <class Argument>
using bare_type = std::remove_cv_t<std::remove_reference_t<Argument>>;

template <class T, class = void>
struct has_dtype : std::false_type {};
template <class T>
struct has_dtype<T, std::void_t<decltype(dtype_of<T>::value)>> : std::true_type {
  static_assert(std::is_trivially_copyable_v<T> && sizeof(T) == size_of(dtype_of<T>::value),
                "signopt: a type with a dtype_of must be trivially copyable and have the dtype's size");
  static_assert(
      !std::is_integral_v<T>,
      "signopt: an integer type cannot have a dtype_of, since as a scalar it is a number: wrap it in a struct");
};

inline namespace SIGNOPT_ABI {

// The dtype of T; where it has none, which is an error by then, something to go on with.
template <class T>
constexpr dtype dtype_or(dtype otherwise) noexcept {
  if constexpr (has_dtype<T>::value) {
    return dtype_of<T>::value;
  } else {
    return otherwise;
  }
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
