// The rules of signopt as an optimizer of a network uses them: each with its settings at a step, its call, and what the
// call subtracts from var before it is rounded, written plainly, which only the count of lost updates needs.
#pragma once

#include <cmath>
#include <signopt/multi_tensor.hpp>
#include <signopt/sign_decay.hpp>
#include <utility>

#include "optimizer.hpp"

namespace training {

// The arrays of one tensor around a step, in the type to compute in: m is the new momentum.
template <class Array>
struct tensor_step {
  Array var, old_m, m, grad;
};

struct add_sign_rule {
  static signopt::add_sign_settings settings_at(const moment& now) {
    signopt::add_sign_settings settings{now.lr};
    settings.sign_decay = signopt::linear_sign_decay(now.steps_done, now.total_steps);
    return settings;
  }

  template <class... Arguments>
  static void apply(Arguments&&... arguments) {
    signopt::apply_add_sign_multi(std::forward<Arguments>(arguments)...);
  }

  template <class Array>
  static Array subtracted(const tensor_step<Array>& tensor, const signopt::add_sign_settings& settings) {
    using C = typename Array::Scalar;
    const Array agreement = tensor.grad.sign() * tensor.m.sign();
    return C(settings.lr) * (C(settings.alpha) + C(settings.sign_decay) * agreement) * tensor.grad;
  }
};

struct power_sign_rule {
  static signopt::power_sign_settings settings_at(const moment& now) {
    signopt::power_sign_settings settings{now.lr};
    settings.sign_decay = signopt::linear_sign_decay(now.steps_done, now.total_steps);
    return settings;
  }

  template <class... Arguments>
  static void apply(Arguments&&... arguments) {
    signopt::apply_power_sign_multi(std::forward<Arguments>(arguments)...);
  }

  template <class Array>
  static Array subtracted(const tensor_step<Array>& tensor, const signopt::power_sign_settings& settings) {
    using C = typename Array::Scalar;
    const Array agreement = tensor.grad.sign() * tensor.m.sign();
    return C(settings.lr) * (C(settings.logbase * settings.sign_decay) * agreement).exp() * tensor.grad;
  }
};

struct lion_rule {
  static signopt::lion_settings settings_at(const moment& now) { return signopt::lion_settings{now.lr}; }

  template <class... Arguments>
  static void apply(Arguments&&... arguments) {
    signopt::apply_lion_multi(std::forward<Arguments>(arguments)...);
  }

  template <class Array>
  static Array subtracted(const tensor_step<Array>& tensor, const signopt::lion_settings& settings) {
    using C = typename Array::Scalar;
    const Array direction = C(settings.beta1) * tensor.old_m + C(1 - settings.beta1) * tensor.grad;
    return C(settings.lr) * direction.sign() + C(settings.lr * settings.weight_decay) * tensor.var;
  }
};

struct signum_rule {
  static signopt::signum_settings settings_at(const moment& now) { return signopt::signum_settings{now.lr}; }

  template <class... Arguments>
  static void apply(Arguments&&... arguments) {
    signopt::apply_signum_multi(std::forward<Arguments>(arguments)...);
  }

  // Signum is Lion with beta1 = beta2.
  template <class Array>
  static Array subtracted(const tensor_step<Array>& tensor, const signopt::signum_settings& settings) {
    signopt::lion_settings as_lion{settings.lr, settings.beta, settings.beta};
    as_lion.weight_decay = settings.weight_decay;
    return lion_rule::subtracted(tensor, as_lion);
  }
};

}  // namespace training
