// What may be passed as a scalar of a rule, what dtype it has, and its value. Eigen's front end adds objects of one
// element (eigen/scalar.hpp).
#pragma once

#include <type_traits>

#include "../base/convert.hpp"
#include "../base/dtype_traits.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// is_supported; is_one_element, where the compiler can know; type<Var>, the dtype beside a variable of dtype Var;
// get<Var>(scalar, name), the value.
template <class Scalar, class = void>
struct scalar_argument {
  static constexpr bool is_supported = false;
  static constexpr bool is_one_element = true;
  template <dtype>
  static constexpr dtype type = dtype::float32;
};

template <class Scalar>
inline constexpr bool is_plain_number = std::is_same_v<Scalar, float> || std::is_same_v<Scalar, double> ||
                                        (std::is_integral_v<Scalar> && !std::is_same_v<Scalar, bool>);

// A plain number has no dtype of its own: it counts as float32, and as float64 beside a float64 variable.
template <class Number>
struct scalar_argument<Number, std::enable_if_t<is_plain_number<Number>>> {
  static constexpr bool is_supported = true;
  static constexpr bool is_one_element = true;
  template <dtype Var>
  static constexpr dtype type = Var == dtype::float64 ? dtype::float64 : dtype::float32;

  template <dtype Var>
  static value_of<type<Var>> get(Number number, const char*) noexcept {
    return static_cast<value_of<type<Var>>>(number);
  }
};

// A value of a type with a dtype, float16 and bfloat16 above all.
template <class Value>
struct scalar_argument<Value, std::enable_if_t<has_dtype<Value>::value && !is_plain_number<Value>>> {
  static constexpr bool is_supported = true;
  static constexpr bool is_one_element = true;
  template <dtype>
  static constexpr dtype type = dtype_of<Value>::value;

  template <dtype Var>
  static value_of<type<Var>> get(const Value& value, const char*) noexcept {
    return bit_cast<value_of<type<Var>>>(value);
  }
};

// What is known of an argument as the call deduces its type: a volatile number is a number.
template <class Scalar>
using scalar_facts = scalar_argument<std::remove_volatile_t<Scalar>>;

// A scalar as the rules take it: rounded to its own type and then to the compute type; and as it was given, in float64,
// where a plain number has all its digits. Most rules want the first alone, and take it for that.
template <dtype Compute>
struct scalar_value {
  value_of<Compute> rounded;
  double given;

  SIGNOPT_ALWAYS_INLINE operator value_of<Compute>() const noexcept { return rounded; }
};

template <dtype Compute, dtype Var, class Scalar>
SIGNOPT_ALWAYS_INLINE scalar_value<Compute> scalar_as(const Scalar& scalar, const char* name) {
  using argument = scalar_facts<Scalar>;
  constexpr dtype own = argument::template type<Var>;
  if constexpr (is_plain_number<std::remove_volatile_t<Scalar>>) {
    const std::remove_volatile_t<Scalar> number = scalar;
    return {convert<Compute, own>(argument::template get<Var>(number, name)), static_cast<double>(number)};
  } else {
    const value_of<own> value = argument::template get<Var>(scalar, name);
    return {convert<Compute, own>(value), convert<dtype::float64, own>(value)};
  }
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
