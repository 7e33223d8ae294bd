// Eigen objects as runs of contiguous memory, and as scalars of one element: the only file of detail/ that knows Eigen.
#pragma once

#include <Eigen/Core>
#include <string>
#include <type_traits>
#include <utility>

#include "../dtype.hpp"
#include "../error.hpp"
#include "check_memory.hpp"
#include "scalar_argument.hpp"

namespace signopt {

template <>
struct dtype_of<Eigen::half> : dtype_constant<dtype::float16> {};
template <>
struct dtype_of<Eigen::bfloat16> : dtype_constant<dtype::bfloat16> {};

namespace detail {
inline namespace SIGNOPT_ABI {

template <class T>
using bare = std::remove_cv_t<std::remove_reference_t<T>>;

// Generic code knows its arguments as Eigen::ArrayBase<Derived> and the like: what counts is the Derived.
template <class Derived>
struct dense_found {
  using type = Derived;
};
template <class Derived>
dense_found<Derived> find_dense(const Eigen::DenseBase<Derived>*);
dense_found<void> find_dense(...);
template <class Argument>
using dense_of = typename decltype(find_dense(static_cast<bare<Argument>*>(nullptr)))::type;

// Array, Matrix, Map, Ref, Block and every expression of them.
template <class Argument>
inline constexpr bool is_dense = !std::is_void_v<dense_of<Argument>>;

template <class Dense>
std::string shape_of(const Dense& dense) {
  return std::string("(")
      .append(std::to_string(dense.rows()))
      .append(", ")
      .append(std::to_string(dense.cols()))
      .append(")");
}

// NestByValue claims direct access and gives none; coeff is private in Inverse.
template <class Dense, class = void>
struct has_data : std::false_type {};
template <class Dense>
struct has_data<Dense, std::void_t<decltype(std::declval<const Dense&>().data())>> : std::true_type {};
template <class Dense, class = void>
struct has_coeff : std::false_type {};
template <class Dense>
struct has_coeff<Dense, std::void_t<decltype(std::declval<const Dense&>().coeff(0, 0))>> : std::true_type {};

// What the compiler knows of an operand, beside var. One that is no Eigen object has an error already, and passes here.
template <class Operand, class Var, bool = is_dense<Operand>>
struct operand_facts {
  static constexpr bool is_in_memory = true, is_writable = true, may_be_contiguous = true, shape_may_agree = true,
                        order_agrees = true, order_may_agree = true;
};

template <class Operand, class Var>
struct operand_facts<Operand, Var, true> {
  using dense = dense_of<Operand>;
  using var = dense_of<Var>;

  static constexpr bool is_in_memory = (int(dense::Flags) & Eigen::DirectAccessBit) != 0 && has_data<dense>::value;
  static constexpr bool is_writable =
      is_in_memory && (int(dense::Flags) & Eigen::LvalueBit) != 0 && !std::is_const_v<std::remove_reference_t<Operand>>;

  static constexpr bool may_be_equal(int a, int b) { return a == b || a == Eigen::Dynamic || b == Eigen::Dynamic; }

  // A stride that is known and too large leaves gaps, unless there is no second element to stride to. In a vector,
  // Eigen's outer stride says nothing.
  static constexpr bool may_be_single(int count) { return count == 0 || count == 1; }
  static constexpr bool inner_may_be_dense =
      may_be_equal(int(dense::InnerStrideAtCompileTime), 1) || may_be_single(int(dense::SizeAtCompileTime));
  static constexpr bool outer_may_be_dense =
      may_be_equal(int(dense::OuterStrideAtCompileTime), int(dense::InnerSizeAtCompileTime)) ||
      bool(dense::IsVectorAtCompileTime) || int(dense::SizeAtCompileTime) == Eigen::Dynamic ||
      may_be_single(int(dense::SizeAtCompileTime));
  static constexpr bool may_be_contiguous = !is_in_memory || (inner_may_be_dense && outer_may_be_dense);

  static constexpr bool shape_may_agree = may_be_equal(int(dense::RowsAtCompileTime), int(var::RowsAtCompileTime)) &&
                                          may_be_equal(int(dense::ColsAtCompileTime), int(var::ColsAtCompileTime));

  // In a vector both orders are the same order, and any dynamic dimension may turn out to be 1.
  static constexpr bool is_vector(int rows, int cols) { return rows == 1 || cols == 1; }
  static constexpr bool order_agrees = bool(dense::IsRowMajor) == bool(var::IsRowMajor) ||
                                       is_vector(int(dense::RowsAtCompileTime), int(dense::ColsAtCompileTime)) ||
                                       is_vector(int(var::RowsAtCompileTime), int(var::ColsAtCompileTime));
  static constexpr bool order_may_agree =
      order_agrees || int(dense::SizeAtCompileTime) == 0 ||
      (int(dense::RowsAtCompileTime) == Eigen::Dynamic && int(var::RowsAtCompileTime) == Eigen::Dynamic) ||
      (int(dense::ColsAtCompileTime) == Eigen::Dynamic && int(var::ColsAtCompileTime) == Eigen::Dynamic);
};

template <class Dense>
bool is_contiguous(const Dense& dense) {
  return dense.size() <= 1 || ((dense.innerSize() == 1 || dense.innerStride() == 1) &&
                               (dense.outerSize() == 1 || dense.outerStride() == dense.innerSize()));
}

// Eigen asserts this of its own objects; under NDEBUG nobody does.
template <class Dense>
void check_size(const Dense& dense, const char* name) {
  if (dense.rows() < 0 || dense.cols() < 0) fail<shape_error>(name, " has a negative size: shape ", shape_of(dense));
  const bool is_countable = dense.cols() == 0 || dense.rows() <= largest_size / dense.cols();
  if (!is_countable) fail<shape_error>(name, " is larger than any array can be: shape ", shape_of(dense));
}

template <class Operand, class Var>
void check_shape(const Operand& operand, const Var& var, const char* name) {
  if (operand.rows() != var.rows() || operand.cols() != var.cols()) {
    fail<shape_error>(name, " has shape ", shape_of(operand), ", var has shape ", shape_of(var));
  }
  if (!operand_facts<Operand, Var>::order_agrees && var.rows() > 1 && var.cols() > 1) {
    fail<shape_error>(name, Operand::IsRowMajor ? " is row-major" : " is column-major",
                      Var::IsRowMajor ? ", var is row-major" : ", var is column-major", ", and the shape is ",
                      shape_of(var), ": storage orders must agree");
  }
}

template <class Dense>
void check_contiguous(const Dense& dense, const char* name) {
  if (is_contiguous(dense)) return;
  fail<shape_error>(name, " is not contiguous in memory: shape ", shape_of(dense), ", inner stride ",
                    dense.innerStride(), ", outer stride ", dense.outerStride());
}

// An object of one element as a scalar. Its dtype is its own.
template <class Dense>
struct scalar_argument<Dense, std::enable_if_t<is_dense<Dense>>> {
  using derived = dense_of<Dense>;
  using element = typename derived::Scalar;
  static constexpr bool is_supported = has_dtype<element>::value && has_coeff<derived>::value;
  static constexpr bool may_be_one(int count) { return count == 1 || count == Eigen::Dynamic; }
  static constexpr bool is_one_element =
      may_be_one(int(derived::RowsAtCompileTime)) && may_be_one(int(derived::ColsAtCompileTime));

  template <dtype>
  static constexpr dtype type = dtype_or<element>(dtype::float32);

  template <dtype Var>
  static value_of<type<Var>> get(const Dense& dense, const char* name) {
    if (dense.size() != 1) {
      fail<shape_error>(name, " must have exactly one element, and has shape ", shape_of(dense));
    }
    const element value = dense.derived().coeff(0, 0);
    return bit_cast<value_of<type<Var>>>(value);
  }
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
