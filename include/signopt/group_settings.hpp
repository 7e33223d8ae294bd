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

template <>
struct group_settings<add_sign_settings> {
  double lr = add_sign_settings{}.lr;
  double alpha = add_sign_settings{}.alpha;
  double sign_decay = add_sign_settings{}.sign_decay;
  double beta = add_sign_settings{}.beta;
  double weight_decay = 0;
  double l2 = 0;
  step_options options = {};
};

template <>
struct group_settings<power_sign_settings> {
  double lr = power_sign_settings{}.lr;
  double logbase = power_sign_settings{}.logbase;
  double sign_decay = power_sign_settings{}.sign_decay;
  double beta = power_sign_settings{}.beta;
  double weight_decay = 0;
  double l2 = 0;
  step_options options = {};
};

template <>
struct group_settings<lion_settings> {
  double lr = lion_settings{}.lr;
  double beta1 = lion_settings{}.beta1;
  double beta2 = lion_settings{}.beta2;
  double weight_decay = lion_settings{}.weight_decay;
  double l2 = 0;
  step_options options = {};
};

template <>
struct group_settings<signum_settings> {
  double lr = signum_settings{}.lr;
  double beta = signum_settings{}.beta;
  double weight_decay = signum_settings{}.weight_decay;
  double l2 = 0;
  step_options options = {};
};

}  // namespace signopt
