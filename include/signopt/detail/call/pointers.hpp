// A step on what is meant to be three pointers: the checks, and the way to the kernel.
#pragma once

#include <cstddef>
#include <type_traits>

#include "../../dtype.hpp"
#include "../../execution.hpp"
#include "../check/memory_operands.hpp"
#include "../check/types.hpp"
#include "../run/contiguous.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

template <class Argument>
inline constexpr bool is_pointer = std::is_pointer_v<std::decay_t<Argument>>;

template <class Var, class M, class Grad>
inline constexpr bool are_pointers = is_pointer<Var>&& is_pointer<M>&& is_pointer<Grad>;

template <class Argument>
using pointed_to = std::remove_pointer_t<std::decay_t<Argument>>;
template <class Argument>
using element_of = std::remove_const_t<pointed_to<Argument>>;

template <class Var, class M, class Grad>
struct check_pointers {
  static_assert(is_pointer<Var>,
                "signopt: var must be a pointer to elements of a dtype (Eigen objects go to apply_add_sign)");
  static_assert(is_pointer<M>, "signopt: m" SIGNOPT_MUST_BE_A_POINTER);
  static_assert(is_pointer<Grad>, "signopt: grad" SIGNOPT_MUST_BE_A_POINTER);

  template <class Pointer>
  static constexpr bool is_to_void = is_pointer<Pointer>&& std::is_void_v<pointed_to<Pointer>>;
  static_assert(!is_to_void<Var>, "signopt: var" SIGNOPT_IS_A_POINTER_TO_VOID);
  static_assert(!is_to_void<M>, "signopt: m" SIGNOPT_IS_A_POINTER_TO_VOID);
  static_assert(!is_to_void<Grad>, "signopt: grad" SIGNOPT_IS_A_POINTER_TO_VOID);

  template <class Pointer>
  static constexpr bool is_to_const = is_pointer<Pointer>&& std::is_const_v<pointed_to<Pointer>>;
  static_assert(!is_to_const<Var>, "signopt: var is const, and is updated in place");
  static_assert(!is_to_const<M>, "signopt: m is const, and is updated in place");

  static constexpr bool is_good = are_pointers<Var, M, Grad> && !is_to_void<Var> && !is_to_void<M> &&
                                  !is_to_void<Grad> && !is_to_const<Var> && !is_to_const<M>;
};

template <class C, class Launch, class Var, class M, class Lr, class Alpha, class SignDecay, class Beta, class Grad>
SIGNOPT_ALWAYS_INLINE void pointer_step(const Launch& how, Var var, M m, const Lr& lr, const Alpha& alpha,
                                        const SignDecay& sign_decay, const Beta& beta, Grad grad, std::ptrdiff_t n) {
  if constexpr (check_pointers<Var, M, Grad>::is_good) {
    using types = check_types<void, C, element_of<Var>, element_of<M>, Lr, Alpha, SignDecay, Beta, element_of<Grad>>;
    if constexpr (types::is_good) {
      const auto arguments = types::arguments(lr, alpha, sign_decay, beta);
      check_memory({"var", var, sizeof(*var)}, {"m", m, sizeof(*m)}, {"grad", grad, sizeof(*grad)}, n);
      run_contiguous<add_sign, types::compute, types::var, types::var, types::grad>(how, var, m, grad, n, arguments);
    }
  }
}

template <class C, class Launch, class Var, class M, class Grad>
SIGNOPT_ALWAYS_INLINE void pointer_step(const Launch& how, Var var, M m, const add_sign_settings& settings, Grad grad,
                                        std::ptrdiff_t n) {
  pointer_step<C>(how, var, m, settings.lr, settings.alpha, settings.sign_decay, settings.beta, grad, n);
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
