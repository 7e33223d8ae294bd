// The optimizers by name, with their defaults.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include "baselines.hpp"
#include "network_tensors.hpp"
#include "options.hpp"
#include "sign_optimizers.hpp"

namespace training {

template <template <class> class Network, class T>
std::unique_ptr<optimizer> make_optimizer(const options& chosen, Network<T>& network, const Network<T>& gradient) {
  const std::string& name = chosen.optimizer;
  const auto of_signopt = [&](auto rule) {
    return sign_optimizers<decltype(rule)>::make(tensors_of(network, gradient), chosen);
  };
  if (name == "addsign") return of_signopt(signopt::add_sign());
  if (name == "power_sign") return of_signopt(signopt::power_sign());
  if (name == "lion") return of_signopt(signopt::lion());
  if (name == "signum") return of_signopt(signopt::signum());
  if (name == "sgd") return std::make_unique<gradient_descent<Network, T>>(network, gradient, 0.0);
  if (name == "momentum") return std::make_unique<gradient_descent<Network, T>>(network, gradient, 0.9);
  if (name == "adam") return std::make_unique<adam<Network, T>>(network, gradient, 0.0);
  if (name == "adamw") return std::make_unique<adam<Network, T>>(network, gradient, 0.01);
  throw std::logic_error("unknown optimizer " + name);
}

}  // namespace training
