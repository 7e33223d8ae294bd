// What the compiler checks of a call for the NPU: one dtype, float32 or float16, for everything.
#pragma once

#include "../check/types.hpp"
#include "enqueue.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// The checks of every front end, and then the NPU's own.
template <class Rule, class T, class C, class Var, class M, class Grad, class... Scalars>
struct ascend_types : check_types<Rule, T, void, Var, M, Grad, Scalars...> {
  using common = check_types<Rule, T, void, Var, M, Grad, Scalars...>;

  static constexpr bool var_is_valid = is_ascend_dtype(common::var), grad_is_valid = is_ascend_dtype(common::grad);
  static_assert(var_is_valid || !common::is_valid, "signopt: var" SIGNOPT_IS_NO_ASCEND_DTYPE);
  static_assert(grad_is_valid || !common::is_valid || !var_is_valid, "signopt: grad" SIGNOPT_IS_NO_ASCEND_DTYPE);
  // What the CPU takes beyond the operator.
  static constexpr bool m_is_as_var = common::moment == common::var,
                        grad_is_no_wider = widens_to(common::grad, common::var);
  static_assert(!common::is_valid || !var_is_valid || m_is_as_var,
                "signopt: m has another dtype than var" SIGNOPT_OR_ON_THE_CPU);
  static_assert(!common::is_valid || !var_is_valid || !grad_is_valid || grad_is_no_wider,
                "signopt: grad (float32) is wider than var (float16)" SIGNOPT_OR_ON_THE_CPU);
  static constexpr bool storages_are_valid = m_is_as_var && grad_is_no_wider;
  static constexpr bool compute_is_valid = std::is_void_v<C> || dtype_or<C>(dtype::float64) == common::var;
  static_assert(compute_is_valid || !common::is_valid || !var_is_valid,
                "signopt: C is not the dtype of var: the NPU computes in that of its operands" SIGNOPT_OR_ON_THE_CPU);
  static constexpr bool has_operator = ascend_operator<Rule> != nullptr;
  static_assert(has_operator, "signopt: the NPU has no operator for this rule" SIGNOPT_OR_ON_THE_CPU);
  static constexpr bool is_valid_on_npu =
      common::is_valid && var_is_valid && grad_is_valid && storages_are_valid && compute_is_valid && has_operator;

  // Rounded once: beside float64 a plain number is what it is.
  static ascend_scalars<Rule, common::var> scalars(const Scalars&... scalars) {
    const char* const* name = scalars_of<Rule>::names;
    return {{scalar_as<common::var, dtype::float64>(scalars, *name++)...}};
  }
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
