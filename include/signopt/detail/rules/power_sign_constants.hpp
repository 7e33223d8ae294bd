// What PowerSign's kernel takes: of its factor of grad, exp(logbase * sign_decay * s), the three values that it has.
// Computed once a call, and for all tensors of a list together.
#pragma once

#include "../base/real_number.hpp"
#include "../check/scalar_argument.hpp"
#include "../kernel/target/scalar.hpp"
#include "../run/learning_rate.hpp"
#include "exponential.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

template <dtype Compute>
struct power_sign_constants {
  value_of<Compute> lr, beta;
  value_of<Compute> if_differ, if_zero, if_agree;  // the factor, by the product of the signs

  power_sign_constants(scalar_value<Compute> lr_, scalar_value<Compute> logbase, scalar_value<Compute> sign_decay,
                       scalar_value<Compute> beta_) noexcept
      : lr(lr_), beta(beta_) {
    const double exponent = product(logbase, sign_decay);
    if_differ = convert<Compute, dtype::float64>(exponential(-exponent));
    if_zero = is_real(exponent) ? small_integer<Compute>(1) : not_a_number();  // 0 times infinity is none
    if_agree = convert<Compute, dtype::float64>(exponential(exponent));
  }

  void scale_lr(double lr_scale) noexcept { lr = scaled<Compute>(lr, lr_scale); }

 private:
  static value_of<Compute> not_a_number() noexcept {
    return convert<Compute, dtype::float64>(bit_cast<double>(std::uint64_t{0x7ff8} << 48));
  }

  // Rounded to the compute type, as the kernel would.
  static double product(value_of<Compute> a, value_of<Compute> b) noexcept {
    using in_compute = typename scalar::arithmetic_for<Compute, Compute>::type;
    return static_cast<double>(in_compute::mul(in_compute::splat(a), in_compute::splat(b)));
  }
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
