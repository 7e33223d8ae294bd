// AddSign on contiguous memory. Needs no Eigen.
#pragma once

#include <cstddef>
#include <type_traits>

#include "detail/check_memory.hpp"
#include "detail/check_types.hpp"
#include "detail/kernel_table.hpp"
#include "dtype.hpp"
#include "error.hpp"
#include "settings.hpp"
#include "target.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

template <class Argument>
inline constexpr bool is_pointer = std::is_pointer_v<std::decay_t<Argument>>;

template <class Settings>
inline constexpr bool is_settings = std::is_convertible_v<const Settings&, add_sign_settings>;

}  // namespace SIGNOPT_ABI
}  // namespace detail

inline namespace SIGNOPT_ABI {

/// One AddSign step on n elements, in place:
///
///     m   <- beta * m + (1 - beta) * grad
///     var <- var - lr * (alpha + sign_decay * sign(grad) * sign(m)) * grad        with the new m
///
/// Arguments
///   var, m   n elements of one dtype (dtype.hpp): float, double, a float16 or a bfloat16 type. Read and written.
///   lr, alpha, sign_decay, beta
///            each a plain number, a float16 or bfloat16 value, or (with apply_add_sign.hpp) an Eigen object of one
///            element
///   grad     n elements of the same dtype or of a narrower one: float16 or bfloat16 beside float, any beside double.
///            Only read.
///   C        the compute type, where it is not to be that of the table in dtype.hpp: `apply_add_sign_n<float>(...)`
///
/// Arithmetic
///   Every operation is rounded on its own in the compute type, to nearest even, unfused. m and var are rounded once,
///   on store; the sign of m is taken before that. The sign of zeros and NaNs is 0. The bits are the same on every
///   target; those of a NaN are free. NaN, infinity and any hyper-parameter are accepted.
///
/// Errors, all before the first write, so that var and m keep their bits
///   shape_error    n < 0
///   operand_error  a null pointer with n > 0; an address that is no multiple of the element size; arrays that overlap
///                  in memory, grad included
///   target_error   see target.hpp; also where n = 0, which else is a no-op
///   Types that do not fit are a static_assert that names the argument. With -fno-exceptions: SIGNOPT_FAIL (error.hpp).
///
/// Threads: safe on different arrays; the arrays of one call are the caller's to guard.
/// Cost: one pass over memory, O(n). Allocates nothing.
/// Source: Bello, Zoph, Vasudevan, Le, "Neural Optimizer Search with Reinforcement Learning", ICML 2017;
/// mindspore.ops.ApplyAddSign.
template <class C = void, class T, class M, class Lr, class Alpha, class SignDecay, class Beta, class G>
void apply_add_sign_n(T* var, M* m, const Lr& lr, const Alpha& alpha, const SignDecay& sign_decay, const Beta& beta,
                      const G* grad, std::ptrdiff_t n) {
  static_assert(!std::is_void_v<T>, "signopt: var" SIGNOPT_IS_A_POINTER_TO_VOID);
  static_assert(!std::is_void_v<M>, "signopt: m" SIGNOPT_IS_A_POINTER_TO_VOID);
  static_assert(!std::is_void_v<G>, "signopt: grad" SIGNOPT_IS_A_POINTER_TO_VOID);
  static_assert(!std::is_const_v<T>, "signopt: var is const, and is updated in place");
  static_assert(!std::is_const_v<M>, "signopt: m is const, and is updated in place");
  constexpr bool is_void = std::is_void_v<T> || std::is_void_v<M> || std::is_void_v<G>;
  if constexpr (!is_void && !std::is_const_v<T> && !std::is_const_v<M>) {
    using types = detail::check_types<void, C, T, M, Lr, Alpha, SignDecay, Beta, G>;
    if constexpr (types::is_good) {
      const auto arguments = types::arguments(lr, alpha, sign_decay, beta);
      detail::check_memory({"var", var, sizeof(T)}, {"m", m, sizeof(M)}, {"grad", grad, sizeof(G)}, n);
      detail::run<detail::add_sign, types::compute, types::var, types::var, types::grad>(var, m, grad, n, arguments);
    }
  }
}

/// The same with hyper-parameters by name (settings.hpp).
template <class C = void, class T, class M, class G>
void apply_add_sign_n(T* var, M* m, const add_sign_settings& settings, const G* grad, std::ptrdiff_t n) {
  apply_add_sign_n<C>(var, m, settings.lr, settings.alpha, settings.sign_decay, settings.beta, grad, n);
}

/// Not a call that can be made: one clear message where var, m or grad is no pointer.
template <class C = void, class Var, class M, class Lr, class Alpha, class SignDecay, class Beta, class Grad,
          class = std::enable_if_t<!(detail::is_pointer<Var> && detail::is_pointer<M> && detail::is_pointer<Grad>)>>
void apply_add_sign_n(Var&&, M&&, const Lr&, const Alpha&, const SignDecay&, const Beta&, Grad&&, std::ptrdiff_t) {
  static_assert(detail::is_pointer<Var>,
                "signopt: var must be a pointer to elements of a dtype (Eigen objects go to apply_add_sign)");
  static_assert(detail::is_pointer<M>, "signopt: m" SIGNOPT_MUST_BE_A_POINTER);
  static_assert(detail::is_pointer<Grad>, "signopt: grad" SIGNOPT_MUST_BE_A_POINTER);
}

/// Not a call that can be made either: the same with settings, or with something else in their place.
template <class C = void, class Var, class M, class Settings, class Grad,
          class = std::enable_if_t<!(detail::is_pointer<Var> && detail::is_pointer<M> && detail::is_pointer<Grad> &&
                                     detail::is_settings<Settings>)>>
void apply_add_sign_n(Var&& var, M&& m, const Settings&, Grad&& grad, std::ptrdiff_t n) {
  static_assert(detail::is_settings<Settings>,
                "signopt: settings, the third of five arguments, must be an add_sign_settings; or pass lr, alpha, "
                "sign_decay and beta as four");
  if constexpr (detail::is_settings<Settings>) apply_add_sign_n<C>(var, m, 0, 0, 0, 0, grad, n);
}

/// Not a call that can be made either: an argument is missing, or one too many is there.
template <class C = void, class... Arguments,
          class = std::enable_if_t<sizeof...(Arguments) != 5 && sizeof...(Arguments) != 8>>
void apply_add_sign_n(Arguments&&...) {
  static_assert(
      sizeof...(Arguments) == 8,
      "signopt: the arguments are (var, m, lr, alpha, sign_decay, beta, grad, n) or (var, m, settings, grad, n)");
}

}  // namespace SIGNOPT_ABI
}  // namespace signopt
