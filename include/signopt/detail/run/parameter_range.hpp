// The parameter_set that a range of parameters makes.
#pragma once

#include <iterator>
#include <type_traits>
#include <utility>

#include "../../parameter.hpp"
#include "../base/config.hpp"
#include "../base/own_vector.hpp"

namespace signopt {
inline namespace SIGNOPT_ABI {
template <class T, class G>
class parameter_set;
}  // namespace SIGNOPT_ABI

namespace detail {
inline namespace SIGNOPT_ABI {

template <class Element>
struct set_of_element {
  static constexpr bool exists = false;
};
template <class T, class G>
struct set_of_element<parameter<T, G>> {
  static constexpr bool exists = true;
  using type = parameter_set<T, G>;
  using var = T;
  using grad = G;
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
template <class T, class G, class Range>
own_vector<parameter<T, G>> list_of(const Range& tensors) {
  constexpr bool fits = std::is_convertible_v<decltype(*std::begin(tensors)), parameter<T, G>>;
  static_assert(fits, "signopt: tensors must be a range of parameter<T, G>, with the T and G of this set or object");
  if constexpr (fits) {
    return own_vector<parameter<T, G>>(std::begin(tensors), std::end(tensors));
  } else {
    return {};
  }
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
