// One row of the type table against the oracle: runs apply_R_n of a rule, AddSign if none is named, or the kernel that
// flushes subnormal momentum, on placed memory and compares every bit.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <signopt/apply_add_sign.hpp>
#include <signopt/pointer.hpp>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "bits.hpp"
#include "memory.hpp"
#include "oracle.hpp"
#include "oracle_storages.hpp"
#include "special_values.hpp"
#include "tested_rules.hpp"

namespace signopt_test {

// T: var; M: m; G: grad; C: the compute type, stated by the type of all scalars.
template <class T, class G, class C, bool FlushSubnormalMomentum = false, class Rule = add_sign_calls, class M = T>
class kernel_check {
  static constexpr oracle::format t = format_of_v<T>, m_format = format_of_v<M>, g = format_of_v<G>, c = format_of_v<C>;
  static constexpr std::size_t scalar_count = Rule::count;

 public:
  using rule = std::conditional_t<std::is_same_v<T, M>, typename Rule::template expected<t, g, c>,
                                  oracle::stored_rule<t, m_format, g, c, typename Rule::template expected<c, c, c>>>;

  struct streams {
    std::vector<T> var;
    std::vector<M> m;
    std::vector<G> grad;
    std::size_t size() const { return var.size(); }
    void push_back(std::uint64_t var_bits, std::uint64_t m_bits, std::uint64_t grad_bits) {
      var.push_back(from_bits<T>(var_bits));
      m.push_back(from_bits<M>(m_bits));
      grad.push_back(from_bits<G>(grad_bits));
    }
  };

  static std::string suite() {
    return std::string("apply_") + Rule::name + "/" + oracle::name_of(t) +
           (std::is_same_v<T, M> ? std::string() : std::string("_m_") + oracle::name_of(m_format)) + "_grad_" +
           oracle::name_of(g) + "_compute_" + oracle::name_of(c) + (FlushSubnormalMomentum ? "_flush" : "");
  }

  // In the order of the call.
  using scalars = std::array<C, scalar_count>;
  static scalars rounded(const typename Rule::numbers& numbers) {
    scalars all;
    for (std::size_t i = 0; i < scalar_count; ++i) all[i] = nearest<C>(numbers[i]);
    return all;
  }
  static scalars rounded(double s1, double s2, double s3, double s4) { return rounded({s1, s2, s3, s4}); }
  static scalars typical() { return rounded(Rule::typical); }

  static rule rule_of(const scalars& numbers, bool flush) {
    typename Rule::numbers values;
    for (std::size_t i = 0; i < scalar_count; ++i) values[i] = to_double(numbers[i]);
    return rule(values, flush);
  }

  // The library, with scalars of the type C; where it flushes, with settings, whose doubles hold the same values.
  static void apply(const scalars& numbers, T* var, M* m, const G* grad, std::size_t size) {
    apply_with(std::make_index_sequence<scalar_count>(), numbers, var, m, grad, static_cast<std::ptrdiff_t>(size));
  }

  static streams random_streams(std::size_t size, std::uint64_t seed) {
    random_bits random(seed);
    streams data;
    for (std::size_t i = 0; i < size; ++i) {
      const std::uint64_t var = mixed_bits(format_of_v<T>, random);
      const std::uint64_t m = mixed_bits(m_format, random);
      data.push_back(var, m, mixed_bits(format_of_v<G>, random));
    }
    return data;
  }

  // Every combination of special values of var, m and grad.
  static streams special_streams() {
    streams data;
    for (const std::uint64_t grad : special_bits(format_of_v<G>)) {
      for (const std::uint64_t m : special_bits(m_format)) {
        for (const std::uint64_t var : special_bits(format_of_v<T>)) data.push_back(var, m, grad);
      }
    }
    return data;
  }

  // Many elements are the same ones `times` over: the oracle takes its time.
  kernel_check(streams data, const scalars& numbers, std::size_t times = 1)
      : data_(std::move(data)),
        scalars_(numbers),
        expected_(data_),
        var_memory_(data_.size() * times),
        m_memory_(data_.size() * times),
        grad_memory_(data_.size() * times) {
    const rule step = rule_of(numbers, FlushSubnormalMomentum);
    for (std::size_t i = 0; i < data_.size(); ++i) {
      const oracle::result r = step(bits_of(data_.var[i]), bits_of(data_.m[i]), bits_of(data_.grad[i]));
      expected_.var[i] = from_bits<T>(r.var);
      expected_.m[i] = from_bits<M>(r.m);
    }
    for (streams* const each : {&data_, &expected_}) {
      repeat(each->var, times);
      repeat(each->m, times);
      repeat(each->grad, times);
    }
  }

