// The oracle: AddSign computed literally, one element at a time, every operation rounded once to the compute type.
//
//     omb  = 1 - beta                       c(s) = lr * (alpha + sign_decay * s),   s = -1, +0, +1
//     m'   = (beta * m) + (omb * g)
//     s    = sign(g) * sign(m')             m' before it is rounded to storage; sign(+-0) = sign(NaN) = 0
//                                           if asked: where |m'| is below C's smallest normal number, it first becomes
//                                           a zero of its sign
//     var' = var - (c(s) * g)
//
// It includes nothing of the library, and is written for reading, not for speed. Two arithmetics give the same bits
// (oracle_test compares them): soft_arithmetic in integers only, and fast_arithmetic in doubles, for the large sweeps.
#pragma once

#include <cstdint>

#include "oracle_format.hpp"
#include "oracle_softfloat.hpp"

namespace signopt_test::oracle {

template <format C>
struct soft_arithmetic {
  using value = std::uint64_t;  // the bits of a C
  template <format F>
  static value load(std::uint64_t bits) {
    return soft_convert<F, C>(bits);
  }
  template <format F>
  static std::uint64_t store(value x) {
    return soft_convert<C, F>(x);
  }
  static value add(value a, value b) { return soft_add<C>(a, b); }
  static value subtract(value a, value b) { return soft_subtract<C>(a, b); }
  static value multiply(value a, value b) { return soft_multiply<C>(a, b); }
  static int sign(value x) { return is_nan(C, x) || is_zero(C, x) ? 0 : is_negative(C, x) ? -1 : 1; }
  // Subnormal are the numbers whose exponent field is 0.
  static value flush(value x) { return (x & infinity(C)) == 0 ? x & sign_bit(C) : x; }
};

// One operation in double, then one rounding to C in integers. The two roundings are as good as one:
// - A product of two float32 has at most 48 bits and lies between 2^-298 and 2^256: the double is exact. Likewise
//   float16, bfloat16.
// - A sum is a multiple of the smallest denormal d of C. Below 2^53 d in magnitude it is exact in double. Above, it is
//   in the normal range of C, where rounding to 53 and then to p bits equals rounding to p bits once, because
//   53 >= 2p + 2 (float32: p = 24; float16: 11; bfloat16: 8).
// float64 is its own double; the volatile keeps a product and a sum two operations under every flag.
template <format C>
struct fast_arithmetic {
  using value = double;  // always one that C can hold
  template <format F>
  static value load(std::uint64_t bits) {
    return decode<F>(bits);  // widening: exact
  }
  template <format F>
  static std::uint64_t store(value x) {
    return encode<F>(x);
  }
  static value round(double exact) {
    if constexpr (C == format::float64) {
      const volatile double stored = exact;
      return stored;
    } else {
      return decode<C>(encode<C>(exact));
    }
  }
  static value add(value a, value b) { return round(a + b); }
  static value subtract(value a, value b) { return round(a - b); }
  static value multiply(value a, value b) { return round(a * b); }
  static int sign(value x) { return soft_arithmetic<format::float64>::sign(bits_of_double(x)); }
  static value flush(value x) {
    const std::uint64_t bits = bits_of_double(x);
    const std::uint64_t smallest_normal = static_cast<std::uint64_t>(smallest_normal_exponent(C) + 1023) << 52;
    const bool is_below = magnitude(format::float64, bits) < smallest_normal;
    return is_below ? double_of_bits(bits & sign_bit(format::float64)) : x;
  }
};

// The four scalars, each already a value of C.
struct hyper {
  double lr;
  double alpha;
  double sign_decay;
  double beta;
};

// A scalar of the type Own, as C sees it: rounded to its own type, then to C.
template <format Own, format C>
double scalar(double number) {
  return decode<C>(encode<C>(decode<Own>(encode<Own>(number))));
}

struct result {
  std::uint64_t var;
  std::uint64_t m;
};

// T: var and m; G: grad; C: the compute type. One object is one call's scalars.
template <format T, format G, format C, template <format> class Arithmetic = fast_arithmetic>
class add_sign {
  using in_c = Arithmetic<C>;
  using value = typename in_c::value;
  static value number(double x) { return in_c::template load<format::float64>(bits_of_double(x)); }

 public:
  explicit add_sign(const hyper& h, bool flush_subnormal_momentum = false)
      : flush_(flush_subnormal_momentum),
        beta_(number(h.beta)),
        one_minus_beta_(in_c::subtract(number(1.0), beta_)),
        coefficient_{coefficient(h, -1.0), coefficient(h, 0.0), coefficient(h, 1.0)} {}

  result operator()(std::uint64_t var_bits, std::uint64_t m_bits, std::uint64_t grad_bits) const {
    const value var = in_c::template load<T>(var_bits);
    const value m = in_c::template load<T>(m_bits);
    const value g = in_c::template load<G>(grad_bits);
    const value sum = in_c::add(in_c::multiply(beta_, m), in_c::multiply(one_minus_beta_, g));
    const value new_m = flush_ ? in_c::flush(sum) : sum;
    const int s = in_c::sign(g) * in_c::sign(new_m);
    const value new_var = in_c::subtract(var, in_c::multiply(coefficient_[s + 1], g));
    return {in_c::template store<T>(new_var), in_c::template store<T>(new_m)};
  }

 private:
  static value coefficient(const hyper& h, double s) {
    return in_c::multiply(number(h.lr), in_c::add(number(h.alpha), in_c::multiply(number(h.sign_decay), number(s))));
  }

  bool flush_;
  value beta_;
  value one_minus_beta_;
  value coefficient_[3];
};

}  // namespace signopt_test::oracle
