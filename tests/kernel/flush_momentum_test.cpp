// The kernels that flush subnormal momentum, on every target, against the oracle.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "support/flush_tests.hpp"
#include "support/kernel_tests.hpp"
#include "support/type_rows.hpp"

namespace {

using namespace signopt_test;
using half = Eigen::half;
using bfloat16 = Eigen::bfloat16;
using oracle::format;
using signopt::dtype;

// The other tests of a kernel are of what both rules share.
template <class T, class G, class C>
void register_flush_tests() {
  const auto add = [](const char* name, int line, void (*body)()) {
    register_on_every_target(kernel_check<T, G, C, true>::suite(), name, __FILE__, line, body);
  };
  add("sizes", __LINE__, test_sizes<T, G, C, true>);
  add("signs", __LINE__, test_signs<T, G, C, true>);
  add("special_values", __LINE__, test_special_values<T, G, C, true>);
  add("hyper_parameters", __LINE__, test_hyper_parameters<T, G, C, true>);
  add("threshold", __LINE__, [] { test_flush_threshold<T, G, C>(64); });
  add("decay", __LINE__, test_flush_decay<T, G, C>);
}

const bool registered = [] {
  for_each_row_of_formulas([](auto row) {
    using r = decltype(row);
    register_flush_tests<typename r::var, typename r::grad, typename r::compute>();
  });
  return true;
}();

// The oracle's flush by hand: beta = 1, so that m' is m. The sign of what is left is zero's: c(0) = 1, c(1) = 1.5.
template <format F>
void check_oracle() {
  const oracle::add_sign<F, F, F, oracle::fast_arithmetic> fast({1.0, 1.0, 0.5, 1.0}, true);
  const oracle::add_sign<F, F, F, oracle::soft_arithmetic> soft({1.0, 1.0, 0.5, 1.0}, true);
  const std::uint64_t smallest = std::uint64_t{1} << oracle::fraction_bits(F), sign = oracle::sign_bit(F);
  const auto expect = [&](std::uint64_t m, double g, double new_var, std::uint64_t new_m) {
    for (const oracle::result r : {fast(oracle::encode<F>(4.0), m, oracle::encode<F>(g)),
                                   soft(oracle::encode<F>(4.0), m, oracle::encode<F>(g))}) {
      EXPECT_EQ(r.var, oracle::encode<F>(new_var)) << name_of(F) << ' ' << m;
      EXPECT_TRUE(oracle::same(F, r.m, new_m)) << name_of(F) << ' ' << m;
    }
  };
  expect(smallest, 2, 4 - 1.5 * 2, smallest);
  expect(smallest | sign, 2, 4 - 0.5 * 2, smallest | sign);
  expect(smallest - 1, 2, 4 - 1 * 2, 0);
  expect((smallest - 1) | sign, -2, 4 + 1 * 2, sign);
  expect(1, 2, 4 - 1 * 2, 0);
  expect(1 | sign, -2, 4 + 1 * 2, sign);
  expect(oracle::infinity(F), 2, 4 - 1.5 * 2, oracle::infinity(F));
  expect(oracle::quiet_nan(F), 2, 4 - 1 * 2, oracle::quiet_nan(F));
}

TEST(flush_momentum, oracle_by_hand) {
  check_oracle<format::float16>();
  check_oracle<format::bfloat16>();
  check_oracle<format::float32>();
  check_oracle<format::float64>();
}

// m' counts before it is rounded to its storage: here just below 2^-126, which it would be rounded to.
TEST(flush_momentum, bfloat16_is_flushed_by_the_float32_that_it_is_rounded_from) {
  const double beta = 1 - 0x1p-23;
  const oracle::add_sign<format::bfloat16, format::bfloat16, format::float32> kept({1, 1, 1, beta});
  const oracle::add_sign<format::bfloat16, format::bfloat16, format::float32> flushed({1, 1, 1, beta}, true);
  EXPECT_EQ(kept(0, 0x0080, 0).m, 0x0080u);
  EXPECT_EQ(flushed(0, 0x0080, 0).m, 0u);
  for (const std::string& name : target_names()) {
    const forced_target forced(name);
    using check = kernel_check<bfloat16, bfloat16, float, true>;
    check::streams data;
    for (int i = 0; i < 100; ++i) data.push_back(0, 0x0080, 0);
    check(data, check::rounded(1, 1, 1, beta)).fenced(0, 100, 0, 0, 0);
  }
}

// float16 storage, float32 compute: nothing that is stored changes, whatever the hyper-parameters. Too small an m' is
// stored as a zero anyway. Its sign would count where grad != 0: but then, with beta != 1, (1 - beta) * grad is at
// least 2^-48, and beta * m must be nearly its negative for a small sum; both are then multiples of 2^-72, and so is
// m'. With beta = 1, m' is m.
TEST(flush_momentum, float16_computed_in_float32_never_changes) {
  using check = kernel_check<half, half, float, true>;
  check::streams data;
  for (const std::uint64_t grad : special_bits(format::float16)) {
    for (std::uint64_t m = 0; m < 65536; m += m % 0x400 < 16 ? 1u : 37u) data.push_back(0x3c00, m, grad);
  }
  std::vector<double> betas;
  for (const std::uint64_t bits : special_bits(format::float32)) betas.push_back(oracle::decode<format::float32>(bits));
  for (const double beta :
       {0.9, 0.99, 0.999, 0x1p-24, 0x1p-48, 0x1p-72, 0x1p-102, 0x1.8p-103, 0x1p-125, -0x1p-102, 1e30, 2.0}) {
    betas.push_back(beta);
  }
  flush_effect effect;
  for (const double beta : betas) {
    const check::scalars numbers = check::rounded(1024.0, 1.0, 0.5, beta);
    effect.count(data, check::rule_of(numbers, false), check::rule_of(numbers, true));
  }
  EXPECT_EQ(effect.on_var, 0u);
  EXPECT_EQ(effect.on_m, 0u);
}

}  // namespace
