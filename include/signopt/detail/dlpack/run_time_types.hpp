// Dtypes that are known at run time only: values of them, and the way from them to the kernels, which want them at
// compile time. The rules are those of dtype.hpp; nothing here repeats them.
#pragma once

#include <cstddef>
#include <cstring>
#include <utility>

#include "../check/types.hpp"
#include "../run/call_context.hpp"
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

// A value of any of the dtypes: the first size_of(type) bytes. `given` is what scalar_value says.
struct typed_value {
  dtype type;
  unsigned char bytes[8];
  double given;
};

// A C++ scalar as it counts beside a variable of dtype Var.
template <dtype Var, class Scalar>
typed_value make_scalar_value(const Scalar& scalar) noexcept {
  constexpr dtype own = scalar_argument<Scalar>::template type<Var>;
  const scalar_value<own> value = scalar_as<own, Var>(scalar, "");
  typed_value made{own, {}, value.given};
  std::memcpy(made.bytes, &value.rounded, sizeof(value.rounded));
  return made;
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

// The scalars of a rule, in its order.
template <class Rule>
struct typed_scalars {
  static constexpr std::size_t count = scalars_of<Rule>::count;
  typed_value values[count];

  dtype compute_beside(dtype var) const noexcept { return compute_of(var, std::make_index_sequence<count>()); }

  template <dtype Compute>
  typename Rule::template constants<Compute> constants() const noexcept {
    return converted<Compute>(std::make_index_sequence<count>());
  }

 private:
  template <std::size_t... Index>
  dtype compute_of(dtype var, std::index_sequence<Index...>) const noexcept {
    return compute_dtype(var, values[Index].type...);
  }

  template <dtype Compute, std::size_t... Index>
  typename Rule::template constants<Compute> converted(std::index_sequence<Index...>) const noexcept {
    return {scalar_value<Compute>{convert_typed<Compute>(values[Index]), values[Index].given}...};
  }
};

struct operand_types {
  dtype var, m, grad;
};

// The rows of the type tables: of all dtypes together, those that dtype.hpp allows (27) become kernels.
template <class Rule, class Context>
void run_typed(const Context& context, const operand_types& types, void* var, void* m, void* grad, const walk& over,
               const typed_scalars<Rule>& scalars) {
  const auto run = [&](auto compute, auto var_type, auto m_type, auto grad_type) {
    constexpr dtype c = decltype(compute)::value, v = decltype(var_type)::value;
    constexpr dtype s = decltype(m_type)::value, g = decltype(grad_type)::value;
    if constexpr (computes_in(v, c)) {
      run_strided(context.executor, context.template kernel_for<Rule, stated_types<c, v, s, g>>(),
                  context.constants(scalars.template constants<c>()), memory_of<size_of(v)>(var),
                  memory_of<size_of(s)>(m), memory_of<size_of(g)>(grad), over);
    }
  };
  with_dtype(types.var, [&](auto v) {
    with_dtype(types.m, [&](auto s) {
      with_dtype(types.grad, [&](auto g) {
        constexpr dtype var_type = decltype(v)::value, m_type = decltype(s)::value, grad_type = decltype(g)::value;
        if constexpr (m_goes_with(m_type, var_type) && grad_goes_with(grad_type, var_type)) {
          if constexpr (needs_float32(var_type, m_type, grad_type)) {
            run(dtype_constant<dtype::float32>(), v, s, g);
          } else {
            with_dtype(scalars.compute_beside(var_type), [&](auto c) { run(c, v, s, g); });
          }
        }
      });
    });
  });
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
