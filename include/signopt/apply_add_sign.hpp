// AddSign on Eigen objects.
#pragma once

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include "detail/operand.hpp"
#include "pointer.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// The compile-time half of the checks, in the order of the arguments: all that is not about dtypes (check_types.hpp).
template <class Var, class M, class Grad>
struct check_dense {
  using var = operand_facts<Var, Var>;
  using m = operand_facts<M, Var>;
  using grad = operand_facts<Grad, Var>;
  static_assert(var::is_writable, "signopt: var" SIGNOPT_CANNOT_BE_WRITTEN);
  static_assert(is_dense<M>, "signopt: m" SIGNOPT_IS_NO_EIGEN_OBJECT);
  static_assert(m::is_writable, "signopt: m" SIGNOPT_CANNOT_BE_WRITTEN);
  static_assert(is_dense<Grad>, "signopt: grad" SIGNOPT_IS_NO_EIGEN_OBJECT);
  static_assert(grad::is_in_memory,
                "signopt: grad is an expression and not in memory: pass an Array, Matrix, Map, Ref or Block, such as "
                "grad.eval()");
  static_assert(var::may_be_contiguous, "signopt: var" SIGNOPT_HAS_GAPS);
  static_assert(m::may_be_contiguous, "signopt: m" SIGNOPT_HAS_GAPS);
  static_assert(grad::may_be_contiguous, "signopt: grad" SIGNOPT_HAS_GAPS);
  static_assert(m::shape_may_agree, "signopt: m" SIGNOPT_HAS_ANOTHER_SHAPE);
  static_assert(grad::shape_may_agree, "signopt: grad" SIGNOPT_HAS_ANOTHER_SHAPE);
  static_assert(m::order_may_agree, "signopt: m" SIGNOPT_HAS_ANOTHER_ORDER);
  static_assert(grad::order_may_agree, "signopt: grad" SIGNOPT_HAS_ANOTHER_ORDER);
  static constexpr bool is_good = var::is_writable && m::is_writable && is_dense<M> && is_dense<Grad> &&
                                  grad::is_in_memory && var::may_be_contiguous && m::may_be_contiguous &&
                                  grad::may_be_contiguous && m::shape_may_agree && grad::shape_may_agree &&
                                  m::order_may_agree && grad::order_may_agree;
};

// True for the first arguments that some door takes. A door of another header adds its own.
template <class First, class = void>
struct is_first_argument : std::false_type {};
template <class First>
struct is_first_argument<First, std::enable_if_t<is_dense<First>>> : std::true_type {};

}  // namespace SIGNOPT_ABI
}  // namespace detail

