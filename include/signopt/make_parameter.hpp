// Tensors of a model, for multi_tensor.hpp, from Eigen objects. Comes with apply_R.hpp of each rule R.
#pragma once

#include <type_traits>

#include "detail/eigen/check.hpp"
#include "detail/eigen/layout.hpp"
#include "detail/eigen/parameter.hpp"
#include "error.hpp"
#include "parameter.hpp"

namespace signopt {
inline namespace SIGNOPT_ABI {

/// A tensor of a model from Eigen objects: var, m and grad of one shape, contiguous in memory, matrices in one storage
/// order. It points to their elements: they must live, and keep their sizes, as long as it is used. Temporary arrays
/// are refused, and temporary Refs to const, which may hold a copy; a Ref to const that is a parameter of a function
/// may hold one too, and then ends with that function. Other temporary views are valid.
///
/// Errors: shape_error where shapes differ; operand_error where an object is not contiguous. What the compiler can know
/// is a static_assert that names the argument. What overlaps, the set finds.
/// Threads: only the objects' addresses and sizes are read. Cost: O(1); allocates nothing.
template <class Var, class M, class Grad, class = std::enable_if_t<!std::is_arithmetic_v<detail::bare_type<Grad>>>>
auto make_parameter(Var&& var, M&& m, Grad&& grad, double lr_scale = 1) {
  static_assert(detail::is_dense<Var>, SIGNOPT_VAR_OF_A_PARAMETER_IS);
  if constexpr (detail::is_dense<Var>) {
    if constexpr (detail::check_dense<Var, M, Grad>::is_valid) {
      if constexpr (detail::check_parameter<Var, M, Grad>::is_valid) {
        const auto& dense_grad = grad.derived();
        auto made = detail::without_gradient<typename detail::dense_of<Grad>::Scalar>(var.derived(), m.derived());
        detail::check_shape(dense_grad, var, "grad");
        detail::check_contiguous(dense_grad, "grad");
        made.grad = dense_grad.data();
        made.lr_scale = lr_scale;
        return made;
      }
    }
  }
}

/// The same without a gradient: steps leave the tensor alone until parameter_set::grad gives it one, whose elements
/// then are of type G; without G, of var's. `make_parameter<Eigen::half>(var, m)` is a tensor of float, say, that will
/// have gradients of float16.
template <class G = void, class Var, class M>
auto make_parameter(Var&& var, M&& m, double lr_scale = 1) {
  static_assert(detail::is_dense<Var>, SIGNOPT_VAR_OF_A_PARAMETER_IS);
  if constexpr (detail::is_dense<Var>) {
    if constexpr (detail::check_dense<Var, M, Var>::is_valid) {
      if constexpr (detail::check_parameter<Var, M, Var>::is_valid) {
        using element = typename detail::dense_of<Var>::Scalar;
        auto made =
            detail::without_gradient<std::conditional_t<std::is_void_v<G>, element, G>>(var.derived(), m.derived());
        made.lr_scale = lr_scale;
        return made;
      }
    }
  }
}

}  // namespace SIGNOPT_ABI
}  // namespace signopt
