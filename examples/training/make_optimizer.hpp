// The optimizers by name, with their defaults.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "baselines.hpp"
#include "sign_optimizer.hpp"

namespace training {

// Those of signopt, whose names are these, have options that the others have not.
inline bool is_of_signopt(const std::string& name) {
  return name == "addsign" || name == "power_sign" || name == "lion" || name == "signum";
}

template <template <class> class Network, class T>
std::unique_ptr<optimizer<Network, T>> make_optimizer(const std::string& name, double weight_decay, int threads,
                                                      Network<T>& network, const Network<T>& gradient) {
  const auto of_signopt = [&](auto rule) {
    return std::make_unique<sign_optimizer<decltype(rule), Network, T>>(network, gradient, weight_decay, threads);
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
