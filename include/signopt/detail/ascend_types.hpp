// What the compiler checks of a call for the NPU: one dtype, float32 or float16, for everything.
#pragma once

#include "ascend_launch.hpp"
#include "check_types.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// The checks of every door, and then the NPU's own.
template <class T, class C, class Var, class M, class Lr, class Alpha, class SignDecay, class Beta, class Grad>
struct ascend_types : check_types<T, void, Var, M, Lr, Alpha, SignDecay, Beta, Grad> {
  using common = check_types<T, void, Var, M, Lr, Alpha, SignDecay, Beta, Grad>;
  using common::var;

  static constexpr bool var_is_good = is_ascend_dtype(var), grad_is_good = is_ascend_dtype(common::grad);
  static_assert(var_is_good || !common::is_good, "signopt: var" SIGNOPT_IS_NO_ASCEND_DTYPE);
  static_assert(grad_is_good || !common::is_good || !var_is_good, "signopt: grad" SIGNOPT_IS_NO_ASCEND_DTYPE);
  static constexpr bool compute_is_good = std::is_void_v<C> || dtype_or<C>(dtype::float64) == var;
  static_assert(compute_is_good || !common::is_good || !var_is_good,
                "signopt: C is not the dtype of var: the NPU computes in that of its operands");
  static constexpr bool is_good = common::is_good && var_is_good && grad_is_good && compute_is_good;

  // Rounded once: beside float64 a plain number is what it is.
  static ascend_scalars<var> scalars(const Lr& lr, const Alpha& alpha, const SignDecay& sign_decay, const Beta& beta) {
    return {scalar_as<var, dtype::float64>(lr, "lr"), scalar_as<var, dtype::float64>(alpha, "alpha"),
            scalar_as<var, dtype::float64>(sign_decay, "sign_decay"), scalar_as<var, dtype::float64>(beta, "beta")};
  }
};

inline void check_device_operands(const memory_operand& var, const memory_operand& m, const memory_operand& grad,
                                  std::ptrdiff_t n, aclrtStream stream) {
  check_ascend_size(n, "the size n");
  if (n == 0) return;
  check_ascend_address(var, n);
  check_ascend_address(m, n);
  check_ascend_address(grad, n);
  check_pair(var, m, n);
  check_pair(var, grad, n);
  check_pair(m, grad, n);
  if (stream == nullptr) fail<operand_error>("stream must not be the default stream, which threads may not share");
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