  std::size_t size() const { return data_.size(); }

  // The elements [first, first + count) at these offsets, in elements, from a page border. False after a failure.
  bool fenced(std::size_t first, std::size_t count, std::size_t var_at, std::size_t m_at, std::size_t grad_at) {
    T* const var = var_memory_.place(data_.var.data() + first, count, var_at);
    M* const m = m_memory_.place(data_.m.data() + first, count, m_at);
    G* const grad = grad_memory_.place(data_.grad.data() + first, count, grad_at);
    run(var, m, grad, count);
    const bool same = same_as_expected(var, m, grad, first, count);
    const bool fences = var_memory_.fence_stands() && m_memory_.fence_stands() && grad_memory_.fence_stands();
    if (!fences) ADD_FAILURE() << suite() << ": written outside of an operand";
    if (same && fences) return true;
    ADD_FAILURE() << "elements from " << first << ", " << count << " of them, var, m, grad " << var_at << ' ' << m_at
                  << ' ' << grad_at << " elements after a page border";
    return false;
  }

  // The same between pages that must not be touched, with the last or the first element at the wall.
  bool walled(walled_array<T>& var_memory, walled_array<M>& m_memory, walled_array<G>& grad_memory, std::size_t first,
              std::size_t count) {
    T* var = var_memory.place_at_end(data_.var.data() + first, count);
    M* m = m_memory.place_at_end(data_.m.data() + first, count);
    G* grad = grad_memory.place_at_end(data_.grad.data() + first, count);
    run(var, m, grad, count);
    const bool at_end = same_as_expected(var, m, grad, first, count);
    if (!at_end) ADD_FAILURE() << "with the last element at the end of a page";
    var = var_memory.place_at_start(data_.var.data() + first, count);
    m = m_memory.place_at_start(data_.m.data() + first, count);
    grad = grad_memory.place_at_start(data_.grad.data() + first, count);
    run(var, m, grad, count);
    const bool at_start = same_as_expected(var, m, grad, first, count);
    if (!at_start) ADD_FAILURE() << "with the first element at the start of a page";
    return at_end && at_start;
  }

 private:
  template <std::size_t... Index>
  static void apply_with(std::index_sequence<Index...>, const scalars& numbers, T* var, M* m, const G* grad,
                         std::ptrdiff_t n) {
    if constexpr (FlushSubnormalMomentum) {
      Rule::template apply_n<C>(var, m, typename Rule::settings{to_double(numbers[Index])..., {true}}, grad, n);
    } else {
      Rule::template apply_n<void>(var, m, numbers[Index]..., grad, n);
    }
  }

  static std::string text_of(const scalars& numbers) {
    std::string text;
    for (std::size_t i = 0; i < scalar_count; ++i)
      text += std::string(" ") + Rule::names[i] + " " + describe(numbers[i]);
    return text;
  }

  template <class Element>
  static void repeat(std::vector<Element>& elements, std::size_t times) {
    const std::size_t once = elements.size();
    elements.resize(once * times);
    for (std::size_t i = once; i < elements.size(); ++i) elements[i] = elements[i - once];
  }

  void run(T* var, M* m, const G* grad, std::size_t size) const { apply(scalars_, var, m, grad, size); }

  bool same_as_expected(const T* var, const M* m, const G* grad, std::size_t first, std::size_t count) const {
    if (count != 0 && std::memcmp(grad, data_.grad.data() + first, count * sizeof(G)) != 0) {
      ADD_FAILURE() << suite() << ": grad was written";
      return false;
    }
    int mismatches = 0;
    for (std::size_t i = 0; i < count && mismatches < 3; ++i) {
      const std::size_t at = first + i;
      if (same_result(var[i], expected_.var[at]) && same_result(m[i], expected_.m[at])) continue;
      ++mismatches;
      ADD_FAILURE() << suite() << ", index " << i << " of " << count << "\n " << text_of(scalars_) << "\n  var "
                    << describe(data_.var[at]) << " m " << describe(data_.m[at]) << " grad " << describe(data_.grad[at])
                    << "\n  got      var " << describe(var[i]) << " m " << describe(m[i]) << "\n  expected var "
                    << describe(expected_.var[at]) << " m " << describe(expected_.m[at]);
    }
    return mismatches == 0;
  }

  streams data_;
  scalars scalars_;
  streams expected_;
  fenced_array<T> var_memory_;
  fenced_array<M> m_memory_;
  fenced_array<G> grad_memory_;
};

}  // namespace signopt_test
