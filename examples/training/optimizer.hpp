// What trains a network: the interface of all optimizers.
#pragma once

#include "lost_updates.hpp"

namespace training {

// Where training stands at a step.
struct moment {
  double lr;
  double steps_done;
  double total_steps;
};

// Made for one network and for the arrays that its gradients come in, stored as T: these stay where they are.
template <template <class> class Network, class T>
class optimizer {
 public:
  optimizer(Network<T>& network, const Network<T>& gradient) : network_(network), gradient_(gradient) {}
  optimizer(const optimizer&) = delete;
  optimizer& operator=(const optimizer&) = delete;
  virtual ~optimizer() = default;

  // Updates the network, and counts what rounding lost.
  virtual void step(const moment& now, update_count& count) = 0;

 protected:
  Network<T>& network_;
  const Network<T>& gradient_;
};

}  // namespace training
