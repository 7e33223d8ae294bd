// An optimizer that all processes of a communicator share, as ZeRO stage 1 does: each has all parameters and a gradient
// of its own batch, and holds the momentum of its part of the elements, which it alone updates.
#pragma once

#include <cstddef>
#include <cstdint>
#include <signopt/aligned_block.hpp>
#include <signopt/model_parts.hpp>
#include <signopt/optimizer.hpp>
#include <string>
#include <vector>

#include "communicator.hpp"

namespace mpi {

// The tensors of a model lie one behind the other in one array, group by group.
struct model_tensor {
  std::string name;
  std::ptrdiff_t size;
};
template <class Rule>
struct model_group {
  typename Rule::settings settings;
  std::vector<model_tensor> tensors;
};
template <class Rule>
using model_groups = std::vector<model_group<Rule>>;

template <class Rule>
signopt::model_parts parts_of(const model_groups<Rule>& groups, std::ptrdiff_t count) {
  std::vector<std::ptrdiff_t> sizes;
  for (const auto& group : groups) {
    for (const model_tensor& tensor : group.tensors) sizes.push_back(tensor.size);
  }
  return signopt::model_parts(sizes, count);
}

// The object that holds one part's momentum. `var`: of the whole model; `own_grad`: of the part's elements, or null.
template <class Rule>
signopt::optimizer<Rule> optimizer_of_part(const model_groups<Rule>& groups, float* var, const float* own_grad,
                                           const signopt::model_parts& parts, std::ptrdiff_t part) {
  signopt::optimizer<Rule> object;
  const auto own = parts.tensors(part);
  auto next = own.begin();
  std::ptrdiff_t number = 0;  // of the tensor in the model
  for (const auto& group : groups) {
    std::vector<signopt::parameter<float>> tensors;
    for (const model_tensor& tensor : group.tensors) {
      if (next != own.end() && next->tensor == number) {
        signopt::parameter<float> whole{var, nullptr, nullptr, tensor.size, 1, tensor.name.c_str()};
        tensors.push_back(signopt::part_of(whole, *next));
        if (own_grad != nullptr) {
          tensors.back().grad = own_grad;
          own_grad += next->size;
        }
        ++next;
      }
      var += tensor.size;
      ++number;
    }
    object.add_group(tensors, group.settings);
  }
  return object;
}

// Of all parts: the first elements, or the first blocks, and the end.
inline borders element_borders(const signopt::model_parts& parts) {
  borders all;
  for (std::ptrdiff_t part = 0; part <= parts.count(); ++part) all.push_back(parts.first_element(part));
  return all;
}
inline borders block_borders(const signopt::model_parts& parts) {
  borders all;
  for (std::ptrdiff_t part = 0; part <= parts.count(); ++part) all.push_back(parts.first_block(part));
  return all;
}

template <class Rule>
class sharded_optimizer {
 public:
  // Every process has the same parameters at `var`, and calls with the same groups.
  sharded_optimizer(const communicator& processes, const model_groups<Rule>& groups, float* var)
      : processes_(processes),
        groups_(groups),
        parts_(parts_of(groups, processes.size())),
        var_(var),
        elements_(element_borders(parts_)),
        blocks_(block_borders(parts_)),
        sums_(static_cast<std::size_t>(parts_.blocks())),
        own_grad_(parts_.first_element(processes.rank() + 1) - parts_.first_element(processes.rank()), 1),
        object_(optimizer_of_part(groups_, var, own_grad_.data(), parts_, processes.rank())) {}

  // `grad`: this process's gradient of all elements. The step is one with the sum of all processes'; request.scale, as
  // 1 / processes, makes the mean of it. All say the same of it, and have the same parameters behind it.
  signopt::step_report step(const float* grad, const signopt::step_request& request) {
    processes_.sum_to_shares(grad, own_grad_.data(), elements_);
    // A gradient that is not finite on one process makes a sum so, and that is seen on all: nobody has to be asked, as
    // squares of float32 do not overflow float64.
    static_cast<void>(object_.sum_blocks(sums_.data() + blocks_[static_cast<std::size_t>(processes_.rank())]));
    processes_.shares_to_all(sums_.data(), blocks_);
    const signopt::step_report report = object_.step(request, parts_.report(sums_.data(), true, request.scale));
    if (report.applied) processes_.shares_to_all(var_, elements_);
    return report;
  }

  // The same on all processes: what is set on one is to be set on all.
  typename Rule::settings& settings(std::ptrdiff_t group) { return object_.settings(group); }
  std::int64_t steps() const { return object_.steps(); }

  const communicator& processes() const { return processes_; }
  const model_groups<Rule>& groups() const { return groups_; }
  const signopt::model_parts& parts() const { return parts_; }
  float* var() const { return var_; }
  // Of this process's part.
  signopt::optimizer<Rule>& own() { return object_; }

 private:
  communicator processes_;
  model_groups<Rule> groups_;
  signopt::model_parts parts_;
  float* var_;
  borders elements_, blocks_;
  std::vector<double> sums_;  // of the squares in all blocks
  signopt::aligned_block<float> own_grad_;
  signopt::optimizer<Rule> object_;
};

}  // namespace mpi
