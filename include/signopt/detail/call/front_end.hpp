// Where the two axes of the library meet. A front end makes a step for one kind of operand in one place: it has the
// checks and the conversions, and knows no rule. A rule's header knows no operand. forms.inl joins the two.
#pragma once

#include <cstddef>
#include <tuple>
#include <type_traits>

#include "../../execution.hpp"
#include "../check/types.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// The kind of operand that a type of var is: the headers of the kinds add theirs. A kind names what a step returns, as
// result<Var, M>.
struct no_kind {};
template <class Var, class = void>
struct kind_of_bare {
  using type = no_kind;
};
template <class Var>
using kind_of = typename kind_of_bare<bare_type<Var>>::type;
template <class Var>
inline constexpr bool is_operand = !std::is_same_v<kind_of<Var>, no_kind>;

// The two kinds that a call names by its function: apply_R_n and apply_R_multi.
struct pointers {};
struct tensor_lists {};

// Where a step runs, by the first argument of a call: on the CPU, by an executor; ascend.hpp adds the sessions of an
// NPU. An operand is no executor, even if it could be one.
struct no_place {};
struct on_cpu {};
template <class First, class = void>
struct place_of_bare {
  using type = no_place;
};
template <class First>
using place_of =
    std::conditional_t<is_operand<First>, no_place,
                       std::conditional_t<is_executor<First>, on_cpu, typename place_of_bare<bare_type<First>>::type>>;
template <class First = void, class...>
inline constexpr bool is_place = !std::is_same_v<place_of<First>, no_place>;

// A pair adds a class with
//   step<Rule, T, C>(context, var, m, grad, scalars...)    checks, makes the step, and returns what its kind does;
//                                                          with n after grad for pointers, and for lists of tensors
//                                                          with those in the place of the three operands
template <class Kind, class Place>
struct front_end {
  static constexpr bool exists = false;
};
// The front end of a kind that no argument's type names, looked up when the call is made: its header may come later.
template <class Kind, class>
struct dependent {
  using type = Kind;
};
template <class Tensors, class Place>
using list_front_end = front_end<typename dependent<tensor_lists, Tensors>::type, Place>;
template <class Tensors, class Place>
inline constexpr bool takes_lists = list_front_end<Tensors, Place>::exists;

// A place may demand more of the argument than its type: ascend.hpp.
template <class Place, class First>
inline constexpr bool is_usable_place = true;

template <class Var, class Place = on_cpu>
using front_end_of = front_end<kind_of<Var>, Place>;
template <class Kind, class First>
inline constexpr bool runs_at =
    is_usable_place<place_of<First>, First>&& front_end<typename dependent<Kind, First>::type, place_of<First>>::exists;

template <class Var, class M>
using result_of_step = typename kind_of<Var>::template result<Var, M>;

struct no_argument {};

// The forms that a call can have, by its arguments: an executor may come first; `Operands` are there, of which the
// first `Head` stand before the scalars; and in the place of the scalars there may be settings.
template <class Rule, std::size_t Head, std::size_t Operands, class... Arguments>
struct call_form {
  using first = std::tuple_element_t<0, std::tuple<Arguments..., no_argument>>;
  static constexpr bool has_place = is_place<first>;
  using place = std::conditional_t<has_place, place_of<first>, on_cpu>;
  static constexpr bool place_is_usable = !has_place || is_usable_place<place, first>;
  static constexpr bool is_on_cpu = std::is_same_v<place, on_cpu>;
  static constexpr bool first_is_no_pool = !begins_with_thread_pool<first>;

  // Counted without the executor.
  static constexpr std::size_t count = sizeof...(Arguments) - (has_place ? 1 : 0);
  template <std::size_t Index>
  using argument = std::tuple_element_t<(Index < count ? Index + (has_place ? 1 : 0) : sizeof...(Arguments)),
                                        std::tuple<Arguments..., no_argument>>;

  static constexpr bool has_scalars = count == Operands + scalars_of<Rule>::count;
  static constexpr bool has_settings = count == Operands + 1;
  static constexpr bool count_is_valid = has_scalars || has_settings;
  static constexpr bool settings_are_valid =
      has_scalars || !has_settings ||
      std::is_convertible_v<const std::remove_reference_t<argument<Head>>&, typename Rule::call_settings>;
  static constexpr bool is_form = place_is_usable && count_is_valid && settings_are_valid;
};

template <class Rule, class... Arguments>
struct tensor_form : call_form<Rule, 2, 3, Arguments...> {
  using form = call_form<Rule, 2, 3, Arguments...>;
  static constexpr bool has_operand =
      front_end<kind_of<typename form::template argument<0>>, typename form::place>::exists;
  static constexpr bool is_valid = form::is_form && has_operand;
};

template <class Rule, class... Arguments>
struct list_form : call_form<Rule, 1, 1, Arguments...> {
  using form = call_form<Rule, 1, 1, Arguments...>;
  static constexpr bool has_front_end = list_front_end<typename form::first, typename form::place>::exists;
  static constexpr bool is_valid = form::is_form && has_front_end;
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
