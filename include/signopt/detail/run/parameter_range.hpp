// The parameter_set that a range of parameters makes.
#pragma once

#include <cstddef>
#include <iterator>
#include <type_traits>
#include <utility>

#include "../../parameter.hpp"
#include "../base/config.hpp"
#include "../base/own_vector.hpp"

namespace signopt {
inline namespace SIGNOPT_ABI {
template <class T, class G, class M, class Copy>
class parameter_set;
}  // namespace SIGNOPT_ABI

namespace detail {
inline namespace SIGNOPT_ABI {

template <class Element>
struct set_of_element {
  static constexpr bool exists = false;
  using element = void;
};
template <class T, class G, class M, class Copy>
struct set_of_element<parameter<T, G, M, Copy>> {
  static constexpr bool exists = true;
  using type = parameter_set<T, G, M, Copy>;
  using var = T;
  using grad = G;
  using moment = M;
  using copy = Copy;
  using element = parameter<T, G, M, Copy>;
};

template <class Range, class = void>
struct set_of_range : set_of_element<void> {};
template <class Range>
struct set_of_range<Range, std::void_t<decltype(*std::begin(std::declval<const Range&>()))>>
    : set_of_element<std::remove_cv_t<std::remove_reference_t<decltype(*std::begin(std::declval<const Range&>()))>>> {};
template <class Range>
using set_of = typename set_of_range<Range>::type;

template <class Range>
struct check_range {
  static constexpr bool is_valid = set_of_range<Range>::exists;
  static_assert(is_valid,
                "signopt: tensors, the argument before the scalars, must be a parameter_set, or a range of "
                "parameter<T, G> (parameter_set.hpp)");
};

// What a set, or a group of an optimizer object, is made of.
template <class Parameter, class Range>
own_vector<Parameter> list_of(const Range& tensors) {
  constexpr bool fits = std::is_convertible_v<decltype(*std::begin(tensors)), Parameter>;
  static_assert(
      fits,
      "signopt: tensors must be a range of parameter<T, G, M, Copy>, with the T, G, M and Copy of this set or "
      "object");
  if constexpr (fits) {
    return own_vector<Parameter>(std::begin(tensors), std::end(tensors));
  } else {
    return {};
  }
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
