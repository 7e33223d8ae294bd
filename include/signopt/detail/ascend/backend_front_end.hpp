// Steps on a backend: on its session, or, where it is told to fall back, on the CPU what an NPU cannot do.
#pragma once

#include <tuple>
#include <type_traits>
#include <utility>

#include "front_end.hpp"
#include "npu_backend.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// The other kind is a session with another name.
struct on_npu_or_cpu {};
template <class First>
struct place_of_bare<First, std::enable_if_t<std::is_same_v<First, npu_backend<false>>>> {
  using type = on_npu;
};
template <class First>
struct place_of_bare<First, std::enable_if_t<std::is_same_v<First, npu_backend<true>>>> {
  using type = on_npu_or_cpu;
};
template <class First>
inline constexpr bool is_usable_place<on_npu_or_cpu, First> = is_variable<First>;

// Whether the NPU has an operator for the call, as far as types tell. Otherwise the CPU says what is wrong, if it is
// wrong at all.
template <class Rule, class T, class C, class Var, class M, class Grad, class... Scalars>
inline constexpr bool npu_takes = [] {
  using facts = type_facts<T, C, Var, M, Grad, Scalars...>;
  return facts::is_valid && is_ascend_dtype(facts::var) && is_ascend_dtype(facts::grad) &&
         (std::is_void_v<C> || facts::compute == facts::var) && ascend_operator<Rule> != nullptr;
}();

// Where the CPU's front ends run a call. A backend that was finalized runs none, wherever it would.
template <class Context>
auto on_the_cpu_of(const Context& context) {
  static_cast<void>(context.executor.session());
  return call_context{context.executor.cpu(), context.options};
}

// The kinds of operand that an NPU has no front end for.
template <class Kind>
struct front_end<Kind, on_npu_or_cpu> {
  static constexpr bool exists = front_end<Kind, on_cpu>::exists;

  template <class Rule, class T, class C, class Context, class... Arguments>
  static decltype(auto) step(const Context& context, Arguments&&... arguments) {
    return front_end<Kind, on_cpu>::template step<Rule, T, C>(on_the_cpu_of(context),
                                                              std::forward<Arguments>(arguments)...);
  }
};

template <>
struct front_end<dense_objects, on_npu_or_cpu> {
  static constexpr bool exists = true;

  template <class Rule, class T, class C, class Context, class Var, class M, class Grad, class... Scalars>
  static std::tuple<Var, M> step(const Context& context, Var&& var, M&& m, const Grad& grad,
                                 const Scalars&... scalars) {
    if constexpr (check_dense<Var, M, Grad>::is_valid) {
      if constexpr (npu_takes<Rule, T, C, typename dense_of<Var>::Scalar, typename dense_of<M>::Scalar,
                              typename dense_of<Grad>::Scalar, Scalars...>) {
        if (npu_takes_options(context.options)) {
          return front_end<dense_objects, on_npu>::template step<Rule, T, C>(context, std::forward<Var>(var),
                                                                             std::forward<M>(m), grad, scalars...);
        }
      }
    }
    return front_end<dense_objects, on_cpu>::template step<Rule, T, C>(on_the_cpu_of(context), std::forward<Var>(var),
                                                                       std::forward<M>(m), grad, scalars...);
  }
};

template <>
struct front_end<tensor_lists, on_npu_or_cpu> : front_end_of_ranges<on_npu_or_cpu> {
  static constexpr bool exists = true;
  using front_end_of_ranges<on_npu_or_cpu>::step;

  template <class Rule, class T, class C, class Context, class Element, class G, class M, class Copy, class... Scalars>
  static void step(const Context& context, const parameter_set<Element, G, M, Copy>& tensors,
                   const Scalars&... scalars) {
    if constexpr (std::is_void_v<Copy> && npu_takes<Rule, T, C, Element, M, G, Scalars...>) {
      if (npu_takes_options(context.options))
        return front_end<tensor_lists, on_npu>::template step<Rule, T, C>(context, tensors, scalars...);
    }
    front_end<tensor_lists, on_cpu>::template step<Rule, T, C>(on_the_cpu_of(context), tensors, scalars...);
  }
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
