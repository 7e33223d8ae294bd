// What all_finite can be asked about, and which calls of it can be made.
#pragma once

#include <cstddef>
#include <type_traits>

#include "../../execution.hpp"
#include "../../parameter_set.hpp"
#include "../base/dtype_traits.hpp"
#include "../run/finite_tasks.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// By the kind of x: each kind has
//   all_finite(executor, x)   checks and answers
template <class X, class = void>
struct finite_operand {
  static constexpr bool exists = false;
};

template <class X>
inline constexpr bool is_parameter_set = false;
template <class T, class G, class M, class Copy>
inline constexpr bool is_parameter_set<parameter_set<T, G, M, Copy>> = true;

template <class T, class G, class M, class Copy>
struct finite_operand<parameter_set<T, G, M, Copy>> {
  static constexpr bool exists = true;

  template <class Executor>
  static bool all_finite(Executor& executor, const parameter_set<T, G, M, Copy>& tensors) {
    constexpr bool is_supported = has_dtype<G>::value;
    static_assert(is_supported, "signopt: grad" SIGNOPT_HAS_NO_DTYPE);
    if constexpr (is_supported) {
      const auto sequence = tensors.sequence();
      return all_finite_gradients<dtype_of<G>::value>(executor, sequence.parameters, sequence.count());
    } else {
      return false;
    }
  }
};

template <class Range>
struct finite_operand<Range, std::enable_if_t<set_of_range<Range>::exists && !is_parameter_set<Range>>> {
  static constexpr bool exists = true;

  template <class Executor>
  static bool all_finite(Executor& executor, const Range& range) {
    using set = typename set_of_range<Range>::type;
    return finite_operand<set>::all_finite(executor, set(range));
  }
};

template <class Executor, class T>
SIGNOPT_ALWAYS_INLINE bool all_finite_n(Executor& executor, const T* data, std::ptrdiff_t n) {
  constexpr bool is_void = std::is_void_v<T>;
  static_assert(!is_void, "signopt: data" SIGNOPT_IS_A_POINTER_TO_VOID);
  if constexpr (!is_void) {
    constexpr bool is_supported = has_dtype<T>::value;
    static_assert(is_supported, "signopt: data" SIGNOPT_HAS_NO_DTYPE);
    if constexpr (is_supported) {
      check_memory({"data", data, sizeof(T)}, n);
      return all_finite_contiguous<dtype_of<T>::value>(executor, data, n);
    }
  }
  return false;
}

template <class Executor, class X>
bool all_finite_of(Executor& executor, const X& x) {
  using operand = finite_operand<X>;
  static_assert(operand::exists, SIGNOPT_ALL_FINITE_TAKES);
  if constexpr (operand::exists) {
    return operand::all_finite(executor, x);
  } else {
    return false;
  }
}

template <class Pointer, class Count>
inline constexpr bool is_pointer_and_count =
    std::is_pointer_v<std::decay_t<Pointer>>&& std::is_convertible_v<Count, std::ptrdiff_t>;

// Whether there is a form for so many arguments of these kinds. Whether x is anything to ask about is another question.
template <class... Arguments>
inline constexpr bool is_finite_call = false;
template <class X>
inline constexpr bool is_finite_call<X> = true;
template <class First, class Second>
inline constexpr bool is_finite_call<First, Second> = is_executor<First> || is_pointer_and_count<First, Second>;
template <class Executor, class Pointer, class Count>
inline constexpr bool is_finite_call<Executor, Pointer, Count> =
    is_executor<Executor>&& is_pointer_and_count<Pointer, Count>;

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
