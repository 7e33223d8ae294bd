// What is asked of Eigen objects as var, m and grad: what kind they are, whether they can be written, how they lie in
// memory, what shape they have.
#pragma once

#include <cstddef>
#include <string>
#include <type_traits>
#include <utility>

#include "../base/dtype_traits.hpp"
#include "../base/raise_error.hpp"
#include "../check/memory_operands.hpp"
#include "core.hpp"

namespace signopt {

template <>
struct dtype_of<Eigen::half> : dtype_constant<dtype::float16> {};
template <>
struct dtype_of<Eigen::bfloat16> : dtype_constant<dtype::bfloat16> {};

namespace detail {
inline namespace SIGNOPT_ABI {

// Generic code knows its arguments as Eigen::ArrayBase<Derived> and the like: what counts is the Derived.
template <class Derived>
struct dense_found {
  using type = Derived;
};
template <class Derived>
dense_found<Derived> find_dense(const Eigen::DenseBase<Derived>*);
dense_found<void> find_dense(...);
template <class Argument>
using dense_of = typename decltype(find_dense(static_cast<bare_type<Argument>*>(nullptr)))::type;

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

// What a view is a view of; of an object that views no other one, void.
template <class Dense, class = void>
struct viewed {
  using type = void;
};
template <class Dense>
struct viewed<Dense, std::void_t<decltype(std::declval<const Dense&>().nestedExpression())>> {
  using type = bare_type<decltype(std::declval<const Dense&>().nestedExpression())>;
};

// Some expressions (NestByValue, an indexed view) claim direct access and give none.
template <class Dense, class = void>
struct has_data : std::false_type {};
template <class Dense>
struct has_data<Dense, std::void_t<decltype(std::declval<const Dense&>().data()),
                                   decltype(std::declval<const Dense&>().innerStride()),
                                   decltype(std::declval<const Dense&>().outerStride())>> : std::true_type {};

// Whether the elements of a view are parts of those that it views (the real parts of complex ones).
template <class Dense, class Viewed = typename viewed<Dense>::type>
struct views_parts : std::negation<std::is_same<typename Dense::Scalar, typename Viewed::Scalar>> {};
template <class Dense>
struct views_parts<Dense, void> : std::false_type {};

// The same anywhere in a chain of views.
template <class Dense>
struct views_parts_somewhere
    : std::disjunction<views_parts<Dense>, views_parts_somewhere<typename viewed<Dense>::type>> {};
template <>
struct views_parts_somewhere<void> : std::false_type {};

// Two views declare a data() whose body compiles for some of what they view: that of parts counts coefficients along
// one index, and that of a diagonal wants a coefficient of a constant view to have an address.
template <class Dense>
struct counts_along_one_index
    : std::bool_constant<(int(Eigen::internal::evaluator<Dense>::Flags) & Eigen::LinearAccessBit) != 0> {};
template <class Dense>
struct has_data_body : std::disjunction<std::negation<views_parts<Dense>>, counts_along_one_index<Dense>> {};
template <class Nested, int Index>
struct has_data_body<Eigen::Diagonal<Nested, Index>> : std::negation<views_parts_somewhere<bare_type<Nested>>> {};

// A view repeats the claim of what it views, and its data() may not compile any more than that one's: what counts is
// the whole chain.
template <class Dense>
struct is_memory : std::conjunction<std::bool_constant<(int(Dense::Flags) & Eigen::DirectAccessBit) != 0>,
                                    has_data<Dense>, has_data_body<Dense>, is_memory<typename viewed<Dense>::type>> {};
template <>
struct is_memory<void> : std::true_type {};

// NestByValue holds a copy, which would be written in vain, and so would a view of it.
template <class Dense>
struct holds_copy : holds_copy<typename viewed<Dense>::type> {};
template <class Nested>
struct holds_copy<Eigen::NestByValue<Nested>> : std::true_type {};
template <>
struct holds_copy<void> : std::false_type {};

// Objects that are contiguous by their type: whose strides need not be looked at.
template <class Dense>
struct is_plain : std::is_base_of<Eigen::PlainObjectBase<Dense>, Dense> {};
template <class Plain, int Alignment>
struct is_plain<Eigen::Map<Plain, Alignment, Eigen::Stride<0, 0>>> : std::true_type {};
template <class Nested>
struct is_plain<Eigen::ArrayWrapper<Nested>> : is_plain<bare_type<Nested>> {};
template <class Nested>
struct is_plain<Eigen::MatrixWrapper<Nested>> : is_plain<bare_type<Nested>> {};
template <class Nested>
struct is_plain<Eigen::Transpose<Nested>> : is_plain<bare_type<Nested>> {};
template <class Nested, int Rows, int Cols>
struct is_plain<Eigen::Block<Nested, Rows, Cols, true>> : is_plain<bare_type<Nested>> {};  // of whole columns, or rows

// What the compiler knows of an operand, beside var. One that is no Eigen object has an error already, and passes here.
template <class Operand, class Var, bool = is_dense<Operand>>
struct operand_facts {
  static constexpr bool is_writable = true, shape_may_agree = true;
};

template <class Operand, class Var>
struct operand_facts<Operand, Var, true> {
  using dense = dense_of<Operand>;
  using var = dense_of<Var>;

  static constexpr bool is_writable = (int(dense::Flags) & Eigen::LvalueBit) != 0 &&
                                      !std::is_const_v<std::remove_reference_t<Operand>> && !holds_copy<dense>::value;

  static constexpr bool may_be_equal(int a, int b) { return a == b || a == Eigen::Dynamic || b == Eigen::Dynamic; }
  static constexpr bool shape_may_agree = may_be_equal(int(dense::RowsAtCompileTime), int(var::RowsAtCompileTime)) &&
                                          may_be_equal(int(dense::ColsAtCompileTime), int(var::ColsAtCompileTime));
};

// Of an object itself. In a vector, Eigen's outer stride says nothing, and both storage orders are the same order.
template <class Dense>
struct layout {
  static constexpr bool is_in_memory = is_memory<Dense>::value;
  static constexpr bool is_vector = bool(Dense::IsVectorAtCompileTime);
  static constexpr bool is_row_major = bool(Dense::IsRowMajor);

  static constexpr bool is_always_contiguous() {
    if constexpr (is_in_memory) {
      return is_plain<Dense>::value || (is_vector && int(Dense::InnerStrideAtCompileTime) == 1);
    } else {
      return false;
    }
  }

  // Of an empty object, which may have no first element, nobody asks.
  template <class Object>
  static auto data(Object& dense) -> decltype(dense.data()) {
    return is_always_contiguous() || dense.size() != 0 ? dense.data() : nullptr;
  }

  static bool is_contiguous(const Dense& dense) {
    if constexpr (is_always_contiguous()) {
      return true;
    } else {
      return dense.size() <= 1 || ((dense.innerSize() == 1 || dense.innerStride() == 1) &&
                                   (is_vector || dense.outerSize() == 1 || dense.outerStride() == dense.innerSize()));
    }
  }

  // Elements from one row to the next, and from one column to the next.
  static std::ptrdiff_t row_stride(const Dense& dense) {
    return is_row_major ? dense.outerStride() : dense.innerStride();
  }
  static std::ptrdiff_t col_stride(const Dense& dense) {
    return is_row_major ? dense.innerStride() : dense.outerStride();
  }
};

// Whether two objects of one shape have one storage order, as far as their types tell.
template <class A, class B>
inline constexpr bool same_order =
    layout<A>::is_row_major == layout<B>::is_row_major || layout<A>::is_vector || layout<B>::is_vector;

// Eigen asserts this of its own objects; under NDEBUG nobody does.
template <class Dense>
void check_size(const Dense& dense, const char* name) {
  if (dense.rows() < 0 || dense.cols() < 0)
    raise_error<shape_error>(name, " has a negative size: shape ", shape_of(dense));
  const bool is_countable = dense.cols() == 0 || dense.rows() <= largest_size / dense.cols();
  if (!is_countable) raise_error<shape_error>(name, " is larger than any array can be: shape ", shape_of(dense));
}

template <class Operand, class Var>
void check_shape(const Operand& operand, const Var& var, const char* name) {
  if (operand.rows() != var.rows() || operand.cols() != var.cols()) {
    raise_error<shape_error>(name, " has shape ", shape_of(operand), ", var has shape ", shape_of(var));
  }
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
