// A network in training: its parameters, their gradient and an optimizer, everything that lasts from step to step
// stored as T.
#pragma once

#include <memory>
#include <signopt/target.hpp>
#include <sstream>
#include <string>

#include "arrays.hpp"
#include "make_optimizer.hpp"
#include "options.hpp"

namespace training {

template <template <class> class Network, class T>
class trainer {
 public:
  using C = compute_type<T>;

  trainer(const options& chosen, const Network<double>& start, double total_steps)
      : network_(start.template cast<T>()),
        gradient_(zeros_like(start).template cast<C>()),
        stored_gradient_(gradient_.template cast<T>()),
        optimizer_(make_optimizer<Network, T>(chosen.optimizer, chosen.threads, network_, stored_gradient_)),
        lr_(chosen.lr),
        falls_(chosen.decay == "linear"),
        total_steps_(total_steps) {}

  // One step on the gradient that loss_and_gradient(network, gradient) writes; returns the loss, which that returns.
  template <class LossAndGradient>
  double step(LossAndGradient loss_and_gradient, update_count& updates) {
    const double loss = loss_and_gradient(network(), gradient_);
    for_each_array([](auto& stored, const auto& computed) { stored = computed.template cast<T>(); }, stored_gradient_,
                   gradient_);
    const double lr = falls_ ? lr_ * (1 - steps_done_ / total_steps_) : lr_;
    optimizer_->step({lr, steps_done_, total_steps_}, updates);
    ++steps_done_;
    return loss;
  }

  // The parameters in the type to compute in.
  Network<C> network() const { return network_.template cast<C>(); }

 private:
  Network<T> network_;
  Network<C> gradient_;
  Network<T> stored_gradient_;
  std::unique_ptr<optimizer<Network, T>> optimizer_;
  double lr_;
  bool falls_;
  double total_steps_;
  double steps_done_ = 0;
};

// Calls run(T()) for the type that --dtype names.
template <class Run>
auto in_dtype(const std::string& name, Run run) {
  if (name == "float16") return run(Eigen::half());
  if (name == "bfloat16") return run(Eigen::bfloat16());
  if (name == "float64") return run(double());
  return run(float());
}

// How a run is headed: the optimizer, with the target where signopt makes the steps, and what else was chosen.
inline std::string description(const options& chosen, int batch) {
  std::ostringstream text;
  text << chosen.optimizer;
  if (is_of_signopt(chosen.optimizer)) text << " on " << signopt::active_target();
  text << ", " << chosen.dtype << ", lr " << chosen.lr;
  if (chosen.decay == "linear") text << " falling to 0";
  text << ", batches of " << batch << ", seed " << chosen.seed;
  return text.str();
}

}  // namespace training
