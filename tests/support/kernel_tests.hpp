// The tests that every row of the type table goes through, on every target: register_kernel_tests<T, G, C>(), with
// `true` behind C for the kernels that flush subnormal momentum, and behind that another rule than AddSign.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernel_check.hpp"
#include "small_caches.hpp"
#include "targets.hpp"

namespace signopt_test {

template <class T, class G, class C, bool Flush = false, class Rule = add_sign_calls, class M = T>
void test_sizes() {
  using check = kernel_check<T, G, C, Flush, Rule, M>;
  check row(check::random_streams(700, 1), check::typical());
  for (std::size_t size = 0; size <= 300; ++size) {
    if (!row.fenced(size, size, size % 3, size % 5, size % 7)) return;
  }
}

// Rows for which m' is often exactly zero, or too small for its storage: the sign decides var.
template <class T, class G, class C, bool Flush = false, class Rule = add_sign_calls, class M = T>
void test_signs() {
  using check = kernel_check<T, G, C, Flush, Rule, M>;
  for (const double beta : {0.5, 0.25, 0.75, 2.0}) {
    check row(check::random_streams(4000, 2), check::rounded(Rule::cancelling(beta)));
    if (!row.fenced(0, row.size(), 0, 0, 0)) return;
  }
  // m' is a fraction of the smallest denormal: its sign counts, its stored value is zero. lr makes the step visible.
  const double tiny = oracle::decode<format_of_v<T>>(1);
  typename check::streams data;
  for (int i = 0; i < 2000; ++i) {
    const auto few = [i](int by) { return static_cast<double>(i / by % 5 - 2); };
    data.push_back(bits_of(nearest<T>(few(1) * tiny)), bits_of(nearest<T>(few(5) * tiny)),
                   bits_of(nearest<G>(few(25) * oracle::decode<format_of_v<G>>(1))));
  }
  for (const double beta : {0.9, 0.875, 0.5, 0.125}) {
    check row(data, check::rounded(Rule::revealing(beta)));
    if (!row.fenced(0, row.size(), 0, 0, 0)) return;
  }
}

// Each operand at each of 64 offsets alone, then all three at different ones. 97 elements: vectors and a tail of any
// target; 2081: enough for a kernel to begin with a part of a vector, up to where var is aligned.
template <class T, class G, class C, bool Flush = false, class Rule = add_sign_calls, class M = T>
void test_alignments() {
  using check = kernel_check<T, G, C, Flush, Rule, M>;
  check row(check::random_streams(2200, 3), check::typical());
  for (std::size_t offset = 0; offset < 64; ++offset) {
    if (!row.fenced(offset, 97, offset, 0, 0)) return;
    if (!row.fenced(offset, 97, 0, offset, 0)) return;
    if (!row.fenced(offset, 97, 0, 0, offset)) return;
    if (!row.fenced(offset, 97, offset, offset, offset)) return;
    if (!row.fenced(offset, 97 + offset, offset, (offset + 21) % 64, (offset + 42) % 64)) return;
    if (!row.fenced(offset, 2081, (offset * 7 + 1) % 64, offset, (offset * 5 + 3) % 64)) return;
  }
}

// Nothing outside of the operands is read: not even where a vector would reach across.
template <class T, class G, class C, bool Flush = false, class Rule = add_sign_calls, class M = T>
void test_page_borders() {
  using check = kernel_check<T, G, C, Flush, Rule, M>;
  constexpr std::size_t most = 300;
  check row(check::random_streams(most, 4), check::typical());
  walled_array<T> var(most);
  walled_array<M> m(most);
  walled_array<G> grad(most);
  for (std::size_t size = 0; size <= most; ++size) {
    if (!row.walled(var, m, grad, 0, size)) return;
  }
}

// Every combination of special values, in every position of a vector and of a tail.
template <class T, class G, class C, bool Flush = false, class Rule = add_sign_calls, class M = T>
void test_special_values() {
  using check = kernel_check<T, G, C, Flush, Rule, M>;
  check row(check::special_streams(), check::typical());
  for (std::size_t shift = 0; shift < 64; ++shift) {
    if (!row.fenced(shift, row.size() - shift, 0, 0, 0)) return;
  }
  for (std::size_t length = 1; length < 64; ++length) {
    // the last of these pieces is shorter
    for (std::size_t first = 0; first < row.size(); first += length) {
      const std::size_t left = row.size() - first;
      if (!row.fenced(first, length < left ? length : left, 1, 2, 3)) return;
    }
  }
}

// Hyper-parameters that nobody should use, one at a time and all at once, on every combination of special values. Among
// them are NaNs with all bits set, which a careless rounding carries over into a zero.
template <class T, class G, class C, bool Flush = false, class Rule = add_sign_calls, class M = T>
void test_hyper_parameters() {
  using check = kernel_check<T, G, C, Flush, Rule, M>;
  constexpr oracle::format c = format_of_v<C>;
  std::vector<std::uint64_t> specials = special_bits(c);
  for (const double number : {0.1, -0.7, 3.0}) specials.push_back(bits_of(nearest<C>(number)));
  specials.push_back(oracle::sign_bit(c) - 1);
  specials.push_back(2 * oracle::sign_bit(c) - 1);
  std::vector<typename check::scalars> sets;
  for (const std::uint64_t bits : specials) {
    const C special = from_bits<C>(bits);
    for (std::size_t place = 0; place < Rule::count; ++place) {
      sets.push_back(check::typical());
      sets.back()[place] = special;
    }
    sets.emplace_back();
    sets.back().fill(special);
  }
  for (const typename Rule::numbers& unusual : Rule::unusual()) sets.push_back(check::rounded(unusual));
  const typename check::streams data = check::special_streams();
  for (const typename check::scalars& numbers : sets) {
    check row(data, numbers);
    if (!row.fenced(0, row.size(), 0, 0, 0)) return;
    if (!row.fenced(0, 3, 0, 0, 0)) return;
  }
}

// What kernels do only on arrays that are larger than the caches, which are taken for small ones: with prefetching and
// without.
template <class T, class G, class C, bool Flush = false, class Rule = add_sign_calls, class M = T>
void test_beyond_caches() {
  using check = kernel_check<T, G, C, Flush, Rule, M>;
  constexpr std::size_t once = 10007;  // a prime: no vector's width divides it
  constexpr std::size_t beyond = least_uncached_elements(sizeof(T) + sizeof(M) + sizeof(G));
  check row(check::random_streams(once, 5), check::typical(), beyond / once + 2);
  for (const bool prefetching : {true, false}) {
    const small_caches far_away(prefetching);
    for (std::size_t size = beyond; size < beyond + 150; size = size < beyond + 40 ? size + 13 : size + 61) {
      if (!row.fenced(row.size() - size, size, 0, 0, 0)) return;
      if (!row.fenced(row.size() - size, size, 1, 2, 3)) return;
    }
  }
}

template <class T, class G, class C, bool Flush = false, class Rule = add_sign_calls, class M = T>
void register_kernel_tests() {
  const auto add = [](const char* name, int line, void (*body)()) {
    register_on_every_target(kernel_check<T, G, C, Flush, Rule, M>::suite(), name, __FILE__, line, body);
  };
  add("sizes", __LINE__, test_sizes<T, G, C, Flush, Rule, M>);
  add("signs", __LINE__, test_signs<T, G, C, Flush, Rule, M>);
  add("alignments", __LINE__, test_alignments<T, G, C, Flush, Rule, M>);
  add("page_borders", __LINE__, test_page_borders<T, G, C, Flush, Rule, M>);
  add("special_values", __LINE__, test_special_values<T, G, C, Flush, Rule, M>);
  add("hyper_parameters", __LINE__, test_hyper_parameters<T, G, C, Flush, Rule, M>);
  add("beyond_caches", __LINE__, test_beyond_caches<T, G, C, Flush, Rule, M>);
}

// Of a storage_row of type_rows.hpp: storages of their own, computed in float32.
inline constexpr auto register_storage_row = [](auto row) {
  using types = decltype(row);
  register_kernel_tests<typename types::var, typename types::grad, float, false, add_sign_calls, typename types::m>();
};

}  // namespace signopt_test
