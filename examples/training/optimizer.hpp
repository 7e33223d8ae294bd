// What trains a network: the interface of all optimizers.
#pragma once

#include <filesystem>
#include <map>
#include <signopt/step_report.hpp>
#include <stdexcept>
#include <string>

#include "lost_updates.hpp"

namespace training {

// Where training stands at a step.
struct moment {
  double lr;
  double steps_done;
  double total_steps;
};

// What of the program's own is saved with an optimizer's state, by name.
using text_pairs = std::map<std::string, std::string>;

// Made for one network and for the arrays that its gradients come in: these stay where they are. What is not written
// here only the rules of signopt have: the options refuse it to the others.
class optimizer {
 public:
  optimizer() = default;
  optimizer(const optimizer&) = delete;
  optimizer& operator=(const optimizer&) = delete;
  virtual ~optimizer() = default;

  // Updates the network, and counts what rounding lost.
  virtual signopt::step_report step(const moment& now, const signopt::step_request& request, update_count& count) = 0;

  virtual void save(const std::filesystem::path&, const text_pairs&) const { throw std::logic_error("not saved"); }
  virtual text_pairs load(const std::filesystem::path&) { throw std::logic_error("not loaded"); }
};

}  // namespace training
