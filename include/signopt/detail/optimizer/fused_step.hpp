// A group's part of a step of an optimizer object: which kernel, and with which constants.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

#include "../base/real_number.hpp"
#include "../check/types.hpp"
#include "../rules/adjusted.hpp"
#include "../rules/all.hpp"
#include "../run/kernels.hpp"
#include "../run/many_tensors.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// Whether the rule itself multiplies var by 1 - lr * weight_decay.
template <class Rule>
constexpr bool has_own_weight_decay() noexcept {
  bool has = false;
  for (const char* const name : scalars_of<Rule>::names) has = has || std::string_view(name) == "weight_decay";
  return has;
}

// The types of a step whose scalars are settings, plain numbers.
template <class Rule, class T, class G, class M>
struct types_of_settings {
  template <class... Scalars>
  constexpr check_types<Rule, void, void, T, M, G, Scalars...> operator()(int, const Scalars&...) const {
    return {};
  }
};

template <class Rule, class T, class G, class M, class Copy>
struct fused_step {
  using rule = Rule;
  using settings = typename Rule::settings;
  using formula = typename Rule::formula;
  using types = decltype(scalars_of<Rule>::use_members(settings(), types_of_settings<Rule, T, G, M>(), 0));
  static constexpr dtype compute = types::compute;
  static constexpr bool may_be_stochastic = can_be_stochastic(types::var, types::compute);
  static constexpr bool decays = !has_own_weight_decay<Rule>();

  // Whether no gradient times the factor overflows the compute type: none is larger than the norm.
  static bool is_in_range(double factor, double norm) noexcept {
    constexpr double most = compute == dtype::float64 ? (std::numeric_limits<double>::max)()
                                                      : static_cast<double>((std::numeric_limits<float>::max)());
    return magnitude_bits(factor) <= magnitude_bits(most) && magnitude_bits(norm) <= magnitude_bits(most);
  }

  // Throws what a step with these would, before any element is written.
  static void check_options(const settings& of_group) {
    if (of_group.options.rounding.is_stochastic) check_can_be_stochastic(types::var, types::compute);
  }

  // The kernels of a target, which has been found; and which step it is.
  int target;
  std::int64_t step;

  // `factor` is that of the gradients. What is to be computed is what the settings say when it is called.
  template <class Parameter>
  void operator()(const settings& of_group, double factor, const tensor_sequence<Parameter>& tensors,
                  std::ptrdiff_t begin, std::ptrdiff_t end) const {
    const auto constants = scalars_of<Rule>::use_members(
        of_group, [](int, const auto&... scalars) { return types::constants(scalars...); }, 0);
    const bool adds_l2 = is_nonzero(of_group.l2);
    if (!adds_l2 && is_one(factor) && !(decays && is_nonzero(of_group.weight_decay)))
      return run<formula>(of_group.options, constants, tensors, begin, end);
    const adjusted_constants<formula, compute> adjustments(constants, factor, of_group.l2, of_group.lr,
                                                           of_group.weight_decay);
    if (adds_l2) {
      run<adjusted<formula, true, decays>>(of_group.options, adjustments, tensors, begin, end);
    } else {
      run<adjusted<formula, false, decays>>(of_group.options, adjustments, tensors, begin, end);
    }
  }

 private:
  // By their bits: a NaN is not zero either, under whatever flags.
  static bool is_nonzero(double x) noexcept { return magnitude_bits(x) != 0; }
  static bool is_one(double x) noexcept { return is_same_scale(x, 1); }

  // The object counts the steps, and the tensors from that of the request on.
  template <class Formula, class Constants, class Parameter>
  void run(const step_options& options, const Constants& of_formula, const tensor_sequence<Parameter>& tensors,
           std::ptrdiff_t begin, std::ptrdiff_t end) const {
    const bool flush = options.flush_subnormal_momentum;
    const stochastic& asked = options.rounding.random;
    const stochastic random{asked.seed, static_cast<std::uint64_t>(step), asked.tensor};
    const auto of_types = options.rounding.is_stochastic ? stochastic_kernel<Formula, types>(random, flush, target)
                                                         : kernels_of<true, Formula, types, Copy>(flush, target);
    run_part(of_types, output_constants<Constants>{of_formula, {}}, tensors, begin, end);
  }
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
