// The doors of apply_add_sign as the forms of the call that all of them share see them, and what these forms are: an
// executor may come first, and options last.
#pragma once

#include <cstddef>
#include <tuple>
#include <type_traits>

#include "../../settings.hpp"
#include "../base/config.hpp"

namespace signopt {

struct add_sign_options;

namespace detail {
inline namespace SIGNOPT_ABI {

// By the kind of var: the header of each door adds its own, with
//   step<T, C>(launch, var, m, lr, alpha, sign_decay, beta, grad)   checks, steps, and returns what the door does
template <class Var, class = void>
struct door {
  static constexpr bool exists = false;
};
template <class Var>
using door_of = door<std::remove_cv_t<std::remove_reference_t<Var>>>;

// First arguments that no executors are, and that the call has forms of their own for: a session of ascend.hpp.
template <class First>
inline constexpr bool has_calls_of_its_own = false;

template <class Settings>
inline constexpr bool is_settings = std::is_convertible_v<const std::remove_reference_t<Settings>&, add_sign_settings>;
template <class Options>
inline constexpr bool is_options = std::is_same_v<std::remove_cv_t<std::remove_reference_t<Options>>, add_sign_options>;

struct no_argument {};

// The forms that a call can have, by its arguments, the executor taken away: so many operands, of which the first
// `Head` stand before the scalars, and in the place of the four scalars perhaps settings; options may end them.
template <std::size_t Head, std::size_t Operands, class... Arguments>
struct call_form {
  static constexpr std::size_t count = sizeof...(Arguments);
  static constexpr bool has_scalars = count == Operands + 4 || count == Operands + 5;
  static constexpr bool has_settings = count == Operands + 1 || count == Operands + 2;
  static constexpr bool has_options = count == Operands + 2 || count == Operands + 5;

  template <std::size_t Index>
  using argument = std::tuple_element_t<(Index < count ? Index : count), std::tuple<Arguments..., no_argument>>;
  static constexpr bool count_is_good = has_scalars || has_settings;
  static constexpr bool settings_are_good = !has_settings || is_settings<argument<Head>>;
  static constexpr bool options_are_good = !has_options || is_options<argument<count - 1>>;
  static constexpr bool is_good = count_is_good && settings_are_good && options_are_good;
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