inline namespace SIGNOPT_ABI {

/// One AddSign step, in place:
///
///     m   <- beta * m + (1 - beta) * grad
///     var <- var - lr * (alpha + sign_decay * sign(grad) * sign(m)) * grad        with the new m
///
/// Arguments
///   var, m   writable Eigen objects of one shape and one dtype (float16, bfloat16, float32 or float64: dtype.hpp):
///            Array, Matrix, Map, Ref or Block, fixed-size or dynamic, row- or column-major. Read and written.
///   lr, alpha, sign_decay, beta
///            each a plain number (float, double, an integer), a float16 or bfloat16 value, or an Eigen object of
///            exactly one element of a supported dtype. Each may have its own type. Four float16 scalars beside a
///            float16 var mean float16 arithmetic: see the table in dtype.hpp.
///   grad     any of the Eigen objects above, const or not, of the same shape; of var's dtype or of a narrower one,
///            which is widened in registers. Only read.
///   T, C     var's dtype and the compute type, where they are to be stated: `apply_add_sign<Eigen::half, float>(...)`.
///            T is checked; C takes the place of the table's.
///
/// Returns (var, m): lvalues as references, views as views (valid as long as what they view), rvalue arrays moved, so
/// that `auto [v, mm] = apply_add_sign(Eigen::ArrayXf(v0), Eigen::ArrayXf(m0), ...)` leaves v0 and m0 alone.
///
/// Shapes
///   (rows, cols) must agree: a row and a column vector differ, and there is no broadcasting. Empty objects are a
///   no-op. Operands must be contiguous in memory (a block of whole columns, a segment of a vector) and, where both
///   dimensions exceed 1, of one storage order.
///
/// Arithmetic
///   Every operation is rounded on its own in the compute type, to nearest even, unfused. m and var are rounded once,
///   on store; the sign of m is taken before that. The sign of zeros and NaNs is 0. The bits are the same on every
///   target; those of a NaN are free. NaN, infinity and any hyper-parameter are accepted.
///
/// Errors, all before the first write, so that var and m keep their bits
///   shape_error    shapes or storage orders that differ; a negative size; an operand with gaps in memory; a scalar
///                  object of more or less than one element
///   operand_error  operands that overlap in memory, grad included; a misaligned address
///   target_error   see target.hpp; also for empty objects
///   What the compiler can know is a static_assert that names the argument. With -fno-exceptions: SIGNOPT_FAIL
///   (error.hpp).
///
/// Threads: safe on different arrays; the arrays of one call are the caller's to guard.
/// Cost: one pass over memory, O(size). Allocates nothing.
/// Source: Bello, Zoph, Vasudevan, Le, "Neural Optimizer Search with Reinforcement Learning", ICML 2017;
/// mindspore.ops.ApplyAddSign.
template <class T = void, class C = void, class Var, class M, class Lr, class Alpha, class SignDecay, class Beta,
          class Grad, class = std::enable_if_t<detail::is_dense<Var>>>
std::tuple<Var, M> apply_add_sign(Var&& var, M&& m, const Lr& lr, const Alpha& alpha, const SignDecay& sign_decay,
                                  const Beta& beta, const Grad& grad) {
  if constexpr (detail::check_dense<Var, M, Grad>::is_good) {
    using element = typename detail::dense_of<Var>::Scalar;
    using m_element = typename detail::dense_of<M>::Scalar;
    using grad_element = typename detail::dense_of<Grad>::Scalar;
    using types = detail::check_types<T, C, element, m_element, Lr, Alpha, SignDecay, Beta, grad_element>;
    if constexpr (types::is_good) {
      auto& dense_var = var.derived();
      auto& dense_m = m.derived();
      const auto& dense_grad = grad.derived();
      const auto arguments = types::arguments(lr, alpha, sign_decay, beta);
      detail::check_size(dense_var, "var");
      detail::check_shape(dense_m, dense_var, "m");
      detail::check_shape(dense_grad, dense_var, "grad");
      detail::check_contiguous(dense_var, "var");
      detail::check_contiguous(dense_m, "m");
      detail::check_contiguous(dense_grad, "grad");
      const std::ptrdiff_t n = dense_var.size();
      detail::check_memory({"var", dense_var.data(), sizeof(element)}, {"m", dense_m.data(), sizeof(m_element)},
                           {"grad", dense_grad.data(), sizeof(grad_element)}, n);
      detail::run<detail::add_sign, types::compute, types::var, types::var, types::grad>(
          dense_var.data(), dense_m.data(), dense_grad.data(), n, arguments);
    }
  }
  return std::tuple<Var, M>(std::forward<Var>(var), std::forward<M>(m));
}

/// The same with hyper-parameters by name (settings.hpp).
template <class T = void, class C = void, class Var, class M, class Grad,
          class = std::enable_if_t<detail::is_dense<Var>>>
std::tuple<Var, M> apply_add_sign(Var&& var, M&& m, const add_sign_settings& settings, const Grad& grad) {
  return apply_add_sign<T, C>(std::forward<Var>(var), std::forward<M>(m), settings.lr, settings.alpha,
                              settings.sign_decay, settings.beta, grad);
}

/// Not a call that can be made: one clear message where the third of four arguments is no settings.
template <class T = void, class C = void, class Var, class M, class Settings, class Grad,
          class = std::enable_if_t<detail::is_dense<Var> && !detail::is_settings<Settings>>>
void apply_add_sign(Var&&, M&&, const Settings&, const Grad&) {
  static_assert(detail::is_settings<Settings>,
                "signopt: settings, the third of four arguments, must be an add_sign_settings; or pass lr, alpha, "
                "sign_decay and beta as four");
}

/// Not a call that can be made: one clear message where the first argument belongs to no door, and where an argument is
/// missing or one too many is there.
template <class T = void, class C = void, class First, class... Rest,
          class = std::enable_if_t<!detail::is_first_argument<detail::bare<First>>::value ||
                                   (detail::is_dense<First> && sizeof...(Rest) != 3 && sizeof...(Rest) != 6)>>
void apply_add_sign(First&&, Rest&&...) {
  static_assert(detail::is_first_argument<detail::bare<First>>::value,
                "signopt: var, the first argument, must be an Eigen object (Array, Matrix, Map, Ref or Block); for "
                "pointers there is apply_add_sign_n");
  static_assert(!detail::is_dense<First> || sizeof...(Rest) == 3 || sizeof...(Rest) == 6,
                "signopt: the arguments are (var, m, lr, alpha, sign_decay, beta, grad) or (var, m, settings, grad)");
}

}  // namespace SIGNOPT_ABI
}  // namespace signopt
