// Many tensors, as a parameter_set or a range of parameter: the front end of apply_R_multi.
#pragma once

#include <type_traits>

#include "../../parameter_set.hpp"
#include "../check/types.hpp"
#include "../run/many_tensors.hpp"
#include "front_end.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// Of a range, each call makes a set, wherever it runs.
template <class Place>
struct front_end_of_ranges {
  template <class Rule, class T, class C, class Context, class Range, class... Scalars>
  static void step(const Context& context, const Range& range, const Scalars&... scalars) {
    if constexpr (check_range<Range>::is_valid)
      front_end<tensor_lists, Place>::template step<Rule, T, C>(context, set_of<Range>(range), scalars...);
  }
};

template <>
struct front_end<tensor_lists, on_cpu> : front_end_of_ranges<on_cpu> {
  static constexpr bool exists = true;
  using front_end_of_ranges<on_cpu>::step;

  template <class Rule, class T, class C, class Context, class Element, class G, class M, class Copy, class... Scalars>
  static void step(const Context& context, const parameter_set<Element, G, M, Copy>& tensors,
                   const Scalars&... scalars) {
    static_assert(!std::is_const_v<Element>, "signopt: var is const, and is updated in place");
    if constexpr (!std::is_const_v<Element>) {
      using types = check_types<Rule, T, C, Element, M, G, Scalars...>;
      if constexpr (types::is_valid) {
        const auto constants = context.template constants<Copy>(types::constants(scalars...));
        run_many(context.executor, context.template kernel_for<Rule, types, Copy>(), constants, tensors.sequence());
      }
    }
  }
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
