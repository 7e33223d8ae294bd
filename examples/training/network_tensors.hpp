// The tensors of a network, as a rule of signopt takes them: weights in one list, biases in another, and their names.
// Without momentum, which the optimizer object holds.
#pragma once

#include <cstddef>
#include <signopt/make_parameter.hpp>
#include <string>
#include <type_traits>
#include <vector>

#include "arrays.hpp"

namespace training {

template <class T>
struct network_tensors {
  std::vector<signopt::parameter<T>> weights, biases;
  std::vector<std::string> weight_names, bias_names;
};

template <template <class> class Network, class T>
network_tensors<T> tensors_of(Network<T>& network, const Network<T>& gradient) {
  network_tensors<T> all;
  std::size_t next = 0;
  for_each_array(
      [&](auto& var, const auto& grad) {
        constexpr bool is_bias = std::decay_t<decltype(var)>::ColsAtCompileTime == 1;
        (is_bias ? all.biases : all.weights).push_back(signopt::make_parameter(var, nullptr, grad));
        (is_bias ? all.bias_names : all.weight_names).push_back(Network<T>::names()[next++]);
      },
      network, gradient);
  return all;
}

}  // namespace training
