// Which compute type, and which rounding of the scalars, does a call show? Compares its bits with the oracle's.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <signopt/apply_add_sign.hpp>
#include <signopt/pointer.hpp>
#include <type_traits>
#include <vector>

#include "bits.hpp"
#include "oracle.hpp"
#include "special_values.hpp"

namespace signopt_test {

// What the type table makes of a scalar that is a plain number: float32, or float64 under float64 arrays.
template <class T>
constexpr oracle::format plain_format =
    format_of_v<T> == oracle::format::float64 ? oracle::format::float64 : oracle::format::float32;

// The compute type of the type table: T where all four scalars are a 16-bit T, otherwise float32 or float64.
template <class T>
constexpr oracle::format wide_format = plain_format<T>;

template <class T>
struct outcome {
  std::vector<T> var;
  std::vector<T> m;
  bool operator==(const outcome& other) const {
    for (std::size_t i = 0; i < var.size(); ++i) {
      if (!same_result(var[i], other.var[i]) || !same_result(m[i], other.m[i])) return false;
    }
    return true;
  }
};

// Ordinary numbers: enough of them that any two ways to compute differ somewhere.
template <class T>
struct probe {
  static constexpr std::size_t size = 203;
  outcome<T> start;
  std::vector<T> grad;

  probe() {
    random_bits random(11);
    const auto number = [&random] { return nearest<T>((static_cast<double>(random() >> 40) / (1 << 22) - 2.0)); };
    for (std::size_t i = 0; i < size; ++i) {
      start.var.push_back(number());
      start.m.push_back(number());
      grad.push_back(number());
    }
  }

  template <oracle::format C>
  outcome<T> expected(const oracle::hyper& h) const {
    const oracle::add_sign<format_of_v<T>, format_of_v<T>, C> step(h);
    outcome<T> out = start;
    for (std::size_t i = 0; i < size; ++i) {
      const oracle::result r = step(bits_of(start.var[i]), bits_of(start.m[i]), bits_of(grad[i]));
      out.var[i] = from_bits<T>(r.var);
      out.m[i] = from_bits<T>(r.m);
    }
    return out;
  }

  // `C` states the compute type, or is void.
  template <class C = void, class Lr, class Alpha, class SignDecay, class Beta>
  outcome<T> computed(const Lr& lr, const Alpha& alpha, const SignDecay& sign_decay, const Beta& beta) const {
    outcome<T> out = start;
    const auto n = static_cast<std::ptrdiff_t>(size);
    signopt::apply_add_sign_n<C>(out.var.data(), out.m.data(), lr, alpha, sign_decay, beta, grad.data(), n);
    return out;
  }
};

// lr, alpha, sign_decay, beta: inexact in every format, with other roundings in each.
inline constexpr double some_numbers[] = {0.10000000149, 1.30000000027, 0.70000000031, 0.60000000017};
// The same for kinds that hold no fractions.
inline constexpr int some_integers[] = {3, 5, 7, 3};

// The format that a scalar of this kind is rounded to first.
template <class Kind, class T>
constexpr oracle::format own_format() {
  if constexpr (std::is_arithmetic<Kind>::value) {
    return plain_format<T>;
  } else {
    return format_of_v<Kind>;
  }
}

template <class Kind>
Kind number_as(std::size_t place) {
  if constexpr (std::is_integral<Kind>::value) {
    return static_cast<Kind>(some_integers[place]);
  } else if constexpr (std::is_arithmetic<Kind>::value) {
    return static_cast<Kind>(some_numbers[place]);
  } else {
    return nearest<Kind>(some_numbers[place]);
  }
}

template <class Kind>
double exact_value(const Kind& kind) {
  if constexpr (std::is_arithmetic<Kind>::value) {
    return static_cast<double>(kind);
  } else {
    return to_double(kind);
  }
}

// Four scalars of one kind, and the numbers that they were made from.
template <class Kind>
struct scalar_set {
  Kind scalar[4];
  double number[4];
};

template <class Kind>
scalar_set<Kind> make_scalar_set(const Kind& lr, const Kind& alpha, const Kind& sign_decay, const Kind& beta) {
  scalar_set<Kind> set{{lr, alpha, sign_decay, beta}, {}};
  for (std::size_t i = 0; i < 4; ++i) {
    if constexpr (std::is_arithmetic<Kind>::value) {
      set.number[i] = static_cast<double>(set.scalar[i]);
    } else {
      set.number[i] = some_numbers[i];
    }
  }
  return set;
}

// What C sees of a number that came as a scalar of the format `own`.
template <oracle::format C>
double scalar_in(oracle::format own, double number) {
  using oracle::format;
  return own == format::float16    ? oracle::scalar<format::float16, C>(number)
         : own == format::bfloat16 ? oracle::scalar<format::bfloat16, C>(number)
         : own == format::float32  ? oracle::scalar<format::float32, C>(number)
                                   : oracle::scalar<format::float64, C>(number);
}

// Bits against the oracle, where the scalars at the places in `others` are T's and the rest come from the set.
template <class T>
class scalar_check {
 public:
  scalar_check(oracle::format own, const double (&numbers)[4]) : own_(own), numbers_(numbers) {}

