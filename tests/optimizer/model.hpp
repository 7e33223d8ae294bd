// A model for tests of optimizer objects: tensors of all kinds of sizes in three groups, of which a few have no
// gradient, and for a few of which the object holds the momentum; and what each of its elements must become.
#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <signopt/apply_add_sign.hpp>
#include <signopt/optimizer.hpp>
#include <vector>

#include "../support/bits.hpp"
#include "../support/special_values.hpp"
#include "../support/tested_rules.hpp"
#include "../support/type_rows.hpp"

namespace signopt_test {

// The rule of the library that has these calls.
template <class Calls>
struct rule_of_calls;
template <>
struct rule_of_calls<add_sign_calls> {
  using type = signopt::add_sign;
};
template <>
struct rule_of_calls<power_sign_calls> {
  using type = signopt::power_sign;
};
template <>
struct rule_of_calls<lion_calls> {
  using type = signopt::lion;
};
template <>
struct rule_of_calls<signum_calls> {
  using type = signopt::signum;
};

// Settings of an object, whose scalars are those of a rule's call.
inline signopt::add_sign::settings settings_of(const add_sign_calls::numbers& s, add_sign_calls) {
  return {s[0], s[1], s[2], s[3]};
}
inline signopt::power_sign::settings settings_of(const power_sign_calls::numbers& s, power_sign_calls) {
  return {s[0], s[1], s[2], s[3]};
}
inline signopt::lion::settings settings_of(const lion_calls::numbers& s, lion_calls) {
  return {s[0], s[1], s[2], s[3]};
}
inline signopt::signum::settings settings_of(const signum_calls::numbers& s, signum_calls) {
  return {s[0], s[1], s[2]};
}

enum class values { any, finite };

template <class T, class G>
class model {
 public:
  static constexpr std::ptrdiff_t first_of_group[] = {0, 4, 7, 9};
  static constexpr std::ptrdiff_t group_count = 3;

  explicit model(values which, std::uint64_t seed) {
    // More than a block of the norm, enough vectors for them to begin at a border, and a few elements, in this order or
    // that; and no more, since the oracle takes its time.
    for (const std::ptrdiff_t size : {17, 4101, 0, 64, 300, 3, 1100, 1, 77}) {
      tensor added{{}, {}, {}, sizes.size() % 4 == 1};
      random_bits random(seed + 100 * sizes.size());
      for (std::ptrdiff_t i = 0; i < size; ++i) {
        added.var.push_back(value<T>(which, random));
        added.m.push_back(added.is_momentum_owned ? from_bits<T>(0) : value<T>(which, random));
        added.grad.push_back(value<G>(which, random));
      }
      sizes.push_back(size);
      tensors.push_back(added);
    }
  }

  std::vector<signopt::parameter<T, G>> parameters(std::ptrdiff_t group) {
    std::vector<signopt::parameter<T, G>> all;
    for (std::ptrdiff_t i = first_of_group[group]; i < first_of_group[group + 1]; ++i) {
      tensor& each = at(i);
      all.push_back({each.var.data(), each.is_momentum_owned ? nullptr : each.m.data(), gradient(i),
                     static_cast<std::ptrdiff_t>(each.var.size()), lr_scale(i)});
    }
    return all;
  }

  template <class Optimizer, class Settings>
  void add_to(Optimizer& opt, const std::vector<Settings>& of_groups) {
    for (std::ptrdiff_t i = 0; i < group_count; ++i)
      ASSERT_EQ(opt.add_group(parameters(i), of_groups[static_cast<std::size_t>(i)]), i);
  }

  // Of those that have one.
  const G* gradient(std::ptrdiff_t i) { return has_gradient(i) ? at(i).grad.data() : nullptr; }
  static bool has_gradient(std::ptrdiff_t i) { return i != 3 && i != 7; }
  static double lr_scale(std::ptrdiff_t i) { return i % 3 == 2 ? 0.5 : 1; }

  // Each element of the group becomes what `step(lr_scale)` makes of it.
  template <class StepOf>
  void compute(std::ptrdiff_t group, const StepOf& step_of) {
    for (std::ptrdiff_t i = first_of_group[group]; i < first_of_group[group + 1]; ++i) {
      if (!has_gradient(i)) continue;
      const auto step = step_of(lr_scale(i));
      tensor& each = at(i);
      for (std::size_t k = 0; k < each.var.size(); ++k) {
        const oracle::result r = step(bits_of(each.var[k]), bits_of(each.m[k]), bits_of(each.grad[k]));
        each.var[k] = from_bits<T>(r.var);
        each.m[k] = from_bits<T>(r.m);
      }
    }
  }

  // What the object has made of `now`, beside what was expected.
  template <class Optimizer>
  ::testing::AssertionResult is(model& now, const Optimizer& opt) {
    for (std::ptrdiff_t i = 0; i < static_cast<std::ptrdiff_t>(tensors.size()); ++i) {
      for (std::size_t k = 0; k < at(i).var.size(); ++k) {
        const T m = opt.momentum(i)[k];
        if (!same_result(now.at(i).var[k], at(i).var[k]) || !same_result(m, at(i).m[k])) {
          return ::testing::AssertionFailure()
                 << "element " << k << " of tensor " << i << ": var " << describe(now.at(i).var[k]) << ", expected "
                 << describe(at(i).var[k]) << "; m " << describe(m) << ", expected " << describe(at(i).m[k]);
        }
      }
    }
    return ::testing::AssertionSuccess();
  }

  struct tensor {
    std::vector<T> var, m;
    std::vector<G> grad;
    bool is_momentum_owned;
  };
  tensor& at(std::ptrdiff_t i) { return tensors[static_cast<std::size_t>(i)]; }

  std::vector<std::ptrdiff_t> sizes;
  std::vector<tensor> tensors;

 private:
  template <class Value>
  static Value value(values which, random_bits& random) {
    constexpr oracle::format f = format_of_v<Value>;
    const std::uint64_t bits = mixed_bits(f, random);
    if (which == values::any) return from_bits<Value>(bits);
    // Of magnitudes from 1/8 to 2, whose squares do not overflow.
    const std::uint64_t exponent = static_cast<std::uint64_t>(oracle::bias(f)) - 3 + bits % 4;
    const std::uint64_t fraction = bits & ((oracle::one << oracle::fraction_bits(f)) - 1);
    return from_bits<Value>((bits & oracle::sign_bit(f)) | exponent << oracle::fraction_bits(f) | fraction);
  }
};

}  // namespace signopt_test
