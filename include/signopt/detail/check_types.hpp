// The compile-time half of the checks: each type error is one static_assert that names the argument and the rule. What
// comes out is the compute type.
#pragma once

#include "../dtype.hpp"
#include "arguments.hpp"
#include "scalar_argument.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// var and m, two element types.
template <class Var, class M>
struct check_state {
  static_assert(has_dtype<Var>::value, "signopt: var" SIGNOPT_HAS_NO_DTYPE);
  static_assert(has_dtype<M>::value, "signopt: m" SIGNOPT_HAS_NO_DTYPE);
  static constexpr dtype var = dtype_or<Var>(dtype::float64);
  static constexpr dtype m = dtype_or<M>(var);
  static_assert(!has_dtype<Var>::value || m == var,
                "signopt: m has another dtype than var: both are updated in place, and neither can be converted");
  static constexpr bool is_good = has_dtype<Var>::value && has_dtype<M>::value && m == var;
};

// grad beside a variable of dtype Var: the same or narrower.
template <class Grad, dtype Var>
struct check_gradient {
  static_assert(has_dtype<Grad>::value, "signopt: grad" SIGNOPT_HAS_NO_DTYPE);
  static constexpr dtype grad = dtype_or<Grad>(Var);

  template <dtype VarType, dtype GradType>
  static constexpr bool is_pair = (Var == VarType) && (grad == GradType);
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
  static constexpr bool is_good = has_dtype<Grad>::value && widens_to(grad, Var);
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
  static constexpr bool is_good = is_supported<Lr> && is_supported<Alpha> && is_supported<SignDecay> &&
                                  is_supported<Beta> && is_one_element<Lr> && is_one_element<Alpha> &&
                                  is_one_element<SignDecay> && is_one_element<Beta>;
};

// T and C as the caller states them; void where they are to be deduced.
template <class T, class C, dtype Var, dtype Deduced>
struct check_stated {
  static_assert(std::is_void_v<T> || dtype_or<T>(Var) == Var, "signopt: T is not the dtype of var");
  static_assert(std::is_void_v<T> || has_dtype<T>::value, "signopt: T must be float16, bfloat16, float32 or float64");
  static_assert(std::is_void_v<C> || has_dtype<C>::value, "signopt: C must be float16, bfloat16, float32 or float64");
  static constexpr dtype stated = dtype_or<C>(Deduced);
  static_assert(
      computes_in(Var, stated),
      "signopt: C is no compute type for this dtype of var: var's own dtype always is, and float32 for a 16-bit var");
  static constexpr bool is_good = dtype_or<T>(Var) == Var && computes_in(Var, stated);
  static constexpr dtype compute = is_good ? stated : Var;
};

// All of it, for element types Var, M and Grad. With is_good false an error has been given, and the call must not be
// instantiated further.
template <class T, class C, class Var, class M, class Lr, class Alpha, class SignDecay, class Beta, class Grad>
struct check_types {
  using state = check_state<Var, M>;
  static constexpr dtype var = state::var;
  using gradient = check_gradient<Grad, var>;
  using scalars = check_scalars<Lr, Alpha, SignDecay, Beta>;

  template <class Scalar>
  static constexpr dtype scalar_type = scalar_facts<Scalar>::template type<var>;
  static constexpr dtype deduced =
      compute_dtype(var, scalar_type<Lr>, scalar_type<Alpha>, scalar_type<SignDecay>, scalar_type<Beta>);
  using stated = check_stated<T, C, var, deduced>;

  static constexpr bool is_good = state::is_good && gradient::is_good && scalars::is_good && stated::is_good;
  static constexpr dtype grad = gradient::is_good ? gradient::grad : var;
  static constexpr dtype compute = stated::compute;

  static add_sign::arguments<compute> arguments(const Lr& lr, const Alpha& alpha, const SignDecay& sign_decay,
                                                const Beta& beta) {
    return {scalar_as<compute, var>(lr, "lr"), scalar_as<compute, var>(alpha, "alpha"),
            scalar_as<compute, var>(sign_decay, "sign_decay"), scalar_as<compute, var>(beta, "beta")};
  }
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
