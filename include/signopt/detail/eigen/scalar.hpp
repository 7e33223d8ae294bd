// Eigen objects of one element as scalars of a rule.
#pragma once

#include <type_traits>

#include "../check/scalar_argument.hpp"
#include "layout.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// coeff is private in Inverse.
template <class Dense, class = void>
struct has_coeff : std::false_type {};
template <class Dense>
struct has_coeff<Dense, std::void_t<decltype(std::declval<const Dense&>().coeff(0, 0))>> : std::true_type {};

// An object of one element as a scalar. Its dtype is its own.
template <class Dense>
struct scalar_argument<Dense, std::enable_if_t<is_dense<Dense>>> {
  using derived = dense_of<Dense>;
  using element = typename derived::Scalar;
  static constexpr bool is_supported = has_dtype<element>::value && has_coeff<derived>::value;
  static constexpr bool may_be_one(int count) { return count == 1 || count == Eigen::Dynamic; }
  static constexpr bool is_one_element =
      may_be_one(int(derived::RowsAtCompileTime)) && may_be_one(int(derived::ColsAtCompileTime));

  template <dtype>
  static constexpr dtype type = dtype_or<element>(dtype::float32);

  template <dtype Var>
  static value_of<type<Var>> get(const Dense& dense, const char* name) {
    if (dense.size() != 1) {
      raise_error<shape_error>(name, " must have exactly one element, and has shape ", shape_of(dense));
    }
    const element value = dense.derived().coeff(0, 0);
    return bit_cast<value_of<type<Var>>>(value);
  }
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
