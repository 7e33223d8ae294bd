// Dtypes that are known at run time only: values of them, and the way from them to the kernels, which want them at
// compile time. The rules are those of dtype.hpp; nothing here repeats them.
#pragma once

#include <cstring>

#include "../base/constants.hpp"
#include "../check/scalar_argument.hpp"
#include "../strided/run.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// use(dtype_constant<type>()).
template <class Use>
auto with_dtype(dtype type, Use use) {
  switch (type) {
    case dtype::float16:
      return use(dtype_constant<dtype::float16>());
    case dtype::bfloat16:
      return use(dtype_constant<dtype::bfloat16>());
    case dtype::float32:
      return use(dtype_constant<dtype::float32>());
    case dtype::float64:
      break;
  }
  return use(dtype_constant<dtype::float64>());
}

// A value of any of the dtypes: the first size_of(type) bytes.
struct typed_value {
  dtype type;
  unsigned char bytes[8];
};

template <dtype Type>
typed_value make_typed_value(const value_of<Type>& value) noexcept {
  typed_value made{Type, {}};
  std::memcpy(made.bytes, &value, sizeof(value));
  return made;
}

// A C++ scalar as it counts beside a variable of dtype Var.
template <dtype Var, class Scalar>
typed_value make_scalar_value(const Scalar& scalar) noexcept {
  using argument = scalar_argument<Scalar>;
  return make_typed_value<argument::template type<Var>>(argument::template get<Var>(scalar, ""));
}

// One rounding, to the compute type.
template <dtype Compute>
value_of<Compute> convert_typed(const typed_value& value) noexcept {
  return with_dtype(value.type, [&value](auto type) {
    value_of<decltype(type)::value> own;
    std::memcpy(&own, value.bytes, sizeof(own));
    return convert<Compute, decltype(type)::value>(own);
  });
}

struct typed_scalars {
  typed_value lr, alpha, sign_decay, beta;

  dtype compute_beside(dtype var) const noexcept {
    return compute_dtype(var, lr.type, alpha.type, sign_decay.type, beta.type);
  }

  template <dtype Compute>
  add_sign::arguments<Compute> arguments() const noexcept {
    return {convert_typed<Compute>(lr), convert_typed<Compute>(alpha), convert_typed<Compute>(sign_decay),
            convert_typed<Compute>(beta)};
  }
};

// The rows of the type table: of all triples of dtypes, those that dtype.hpp allows (eleven) become kernels.
template <class Launch>
void run_add_sign(const Launch& how, dtype var_type, dtype grad_type, void* var, void* m, const void* grad,
                  const walk& steps, const typed_scalars& scalars) {
  with_dtype(var_type, [&](auto var_constant) {
    with_dtype(grad_type, [&](auto grad_constant) {
      constexpr dtype v = decltype(var_constant)::value;
      constexpr dtype g = decltype(grad_constant)::value;
      if constexpr (widens_to(g, v)) {
        with_dtype(scalars.compute_beside(v), [&](auto compute_constant) {
          constexpr dtype c = decltype(compute_constant)::value;
          if constexpr (computes_in(v, c)) {
            run_strided<add_sign, c, v, v, g>(how, var, m, grad, steps, scalars.arguments<c>());
          }
        });
      }
    });
  });
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
