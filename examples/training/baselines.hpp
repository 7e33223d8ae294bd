// What the rules of signopt are compared with, written plainly: stochastic gradient descent, with momentum or without,
// and Adam, with decoupled weight decay (AdamW) or without.
#pragma once

#include <cmath>
#include <cstdint>

#include "arrays.hpp"
#include "optimizer.hpp"

namespace training {

// Every step is applied, with the gradients as they are.
template <template <class> class Network, class T>
class baseline : public optimizer {
 public:
  baseline(Network<T>& network, const Network<T>& gradient) : network_(network), gradient_(gradient) {}

  signopt::step_report step(const moment& now, const signopt::step_request&, update_count& count) final {
    update(now, count);
    signopt::step_report report;
    report.applied = true;
    report.step = static_cast<std::int64_t>(now.steps_done) + 1;
    return report;
  }

 protected:
  virtual void update(const moment& now, update_count& count) = 0;

  Network<T>& network_;
  const Network<T>& gradient_;
};

// m <- momentum * m + grad; var <- var - lr * m
template <template <class> class Network, class T>
class gradient_descent final : public baseline<Network, T> {
 public:
  gradient_descent(Network<T>& network, const Network<T>& gradient, double momentum)
      : baseline<Network, T>(network, gradient), m_(zeros_like(network)), momentum_(C(momentum)) {}

  void update(const moment& now, update_count& count) override {
    for_each_array(
        [&](auto& var, auto& m, const auto& grad) {
          const auto before = var;
          const auto new_m = (momentum_ * widened(m) + widened(grad)).eval();
          const auto step = (C(now.lr) * new_m).eval();
          m = new_m.template cast<T>();
          var = (widened(var) - step).template cast<T>();
          count.add(before, var, step);
        },
        this->network_, m_, this->gradient_);
  }

 private:
  using C = compute_type<T>;
  Network<T> m_;
  C momentum_;
};

// Kingma and Ba (2015), with beta1 0.9, beta2 0.999 and epsilon 1e-8; the decay as Loshchilov and Hutter (2019).
template <template <class> class Network, class T>
class adam final : public baseline<Network, T> {
 public:
  adam(Network<T>& network, const Network<T>& gradient, double weight_decay)
      : baseline<Network, T>(network, gradient),
        first_moment_(zeros_like(network)),
        second_moment_(first_moment_.template cast<C>()),
        weight_decay_(C(weight_decay)) {}

  void update(const moment& now, update_count& count) override {
    const C correction1 = C(1 - std::pow(0.9, now.steps_done + 1));
    const C correction2 = C(1 - std::pow(0.999, now.steps_done + 1));
    const C lr = C(now.lr);

    for_each_array(
        [&](auto& var, auto& m, auto& v, const auto& grad) {
          const auto before = var;
          const auto g = widened(grad);
          const auto new_m = (C(0.9) * widened(m) + C(0.1) * g).eval();
          v.array() = C(0.999) * v.array() + C(0.001) * g.square();
          const auto step = (lr * (new_m / correction1) / ((v.array() / correction2).sqrt() + C(1e-8)) +
                             lr * weight_decay_ * widened(var))
                                .eval();
          m = new_m.template cast<T>();
          var = (widened(var) - step).template cast<T>();
          count.add(before, var, step);
        },
        this->network_, first_moment_, second_moment_, this->gradient_);
  }

 private:
  using C = compute_type<T>;
  Network<T> first_moment_;
  Network<C> second_moment_;  // never in 16 bits: squares of small gradients would be 0 in float16
  C weight_decay_;
};

}  // namespace training
