// The compile-time half of the checks of Eigen objects, in the order of the arguments: all that is not about dtypes
// (check/types.hpp).
#pragma once

#include "layout.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

template <class Var, class M, class Grad>
struct check_dense {
  using var = operand_facts<Var, Var>;
  using m = operand_facts<M, Var>;
  using grad = operand_facts<Grad, Var>;
  static_assert(var::is_writable, "signopt: var" SIGNOPT_CANNOT_BE_WRITTEN);
  static_assert(is_dense<M>, "signopt: m" SIGNOPT_IS_NO_EIGEN_OBJECT);
  static_assert(m::is_writable, "signopt: m" SIGNOPT_CANNOT_BE_WRITTEN);
  static_assert(is_dense<Grad>,
                "signopt: grad must be an Eigen object (Array, Matrix, Map, Ref, Block or any expression), as var is");
  static_assert(m::shape_may_agree, "signopt: m" SIGNOPT_HAS_ANOTHER_SHAPE);
  static_assert(grad::shape_may_agree, "signopt: grad" SIGNOPT_HAS_ANOTHER_SHAPE);
  static constexpr bool is_valid = var::is_writable && m::is_writable && is_dense<M> && is_dense<Grad> &&
                                   m::shape_may_agree && grad::shape_may_agree;
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
