// What optimizer.hpp does around a rule, in the rule's own pass over memory: the gradient is scaled, a part of var is
// added to it, and var decays. As a rule of its own, made of any other; the kernels of that one stay what they are.
//
// A factor of 1 changes no bit of what is no NaN, and so scale and keep need no kernels without them. An addend of 0
// would: -0 + 0 is 0, and where var is infinite 0 * var is a NaN. So there are kernels with l2 and without.
#pragma once

#include "../kernel/kernel_table.hpp"
#include "weight_decay.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// Decays: whether var is multiplied by `keep` here. Rules that have a weight decay of their own do it themselves.
template <class Formula, bool AddsL2, bool Decays>
struct adjusted;

template <class Formula, bool AddsL2, bool Decays>
inline constexpr bool makes_grad<adjusted<Formula, AddsL2, Decays>> = true;

template <class Formula, dtype Compute>
struct adjusted_constants {
  typename Formula::template constants<Compute> of_rule;
  value_of<Compute> scale, l2, keep;
  double lr, weight_decay;

  // All but of_rule as they were given.
  adjusted_constants(const typename Formula::template constants<Compute>& of_rule_, double scale_, double l2_,
                     double lr_, double weight_decay_) noexcept
      : of_rule(of_rule_),
        scale(convert<Compute, dtype::float64>(scale_)),
        l2(convert<Compute, dtype::float64>(l2_)),
        keep(kept_part<Compute>(lr_, weight_decay_)),
        lr(lr_),
        weight_decay(weight_decay_) {}

  void scale_lr(double lr_scale) noexcept {
    of_rule.scale_lr(lr_scale);
    lr = separate_product(lr, lr_scale);
    keep = kept_part<Compute>(lr, weight_decay);
  }
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt

#define SIGNOPT_RULE_FILE "../rules/adjusted.inl"
#include "../kernel/for_each_target.inl"
