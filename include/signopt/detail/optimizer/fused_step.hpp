// A group's part of a step of an optimizer object: which kernel, and with which constants.
#pragma once

#include <cstddef>
#include <limits>
#include <string_view>

#include "../base/real_number.hpp"
#include "../check/types.hpp"
#include "../kernel/kernel_table.hpp"
#include "../rules/adjusted.hpp"
#include "../rules/all.hpp"
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

template <class Rule, class T, class G, class M>
struct fused_step {
  using settings = typename Rule::settings;
  using formula = typename Rule::formula;
  using types = decltype(scalars_of<Rule>::use_members(settings(), types_of_settings<Rule, T, G, M>(), 0));
  static constexpr dtype compute = types::compute;
  static constexpr bool decays = !has_own_weight_decay<Rule>();

  // Whether no gradient times the factor overflows the compute type: none is larger than the norm.
  static bool is_in_range(double factor, double norm) noexcept {
    constexpr double most = compute == dtype::float64 ? (std::numeric_limits<double>::max)()
                                                      : static_cast<double>((std::numeric_limits<float>::max)());
    return magnitude_bits(factor) <= magnitude_bits(most) && magnitude_bits(norm) <= magnitude_bits(most);
  }

  // The kernels of a target, which has been found.
  int target;

  // `factor` is that of the gradients. What is to be computed is what the settings say when it is called.
  template <class Parameter>
  void operator()(const settings& of_group, double factor, const tensor_sequence<Parameter>& tensors,
                  std::ptrdiff_t begin, std::ptrdiff_t end) const {
    const bool flush = of_group.options.flush_subnormal_momentum;
    const auto constants = scalars_of<Rule>::use_members(
        of_group, [](int, const auto&... scalars) { return types::constants(scalars...); }, 0);
    const bool adds_l2 = is_nonzero(of_group.l2);
    if (!adds_l2 && is_one(factor) && !(decays && is_nonzero(of_group.weight_decay)))
      return run_part(of_rule<formula>(flush), constants, tensors, begin, end);
    const adjusted_constants<formula, compute> adjustments(constants, factor, of_group.l2, of_group.lr,
                                                           of_group.weight_decay);
    run_part(
        adds_l2 ? of_rule<adjusted<formula, true, decays>>(flush) : of_rule<adjusted<formula, false, decays>>(flush),
        adjustments, tensors, begin, end);
  }

 private:
  // By their bits: a NaN is not zero either, under whatever flags.
  static bool is_nonzero(double x) noexcept { return magnitude_bits(x) != 0; }
  static bool is_one(double x) noexcept { return is_same_scale(x, 1); }

  template <class Formula>
  typed_kernel<types::var, types::var, types::grad> of_rule(bool flush) const noexcept {
    constexpr dtype var = types::var, grad = types::grad;
    return {find_kernel<Formula, compute, var, var, grad>(flush, target)};
  }
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
