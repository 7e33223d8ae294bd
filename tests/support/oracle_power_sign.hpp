// PowerSign computed literally, as oracle.hpp has AddSign. Part of the oracle: includes nothing of the library.
//
//     omb  = 1 - beta                       k = logbase * sign_decay
//     e(s) = exp(k * s), s = -1, +0, +1, rounded from float64 to the compute type; e(0) = 1, NaN where k is not finite
//     m'   = (beta * m) + (omb * g)
//     s    = sign(g) * sign(m')             m' before it is rounded to storage, and flushed if asked
//     var' = var - (lr * (e(s) * g))
#pragma once

#include <array>

#include "oracle_exponential.hpp"

namespace signopt_test::oracle {

template <format T, format G, format C, template <format> class Arithmetic = fast_arithmetic>
class power_sign {
  using in_c = Arithmetic<C>;
  using value = typename in_c::value;
  // A double, rounded to C.
  static value number(double x) { return in_c::template load<C>(encode<C>(x)); }

 public:
  // lr, logbase, sign_decay, beta.
  explicit power_sign(const std::array<double, 4>& scalars, bool flush_subnormal_momentum = false)
      : flush_(flush_subnormal_momentum),
        lr_(number(scalars[0])),
        beta_(number(scalars[3])),
        one_minus_beta_(in_c::subtract(number(1.0), beta_)) {
    const std::uint64_t product = in_c::template store<C>(in_c::multiply(number(scalars[1]), number(scalars[2])));
    const double k = decode<C>(product);
    const bool is_finite = !is_nan(C, product) && !is_infinite(C, product);
    factor_[0] = number(exponential<Arithmetic>(-k));
    factor_[1] = is_finite ? number(1.0) : in_c::template load<C>(quiet_nan(C));
    factor_[2] = number(exponential<Arithmetic>(k));
  }

  result operator()(std::uint64_t var_bits, std::uint64_t m_bits, std::uint64_t grad_bits) const {
    const value var = in_c::template load<T>(var_bits);
    const value m = in_c::template load<T>(m_bits);
    const value g = in_c::template load<G>(grad_bits);
    const value sum = in_c::add(in_c::multiply(beta_, m), in_c::multiply(one_minus_beta_, g));
    const value new_m = flush_ ? in_c::flush(sum) : sum;
    const int s = in_c::sign(g) * in_c::sign(new_m);
    const value step = in_c::multiply(lr_, in_c::multiply(factor_[s + 1], g));
    return {in_c::template store<T>(in_c::subtract(var, step)), in_c::template store<T>(new_m)};
  }

 private:
  bool flush_;
  value lr_, beta_, one_minus_beta_;
  value factor_[3];
};

}  // namespace signopt_test::oracle
