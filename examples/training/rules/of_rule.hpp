// What the sources of this folder are made of: the momenta that go with each dtype of the parameters, as
// dtypes_beside() in ../options.hpp has them.
#pragma once

#include <memory>

#include "../sign_optimizer.hpp"
#include "../sign_optimizers.hpp"

namespace training {

// With a momentum of the first of these types whose dtype was chosen.
template <class Rule, class T, class M, class... Others>
std::unique_ptr<optimizer> with_momentum_of(const network_tensors<T>& tensors, const options& chosen) {
  if constexpr (sizeof...(Others) != 0) {
    if (chosen.momentum != signopt::name_of(signopt::dtype_of<M>::value))
      return with_momentum_of<Rule, T, Others...>(tensors, chosen);
  }
  return std::make_unique<sign_optimizer<Rule, T, M>>(tensors, chosen);
}

template <class Rule>
auto sign_optimizers<Rule>::make(const network_tensors<Eigen::half>& tensors, const options& chosen) -> made {
  return with_momentum_of<Rule, Eigen::half, Eigen::half, float>(tensors, chosen);
}
template <class Rule>
auto sign_optimizers<Rule>::make(const network_tensors<Eigen::bfloat16>& tensors, const options& chosen) -> made {
  return with_momentum_of<Rule, Eigen::bfloat16, Eigen::bfloat16, float>(tensors, chosen);
}
template <class Rule>
auto sign_optimizers<Rule>::make(const network_tensors<float>& tensors, const options& chosen) -> made {
  return with_momentum_of<Rule, float, float, Eigen::bfloat16, Eigen::half>(tensors, chosen);
}
template <class Rule>
auto sign_optimizers<Rule>::make(const network_tensors<double>& tensors, const options& chosen) -> made {
  return with_momentum_of<Rule, double, double>(tensors, chosen);
}

}  // namespace training
