// What is asked of Eigen objects that a parameter is to point to (make_parameter.hpp).
#pragma once

#include <type_traits>

#include "../../parameter.hpp"
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

  static constexpr bool one_dtype = std::is_same_v<typename dense_of<M>::Scalar, typename dense_of<Var>::Scalar>;
  static_assert(one_dtype, "signopt: m has another dtype than var: both are updated in place");
  static constexpr bool one_order = same_order<dense_of<M>, dense_of<Var>> && same_order<dense_of<Grad>, dense_of<Var>>;
  static_assert(one_order, "signopt: var, m and grad of a parameter must have one storage order");

  static constexpr bool is_valid =
      outlives && is_in_memory<Var> && is_in_memory<M> && is_in_memory<Grad> && one_dtype && one_order;
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
auto without_gradient(Var& var, M& m) {
  check_size(var, "var");
  check_shape(m, var, "m");
  check_contiguous(var, "var");
  check_contiguous(m, "m");
  return parameter<typename Var::Scalar, GradElement>{var.data(), m.data(), nullptr, var.size()};
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
