// A rule between what an optimizer object does to the gradient and to var, computed literally. Part of the oracle:
// includes nothing of the library.
//
//     g1   = a * g                       a rounded to C; not where it is 1
//     g2   = g1 + (l2 * var)             not where l2 is 0
//     the rule, computed in C, on g2, m, and keep * var, where keep is 1 - (lr * weight_decay) in float64, rounded
//     to C; on var itself where weight_decay is 0
//
// Inner is the rule's oracle for <C, C, C>: what is widened and rounded to storage is so here.
#pragma once

#include "oracle.hpp"

namespace signopt_test::oracle {

struct adjustments {
  double a = 1, l2 = 0, lr = 0, weight_decay = 0;
};

template <format T, format G, format C, class Inner>
class adjusted_rule {
  static std::uint64_t rounded(double x) { return soft_convert<format::float64, C>(bits_of_double(x)); }
  static std::uint64_t kept(const adjustments& by) {
    constexpr format f64 = format::float64;
    return soft_convert<f64, C>(soft_subtract<f64>(
        bits_of_double(1.0), soft_multiply<f64>(bits_of_double(by.lr), bits_of_double(by.weight_decay))));
  }

 public:
  adjusted_rule(const adjustments& by, const Inner& inner)
      : by_(by), a_(rounded(by.a)), l2_(rounded(by.l2)), keep_(kept(by)), inner_(inner) {}

  result operator()(std::uint64_t var_bits, std::uint64_t m_bits, std::uint64_t grad_bits) const {
    const std::uint64_t var = soft_convert<T, C>(var_bits);
    std::uint64_t g = soft_convert<G, C>(grad_bits);
    if (by_.a != 1) g = soft_multiply<C>(a_, g);
    if (by_.l2 != 0) g = soft_add<C>(g, soft_multiply<C>(l2_, var));
    const result in_c =
        inner_(by_.weight_decay != 0 ? soft_multiply<C>(keep_, var) : var, soft_convert<T, C>(m_bits), g);
    return {soft_convert<C, T>(in_c.var), soft_convert<C, T>(in_c.m)};
  }

 private:
  adjustments by_;
  std::uint64_t a_, l2_, keep_;
  Inner inner_;
};

}  // namespace signopt_test::oracle
