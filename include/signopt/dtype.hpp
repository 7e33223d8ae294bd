// The dtypes, which C++ types have them, and the promotion table: which momentum and which gradient go with which
// variable, and in what precision a step is computed.
//
// Source of the rules: the real mindspore.ops.ApplyAddSign on CPU (2.7), element for element, except that float64
// arrays with plain numbers are computed in float64 here and in float32 there.
//
//     var        m          grad                scalars              computed in
//     float64    float64    any                 any                  float64
//     float32    float32    float32 or 16 bits  any                  float32
//     float16    float16    float16             all are float16      float16: every operation rounded to float16
//     float16    float16    float16             otherwise            float32, each output rounded once
//     bfloat16   bfloat16   bfloat16            all are bfloat16     bfloat16: every operation rounded to bfloat16
//     bfloat16   bfloat16   bfloat16            otherwise            float32, each output rounded once
//
// A plain C++ number counts as float32 (as float64 where var is float64). Each scalar is rounded to its own type, and
// then to the compute type.
//
// Beyond the operator, for 16-bit training: each of var, m and grad may have a dtype of its own. A row that is in this
// table and not in the one above is computed in float32, whatever the scalars are: m and grad are widened exactly, m
// and var are rounded once, on store, and a sign is that of m before it is rounded.
//
//     var        m                              grad
//     float32    float32, float16 or bfloat16   float32, float16 or bfloat16
//     float16    float32, float16 or bfloat16   float16 or float32
//     bfloat16   float32, float16 or bfloat16   bfloat16 or float32
#pragma once

#include <type_traits>

#include "detail/base/config.hpp"

namespace signopt {

/// What elements of arrays and scalars are stored as.
enum class dtype : unsigned char { float16, bfloat16, float32, float64 };

/// What dtype_of is derived from, for a type with this dtype.
template <dtype Value>
using dtype_constant = std::integral_constant<dtype, Value>;

/// Maps a C++ type to its dtype. A user's own type is added in one line, at namespace scope, before its first use:
///
///     template <> struct signopt::dtype_of<c10::Half> : signopt::dtype_constant<signopt::dtype::float16> {};
///
/// The type must be trivially copyable, of the dtype's size, and no integer (wrap one in a struct); its bytes must be
/// the dtype's bits (IEEE 754 binary16, bfloat16, binary32, binary64). The Eigen headers add Eigen::half and
/// Eigen::bfloat16.
template <class T>
struct dtype_of;

/// That of float.
template <>
struct dtype_of<float> : dtype_constant<dtype::float32> {};
/// That of double.
template <>
struct dtype_of<double> : dtype_constant<dtype::float64> {};
#if SIGNOPT_HAS_FLOAT16_TYPE
/// That of the compiler's own float16, where it has one.
template <>
struct dtype_of<_Float16> : dtype_constant<dtype::float16> {};
#endif
#if SIGNOPT_HAS_BFLOAT16_TYPE
/// That of the compiler's own bfloat16.
template <>
struct dtype_of<__bf16> : dtype_constant<dtype::bfloat16> {};
#endif

inline namespace SIGNOPT_ABI {

/// "float16", "bfloat16", "float32" or "float64".
[[nodiscard]] constexpr const char* name_of(dtype type) noexcept {
  return type == dtype::float16    ? "float16"
         : type == dtype::bfloat16 ? "bfloat16"
         : type == dtype::float32  ? "float32"
                                   : "float64";
}

/// Bytes of one element.
[[nodiscard]] constexpr int size_of(dtype type) noexcept {
  return type == dtype::float64 ? 8 : type == dtype::float32 ? 4 : 2;
}

/// Whether every value of `from` is a value of `to`.
[[nodiscard]] constexpr bool widens_to(dtype from, dtype to) noexcept {
  return from == to || size_of(from) < size_of(to);
}

/// Whether m may be stored as `m` beside a variable of dtype `var`: the tables at the top of this header.
[[nodiscard]] constexpr bool m_goes_with(dtype m, dtype var) noexcept {
  return m == var || (size_of(m) < 8 && size_of(var) < 8);
}

/// Whether a gradient of dtype `grad` may go with a variable of dtype `var`: one that is no wider, and float32 beside
/// any that is computed in float32.
[[nodiscard]] constexpr bool grad_goes_with(dtype grad, dtype var) noexcept {
  return widens_to(grad, var) || (grad == dtype::float32 && size_of(var) == 2);
}

/// Whether a step may be computed in `compute` where var is `var`: the rows of the first table. See also needs_float32.
[[nodiscard]] constexpr bool computes_in(dtype var, dtype compute) noexcept {
  return compute == var || (size_of(var) == 2 && compute == dtype::float32);
}

/// Whether m and grad leave float32 as the only compute type: var has 16 bits, and one of them another dtype.
[[nodiscard]] constexpr bool needs_float32(dtype var, dtype m, dtype grad) noexcept {
  return size_of(var) == 2 && (m != var || grad != var);
}

/// The compute type that the first table gives, from the dtypes of var and of all scalars of a rule, where
/// needs_float32 is false.
template <class... Scalars>
[[nodiscard]] constexpr dtype compute_dtype(dtype var, Scalars... scalars) noexcept {
  const bool all_as_var = (... && (scalars == var));
  return size_of(var) > 2 || all_as_var ? var : dtype::float32;
}

}  // namespace SIGNOPT_ABI
}  // namespace signopt
