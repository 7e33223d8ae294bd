// What ApplyAddSignD makes of one element: the order of its operations, each rounded to the dtype of all its operands.
//
//     omb  = beta * -1 + 1
//     m'   = m * beta + g * omb
//     s    = sign(g) * sign(m')             sign(+-0) = sign(NaN) = 0
//     var' = var + -1 * (((s * sign_decay + alpha) * lr) * g)
//
// and both + 0, by which a -0 becomes +0.
//
// It includes nothing of the library.
#pragma once

#include "support/bits.hpp"
#include "support/oracle.hpp"

namespace signopt_test {

// Scalars as the caller has them: each is rounded once.
template <class T>
class npu_step {
  static constexpr oracle::format F = format_of_v<T>;
  using in_t = oracle::fast_arithmetic<F>;
  static double rounded(double x) { return oracle::decode<F>(oracle::encode<F>(x)); }

 public:
  explicit npu_step(const oracle::hyper& h)
      : lr_(rounded(h.lr)),
        alpha_(rounded(h.alpha)),
        sign_decay_(rounded(h.sign_decay)),
        beta_(rounded(h.beta)),
        one_minus_beta_(in_t::add(in_t::multiply(beta_, -1.0), 1.0)) {}

  void operator()(T& var, T& m, const T& grad) const {
    const double g = to_double(grad);
    const double new_m = in_t::add(in_t::multiply(to_double(m), beta_), in_t::multiply(g, one_minus_beta_));
    const double s = in_t::sign(g) * in_t::sign(new_m);
    const double factor = in_t::multiply(in_t::add(in_t::multiply(s, sign_decay_), alpha_), lr_);
    const double new_var = in_t::add(to_double(var), in_t::multiply(-1.0, in_t::multiply(factor, g)));
    var = nearest<T>(new_var + 0.0);
    m = nearest<T>(new_m + 0.0);
  }

 private:
  double lr_, alpha_, sign_decay_, beta_, one_minus_beta_;
};

}  // namespace signopt_test
