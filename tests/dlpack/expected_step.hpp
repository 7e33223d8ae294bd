// The oracle for dtypes that are known at run time, with the type table of the design written out once more.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>

#include "call.hpp"
#include "support/oracle_lion.hpp"
#include "support/oracle_power_sign.hpp"

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

inline format compute_format(format var, const call_description& call) {
  for (int i = 0; i < call.scalar_count(); ++i) {
    if (own_format(call.scalars[i], var) != var && var != format::float64) return format::float32;
  }
  return var;
}

// A scalar as the call gives it.
inline double given_scalar(const scalar_description& scalar, format var) {
  using kind = scalar_description::kind;
  switch (scalar.of) {
    case kind::number:
      return scalar.number;
    case kind::single:
      return oracle::decode<format::float32>(oracle::encode<format::float32>(scalar.number));
    case kind::integer:
      return static_cast<double>(scalar.integer);
    default:
      return with_format(own_format(scalar, var),
                         [&](auto own) { return oracle::decode<decltype(own)::value>(scalar.bits); });
  }
}

// Rounded to its own format and then to the compute format.
inline double scalar_in(format compute, const scalar_description& scalar, format var) {
  const auto rounded = [](double value, format to) {
    return with_format(
        to, [&](auto f) { return oracle::decode<decltype(f)::value>(oracle::encode<decltype(f)::value>(value)); });
  };
  return rounded(rounded(given_scalar(scalar, var), own_format(scalar, var)), compute);
}

using step_function = std::function<oracle::result(std::uint64_t var, std::uint64_t m, std::uint64_t grad)>;

template <format T, format G, format C>
step_function step_of_rule(const call_description& call) {
  std::array<double, 4> rounded{}, given{};
  for (int i = 0; i < call.scalar_count(); ++i) {
    const auto place = static_cast<std::size_t>(i);
    rounded[place] = scalar_in(C, call.scalars[i], T);
    given[place] = given_scalar(call.scalars[i], T);
  }
  switch (call.rule) {
    case called_rule::power_sign:
      return oracle::power_sign<T, G, C>(rounded);
    case called_rule::lion:
      return oracle::lion<T, G, C>(rounded, given, false);
    case called_rule::signum:
      return oracle::signum<T, G, C>({rounded[0], rounded[1], rounded[2]}, {given[0], given[1], given[2]}, false);
    default:
      return oracle::add_sign<T, G, C>({rounded[0], rounded[1], rounded[2], rounded[3]});
  }
}

// For a call whose dtypes go together.
inline step_function expected_step(const call_description& call) {
  const format var = format_of(call.var.dtype);
  return with_format(var, [&](auto v) -> step_function {
    return with_format(format_of(call.grad.dtype), [&](auto g) -> step_function {
      return with_format(compute_format(var, call), [&](auto c) -> step_function {
        constexpr format t = decltype(v)::value, grad = decltype(g)::value, compute = decltype(c)::value;
        if constexpr (holds(t, grad) && holds(compute, t)) {
          return step_of_rule<t, grad, compute>(call);
        } else {
          return nullptr;
        }
      });
    });
  });
}

}  // namespace signopt_test::dlpack
