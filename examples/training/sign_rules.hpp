// What the rules of signopt differ in, for who trains with any of them: their settings at a moment of the training, and
// what a step subtracts from var before it is rounded, written plainly, which only the count of lost updates needs.
#pragma once

#include <signopt/group_settings.hpp>
#include <signopt/sign_decay.hpp>

#include "optimizer.hpp"

namespace training {

// The weight of the signs' agreement falls over the training, as AddSign's and PowerSign's authors have it.
template <class Settings>
auto set_sign_decay(Settings& settings, const moment& now) -> decltype(settings.sign_decay, void()) {
  settings.sign_decay = signopt::linear_sign_decay(now.steps_done, now.total_steps);
}
inline void set_sign_decay(signopt::group_settings<signopt::lion_settings>&, const moment&) {}
inline void set_sign_decay(signopt::group_settings<signopt::signum_settings>&, const moment&) {}

template <class Settings>
void set_moment(Settings& settings, const moment& now) {
  settings.lr = now.lr;
  set_sign_decay(settings, now);
}

// The arrays of one tensor around a step, in the type to compute in: m is the new momentum, grad as the rule sees it.
template <class Array>
struct tensor_step {
  Array var, old_m, m, grad;
};

template <class Array>
Array step_of(const signopt::group_settings<signopt::add_sign_settings>& settings, const tensor_step<Array>& tensor) {
  using C = typename Array::Scalar;
  const Array agreement = tensor.grad.sign() * tensor.m.sign();
  return C(settings.lr) * (C(settings.alpha) + C(settings.sign_decay) * agreement) * tensor.grad;
}

template <class Array>
Array step_of(const signopt::group_settings<signopt::power_sign_settings>& settings, const tensor_step<Array>& tensor) {
  using C = typename Array::Scalar;
  const Array agreement = tensor.grad.sign() * tensor.m.sign();
  return C(settings.lr) * (C(settings.logbase * settings.sign_decay) * agreement).exp() * tensor.grad;
}

template <class Array>
Array step_of(const signopt::group_settings<signopt::lion_settings>& settings, const tensor_step<Array>& tensor) {
  using C = typename Array::Scalar;
  const Array direction = C(settings.beta1) * tensor.old_m + C(1 - settings.beta1) * tensor.grad;
  return C(settings.lr) * direction.sign();
}

// Signum is Lion with beta1 = beta2.
template <class Array>
Array step_of(const signopt::group_settings<signopt::signum_settings>& settings, const tensor_step<Array>& tensor) {
  return step_of(signopt::group_settings<signopt::lion_settings>{settings.lr, settings.beta, settings.beta}, tensor);
}

// With the weight decay, which is the same around every rule.
template <class Settings, class Array>
Array subtracted(const Settings& settings, const tensor_step<Array>& tensor) {
  return step_of(settings, tensor) + typename Array::Scalar(settings.lr * settings.weight_decay) * tensor.var;
}

}  // namespace training
