// The compile-time half of the checks: each type error is one static_assert that names the argument and the rule. What
// comes out is the compute type.
#pragma once

#include "../../dtype.hpp"
#include "../base/constants.hpp"
#include "scalar_argument.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// What the checks below say, without a static_assert among it: clang takes nothing for constant that stands in a class
// with one that failed, and reports that as well.
template <class T, class C, class Var, class M, class Lr, class Alpha, class SignDecay, class Beta, class Grad>
struct type_facts {
  using var_has_dtype = typename has_dtype<Var>::type;
  using m_has_dtype = typename has_dtype<M>::type;
  using grad_has_dtype = typename has_dtype<Grad>::type;
  static constexpr bool var_is_supported = var_has_dtype::value, m_is_supported = m_has_dtype::value,
                        grad_is_supported = grad_has_dtype::value;
  static constexpr dtype var = dtype_or<Var>(dtype::float64);
  static constexpr bool state_is_good = var_is_supported && m_is_supported && dtype_or<M>(var) == var;

  static constexpr dtype stated_grad = dtype_or<Grad>(var);
  static constexpr bool gradient_is_good = grad_is_supported && widens_to(stated_grad, var);

  template <class Scalar>
  static constexpr bool is_supported = scalar_facts<Scalar>::is_supported;
  template <class Scalar>
  static constexpr bool is_one_element = scalar_facts<Scalar>::is_one_element;
  static constexpr bool scalars_are_good = is_supported<Lr> && is_supported<Alpha> && is_supported<SignDecay> &&
                                           is_supported<Beta> && is_one_element<Lr> && is_one_element<Alpha> &&
                                           is_one_element<SignDecay> && is_one_element<Beta>;

  template <class Scalar>
  static constexpr dtype scalar_type = scalar_facts<Scalar>::template type<var>;
  static constexpr dtype deduced =
      compute_dtype(var, scalar_type<Lr>, scalar_type<Alpha>, scalar_type<SignDecay>, scalar_type<Beta>);
  static constexpr dtype stated_compute = dtype_or<C>(deduced);
  static constexpr bool stated_is_good = dtype_or<T>(var) == var && computes_in(var, stated_compute);

  static constexpr bool is_good = state_is_good && gradient_is_good && scalars_are_good && stated_is_good;
  static constexpr dtype grad = gradient_is_good ? stated_grad : var;
  static constexpr dtype compute = stated_is_good ? stated_compute : var;
};

// var and m, and grad beside them: the same dtype or a narrower one. What depends on a dtype that there is not is not
// asked.
template <class Facts>
struct check_operands {
  static constexpr bool has_var = Facts::var_is_supported, has_state = Facts::state_is_good;
  static_assert(has_var, "signopt: var" SIGNOPT_HAS_NO_DTYPE);
  static_assert(Facts::m_is_supported || !has_var, "signopt: m" SIGNOPT_HAS_NO_DTYPE);
  static_assert(has_state || !has_var || !Facts::m_is_supported,
                "signopt: m has another dtype than var: both are updated in place, and neither can be converted");
  static_assert(Facts::grad_is_supported || !has_state, "signopt: grad" SIGNOPT_HAS_NO_DTYPE);

  template <dtype VarType, dtype GradType>
  static constexpr bool is_pair = has_state && (Facts::var == VarType) && (Facts::stated_grad == GradType);
  static_assert(!is_pair<dtype::float16, dtype::float32>,
                "signopt: grad (float32) is wider than var (float16): " SIGNOPT_CANNOT_BE_CONVERTED);
  static_assert(!is_pair<dtype::float16, dtype::float64>,
                "signopt: grad (float64) is wider than var (float16): " SIGNOPT_CANNOT_BE_CONVERTED);
  static_assert(!is_pair<dtype::bfloat16, dtype::float32>,
                "signopt: grad (float32) is wider than var (bfloat16): " SIGNOPT_CANNOT_BE_CONVERTED);
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

template <class Lr, class Alpha, class SignDecay, class Beta>
struct check_scalars {
  template <class Scalar>
  static constexpr bool is_supported = scalar_facts<Scalar>::is_supported;
  static_assert(is_supported<Lr>, "signopt: lr" SIGNOPT_MUST_BE_A_SCALAR);
  static_assert(is_supported<Alpha>, "signopt: alpha" SIGNOPT_MUST_BE_A_SCALAR);
  static_assert(is_supported<SignDecay>, "signopt: sign_decay" SIGNOPT_MUST_BE_A_SCALAR);
  static_assert(is_supported<Beta>, "signopt: beta" SIGNOPT_MUST_BE_A_SCALAR);

  template <class Scalar>
  static constexpr bool is_one_element = scalar_facts<Scalar>::is_one_element;
  static_assert(is_one_element<Lr>, "signopt: lr" SIGNOPT_MUST_BE_ONE_ELEMENT);
  static_assert(is_one_element<Alpha>, "signopt: alpha" SIGNOPT_MUST_BE_ONE_ELEMENT);
  static_assert(is_one_element<SignDecay>, "signopt: sign_decay" SIGNOPT_MUST_BE_ONE_ELEMENT);
  static_assert(is_one_element<Beta>, "signopt: beta" SIGNOPT_MUST_BE_ONE_ELEMENT);
};

// T and C as the caller states them; void where they are to be deduced. `Asks`: where all else is good.
template <class T, class C, class Facts, bool Asks>
struct check_stated {
  static constexpr bool is_dtype = std::is_void_v<C> || has_dtype<C>::value;
  static_assert(!Asks || std::is_void_v<T> || has_dtype<T>::value,
                "signopt: T must be float16, bfloat16, float32 or float64");
  static_assert(!Asks || std::is_void_v<T> || dtype_or<T>(Facts::var) == Facts::var,
                "signopt: T is not the dtype of var");
  static_assert(!Asks || is_dtype, "signopt: C must be float16, bfloat16, float32 or float64");
  static_assert(
      !Asks || !is_dtype || computes_in(Facts::var, Facts::stated_compute),
      "signopt: C is no compute type for this dtype of var: var's own dtype always is, and float32 for a 16-bit var");
};

// All of it, for element types Var, M and Grad. With is_good false an error has been given, and the call must not be
// instantiated further.
template <class T, class C, class Var, class M, class Lr, class Alpha, class SignDecay, class Beta, class Grad,
          class Facts = type_facts<T, C, Var, M, Lr, Alpha, SignDecay, Beta, Grad>>
struct check_types : Facts,
                     check_operands<Facts>,
                     check_scalars<Lr, Alpha, SignDecay, Beta>,
                     check_stated<T, C, Facts, Facts::state_is_good && Facts::scalars_are_good> {
  static constexpr dtype compute = Facts::compute, var = Facts::var;

  static add_sign::arguments<compute> arguments(const Lr& lr, const Alpha& alpha, const SignDecay& sign_decay,
                                                const Beta& beta) {
    return {scalar_as<compute, var>(lr, "lr"), scalar_as<compute, var>(alpha, "alpha"),
            scalar_as<compute, var>(sign_decay, "sign_decay"), scalar_as<compute, var>(beta, "beta")};
  }
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
