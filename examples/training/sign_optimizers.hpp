// The optimizers that a rule of signopt makes: one for each dtype of the parameters, and for each of the momentum that
// the options allow beside it. They are most of what compiling the programs costs, and so each rule has a source of its
// own, in rules/, which both programs share.
#pragma once

#include <memory>
#include <signopt/optimizer.hpp>  // the names of the rules

#include "network_tensors.hpp"
#include "optimizer.hpp"
#include "options.hpp"

namespace training {

template <class Rule>
struct sign_optimizers {
  using made = std::unique_ptr<optimizer>;
  static made make(const network_tensors<Eigen::half>& tensors, const options& chosen);
  static made make(const network_tensors<Eigen::bfloat16>& tensors, const options& chosen);
  static made make(const network_tensors<float>& tensors, const options& chosen);
  static made make(const network_tensors<double>& tensors, const options& chosen);
};

}  // namespace training
