// A rule of signopt as the optimizer of a network: all its parameters in one call, on any number of threads.
#pragma once

#include <cstddef>
#include <optional>
#include <signopt/eigen_pool.hpp>
#include <signopt/make_parameter.hpp>
#include <signopt/parameter_set.hpp>
#include <type_traits>

#include "arrays.hpp"
#include "optimizer.hpp"
#include "sign_rules.hpp"

namespace training {

template <class Rule, template <class> class Network, class T>
class sign_optimizer final : public optimizer<Network, T> {
 public:
  sign_optimizer(Network<T>& network, const Network<T>& gradient, int threads)
      : optimizer<Network, T>(network, gradient),
        momentum_(zeros_like(network)),
        tensors_(parameters(network, momentum_, gradient)) {
    if (threads > 1) pool_.emplace(threads);
  }

  void step(const moment& now, update_count& count) override {
    const auto settings = Rule::settings_at(now);
    const Network<T> old_network = this->network_, old_momentum = momentum_;
    if (pool_) {
      Rule::apply(signopt::eigen_pool(*pool_, small_grain_bytes), tensors_, settings);
    } else {
      Rule::apply(tensors_, settings);
    }
    for_each_array(
        [&](const auto& old_var, const auto& var, const auto& old_m, const auto& m, const auto& grad) {
          using array = std::decay_t<decltype(widened(var))>;
          const tensor_step<array> tensor{widened(old_var), widened(old_m), widened(m), widened(grad)};
          count.add(old_var, var, Rule::subtracted(tensor, settings));
        },
        old_network, this->network_, old_momentum, momentum_, this->gradient_);
  }

 private:
  // The whole network moves less memory in a step than a thread is worth: by the default grain all of it would stay on
  // the calling thread, and --threads would change nothing. This is for a program that shows how; it gains no time.
  static constexpr std::ptrdiff_t small_grain_bytes = 1024;

  static signopt::parameter_set<T> parameters(Network<T>& network, Network<T>& momentum, const Network<T>& gradient) {
    signopt::parameter_list<T> list;
    for_each_array([&](auto& var, auto& m, const auto& grad) { list.push_back(signopt::make_parameter(var, m, grad)); },
                   network, momentum, gradient);
    return signopt::parameter_set<T>(list);
  }

  Network<T> momentum_;
  signopt::parameter_set<T> tensors_;
  std::optional<Eigen::ThreadPool> pool_;
};

}  // namespace training
