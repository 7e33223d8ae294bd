// A network in training: its parameters and their gradient, stored as T, an optimizer with a momentum as the options
// say, and the loss scale.
#pragma once

#include <memory>
#include <signopt/loss_scale.hpp>
#include <sstream>
#include <string>

#include "arrays.hpp"
#include "learning_rate.hpp"
#include "make_optimizer.hpp"
#include "options.hpp"

namespace training {

template <template <class> class Network, class T>
class trainer {
 public:
  using C = compute_type<T>;

  trainer(const options& chosen, const Network<double>& start, long long total_steps)
      : network_(start.template cast<T>()),
        gradient_(zeros_like(start).template cast<C>()),
        stored_gradient_(gradient_.template cast<T>()),
        optimizer_(make_optimizer(chosen, network_, stored_gradient_)),
        chosen_(chosen),
        total_steps_(total_steps) {
    loss_scale_.scale = chosen.loss_scale == 0 ? 1 : chosen.loss_scale;
  }

  // One step on the gradient that loss_and_gradient(network, gradient) writes; returns the loss, which that returns.
  template <class LossAndGradient>
  double step(LossAndGradient loss_and_gradient, update_count& updates) {
    const double loss = loss_and_gradient(network(), gradient_);
    for_each_array(
        [&](auto& stored, const auto& computed) {
          stored = (static_cast<C>(loss_scale_.scale) * computed).template cast<T>();
        },
        stored_gradient_, gradient_);

    const auto done = static_cast<double>(steps_), total = static_cast<double>(total_steps_);
    signopt::step_request request;
    request.scale = 1 / loss_scale_.scale;
    request.max_grad_norm = chosen_.clip;
    // Without a loss scale, a gradient that is not finite says that the training has failed, and the loss shall say so.
    request.skip_non_finite = chosen_.loss_scale != 0;
    report_ = optimizer_->step({learning_rate(chosen_, done, total), done, total}, request, updates);
    if (chosen_.loss_scale != 0) loss_scale_.update(report_.applied);
    ++steps_;
    return loss;
  }

  // Skipped steps count too: so the training ends, and its schedule with it, whatever the gradients are.
  long long steps() const { return steps_; }
  long long total_steps() const { return total_steps_; }
  bool has_ended() const { return steps_ >= total_steps_ || (chosen_.stop_at != 0 && steps_ >= chosen_.stop_at); }

  // What stands below a line of progress, where there is something to say: the last step's report.
  std::string news() const {
    std::ostringstream text;
    if (chosen_.clip == 0 && chosen_.loss_scale == 0) return "";
    text << "\n       " << report_;
    if (chosen_.loss_scale != 0)
      text << ", " << steps_ - report_.step << " skipped in all, loss scale " << loss_scale_.scale;
    return text.str();
  }

  // The parameters in the type to compute in.
  Network<C> network() const { return network_.template cast<C>(); }

  // What is to be saved: these, and by saved_values.hpp the values.
  Network<T>& parameters() { return network_; }
  optimizer& state() { return *optimizer_; }
  template <class Each>
  void for_each_value(Each each) {
    each("steps", steps_);
    each("loss_scale", loss_scale_);
  }

 private:
  Network<T> network_;
  Network<C> gradient_;
  Network<T> stored_gradient_;
  std::unique_ptr<optimizer> optimizer_;
  options chosen_;
  signopt::dynamic_loss_scale loss_scale_;
  signopt::step_report report_;
  long long total_steps_;
  long long steps_ = 0;
};

// Calls run(T()) for the type that --dtype names.
template <class Run>
auto in_dtype(const std::string& name, Run run) {
  if (name == "float16") return run(Eigen::half());
  if (name == "bfloat16") return run(Eigen::bfloat16());
  if (name == "float64") return run(double());
  return run(float());
}

}  // namespace training
