// The arrays of a network one behind the other, as a sharded optimizer has them, and back.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <type_traits>

#include "../training/arrays.hpp"
#include "sharded_optimizer.hpp"

namespace mpi {

// Weights, which decay, and then biases: the order of the groups.
template <class Visit, template <class> class Network, class Element>
void for_each_in_order(Visit visit, Network<Element>& network) {
  for (const bool are_biases : {false, true}) {
    std::size_t number = 0;
    training::for_each_array(
        [&](auto& array) {
          constexpr bool is_bias = std::decay_t<decltype(array)>::ColsAtCompileTime == 1;
          if (is_bias == are_biases) visit(array, Network<Element>::names()[number]);
          ++number;
        },
        network);
  }
}

template <class Rule, template <class> class Network>
model_groups<Rule> groups_of(Network<float>& network, const typename Rule::settings& of_weights,
                             const typename Rule::settings& of_biases) {
  model_groups<Rule> groups{{of_weights, {}}, {of_biases, {}}};
  for_each_in_order(
      [&](auto& array, const std::string& name) {
        constexpr bool is_bias = std::decay_t<decltype(array)>::ColsAtCompileTime == 1;
        groups[is_bias ? 1 : 0].tensors.push_back({name, array.size()});
      },
      network);
  return groups;
}

template <template <class> class Network>
void pack(Network<float>& network, float* to) {
  for_each_in_order([&](auto& array, const std::string&) { to = std::copy_n(array.data(), array.size(), to); },
                    network);
}

template <template <class> class Network>
void unpack(const float* from, Network<float>& network) {
  for_each_in_order(
      [&](auto& array, const std::string&) {
        std::copy_n(from, array.size(), array.data());
        from += array.size();
      },
      network);
}

}  // namespace mpi
