// Stochastic rounding, bit for bit, on every target: for every storage of m and grad, every rule, any number of
// elements at any place, and where their numbers pass 2^32. And every float32 of a few upper halves against its
// threshold.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "stochastic_check.hpp"
#include "support/memory.hpp"
#include "support/small_caches.hpp"
#include "support/targets.hpp"

namespace {

using namespace signopt_test;
using Eigen::bfloat16;
using Eigen::half;

template <class Rule, class Data>
void apply(Data& to, const signopt::stochastic& random, bool flush) {
  Rule::template apply_n<void>(to.var.data(), to.m.data(), Data::settings_of(random, flush), to.grad.data(),
                               to.var.size());
}

template <class M, class G, class Rule>
void test_sizes() {
  using data = stochastic_data<M, G, Rule>;
  for (const bool flush : {false, true}) {
    const data whole(600, 1);
    for (std::size_t size = 0; size < 200; size += size < 70 ? 1 : 13) {
      data got = whole;
      got.var.resize(size);
      got.m.resize(size);
      got.grad.resize(size);
      const signopt::stochastic random{7, size, size / 3, static_cast<std::int64_t>(size * 1000)};
      const data expected = got.stepped(random, flush);
      apply<Rule>(got, random, flush);
      ASSERT_TRUE(got.is(expected)) << size << " elements";
    }
  }
}

// At each offset from a page border, of enough elements for a part of a vector first.
template <class M, class G>
void test_alignments() {
  using data = stochastic_data<M, G>;
  const data given(17000, 2);
  const signopt::stochastic random{1, 2, 3, 4};
  const data expected = given.stepped(random, false);
  fenced_array<bfloat16> var(given.size());
  fenced_array<M> m(given.size());
  fenced_array<G> grad(given.size());
  for (std::size_t offset = 0; offset < 64; offset += offset < 34 ? 3 : 7) {
    bfloat16* const var_at = var.place(given.var.data(), given.size(), offset);
    M* const m_at = m.place(given.m.data(), given.size(), (offset + 11) % 64);
    const G* const grad_at = grad.place(given.grad.data(), given.size(), (offset * 5) % 64);
    signopt::apply_add_sign_n(var_at, m_at, data::settings_of(random, false), grad_at, given.size());
    data got = given;
    got.var.assign(var_at, var_at + given.size());
    got.m.assign(m_at, m_at + given.size());
    ASSERT_TRUE(got.is(expected)) << "var " << offset << " elements after a page border";
    ASSERT_TRUE(var.fence_stands() && m.fence_stands() && grad.fence_stands());
  }
}

// Whatever is cut, an element has its number: also where these pass 2^32, and where arrays are larger than the caches.
template <class M, class G>
void test_numbers() {
  using data = stochastic_data<M, G>;
  constexpr std::int64_t two_32 = std::int64_t{1} << 32;
  for (const std::int64_t first :
       {two_32 - 1000, two_32 - 1, two_32, 5 * two_32 - 77, (std::int64_t{1} << 60) - 3000}) {
    data got(3000, 3);
    const signopt::stochastic random{99, 1, 0, first};
    const data expected = got.stepped(random, false);
    apply<add_sign_calls>(got, random, false);
    ASSERT_TRUE(got.is(expected)) << "numbers from " << first;
  }
  data far_away(least_uncached_elements(2 + sizeof(M) + sizeof(G)) + 77, 4);
  const signopt::stochastic random{5, 6, 7, 0};
  const data expected = far_away.stepped(random, false);
  const data before = far_away;
  for (const bool prefetching : {true, false}) {
    const small_caches beyond(prefetching);
    far_away = before;
    apply<add_sign_calls>(far_away, random, false);
    ASSERT_TRUE(far_away.is(expected)) << "beyond the caches";
  }
}

// var' = 0 - (-1 * 1 * grad) = grad: what is rounded is the gradient, a float32 with any lower half.
void test_thresholds() {
  constexpr std::size_t halves = 65536;
  const signopt::add_sign_settings hand_over{-1, 1, 0, 0, {false, signopt::stochastic{3, 4, 5, 6}}};
  const std::uint64_t key = oracle::random_key(3, 4, 5);
  // 1.0, a negative number, the last ones before infinity, subnormal ones, 0, infinity and its NaNs, a NaN of all ones.
  for (const std::uint32_t upper :
       {0x3f80u, 0xc049u, 0x7f7fu, 0xff7fu, 0x0001u, 0x0000u, 0x8000u, 0x7f80u, 0xff80u, 0x7fffu, 0xffffu}) {
    std::vector<bfloat16> var(halves, bfloat16(0)), m(halves, bfloat16(0));
    std::vector<float> grad;
    for (std::uint32_t lower = 0; lower < halves; ++lower) grad.push_back(from_bits<float>(upper << 16 | lower));
    signopt::apply_add_sign_n(var.data(), m.data(), hand_over, grad.data(), halves);
    for (std::uint32_t lower = 0; lower < halves; ++lower) {
      const std::uint64_t bits = upper << 16 | lower;
      const auto expected = from_bits<bfloat16>(oracle::stochastic(bits, oracle::random_half(key, 6 + lower)));
      const bool is_minus_zero = bits == 0x80000000u;  // 0 - -0 is 0
      ASSERT_TRUE(same_result(var[lower], is_minus_zero ? bfloat16(0) : expected))
          << describe(grad[lower]) << " became " << describe(var[lower]) << ", expected " << describe(expected);
    }
  }
}

template <class M, class G>
void register_storages(const char* types) {
  const std::string suite = std::string("stochastic/") + types;
  const auto add = [&](const char* name, int line, void (*body)()) {
    register_on_every_target(suite, name, __FILE__, line, body);
  };
  add("sizes", __LINE__, test_sizes<M, G, add_sign_calls>);
  add("alignments", __LINE__, test_alignments<M, G>);
  add("numbers", __LINE__, test_numbers<M, G>);
}

const bool registered = [] {
  register_storages<bfloat16, bfloat16>("m_bfloat16_grad_bfloat16");
  register_storages<bfloat16, float>("m_bfloat16_grad_float32");
  register_storages<float, bfloat16>("m_float32_grad_bfloat16");
  register_storages<float, float>("m_float32_grad_float32");
  register_storages<half, bfloat16>("m_float16_grad_bfloat16");
  register_storages<half, float>("m_float16_grad_float32");
  register_on_every_target("stochastic/rules", __FILE__,
                           {
                               {"power_sign", __LINE__, test_sizes<bfloat16, bfloat16, power_sign_calls>},
                               {"lion", __LINE__, test_sizes<bfloat16, bfloat16, lion_calls>},
                               {"lion_m_float32", __LINE__, test_sizes<float, float, lion_calls>},
                               {"signum", __LINE__, test_sizes<bfloat16, bfloat16, signum_calls>},
                               {"thresholds", __LINE__, test_thresholds},
                           });
  return true;
}();

}  // namespace
