// Every rule on many tensors in one call: what a training step does to a model.
//
// One step of a rule R on every tensor of a model, with a learning rate of lr * lr_scale for each:
//
//     apply_R_multi(tensors, scalars...)               the hyper-parameters of R one by one, in the order of apply_R
//     apply_R_multi(tensors, settings)                 by name (settings.hpp), with the options
//     apply_R_multi(executor, tensors, ...)            either, on an executor (execution.hpp)
//     apply_R_multi<C>(...)                            in a compute type that is not that of the table in dtype.hpp
//
//   tensors  a parameter_set; or a range of parameter<T, G>, of which each call makes a set: it then checks all
//            tensors, which takes some 100 to 200 ns for each, and allocates
//   scalars  as in pointer.hpp. The compute type is that of the table in dtype.hpp, or C.
//
// The bits are those of one call for each tensor with its own learning rate, round(C(lr) * C(lr_scale)); where
// lr_scale is 1, it is lr.
//
// Tasks: one parallel region for all tensors. Each task has the same number of elements, to a cache line: large
// tensors are cut, small ones packed. Tensors that lie side by side in memory, as views of one buffer do, and have one
// lr_scale, are updated as one.
//
// Errors, all before the first write: those of parameter_set, for a range; target_error (target.hpp), also for no
// tensors. Types that do not fit are a static_assert that names the argument.
//
// Threads: safe on different tensors; the set is only read.
// Cost: one pass over memory, O(elements + tensors). With a set it allocates nothing.
#pragma once

#include <type_traits>
#include <utility>

#include "detail/rules/all.hpp"
#include "detail/eigen/check.hpp"
#include "detail/eigen/scalar.hpp"
#include "detail/call/tensor_lists.hpp"
#include "execution.hpp"
#include "parameter_set.hpp"
#include "settings.hpp"

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

// The compile-time half of the checks of make_parameter, for objects that check_dense has found good.
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
    fail<operand_error>(name, " is not contiguous in memory, as a parameter's operands must be: shape ",
                        shape_of(dense), ", inner stride ", dense.innerStride(), ", outer stride ",
                        dense.outerStride());
  }
}

}  // namespace SIGNOPT_ABI
}  // namespace detail

inline namespace SIGNOPT_ABI {

/// A tensor of a model from Eigen objects: var, m and grad of one shape, contiguous in memory, matrices in one storage
/// order. It points to their elements: they must live, and keep their sizes, as long as it is used. Temporary arrays
/// are refused, and temporary Refs to const, which may hold a copy; a Ref to const that is a parameter of a function may
/// hold one too, and then ends with that function. Other temporary views are good.
///
/// Errors: shape_error where shapes differ; operand_error where an object is not contiguous. What the compiler can know
/// is a static_assert that names the argument. What overlaps, the set finds.
template <class Var, class M, class Grad>
auto make_parameter(Var&& var, M&& m, Grad&& grad, double lr_scale = 1) {
  static_assert(detail::is_dense<Var>, "signopt: var must be an Eigen object (Array, Matrix, Map, Ref or Block)");
  if constexpr (detail::is_dense<Var>) {
    if constexpr (detail::check_dense<Var, M, Grad>::is_valid) {
      if constexpr (detail::check_parameter<Var, M, Grad>::is_valid) {
        auto& dense_var = var.derived();
        auto& dense_m = m.derived();
        const auto& dense_grad = grad.derived();
        detail::check_size(dense_var, "var");
        detail::check_shape(dense_m, dense_var, "m");
        detail::check_shape(dense_grad, dense_var, "grad");
        detail::check_contiguous(dense_var, "var");
        detail::check_contiguous(dense_m, "m");
        detail::check_contiguous(dense_grad, "grad");
        using element = typename detail::dense_of<Var>::Scalar;
        using grad_element = typename detail::dense_of<Grad>::Scalar;
        return parameter<element, grad_element>{dense_var.data(), dense_m.data(), dense_grad.data(), dense_var.size(),
                                                lr_scale};
      }
    }
  }
}

}  // namespace SIGNOPT_ABI
}  // namespace signopt
