// All m and a slice of grad in a 16-bit type, or with SIGNOPT_EXHAUSTIVE=1 in the environment all of both, against the
// oracle of a rule.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "bits.hpp"
#include "targets.hpp"
#include "tested_rules.hpp"

namespace signopt_test {

inline bool exhaustive() {
  const char* const wish = std::getenv("SIGNOPT_EXHAUSTIVE");
  return wish != nullptr && std::string(wish) == "1";
}

// Calls body(i) for i in [0, count) until one returns false; on every core, with progress, in the exhaustive run.
template <class Body>
void for_each_index(std::uint64_t count, Body body) {
  std::atomic<std::uint64_t> next{0};
  std::atomic<bool> stop{false};
  const auto work = [&] {
    for (std::uint64_t i = next++; i < count && !stop; i = next++) {
      if (!body(i)) stop = true;
      if (exhaustive() && i % (count / 8) == 0) std::cout << "  " << i << " of " << count << std::endl;
    }
  };
  std::vector<std::thread> others;
  for (unsigned n = 1; exhaustive() && n < std::thread::hardware_concurrency(); ++n) others.emplace_back(work);
  work();
  for (std::thread& other : others) other.join();
}

template <class T>
std::vector<T> all_values() {
  std::vector<T> values;
  for (std::uint64_t bits = 0; bits < 65536; ++bits) values.push_back(from_bits<T>(bits));
  return values;
}

// The scalars change from grad to grad: sizes of step, from small to far too large, and decays of m.
template <class Rule>
typename Rule::numbers scalars_of_pairs(std::uint64_t index) {
  const double lr[] = {0.1, 0.001, 1024.0, -0.75};
  const double beta[] = {0.9, 0.5, 0.99, 0.3};
  typename Rule::numbers scalars = Rule::cancelling(beta[index / 4 % 4]);
  if constexpr (std::is_same_v<Rule, add_sign_calls>) scalars[1] = 1.0, scalars[2] = 0.99;
  scalars[0] = lr[index % 4];
  return scalars;
}

template <class Rule, class T, class C, std::size_t... Index>
bool pairs_agree(std::uint64_t index, std::uint64_t grad_bits, std::index_sequence<Index...>) {
  constexpr oracle::format t = format_of_v<T>, c = format_of_v<C>;
  const typename Rule::numbers exact = scalars_of_pairs<Rule>(index);
  const typename Rule::numbers scalars{oracle::scalar<c, c>(exact[Index])...};
  const std::vector<T> all = all_values<T>();
  const std::vector<T> grad(all.size(), from_bits<T>(grad_bits));
  std::vector<T> m = all;
  std::vector<T> var;
  for (std::uint64_t k = 0; k < all.size(); ++k) var.push_back(from_bits<T>((k * 40503 + grad_bits * 8191) & 0xffff));
  const std::vector<T> old_var = var;
  Rule::template apply_n<void>(var.data(), m.data(), nearest<C>(scalars[Index])..., grad.data(), all.size());
  const typename Rule::template expected<t, t, c> step(scalars);
  for (std::size_t k = 0; k < all.size(); ++k) {
    const oracle::result r = step(bits_of(old_var[k]), bits_of(all[k]), grad_bits);
    if (oracle::same(t, bits_of(var[k]), r.var) && oracle::same(t, bits_of(m[k]), r.m)) continue;
    std::string numbers;
    for (std::size_t i = 0; i < Rule::count; ++i)
      numbers += std::string(Rule::names[i]) + ' ' + describe(nearest<C>(scalars[i])) + ' ';
    ADD_FAILURE() << numbers << "\n  var " << describe(old_var[k]) << " m " << describe(all[k]) << " grad "
                  << describe(grad[k]) << "\n  got      var " << describe(var[k]) << " m " << describe(m[k])
                  << "\n  expected var " << describe(from_bits<T>(r.var)) << " m " << describe(from_bits<T>(r.m));
    return false;
  }
  return true;
}

template <class Rule, class T, class C>
void test_pairs() {
  // In the short run AddSign, with which everything is tried, has more values of grad than the others.
  const std::uint64_t stride = exhaustive() ? 1 : std::is_same_v<Rule, add_sign_calls> ? 509 : 4093;
  for_each_index(65536 / stride, [&](std::uint64_t index) {
    return pairs_agree<Rule, T, C>(index, index * stride, std::make_index_sequence<Rule::count>());
  });
}

template <class Rule>
void register_pairs(const char* file, int line) {
  using half = Eigen::half;
  using bfloat = Eigen::bfloat16;
  const auto add = [&](const char* types, void (*body)()) {
    register_on_every_target(std::string("apply_") + Rule::name + "/" + types, "pairs", file, line, body);
  };
  add("float16_compute_float16", test_pairs<Rule, half, half>);
  add("float16_compute_float32", test_pairs<Rule, half, float>);
  add("bfloat16_compute_bfloat16", test_pairs<Rule, bfloat, bfloat>);
  add("bfloat16_compute_float32", test_pairs<Rule, bfloat, float>);
}

}  // namespace signopt_test
