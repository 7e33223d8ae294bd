// Three optimizers for a perceptron whose arrays are stored as T: AddSign through signopt, on any number of threads,
// and for comparison stochastic gradient descent and Adam, written plainly. Each step also counts what rounding lost.
#pragma once

#include <Eigen/Core>
#include <cmath>
#include <memory>
#include <optional>
#include <signopt/eigen_pool.hpp>
#include <signopt/make_parameter.hpp>
#include <signopt/multi_tensor.hpp>
#include <signopt/sign_decay.hpp>
#include <stdexcept>
#include <string>

#include "lost_updates.hpp"
#include "options.hpp"
#include "perceptron.hpp"

// Made for one network and for the arrays that its gradients come in: these stay where they are.
template <class T>
class optimizer {
 public:
  optimizer(perceptron<T>& network, const perceptron<T>& gradient) : network_(network), gradient_(gradient) {}
  optimizer(const optimizer&) = delete;
  optimizer& operator=(const optimizer&) = delete;
  virtual ~optimizer() = default;

  virtual void step(update_count& count) = 0;

 protected:
  perceptron<T>& network_;
  const perceptron<T>& gradient_;
};

template <class T>
class add_sign final : public optimizer<T> {
 public:
  add_sign(perceptron<T>& network, const perceptron<T>& gradient, double lr, double total_steps, int threads)
      : optimizer<T>(network, gradient),
        momentum_(zero_network<T>(static_cast<int>(network.hidden_bias.size()))),
        tensors_{signopt::make_parameter(network.hidden_weights, momentum_.hidden_weights, gradient.hidden_weights),
                 signopt::make_parameter(network.hidden_bias, momentum_.hidden_bias, gradient.hidden_bias),
                 signopt::make_parameter(network.output_weights, momentum_.output_weights, gradient.output_weights),
                 signopt::make_parameter(network.output_bias, momentum_.output_bias, gradient.output_bias)},
        lr_(lr),
        total_steps_(total_steps) {
    if (threads > 1) pool_.emplace(threads);
  }

  void step(update_count& count) override {
    signopt::add_sign_settings settings{lr_};
    settings.sign_decay = signopt::linear_sign_decay(steps_done_++, total_steps_);

    const perceptron<T> before = network_;
    if (pool_) {
      signopt::apply_add_sign_multi(signopt::eigen_pool(*pool_, small_grain_bytes), tensors_, settings);
    } else {
      signopt::apply_add_sign_multi(tensors_, settings);
    }
    for_each_array([&](const auto& old, const auto& var, const auto& m,
                       const auto& grad) { count.add(old, var, step_before_rounding(m, settings, grad)); },
                   before, network_, momentum_, gradient_);
  }

 private:
  // The whole network moves less memory in a step than a thread is worth: by the default grain all of it would stay on
  // the calling thread, and --threads would change nothing. This is for a program that shows how; it gains no time.
  static constexpr std::ptrdiff_t small_grain_bytes = 1024;

  // What apply_add_sign_multi subtracts from var. Only the count of lost updates needs it.
  template <class Array>
  static auto step_before_rounding(const Array& m, const signopt::add_sign_settings& settings, const Array& grad) {
    const auto g = widened(grad);
    const auto agreement = (g.sign() * widened(m).sign()).eval();
    return (C(settings.lr) * (C(settings.alpha) + C(settings.sign_decay) * agreement) * g).eval();
  }

  using C = compute_type<T>;
  using optimizer<T>::network_;
  using optimizer<T>::gradient_;
  perceptron<T> momentum_;
  signopt::parameter_set<T> tensors_;
  std::optional<Eigen::ThreadPool> pool_;
  double lr_;
  double total_steps_;
  double steps_done_ = 0;
};

template <class T>
class sgd final : public optimizer<T> {
 public:
  sgd(perceptron<T>& network, const perceptron<T>& gradient, double lr) : optimizer<T>(network, gradient), lr_(C(lr)) {}

  void step(update_count& count) override {
    for_each_array(
        [&](auto& var, const auto& grad) {
          const auto before = var;
          const auto step = (lr_ * widened(grad)).eval();
          var = (widened(var) - step).template cast<T>();
          count.add(before, var, step);
        },
        network_, gradient_);
  }

 private:
  using C = compute_type<T>;
  using optimizer<T>::network_;
  using optimizer<T>::gradient_;
  C lr_;
};

template <class T>
class adam final : public optimizer<T> {
 public:
  adam(perceptron<T>& network, const perceptron<T>& gradient, double lr)
      : optimizer<T>(network, gradient),
        first_moment_(zero_network<T>(static_cast<int>(network.hidden_bias.size()))),
        second_moment_(zero_network<C>(static_cast<int>(network.hidden_bias.size()))),
        lr_(C(lr)) {}

  void step(update_count& count) override {
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
        network_, first_moment_, second_moment_, gradient_);
  }

 private:
  using C = compute_type<T>;
  using optimizer<T>::network_;
  using optimizer<T>::gradient_;
  perceptron<T> first_moment_;
  perceptron<C> second_moment_;  // never in 16 bits: squares of small gradients would be 0 in float16
  C lr_;
  double steps_done_ = 0;
};

template <class T>
std::unique_ptr<optimizer<T>> make_optimizer(const options& chosen, perceptron<T>& network,
                                             const perceptron<T>& gradient, double total_steps) {
  if (chosen.optimizer == "addsign")
    return std::make_unique<add_sign<T>>(network, gradient, chosen.lr, total_steps, chosen.threads);
  if (chosen.optimizer == "sgd") return std::make_unique<sgd<T>>(network, gradient, chosen.lr);
  if (chosen.optimizer == "adam") return std::make_unique<adam<T>>(network, gradient, chosen.lr);
  throw std::logic_error("unknown optimizer " + chosen.optimizer);
}
