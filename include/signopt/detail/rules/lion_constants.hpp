// What Lion's kernel takes. What is derived from the scalars is computed in float64, from these as they were given, and
// then rounded to the compute type: as in Python, whose numbers are float64, and so in the libraries that have Lion.
// 1 - 0.99f is not 0.01f.
#pragma once

#include "../check/scalar_argument.hpp"
#include "../kernel/target/scalar.hpp"
#include "../run/learning_rate.hpp"

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
        one_minus_beta1(one_minus(beta1_.given)),
        beta2(beta2_),
        one_minus_beta2(one_minus(beta2_.given)),
        keep(one_minus(product(lr_.given, weight_decay_.given))),
        given_lr(lr_.given),
        weight_decay(weight_decay_.given) {}

  // Signum's.
  lion_constants(scalar_value<Compute> lr_, scalar_value<Compute> beta, scalar_value<Compute> weight_decay_) noexcept
      : lion_constants(lr_, beta, beta, weight_decay_) {}

  void scale_lr(double lr_scale) noexcept {
    lr = scaled<Compute>(lr, lr_scale);
    given_lr = product(given_lr, lr_scale);
    keep = one_minus(product(given_lr, weight_decay));
  }

 private:
  using float64 = scalar::float64;

  static double product(double a, double b) noexcept { return float64::mul(float64::splat(a), float64::splat(b)); }
  static value_of<Compute> one_minus(double x) noexcept {
    return convert<Compute, dtype::float64>(float64::sub(float64::splat(1), float64::splat(x)));
  }
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
