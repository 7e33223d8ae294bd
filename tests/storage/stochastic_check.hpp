// Stochastic rounding of a bfloat16 var beside the oracle: what each element must become, by its number.
#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <signopt/apply_add_sign.hpp>
#include <signopt/pointer.hpp>
#include <utility>
#include <vector>

#include "support/bits.hpp"
#include "support/oracle_storages.hpp"
#include "support/special_values.hpp"
#include "support/tested_rules.hpp"

namespace signopt_test {

// var of bfloat16, m of M, grad of G, computed in float32.
template <class M, class G, class Rule = add_sign_calls>
struct stochastic_data {
  using bfloat16 = Eigen::bfloat16;
  static constexpr oracle::format c = oracle::format::float32;
  using oracle_rule = oracle::stored_rule<oracle::format::bfloat16, format_of_v<M>, format_of_v<G>, c,
                                          typename Rule::template expected<c, c, c>>;

  std::vector<bfloat16> var;
  std::vector<M> m;
  std::vector<G> grad;

  stochastic_data(std::size_t size, std::uint64_t seed) {
    random_bits random(seed);
    for (std::size_t i = 0; i < size; ++i) {
      var.push_back(from_bits<bfloat16>(mixed_bits(oracle::format::bfloat16, random)));
      m.push_back(from_bits<M>(mixed_bits(format_of_v<M>, random)));
      grad.push_back(from_bits<G>(mixed_bits(format_of_v<G>, random)));
    }
  }

  std::size_t size() const { return var.size(); }

  static typename Rule::settings settings_of(const signopt::var_rounding& rounding, bool flush) {
    return with(std::make_index_sequence<Rule::count>(), {flush, rounding});
  }

  // What a step makes of it, where the first element has the number with.first.
  stochastic_data stepped(const signopt::stochastic& with, bool flush) const {
    const oracle_rule step(scalars(), flush);
    const std::uint64_t key = oracle::random_key(with.seed, with.step, with.tensor);
    stochastic_data made = *this;
    for (std::size_t i = 0; i < size(); ++i) {
      const std::uint64_t bits[] = {bits_of(var[i]), bits_of(m[i]), bits_of(grad[i])};
      const std::uint64_t number = static_cast<std::uint64_t>(with.first) + i;
      made.m[i] = from_bits<M>(step(bits[0], bits[1], bits[2]).m);
      made.var[i] = from_bits<bfloat16>(
          oracle::stochastic(step.unrounded(bits[0], bits[1], bits[2]).var, oracle::random_half(key, number)));
    }
    return made;
  }

  ::testing::AssertionResult is(const stochastic_data& expected) const {
    for (std::size_t i = 0; i < size(); ++i) {
      if (same_result(var[i], expected.var[i]) && same_result(m[i], expected.m[i])) continue;
      return ::testing::AssertionFailure()
             << "element " << i << " of " << size() << ": var " << describe(var[i]) << " m " << describe(m[i])
             << ", expected var " << describe(expected.var[i]) << " m " << describe(expected.m[i]);
    }
    return ::testing::AssertionSuccess();
  }

 private:
  // As values of float32: as doubles they are what they were given as.
  static typename Rule::numbers scalars() {
    typename Rule::numbers all = Rule::typical;
    for (double& each : all) each = oracle::scalar<c, c>(each);
    return all;
  }

  template <std::size_t... Index>
  static typename Rule::settings with(std::index_sequence<Index...>, const signopt::step_options& options) {
    const typename Rule::numbers all = scalars();
    return {all[Index]..., options};
  }
};

}  // namespace signopt_test
