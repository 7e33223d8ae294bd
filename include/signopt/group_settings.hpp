// The settings of a group of tensors in an optimizer object (optimizer.hpp): those of its rule (settings.hpp), and what
// the object does around the rule. `R::settings` of each rule R is the type.
//
//     signopt::add_sign::settings        the same as signopt::group_settings<signopt::add_sign_settings>
//
//   weight_decay   decoupled: var is multiplied by 1 - lr * weight_decay, before the rule's step is taken from it.
//                  Lion and Signum have it among their own scalars; AddSign and PowerSign are given it here
//   l2             coupled: l2 * var is added to the gradient, before the rule sees that. It goes into the momentum
//                  with it, and is divided by nothing
//   options        step_options, as in every call
//
// Nothing is inherited and nothing means "not set": a group has all of its settings. In C++20:
//
//     opt.add_group(weights, {.lr = 0.1, .weight_decay = 0.01});
//     opt.add_group(biases, {.lr = 0.1});
//
// Aggregates without behaviour, and one type in the whole program (parameter.hpp). The defaults of what a rule has are
// those of settings.hpp.
#pragma once

#include "settings.hpp"

namespace signopt {

/// See the top of this header: one for the settings of each rule.
template <class RuleSettings>
struct group_settings;

/// Those of a group under AddSign.
template <>
struct group_settings<add_sign_settings> {
  double lr = add_sign_settings{}.lr;                  ///< learning rate, the step's scale
  double alpha = add_sign_settings{}.alpha;            ///< weight of the plain gradient
  double sign_decay = add_sign_settings{}.sign_decay;  ///< weight of the agreement of signs
  double beta = add_sign_settings{}.beta;              ///< decay of the momentum m
  double weight_decay = 0;                             ///< decoupled: var is multiplied by 1 - lr * weight_decay
  double l2 = 0;                                       ///< coupled: l2 * var is added to the gradient
  step_options options = {};                           ///< as in every call
};

/// Those of a group under PowerSign.
template <>
struct group_settings<power_sign_settings> {
  double lr = power_sign_settings{}.lr;                  ///< learning rate, the step's scale
  double logbase = power_sign_settings{}.logbase;        ///< logarithm of the base
  double sign_decay = power_sign_settings{}.sign_decay;  ///< weight of the agreement of signs
  double beta = power_sign_settings{}.beta;              ///< decay of the momentum m
  double weight_decay = 0;                               ///< decoupled: var is multiplied by 1 - lr * weight_decay
  double l2 = 0;                                         ///< coupled: l2 * var is added to the gradient
  step_options options = {};                             ///< as in every call
};

/// Those of a group under Lion.
template <>
struct group_settings<lion_settings> {
  double lr = lion_settings{}.lr;                      ///< learning rate, the step's scale
  double beta1 = lion_settings{}.beta1;                ///< weight of m in the direction of the step
  double beta2 = lion_settings{}.beta2;                ///< decay of the momentum m
  double weight_decay = lion_settings{}.weight_decay;  ///< decoupled: var is multiplied by 1 - lr * weight_decay
  double l2 = 0;                                       ///< coupled: l2 * var is added to the gradient
  step_options options = {};                           ///< as in every call
};

/// Those of a group under Signum.
template <>
struct group_settings<signum_settings> {
  double lr = signum_settings{}.lr;                      ///< learning rate, the step's scale
  double beta = signum_settings{}.beta;                  ///< decay of the momentum m
  double weight_decay = signum_settings{}.weight_decay;  ///< decoupled: var is multiplied by 1 - lr * weight_decay
  double l2 = 0;                                         ///< coupled: l2 * var is added to the gradient
  step_options options = {};                             ///< as in every call
};

}  // namespace signopt
