// What Lion's kernel takes. What is derived from the scalars is computed in float64, from these as they were given, and
// then rounded to the compute type: as in Python, whose numbers are float64, and so in the libraries that have Lion.
// 1 - 0.99f is not 0.01f.
#pragma once

#include "../check/scalar_argument.hpp"
#include "../run/learning_rate.hpp"
#include "weight_decay.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

template <dtype Compute>
struct lion_constants {
  value_of<Compute> lr, beta1, one_minus_beta1, beta2, one_minus_beta2, keep;
  double given_lr, weight_decay;

  lion_constants(scalar_value<Compute> lr_, scalar_value<Compute> beta1_, scalar_value<Compute> beta2_,
                 scalar_value<Compute> weight_decay_) noexcept
      : lr(lr_),
        beta1(beta1_),
        one_minus_beta1(one_minus<Compute>(beta1_.given)),
        beta2(beta2_),
        one_minus_beta2(one_minus<Compute>(beta2_.given)),
        keep(kept_part<Compute>(lr_.given, weight_decay_.given)),
        given_lr(lr_.given),
        weight_decay(weight_decay_.given) {}

  // Signum's.
  lion_constants(scalar_value<Compute> lr_, scalar_value<Compute> beta, scalar_value<Compute> weight_decay_) noexcept
      : lion_constants(lr_, beta, beta, weight_decay_) {}

  void scale_lr(double lr_scale) noexcept {
    lr = scaled<Compute>(lr, lr_scale);
    given_lr = separate_product(given_lr, lr_scale);
    keep = kept_part<Compute>(given_lr, weight_decay);
  }
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
