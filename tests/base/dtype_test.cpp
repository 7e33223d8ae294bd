// The dtypes and the type table, row by row, as it stands in the documentation. All of it is known at compile time.
#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cstdint>
#include <signopt/apply_add_sign.hpp>
#include <signopt/dtype.hpp>
#include <string_view>
#include <type_traits>

namespace signopt_test {

// A user's own type, in one line of the user's.
struct own_half {
  std::uint16_t bits;
};
enum class raw_bfloat16 : std::uint16_t {};

}  // namespace signopt_test

template <>
struct signopt::dtype_of<signopt_test::own_half> : signopt::dtype_constant<signopt::dtype::float16> {};
template <>
struct signopt::dtype_of<signopt_test::raw_bfloat16> : signopt::dtype_constant<signopt::dtype::bfloat16> {};

namespace {

using signopt::dtype;
using namespace signopt_test;

constexpr dtype f16 = dtype::float16, b16 = dtype::bfloat16, f32 = dtype::float32, f64 = dtype::float64;
constexpr dtype all_dtypes[] = {f16, b16, f32, f64};

template <class T>
constexpr dtype dtype_of = signopt::dtype_of<T>::value;
template <class T>
constexpr bool has_dtype = signopt::detail::has_dtype<T>::value;

static_assert(dtype_of<float> == f32 && dtype_of<double> == f64);
static_assert(dtype_of<Eigen::half> == f16 && dtype_of<Eigen::bfloat16> == b16);
static_assert(dtype_of<own_half> == f16 && dtype_of<raw_bfloat16> == b16);
static_assert(std::is_base_of_v<std::integral_constant<dtype, f32>, signopt::dtype_of<float>>);
static_assert(!has_dtype<int> && !has_dtype<long double> && !has_dtype<bool> && !has_dtype<const char*> &&
              !has_dtype<void*> && !has_dtype<std::uint16_t> && !has_dtype<const float> && !has_dtype<float&>);

// The compiler's own 16-bit types. The conditions are the compilers', not the library's.
#if defined(__FLT16_MAX__) && defined(__SSE2__) && (!defined(__clang__) || __clang_major__ >= 15)
static_assert(SIGNOPT_HAS_FLOAT16_TYPE);
#endif
#if SIGNOPT_HAS_FLOAT16_TYPE
__extension__ typedef _Float16 builtin_half;
static_assert(dtype_of<builtin_half> == f16);
#endif
#if SIGNOPT_HAS_BFLOAT16_TYPE
__extension__ typedef __bf16 builtin_bfloat16;
static_assert(dtype_of<builtin_bfloat16> == b16);
#endif

static_assert(std::string_view(name_of(f16)) == "float16" && std::string_view(name_of(b16)) == "bfloat16" &&
              std::string_view(name_of(f32)) == "float32" && std::string_view(name_of(f64)) == "float64");
static_assert(size_of(f16) == 2 && size_of(b16) == 2 && size_of(f32) == 4 && size_of(f64) == 8);

struct gradient_row {
  dtype var, grad;
  bool is_allowed;
};

constexpr gradient_row gradient_table[] = {
    {f16, f16, true},  {f16, b16, false}, {f16, f32, false}, {f16, f64, false},  //
    {b16, f16, false}, {b16, b16, true},  {b16, f32, false}, {b16, f64, false},  //
    {f32, f16, true},  {f32, b16, true},  {f32, f32, true},  {f32, f64, false},  //
    {f64, f16, true},  {f64, b16, true},  {f64, f32, true},  {f64, f64, true},
};

struct compute_row {
  dtype var, compute;
  bool is_allowed;
};

// What C may be stated as.
constexpr compute_row compute_table[] = {
    {f16, f16, true},  {f16, b16, false}, {f16, f32, true},  {f16, f64, false},  //
    {b16, f16, false}, {b16, b16, true},  {b16, f32, true},  {b16, f64, false},  //
    {f32, f16, false}, {f32, b16, false}, {f32, f32, true},  {f32, f64, false},  //
    {f64, f16, false}, {f64, b16, false}, {f64, f32, false}, {f64, f64, true},
};

constexpr bool tables_hold() {
  for (const gradient_row& row : gradient_table) {
    if (widens_to(row.grad, row.var) != row.is_allowed) return false;
  }
  for (const compute_row& row : compute_table) {
    if (computes_in(row.var, row.compute) != row.is_allowed) return false;
  }
  return true;
}
static_assert(tables_hold());

// All 4 * 4^4 combinations of var and the dtypes of its four scalars.
TEST(dtype, compute_type_of_every_combination_of_scalars) {
  int in_float16 = 0, in_bfloat16 = 0;
  for (const dtype var : all_dtypes) {
    for (const dtype lr : all_dtypes) {
      for (const dtype alpha : all_dtypes) {
        for (const dtype decay : all_dtypes) {
          for (const dtype beta : all_dtypes) {
            const dtype compute = compute_dtype(var, lr, alpha, decay, beta);
            const bool all_float16 = lr == f16 && alpha == f16 && decay == f16 && beta == f16;
            const bool all_bfloat16 = lr == b16 && alpha == b16 && decay == b16 && beta == b16;
            switch (var) {
              case f16:
                EXPECT_EQ(compute, all_float16 ? f16 : f32);
                break;
              case b16:
                EXPECT_EQ(compute, all_bfloat16 ? b16 : f32);
                break;
              case f32:
                EXPECT_EQ(compute, f32);
                break;
              case f64:
                EXPECT_EQ(compute, f64);
                break;
            }
            in_float16 += compute == f16 ? 1 : 0;
            in_bfloat16 += compute == b16 ? 1 : 0;
            EXPECT_TRUE(computes_in(var, compute));
          }
        }
      }
    }
  }
  EXPECT_EQ(in_float16, 1);
  EXPECT_EQ(in_bfloat16, 1);
}

// The dtype of an argument as a scalar beside each var.
template <class Scalar, dtype Var>
constexpr dtype scalar_dtype = signopt::detail::scalar_argument<Scalar>::template type<Var>;
template <class Scalar, dtype Beside16And32, dtype Beside64>
constexpr bool scalar_is =
    scalar_dtype<Scalar, f16> == Beside16And32&& scalar_dtype<Scalar, b16> ==
    Beside16And32&& scalar_dtype<Scalar, f32> == Beside16And32&& scalar_dtype<Scalar, f64> == Beside64;

static_assert(scalar_is<float, f32, f64> && scalar_is<double, f32, f64> && scalar_is<int, f32, f64>);
static_assert(scalar_is<unsigned long long, f32, f64> && scalar_is<char, f32, f64>);
static_assert(scalar_is<Eigen::half, f16, f16> && scalar_is<Eigen::bfloat16, b16, b16> &&
              scalar_is<own_half, f16, f16>);
static_assert(scalar_is<Eigen::Array<float, 1, 1>, f32, f32> && scalar_is<Eigen::MatrixXd, f64, f64>);
static_assert(scalar_is<Eigen::Array<Eigen::half, 1, 1>, f16, f16>);

template <class Scalar>
constexpr bool is_scalar = signopt::detail::scalar_argument<Scalar>::is_supported;
static_assert(is_scalar<float> && is_scalar<short> && is_scalar<own_half> && is_scalar<Eigen::MatrixXf>);
static_assert(!is_scalar<bool> && !is_scalar<long double> && !is_scalar<const char*> && !is_scalar<float*> &&
              !is_scalar<dtype> && !is_scalar<Eigen::MatrixXi> && !is_scalar<std::string_view>);

// The same, seen by a user: one wrong row does not compile, and the right ones do.
TEST(dtype, every_row_of_the_table_compiles) {
  const auto step = [](auto var, auto grad, auto scalar) {
    Eigen::Array<decltype(var), 1, 1> v(var), m(var);
    const Eigen::Array<decltype(grad), 1, 1> g(grad);
    signopt::apply_add_sign(v, m, scalar, scalar, scalar, scalar, g);
  };
  const Eigen::half h(1);
  const Eigen::bfloat16 b(1);
  step(h, h, h), step(h, h, 1.0f), step(h, h, b), step(b, b, b), step(b, b, 1.0), step(b, b, h);
  step(1.0f, h, 1), step(1.0f, b, 1), step(1.0f, 1.0f, 1), step(1.0f, 1.0f, h);
  step(1.0, h, 1), step(1.0, b, 1), step(1.0, 1.0f, 1), step(1.0, 1.0, b);
}

}  // namespace
