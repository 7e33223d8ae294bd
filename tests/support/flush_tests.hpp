// Tests of the kernels that flush subnormal momentum, for one row of the type table on the target that is forced, of
// AddSign if no other rule is named:
// values of m' on both sides of the compute type's smallest normal number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernel_check.hpp"

namespace signopt_test {

// Bits of F, of both signs: the value 2^exponent, its neighbours, some of its multiples; none where F has no such
// normal number.
inline void push_back_around(std::vector<std::uint64_t>& all, oracle::format f, int exponent) {
  using namespace oracle;
  if (exponent < smallest_normal_exponent(f)) return;
  const std::uint64_t binade = one << fraction_bits(f);
  const std::uint64_t power = static_cast<std::uint64_t>(exponent + bias(f)) * binade;
  const std::uint64_t from = power - 2, to = power + 2;
  std::vector<std::uint64_t> magnitudes = {power - binade / 2, power + binade / 8, power + binade - 1, power + binade};
  for (std::uint64_t bits = from; bits <= to; ++bits) magnitudes.push_back(bits);
  for (const std::uint64_t bits : magnitudes) {
    all.push_back(bits);
    all.push_back(bits | sign_bit(f));
  }
}

// Every combination of special values and of values around the smallest normal number of C.
template <class T, class G, class C, class Rule = add_sign_calls>
typename kernel_check<T, G, C, true, Rule>::streams threshold_streams() {
  constexpr oracle::format t = format_of_v<T>, g = format_of_v<G>;
  constexpr int threshold = oracle::smallest_normal_exponent(format_of_v<C>);
  std::vector<std::uint64_t> ms = special_bits(t), grads = special_bits(g);
  push_back_around(ms, t, threshold);
  push_back_around(grads, g, threshold);
  typename kernel_check<T, G, C, true, Rule>::streams data;
  for (const std::uint64_t grad : grads) {
    for (const std::uint64_t m : ms) {
      for (const double var : {0.0, 0.75}) data.push_back(bits_of(nearest<T>(var)), m, grad);
    }
  }
  return data;
}

// With beta = 1, m' is m, and with 0 it is grad; beside 1, a product crosses the threshold that its factor does not.
// The sign of m' decides between steps that lr makes visible.
template <class T, class G, class C, class Rule>
std::vector<typename kernel_check<T, G, C, true, Rule>::scalars> threshold_scalars() {
  constexpr oracle::format c = format_of_v<C>;
  const std::uint64_t number_one = oracle::encode<c>(1.0);
  using check = kernel_check<T, G, C, true, Rule>;
  std::vector<typename check::scalars> sets;
  for (const double beta : {1.0, 0.9, oracle::decode<c>(number_one - 1), oracle::decode<c>(number_one - 2),
                            oracle::decode<c>(number_one + 1), 0.5, 0.0, -1.0}) {
    sets.push_back(check::rounded(Rule::revealing(beta)));
  }
  return sets;
}

// How many results the flush changes, by the oracle.
struct flush_effect {
  std::size_t on_var = 0, on_m = 0;

  template <class Streams, class Rule>
  void count(const Streams& data, const Rule& keeping, const Rule& flushing) {
    for (std::size_t i = 0; i < data.size(); ++i) {
      const auto var = bits_of(data.var[i]);
      const auto m = bits_of(data.m[i]);
      const auto grad = bits_of(data.grad[i]);
      const oracle::result kept = keeping(var, m, grad), flushed = flushing(var, m, grad);
      constexpr oracle::format t = format_of_v<std::decay_t<decltype(data.var[i])>>;
      if (!oracle::same(t, kept.var, flushed.var)) ++on_var;
      if (!oracle::same(t, kept.m, flushed.m)) ++on_m;
    }
  }
};

// What float16 holds is so far from the subnormal numbers of float32 that no result changes.
template <class T, class C>
constexpr bool flush_changes_results =
    !(format_of_v<T> == oracle::format::float16 && format_of_v<C> == oracle::format::float32);

// Each value in `places` places of a vector, and some in pieces shorter than a vector.
template <class T, class G, class C, class Rule = add_sign_calls>
void test_flush_threshold(std::size_t places) {
  using check = kernel_check<T, G, C, true, Rule>;
  const typename check::streams data = threshold_streams<T, G, C, Rule>();
  flush_effect effect;
  for (const typename check::scalars& numbers : threshold_scalars<T, G, C, Rule>()) {
    effect.count(data, check::rule_of(numbers, false), check::rule_of(numbers, true));
    check row(data, numbers);
    for (std::size_t shift = 0; shift < places; ++shift) {
      if (!row.fenced(shift, row.size() - shift, 0, 0, 0)) return;
    }
    for (std::size_t length = 1; length < 64; length += 2) {
      const std::size_t first = length * 31 % (row.size() - length);
      if (!row.fenced(first, length, 1, 2, 3)) return;
    }
  }
  constexpr bool changes = flush_changes_results<T, C>;
  EXPECT_EQ(effect.on_var != 0, changes && Rule::flush_changes_var) << effect.on_var;
  EXPECT_EQ(effect.on_m != 0, changes) << effect.on_m;
}

// grad = 0: every step multiplies m by beta. Flushed, m comes to zero and stays; kept, it sticks where rounding makes
// it no smaller.
template <class T, class G, class C>
void test_flush_decay() {
  constexpr std::size_t size = 77;
  constexpr oracle::format t = format_of_v<T>;
  constexpr int steps = format_of_v<C> == oracle::format::float64 ? 7500 : 1000;
  const std::vector<G> grad(size, nearest<G>(0));
  std::vector<T> var;
  for (std::size_t i = 0; i < size; ++i)
    var.push_back(nearest<T>((i % 2 == 0 ? 1 : -1) * (0.5 + static_cast<double>(i) / 16)));
  const std::vector<T> start = var;
  const auto decay = [&](auto apply, int count, std::vector<T>& m) {
    for (int step = 0; step < count; ++step) {
      apply(kernel_check<T, G, C>::typical(), var.data(), m.data(), grad.data(), size);
    }
  };
  const auto magnitude = [](const T& m) { return oracle::magnitude(t, bits_of(m)); };

  std::vector<T> kept = start, flushed = start;
  decay(kernel_check<T, G, C, false>::apply, steps, kept);
  decay(kernel_check<T, G, C, true>::apply, steps, flushed);
  std::vector<T> kept_later = kept, flushed_later = flushed;
  decay(kernel_check<T, G, C, false>::apply, 20, kept_later);
  decay(kernel_check<T, G, C, true>::apply, 20, flushed_later);
  constexpr bool reaches_zero = flush_changes_results<T, C>;
  for (std::size_t i = 0; i < size; ++i) {
    EXPECT_NE(magnitude(kept[i]), 0u) << i;
    EXPECT_LE(magnitude(kept[i]), 5u) << i;  // 0.9 of 6 smallest denormals are 5; of 5, 4 or 5
    EXPECT_EQ(bits_of(kept_later[i]), bits_of(kept[i])) << i;
    EXPECT_EQ(magnitude(flushed[i]), reaches_zero ? 0u : magnitude(kept[i])) << i;
    EXPECT_EQ(magnitude(flushed_later[i]), magnitude(flushed[i])) << i;
    EXPECT_EQ(bits_of(var[i]), bits_of(start[i])) << i;
  }
}

}  // namespace signopt_test
