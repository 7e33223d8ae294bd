// The compile-time half of the checks: each type error is one static_assert that names the argument and the rule. What
// comes out is the compute type.
#pragma once

#include <cstddef>
#include <utility>

#include "../../settings.hpp"
#include "../base/dtype_traits.hpp"
#include "scalar_argument.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// What forms.inl tells of a rule: names[] and count of its scalars, and check<Facts, Scalars...>, a static_assert for
// each on what Facts<Scalar> says: is_supported and is_one_element.
template <class Rule>
struct scalars_of;

// The settings of any rule, by what is common to all.
template <class Argument, class = void>
inline constexpr bool is_settings = false;
template <class Argument>
inline constexpr bool is_settings<Argument, std::void_t<decltype(Argument::options)>> =
    std::is_same_v<decltype(Argument::options), step_options>;

// What the checks below say, without a static_assert among it: clang takes nothing for constant that stands in a class
// with one that failed, and reports that as well.
template <class T, class C, class Var, class M, class Grad, class... Scalars>
struct type_facts {
  using var_has_dtype = typename has_dtype<Var>::type;
  using m_has_dtype = typename has_dtype<M>::type;
  using grad_has_dtype = typename has_dtype<Grad>::type;
  static constexpr bool var_is_supported = var_has_dtype::value, m_is_supported = m_has_dtype::value,
                        grad_is_supported = grad_has_dtype::value;
  static constexpr dtype var = dtype_or<Var>(dtype::float64);
  static constexpr dtype stated_m = dtype_or<M>(var);
  static constexpr bool state_is_valid = var_is_supported && m_is_supported && m_goes_with(stated_m, var);

  static constexpr dtype stated_grad = dtype_or<Grad>(var);
  static constexpr bool gradient_is_valid = grad_is_supported && grad_goes_with(stated_grad, var);

  static constexpr bool scalars_are_valid =
      (... && (scalar_facts<Scalars>::is_supported && scalar_facts<Scalars>::is_one_element));
  static constexpr bool only_in_float32 = needs_float32(var, stated_m, stated_grad);
  static constexpr dtype deduced =
      only_in_float32 ? dtype::float32 : compute_dtype(var, scalar_facts<Scalars>::template type<var>...);
  static constexpr dtype stated_compute = dtype_or<C>(deduced);
  static constexpr bool stated_compute_is_valid =
      computes_in(var, stated_compute) && (!only_in_float32 || stated_compute == dtype::float32);
  static constexpr bool stated_is_valid = dtype_or<T>(var) == var && stated_compute_is_valid;

  static constexpr bool is_valid = state_is_valid && gradient_is_valid && scalars_are_valid && stated_is_valid;
  static constexpr dtype moment = state_is_valid ? stated_m : var;
  static constexpr dtype grad = gradient_is_valid ? stated_grad : var;
  static constexpr dtype compute = stated_is_valid ? stated_compute : var;
};

// var, m and grad beside each other: the tables of dtype.hpp. Without a dtype, nothing that depends on it is checked.
template <class Facts>
struct check_operands {
  static constexpr bool has_var = Facts::var_is_supported, has_state = Facts::state_is_valid;
  static_assert(has_var, "signopt: var" SIGNOPT_HAS_NO_DTYPE);
  static_assert(Facts::m_is_supported || !has_var, "signopt: m" SIGNOPT_HAS_NO_DTYPE);
  static_assert(has_state || !has_var || !Facts::m_is_supported, "signopt: m" SIGNOPT_IS_NO_M_OF_VAR);
  static_assert(Facts::grad_is_supported || !has_state, "signopt: grad" SIGNOPT_HAS_NO_DTYPE);

  template <dtype VarType, dtype GradType>
  static constexpr bool is_pair = has_state && (Facts::var == VarType) && (Facts::stated_grad == GradType);
  static_assert(!is_pair<dtype::float16, dtype::float64>,
                "signopt: grad (float64) is wider than var (float16): " SIGNOPT_CANNOT_BE_CONVERTED);
  static_assert(!is_pair<dtype::bfloat16, dtype::float64>,
                "signopt: grad (float64) is wider than var (bfloat16): " SIGNOPT_CANNOT_BE_CONVERTED);
  static_assert(!is_pair<dtype::float32, dtype::float64>,
                "signopt: grad (float64) is wider than var (float32): " SIGNOPT_CANNOT_BE_CONVERTED);
  static_assert(!is_pair<dtype::float16, dtype::bfloat16>,
                "signopt: grad (bfloat16) does not go with var (float16): neither holds the other's values, and var "
                "cannot be converted");
  static_assert(!is_pair<dtype::bfloat16, dtype::float16>,
                "signopt: grad (float16) does not go with var (bfloat16): neither holds the other's values, and var "
                "cannot be converted");
};

// T and C as the caller states them; void where they are to be deduced. Asked where all else is valid.
template <class T, class C, class Facts>
struct check_stated {
  static constexpr bool asks = Facts::state_is_valid && Facts::scalars_are_valid;
  static constexpr bool is_dtype = std::is_void_v<C> || has_dtype<C>::value;
  static_assert(!asks || std::is_void_v<T> || has_dtype<T>::value,
                "signopt: T must be float16, bfloat16, float32 or float64");
  static_assert(!asks || std::is_void_v<T> || dtype_or<T>(Facts::var) == Facts::var,
                "signopt: T is not the dtype of var");
  static_assert(!asks || is_dtype, "signopt: C must be float16, bfloat16, float32 or float64");
  static_assert(
      !asks || !is_dtype || computes_in(Facts::var, Facts::stated_compute),
      "signopt: C is no compute type for this dtype of var: var's own dtype always is, and float32 for a 16-bit var");
  static_assert(!asks || !is_dtype || !computes_in(Facts::var, Facts::stated_compute) || Facts::stated_compute_is_valid,
                "signopt: C must be float32 where m or grad has another dtype than a 16-bit var");
};

// All of it, for element types Var, M and Grad and the scalars of Rule. With is_valid false an error has been given,
// and the call must not be instantiated further.
template <class Rule, class T, class C, class Var, class M, class Grad, class... Scalars>
struct check_types : type_facts<T, C, Var, M, Grad, Scalars...>,
                     check_operands<type_facts<T, C, Var, M, Grad, Scalars...>>,
                     scalars_of<Rule>::template check<scalar_facts, Scalars...>,
                     check_stated<T, C, type_facts<T, C, Var, M, Grad, Scalars...>> {
  using facts = type_facts<T, C, Var, M, Grad, Scalars...>;
  using constants_type = typename Rule::template constants<facts::compute>;

  // Within braces the scalars are read from left to right, each with its name.
  SIGNOPT_ALWAYS_INLINE static constants_type constants(const Scalars&... scalars) {
    return named(std::index_sequence_for<Scalars...>(), scalars...);
  }

 private:
  template <std::size_t... Index>
  SIGNOPT_ALWAYS_INLINE static constants_type named(std::index_sequence<Index...>, const Scalars&... scalars) {
    return {scalar_as<facts::compute, facts::var>(scalars, scalars_of<Rule>::names[Index])...};
  }
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
