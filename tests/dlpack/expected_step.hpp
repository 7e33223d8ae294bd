// The oracle for dtypes that are known at run time, with the type table of the design written out once more.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>

#include "call.hpp"
#include "support/oracle_lion.hpp"
#include "support/oracle_power_sign.hpp"
#include "support/oracle_storages.hpp"

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

// Beyond float64, any m beside any var; beside a 16-bit var, gradients of float32.
constexpr bool m_goes_with(format m, format var) {
  return m == var || (m != format::float64 && var != format::float64);
}
constexpr bool is_16_bit(format f) { return f == format::float16 || f == format::bfloat16; }
constexpr bool grad_goes_with(format grad, format var) {
  return holds(var, grad) || (is_16_bit(var) && grad == format::float32);
}

inline format compute_format(format var, const call_description& call) {
  const bool is_mixed = format_of(call.m.dtype) != var || format_of(call.grad.dtype) != var;
  if (is_16_bit(var) && is_mixed) return format::float32;
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

template <format T, format M, format G, format C>
step_function step_of_rule(const call_description& call) {
  std::array<double, 4> rounded{}, given{};
  for (int i = 0; i < call.scalar_count(); ++i) {
    const auto place = static_cast<std::size_t>(i);
    rounded[place] = scalar_in(C, call.scalars[i], T);
    given[place] = given_scalar(call.scalars[i], T);
  }
  switch (call.rule) {
    case called_rule::power_sign:
      return oracle::stored_rule<T, M, G, C, oracle::power_sign<C, C, C>>(rounded);
    case called_rule::lion:
      return oracle::stored_rule<T, M, G, C, oracle::lion<C, C, C>>(rounded, given, false);
    case called_rule::signum:
      return oracle::stored_rule<T, M, G, C, oracle::signum<C, C, C>>(std::array{rounded[0], rounded[1], rounded[2]},
                                                                      std::array{given[0], given[1], given[2]}, false);
    default:
      return oracle::stored_rule<T, M, G, C, oracle::add_sign<C, C, C>>(
          oracle::hyper{rounded[0], rounded[1], rounded[2], rounded[3]});
  }
}

// For a call whose dtypes go together.
inline step_function expected_step(const call_description& call) {
  const format var = format_of(call.var.dtype);
  return with_format(var, [&](auto v) -> step_function {
    return with_format(format_of(call.m.dtype), [&](auto m) -> step_function {
      return with_format(format_of(call.grad.dtype), [&](auto g) -> step_function {
        return with_format(compute_format(var, call), [&](auto c) -> step_function {
          constexpr format t = decltype(v)::value, s = decltype(m)::value, grad = decltype(g)::value,
                           compute = decltype(c)::value;
          if constexpr (m_goes_with(s, t) && grad_goes_with(grad, t) && holds(compute, t) && holds(compute, s) &&
                        holds(compute, grad)) {
            return step_of_rule<t, s, grad, compute>(call);
          } else {
            return nullptr;
          }
        });
      });
    });
  });
}

}  // namespace signopt_test::dlpack
