// A session on an NPU as the place of a step: the front ends of Eigen objects and of lists of tensors there.
#pragma once

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include "../../ascend_session.hpp"
#include "../base/messages.hpp"
#include "../call/tensor_lists.hpp"
#include "../check/memory_ranges.hpp"
#include "../eigen/front_end.hpp"
#include "host.hpp"
#include "types.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

struct on_npu {};
template <class First>
struct place_of_bare<First, std::enable_if_t<std::is_same_v<First, ascend::session>>> {
  using type = on_npu;
};
// A step changes the session: it must be a variable.
template <class First>
inline constexpr bool is_variable =
    std::is_lvalue_reference_v<First> && !std::is_const_v<std::remove_reference_t<First>>;
template <class First>
inline constexpr bool is_usable_place<on_npu, First> = is_variable<First>;

// Of a session, or of what has one.
template <class On>
session_state& session_state_of(On& on) {
  if constexpr (std::is_same_v<On, ascend::session>) {
    return session_access::state_of(on);
  } else {
    return session_access::state_of(on.session());
  }
}

// Of all options there are, which an operator has none of.
inline constexpr bool npu_takes_options(const default_options&) noexcept { return true; }
inline bool npu_takes_options(const step_options& options) noexcept {
  return !options.flush_subnormal_momentum && !options.rounding.is_stochastic;
}

template <class Options>
void check_ascend_options(const Options& options) {
  if (npu_takes_options(options)) return;
  raise_error<operand_error>(
      "settings.options.flush_subnormal_momentum is set, or rounding is not nearest, and the NPU's operator has no "
      "such option" SIGNOPT_OR_ON_THE_CPU);
}

template <>
struct front_end<dense_objects, on_npu> {
  static constexpr bool exists = true;

  template <class Rule, class T, class C, class Context, class Var, class M, class Grad, class... Scalars>
  static std::tuple<Var, M> step(const Context& context, Var&& var, M&& m, const Grad& grad,
                                 const Scalars&... scalars) {
    if constexpr (check_dense<Var, M, Grad>::is_valid) {
      using element = typename dense_of<Var>::Scalar;
      using types =
          ascend_types<Rule, T, C, element, typename dense_of<M>::Scalar, typename dense_of<Grad>::Scalar, Scalars...>;
      if constexpr (types::is_valid_on_npu) {
        auto& dense_var = var.derived();
        auto& dense_m = m.derived();
        const auto& dense_grad = grad.derived();
        session_state& session = session_state_of(context.executor);
        const auto values = types::scalars(scalars...);
        check_host_operands(dense_var, dense_m, dense_grad);
        check_ascend_options(context.options);
        if (dense_var.size() != 0) {
          check_ascend_chip(ascend_operator<Rule>);
          host_arrays<element> copies(dense_var, dense_m, dense_grad);
          const own_vector<ascend_launch<types::var>> one{{0, copies.var.size(), values.values[0]}};
          const host_copies<Rule, types::var> tensor{
              copies.var.data(), copies.m.data(), copies.grad.data(), copies.var.size(), one, values};
          session.run([&] { step_on_device(tensor, session); });
          dense_var.array() = copies.var;
          dense_m.array() = copies.m;
        }
      }
    }
    return std::tuple<Var, M>(std::forward<Var>(var), std::forward<M>(m));
  }
};

template <>
struct front_end<tensor_lists, on_npu> : front_end_of_ranges<on_npu> {
  static constexpr bool exists = true;
  using front_end_of_ranges<on_npu>::step;

  template <class Rule, class T, class C, class Context, class Element, class G, class M, class Copy, class... Scalars>
  static void step(const Context& context, const parameter_set<Element, G, M, Copy>& tensors,
                   const Scalars&... scalars) {
    using types = ascend_types<Rule, T, C, Element, M, G, Scalars...>;
    constexpr bool has_no_copy = std::is_void_v<Copy>;
    static_assert(has_no_copy, "signopt: the NPU's operator writes no copy of var" SIGNOPT_OR_ON_THE_CPU);
    if constexpr (has_no_copy && types::is_valid_on_npu) {
      const auto values = types::scalars(scalars...);
      session_state& session = session_state_of(context.executor);
      for (std::ptrdiff_t i = 0; i < tensors.size(); ++i) {
        if (tensors[i].size > largest_ascend_size && takes_part(tensors[i]))
          check_ascend_size(tensors[i].size, name_of("the size", i, tensors[i].name).c_str());
      }
      check_ascend_options(context.options);
      const auto sequence = tensors.sequence();
      if (sequence.elements() == 0) return;
      check_ascend_chip(ascend_operator<Rule>);
      host_parameters<Rule, types::var, parameter<Element, G, M>> copies(sequence, values);
      session.run([&] { step_on_device(copies.copies(), session); });
      copies.write_back();
    }
  }
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