  void expect(const outcome<T>& got, bool lr, bool alpha, bool sign_decay, bool beta) const {
    constexpr oracle::format t = format_of_v<T>;
    constexpr oracle::format wide = wide_format<T>;
    const std::array<bool, 4> from_set = {lr, alpha, sign_decay, beta};
    const bool in_t = own_ == t;
    const outcome<T> narrow_result = data_.template expected<t>(hyper<t>(from_set));
    const outcome<T> wide_result = data_.template expected<wide>(hyper<wide>(from_set));
    EXPECT_TRUE(got == (in_t ? narrow_result : wide_result)) << lr << alpha << sign_decay << beta;
    if constexpr (t != wide) {
      EXPECT_FALSE(narrow_result == wide_result) << "the data cannot tell the compute types apart";
    }
  }

  const probe<T>& data() const { return data_; }

 private:
  template <oracle::format C>
  oracle::hyper hyper(const std::array<bool, 4>& from_set) const {
    double h[4];
    for (std::size_t i = 0; i < 4; ++i) {
      h[i] = from_set[i] ? scalar_in<C>(own_, numbers_[i]) : scalar_in<C>(format_of_v<T>, some_numbers[i]);
    }
    return {h[0], h[1], h[2], h[3]};
  }

  probe<T> data_;
  oracle::format own_;
  const double (&numbers_)[4];
};

// lr and sign_decay of the kind and the others T's; then the other way round.
template <class T, class Kind>
void check_half_of_the_places(const scalar_set<Kind>& set, oracle::format own) {
  const scalar_check<T> check(own, set.number);
  const Kind* const s = set.scalar;
  check.expect(check.data().computed(s[0], number_as<T>(1), s[2], number_as<T>(3)), true, false, true, false);
  check.expect(check.data().computed(number_as<T>(0), s[1], number_as<T>(2), s[3]), false, true, false, true);
}

// One scalar of the kind and the others T's, at each place; then all four of the kind.
template <class T, class Kind>
void check_each_place(const scalar_set<Kind>& set, oracle::format own) {
  const scalar_check<T> check(own, set.number);
  const probe<T>& data = check.data();
  const Kind* const s = set.scalar;
  const T t[] = {number_as<T>(0), number_as<T>(1), number_as<T>(2), number_as<T>(3)};
  check.expect(data.computed(s[0], t[1], t[2], t[3]), true, false, false, false);
  check.expect(data.computed(t[0], s[1], t[2], t[3]), false, true, false, false);
  check.expect(data.computed(t[0], t[1], s[2], t[3]), false, false, true, false);
  check.expect(data.computed(t[0], t[1], t[2], s[3]), false, false, false, true);
  check.expect(data.computed(s[0], s[1], s[2], s[3]), true, true, true, true);
}

}  // namespace signopt_test
