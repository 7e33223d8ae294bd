// Lion and Signum computed literally, as oracle.hpp has AddSign. Part of the oracle: includes nothing of the library.
//
//     omb1 = 1 - beta1, omb2 = 1 - beta2, keep = 1 - (lr * weight_decay)      in float64, of the scalars as they were
//                                                                            given; then rounded to the compute type
//     d    = (beta1 * m) + (omb1 * g)
//     var' = (keep * var) - step            step = -lr, +0, lr for sign(d) = -1, 0, 1; sign(+-0) = sign(NaN) = 0
//     m'   = (beta2 * m) + (omb2 * g)       of the old m; flushed if asked
#pragma once

#include <array>

#include "oracle.hpp"

namespace signopt_test::oracle {

template <format T, format G, format C, template <format> class Arithmetic = fast_arithmetic>
class lion {
  using in_c = Arithmetic<C>;
  using value = typename in_c::value;
  using in_64 = Arithmetic<format::float64>;
  // A double, rounded to C.
  static value number(double x) { return in_c::template load<C>(encode<C>(x)); }
  // 1 - (a * b), in float64.
  static value rest(double a, double b) {
    const auto wide = [](double x) { return in_64::template load<format::float64>(bits_of_double(x)); };
    const auto difference = in_64::subtract(wide(1.0), in_64::multiply(wide(a), wide(b)));
    return number(double_of_bits(in_64::template store<format::float64>(difference)));
  }

 public:
  using scalars = std::array<double, 4>;  // lr, beta1, beta2, weight_decay

  explicit lion(const scalars& rounded, bool flush_subnormal_momentum = false)
      : lion(rounded, rounded, flush_subnormal_momentum) {}

  // Scalars rounded to their own types, and as they were given.
  lion(const scalars& rounded, const scalars& given, bool flush_subnormal_momentum)
      : flush_(flush_subnormal_momentum),
        beta1_(number(rounded[1])),
        beta2_(number(rounded[2])),
        rest1_(rest(given[1], 1.0)),
        rest2_(rest(given[2], 1.0)),
        keep_(rest(given[0], given[3])),
        step_{number(-rounded[0]), number(0.0), number(rounded[0])} {}

  result operator()(std::uint64_t var_bits, std::uint64_t m_bits, std::uint64_t grad_bits) const {
    const value var = in_c::template load<T>(var_bits);
    const value m = in_c::template load<T>(m_bits);
    const value g = in_c::template load<G>(grad_bits);
    const value d = in_c::add(in_c::multiply(beta1_, m), in_c::multiply(rest1_, g));
    const value new_var = in_c::subtract(in_c::multiply(keep_, var), step_[in_c::sign(d) + 1]);
    const value new_m = in_c::add(in_c::multiply(beta2_, m), in_c::multiply(rest2_, g));
    return {in_c::template store<T>(new_var), in_c::template store<T>(flush_ ? in_c::flush(new_m) : new_m)};
  }

 private:
  bool flush_;
  value beta1_, beta2_, rest1_, rest2_, keep_;
  value step_[3];
};

template <format T, format G, format C, template <format> class Arithmetic = fast_arithmetic>
class signum : public lion<T, G, C, Arithmetic> {
  using two_betas = lion<T, G, C, Arithmetic>;
  static typename two_betas::scalars of_lion(const std::array<double, 3>& s) { return {s[0], s[1], s[1], s[2]}; }

 public:
  // lr, beta, weight_decay.
  explicit signum(const std::array<double, 3>& rounded, bool flush_subnormal_momentum = false)
      : two_betas(of_lion(rounded), flush_subnormal_momentum) {}
  signum(const std::array<double, 3>& rounded, const std::array<double, 3>& given, bool flush_subnormal_momentum)
      : two_betas(of_lion(rounded), of_lion(given), flush_subnormal_momentum) {}
};

}  // namespace signopt_test::oracle
