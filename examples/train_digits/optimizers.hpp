// Three optimizers for a perceptron whose arrays are stored as T: AddSign through signopt, and for comparison
// stochastic gradient descent and Adam, written plainly. Each step also counts what rounding lost.
#pragma once

#include <Eigen/Core>
#include <cmath>
#include <memory>
#include <signopt/apply_add_sign.hpp>
#include <signopt/sign_decay.hpp>
#include <stdexcept>
#include <string>

#include "lost_updates.hpp"
#include "perceptron.hpp"

template <class T>
class optimizer {
 public:
  virtual ~optimizer() = default;
  virtual void step(perceptron<T>& network, const perceptron<T>& gradient, update_count& count) = 0;
};

template <class T>
class add_sign final : public optimizer<T> {
 public:
  add_sign(int hidden_units, double lr, double total_steps)
      : momentum_(zero_network<T>(hidden_units)), lr_(lr), total_steps_(total_steps) {}

  void step(perceptron<T>& network, const perceptron<T>& gradient, update_count& count) override {
    signopt::add_sign_settings settings{lr_};
    settings.sign_decay = signopt::linear_sign_decay(steps_done_++, total_steps_);

    for_each_array(
        [&](auto& var, auto& m, const auto& grad) {
          const auto before = var;
          signopt::apply_add_sign(var, m, settings, grad);
          count.add(before, var, step_before_rounding(m, settings, grad));
        },
        network, momentum_, gradient);
  }

 private:
  // What apply_add_sign subtracts from var. Only the count of lost updates needs it.
  template <class Array>
  static auto step_before_rounding(const Array& m, const signopt::add_sign_settings& settings, const Array& grad) {
    const auto g = widened(grad);
    const auto agreement = (g.sign() * widened(m).sign()).eval();
    return (C(settings.lr) * (C(settings.alpha) + C(settings.sign_decay) * agreement) * g).eval();
  }

  using C = compute_type<T>;
  perceptron<T> momentum_;
  double lr_;
  double total_steps_;
  double steps_done_ = 0;
};

template <class T>
class sgd final : public optimizer<T> {
 public:
  explicit sgd(double lr) : lr_(C(lr)) {}

  void step(perceptron<T>& network, const perceptron<T>& gradient, update_count& count) override {
    for_each_array(
        [&](auto& var, const auto& grad) {
          const auto before = var;
          const auto step = (lr_ * widened(grad)).eval();
          var = (widened(var) - step).template cast<T>();
          count.add(before, var, step);
        },
        network, gradient);
  }

 private:
  using C = compute_type<T>;
  C lr_;
};

template <class T>
class adam final : public optimizer<T> {
 public:
  adam(int hidden_units, double lr)
      : first_moment_(zero_network<T>(hidden_units)), second_moment_(zero_network<C>(hidden_units)), lr_(C(lr)) {}

  void step(perceptron<T>& network, const perceptron<T>& gradient, update_count& count) override {
    ++steps_done_;
    const C correction1 = C(1 - std::pow(0.9, steps_done_));
    const C correction2 = C(1 - std::pow(0.999, steps_done_));

    for_each_array(
        [&](auto& var, auto& m, auto& v, const auto& grad) {
          const auto before = var;
          const auto g = widened(grad);
          const auto new_m = (C(0.9) * widened(m) + C(0.1) * g).eval();
          v.array() = C(0.999) * v.array() + C(0.001) * g.square();
          const auto step = (lr_ * (new_m / correction1) / ((v.array() / correction2).sqrt() + C(1e-8))).eval();
          m = new_m.template cast<T>();
          var = (widened(var) - step).template cast<T>();
          count.add(before, var, step);
        },
        network, first_moment_, second_moment_, gradient);
  }

 private:
  using C = compute_type<T>;
  perceptron<T> first_moment_;
  perceptron<C> second_moment_;  // never in 16 bits: squares of small gradients would be 0 in float16
  C lr_;
  double steps_done_ = 0;
};

template <class T>
std::unique_ptr<optimizer<T>> make_optimizer(const std::string& name, int hidden_units, double lr, double total_steps) {
  if (name == "addsign") return std::make_unique<add_sign<T>>(hidden_units, lr, total_steps);
  if (name == "sgd") return std::make_unique<sgd<T>>(lr);
  if (name == "adam") return std::make_unique<adam<T>>(hidden_units, lr);
  throw std::logic_error("unknown optimizer " + name);
}
