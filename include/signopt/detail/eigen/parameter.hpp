// The parameter that points to Eigen objects, and what is asked of these (make_parameter.hpp).
#pragma once

#include <string>
#include <type_traits>

#include "../../parameter.hpp"
#include "../run/gradient_object.hpp"
#include "../run/same_tensor.hpp"
#include "check.hpp"
#include "core.hpp"
#include "layout.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// Objects that own their elements, or may own a copy of them, and that the full expression ends.
template <class Dense>
struct may_hold_copy : std::is_base_of<Eigen::PlainObjectBase<Dense>, Dense> {};
template <class Plain, int Options, class Stride>
struct may_hold_copy<Eigen::Ref<const Plain, Options, Stride>> : std::true_type {};

template <class Operand>
inline constexpr bool is_temporary_array =
    !std::is_lvalue_reference_v<Operand> && may_hold_copy<dense_of<Operand>>::value;

// The compile-time half of the checks of make_parameter, for objects that check_dense has found valid. Where there is
// no gradient, Grad is Var.
template <class Var, class M, class Grad>
struct check_parameter {
  static_assert(!is_temporary_array<Var>, "signopt: var" SIGNOPT_IS_A_TEMPORARY);
  static_assert(!is_temporary_array<M>, "signopt: m" SIGNOPT_IS_A_TEMPORARY);
  static_assert(!is_temporary_array<Grad>, "signopt: grad" SIGNOPT_IS_A_TEMPORARY);
  static constexpr bool outlives = !is_temporary_array<Var> && !is_temporary_array<M> && !is_temporary_array<Grad>;

  template <class Operand>
  static constexpr bool is_in_memory = layout<dense_of<Operand>>::is_in_memory;
  static_assert(is_in_memory<Var>, "signopt: var" SIGNOPT_IS_NOT_IN_MEMORY);
  static_assert(is_in_memory<M>, "signopt: m" SIGNOPT_IS_NOT_IN_MEMORY);
  static_assert(is_in_memory<Grad>, "signopt: grad" SIGNOPT_IS_NOT_IN_MEMORY);

  static constexpr dtype var_type = dtype_or<typename dense_of<Var>::Scalar>(dtype::float32);
  static constexpr bool m_fits = m_goes_with(dtype_or<typename dense_of<M>::Scalar>(var_type), var_type);
  static_assert(m_fits, "signopt: m" SIGNOPT_IS_NO_M_OF_VAR);
  static constexpr bool one_order = same_order<dense_of<M>, dense_of<Var>> && same_order<dense_of<Grad>, dense_of<Var>>;
  static_assert(one_order, "signopt: var, m and grad of a parameter must have one storage order");

  static constexpr bool is_valid =
      outlives && is_in_memory<Var> && is_in_memory<M> && is_in_memory<Grad> && m_fits && one_order;
};

template <class Dense>
void check_contiguous(const Dense& dense, const char* name) {
  if (!layout<Dense>::is_contiguous(dense)) {
    raise_error<operand_error>(name, " is not contiguous in memory, as a parameter's operands must be: shape ",
                               shape_of(dense), ", inner stride ", dense.innerStride(), ", outer stride ",
                               dense.outerStride());
  }
}

// Of objects that all of the above has found valid.
template <class GradElement, class Var, class M>
auto without_gradient(Var& var, M& m, double lr_scale) {
  check_size(var, "var");
  check_shape(m, var, "m");
  check_contiguous(var, "var");
  check_contiguous(m, "m");
  using parameter_type = parameter<typename Var::Scalar, GradElement, typename M::Scalar>;
  parameter_type made{var.data(), m.data(), nullptr, var.size(), lr_scale};
  made.rows = var.rows();
  made.is_row_major = Var::IsRowMajor;
  return made;
}

// Var, M and Grad as the caller's arguments are: temporary or not.
template <class Var, class M, class Grad>
auto parameter_of(std::remove_reference_t<Var>& var, std::remove_reference_t<M>& m,
                  const std::remove_reference_t<Grad>& grad, double lr_scale) {
  static_assert(is_dense<Var>, SIGNOPT_VAR_OF_A_PARAMETER_IS);
  if constexpr (is_dense<Var>) {
    if constexpr (check_dense<Var, M, Grad>::is_valid) {
      if constexpr (check_parameter<Var, M, Grad>::is_valid) {
        const auto& dense_grad = grad.derived();
        auto made = without_gradient<typename dense_of<Grad>::Scalar>(var.derived(), m.derived(), lr_scale);
        check_shape(dense_grad, var, "grad");
        check_contiguous(dense_grad, "grad");
        made.grad = dense_grad.data();
        return made;
      }
    }
  }
}

