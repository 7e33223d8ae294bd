// Pointers to contiguous memory: the front end of apply_R_n.
#pragma once

#include <cstddef>
#include <type_traits>

#include "../../execution.hpp"
#include "../base/dtype_traits.hpp"
#include "../check/memory_operands.hpp"
#include "../check/shape.hpp"
#include "../check/types.hpp"
#include "../run/contiguous.hpp"
#include "front_end.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

template <class Argument>
inline constexpr bool is_pointer = std::is_pointer_v<std::decay_t<Argument>>;

template <class Var, class M, class Grad>
inline constexpr bool are_pointers = is_pointer<Var>&& is_pointer<M>&& is_pointer<Grad>;

// What may be the number of elements: an integer, or what converts to one as an enumerator does. No number with a
// fraction, and no bool.
template <class Size>
inline constexpr bool is_size = std::is_convertible_v<Size, std::ptrdiff_t> &&
                                !std::is_floating_point_v<bare_type<Size>> && !std::is_same_v<bare_type<Size>, bool>;
template <class Var, class M, class Grad, class Size>
inline constexpr bool are_pointers_and_size = are_pointers<Var, M, Grad>&& is_size<Size>;

template <class Argument>
using pointed_to = std::remove_pointer_t<std::decay_t<Argument>>;
template <class Argument>
using element_of = std::remove_const_t<pointed_to<Argument>>;

template <class Var, class M, class Grad>
struct check_pointers {
  static_assert(is_pointer<Var>,
                "signopt: var must be a pointer to elements of a dtype (Eigen objects go to the call without _n)");
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

  static constexpr bool is_valid = are_pointers<Var, M, Grad> && !is_to_void<Var> && !is_to_void<M> &&
                                   !is_to_void<Grad> && !is_to_const<Var> && !is_to_const<M>;
};

template <>
struct front_end<pointers, on_cpu> {
  static constexpr bool exists = true;

  template <class Rule, class T, class C, class Context, class Var, class M, class Grad, class... Scalars>
  SIGNOPT_ALWAYS_INLINE static void step(const Context& context, Var var, M m, Grad grad, std::ptrdiff_t n,
                                         const Scalars&... scalars) {
    if constexpr (check_pointers<Var, M, Grad>::is_valid) {
      using types = check_types<Rule, T, C, element_of<Var>, element_of<M>, element_of<Grad>, Scalars...>;
      if constexpr (types::is_valid) {
        const auto constants = context.constants(types::constants(scalars...));
        check_memory({"var", var, sizeof(*var)}, {"m", m, sizeof(*m)}, {"grad", grad, sizeof(*grad)}, n);
        run_contiguous(context.executor, context.template kernel_for<Rule, types>(), constants, var, m, grad, n);
      }
    }
  }
};

template <class Rule, class... Arguments>
struct pointer_form : call_form<Rule, 2, 4, Arguments...> {
  using form = call_form<Rule, 2, 4, Arguments...>;
  template <std::size_t FromEnd>
  using from_end = typename form::template argument<(form::count > FromEnd ? form::count - 1 - FromEnd : 0)>;
  using var = typename form::template argument<0>;
  using m = typename form::template argument<1>;
  using grad = from_end<1>;

  static constexpr bool has_front_end = front_end<pointers, typename form::place>::exists;
  static constexpr bool size_is_valid = is_size<from_end<0>>;
  static constexpr bool is_valid = form::is_form && has_front_end && size_is_valid && are_pointers<var, m, grad>;
  static void check_operands() { check_pointers<var, m, grad>(); }
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
