// The oracle for dtypes that are known at run time, with the type table of the design written out once more.
#pragma once

#include <cstdint>
#include <functional>

#include "call.hpp"
#include "support/oracle.hpp"

namespace signopt_test::dlpack {

using oracle::format;
template <format F>
using format_tag = std::integral_constant<format, F>;

inline format format_of(const DLDataType& supported) {
  if (supported.code == kDLBfloat) return format::bfloat16;
  return supported.bits == 16 ? format::float16 : supported.bits == 32 ? format::float32 : format::float64;
}

template <class Use>
auto with_format(format f, Use use) {
  switch (f) {
    case format::float16:
      return use(format_tag<format::float16>());
    case format::bfloat16:
      return use(format_tag<format::bfloat16>());
    case format::float32:
      return use(format_tag<format::float32>());
    default:
      return use(format_tag<format::float64>());
  }
}

// float64 holds all; float32 holds the 16-bit formats; these hold themselves.
constexpr bool holds(format wide, format narrow) {
  return wide == narrow || wide == format::float64 || (wide == format::float32 && narrow != format::float64);
}

inline format own_format(const scalar_description& scalar, format var) {
  using kind = scalar_description::kind;
  switch (scalar.of) {
    case kind::half:
      return format::float16;
    case kind::brain:
      return format::bfloat16;
    case kind::tensor:
      return format_of(scalar.tensor.dtype);
    default:
      return var == format::float64 ? format::float64 : format::float32;
  }
}

inline format compute_format(format var, const scalar_description (&scalars)[4]) {
  for (const scalar_description& each : scalars) {
    if (own_format(each, var) != var && var != format::float64) return format::float32;
  }
  return var;
}

// A scalar, rounded to its own format and then to the compute format.
inline double scalar_in(format compute, const scalar_description& scalar, format var) {
  using kind = scalar_description::kind;
  return with_format(own_format(scalar, var), [&](auto own) {
    constexpr format f = decltype(own)::value;
    double value = 0;
    if (scalar.of == kind::number) {
      value = oracle::decode<f>(oracle::encode<f>(scalar.number));
    } else if (scalar.of == kind::single) {
      const std::uint64_t nearest = oracle::encode<format::float32>(scalar.number);
      value = oracle::decode<f>(oracle::encode<f>(oracle::decode<format::float32>(nearest)));
    } else if (scalar.of == kind::integer) {
      value = oracle::decode<f>(oracle::encode<f>(static_cast<double>(scalar.integer)));
    } else {
      value = oracle::decode<f>(scalar.bits);
    }
    return with_format(
        compute, [&](auto c) { return oracle::decode<decltype(c)::value>(oracle::encode<decltype(c)::value>(value)); });
  });
}

using step_function = std::function<oracle::result(std::uint64_t var, std::uint64_t m, std::uint64_t grad)>;

// For a call whose dtypes go together.
inline step_function expected_step(const call_description& call) {
  const format var = format_of(call.var.dtype);
  return with_format(var, [&](auto v) -> step_function {
    return with_format(format_of(call.grad.dtype), [&](auto g) -> step_function {
      return with_format(compute_format(var, call.scalars), [&](auto c) -> step_function {
        constexpr format t = decltype(v)::value, grad = decltype(g)::value, compute = decltype(c)::value;
        if constexpr (holds(t, grad) && holds(compute, t)) {
          const auto in_c = [&](int i) { return scalar_in(compute, call.scalars[i], t); };
          return oracle::add_sign<t, grad, compute>({in_c(0), in_c(1), in_c(2), in_c(3)});
        } else {
          return nullptr;
        }
      });
    });
  });
}

}  // namespace signopt_test::dlpack