template <class G, class Var, class M>
auto parameter_without_gradient(std::remove_reference_t<Var>& var, std::remove_reference_t<M>& m, double lr_scale) {
  static_assert(is_dense<Var>, SIGNOPT_VAR_OF_A_PARAMETER_IS);
  if constexpr (is_dense<Var>) {
    if constexpr (check_dense<Var, M, Var>::is_valid) {
      if constexpr (check_parameter<Var, M, Var>::is_valid) {
        using element = typename dense_of<Var>::Scalar;
        return without_gradient<std::conditional_t<std::is_void_v<G>, element, G>>(var.derived(), m.derived(),
                                                                                   lr_scale);
      }
    }
  }
}

// Copy as the caller's argument is: temporary or not.
template <class Copy, class T, class G, class M>
auto parameter_with_copy(const parameter<T, G, M>& tensor, std::remove_reference_t<Copy>& copy) {
  constexpr bool is_object = is_dense<Copy>;
  static_assert(is_object, "signopt: copy must be an Eigen object (Array, Matrix, Map, Ref or Block)");
  if constexpr (is_object) {
    constexpr bool outlives = !is_temporary_array<Copy>, is_in_memory = layout<dense_of<Copy>>::is_in_memory;
    constexpr bool is_writable = operand_facts<Copy, Copy>::is_writable;
    static_assert(outlives, "signopt: copy" SIGNOPT_IS_A_TEMPORARY);
    static_assert(is_writable, "signopt: copy is const or an expression, and is written");
    static_assert(is_in_memory || !is_writable, "signopt: copy" SIGNOPT_IS_NOT_IN_MEMORY);
    if constexpr (outlives && is_in_memory && is_writable) {
      auto& dense = copy.derived();
      check_contiguous(dense, "copy");
      const bool has_shape = tensor.rows != 0;  // one that was not made of Eigen objects has none
      if (dense.size() != tensor.size || (has_shape && dense.rows() != tensor.rows)) {
        raise_error<shape_error>("copy has shape ", shape_of(dense), ", and the parameter has ", tensor.size,
                                 " elements", has_shape ? ", in rows: " : "",
                                 has_shape ? std::to_string(tensor.rows) : "");
      }
      const bool is_row_major = dense_of<Copy>::IsRowMajor;
      if (has_shape && is_row_major != tensor.is_row_major && dense.rows() > 1 && dense.cols() > 1)
        raise_error<operand_error>("copy has another storage order than the parameter");
      auto made = same_tensor<parameter<T, G, M, typename dense_of<Copy>::Scalar>>(tensor);
      made.m = tensor.m;
      made.copy = dense.data();
      return made;
    }
  }
}

// What a set is given as the gradient of a tensor that it has.
template <class G, class Operand>
struct gradient_object<G, Operand, std::enable_if_t<is_dense<Operand>>> {
  using dense = dense_of<Operand>;
  static constexpr bool exists = true;
  static constexpr bool outlives = !is_temporary_array<Operand>, is_in_memory = layout<dense>::is_in_memory;
  static constexpr bool is_of_type = std::is_same_v<typename dense::Scalar, G>;
  static_assert(outlives, "signopt: grad" SIGNOPT_IS_A_TEMPORARY);
  static_assert(is_in_memory, "signopt: grad" SIGNOPT_IS_NOT_IN_MEMORY);
  static_assert(is_of_type, "signopt: grad has another dtype than the gradients of this set, which is its type G");
  static constexpr bool is_valid = outlives && is_in_memory && is_of_type;

  template <class Object>
  static bool is_contiguous(const Object& object) {
    return layout<dense>::is_contiguous(object.derived());
  }
  template <class Object>
  static void report_gaps(const Object& object, const char* name) {
    check_contiguous(object.derived(), name);
  }
  template <class Object>
  static gradient_memory<G> memory(const Object& object) {
    const dense& gradient = object.derived();
    return {gradient.data(), gradient.rows(), gradient.cols(), bool(dense::IsRowMajor)};
  }
};

// What `make` makes, whose m is var itself; nothing, where an error has been given.
template <class Make>
auto without_momentum(const Make& make) {
  if constexpr (!std::is_void_v<decltype(make())>) {
    auto made = make();
    made.m = nullptr;
    return made;
  }
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
