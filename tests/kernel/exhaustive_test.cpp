// What is finite is tried whole: every 16-bit value through load, store and sign; every float32 that lies at or beside
// a rounding tie of a 16-bit format; and a slice of the 2^32 pairs (grad, m) of 16-bit values. SIGNOPT_EXHAUSTIVE=1 in
// the environment makes it all float32 significands and all pairs, on every core. The pairs are tried with every
// formula, all else with AddSign's.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <signopt/apply_add_sign.hpp>
#include <signopt/pointer.hpp>
#include <string>
#include <vector>

#include "support/bits.hpp"
#include "support/exhaustive_pairs.hpp"
#include "support/oracle.hpp"
#include "support/targets.hpp"

namespace {

using namespace signopt_test;

// In one go, and in pieces that are shorter than any vector: the loop and the tail.
template <class C, class T, class G>
void run_whole_or_in_pieces(std::vector<T>& var, std::vector<T>& m, double lr, double alpha, double sign_decay,
                            double beta, const std::vector<G>& grad, std::size_t piece) {
  for (std::size_t first = 0; first < var.size(); first += piece) {
    const auto count = static_cast<std::ptrdiff_t>(std::min(piece, var.size() - first));
    signopt::apply_add_sign_n(var.data() + first, m.data() + first, nearest<C>(lr), nearest<C>(alpha),
                              nearest<C>(sign_decay), nearest<C>(beta), grad.data() + first, count);
  }
}

// With hyper-parameters under which an operand passes through unchanged, or only its sign counts. No oracle is needed.
template <class T, class C>
void test_every_value() {
  const std::vector<T> all = all_values<T>();
  const auto constant = [&](double value) { return std::vector<T>(all.size(), nearest<T>(value)); };
  for (const std::size_t piece : {all.size(), std::size_t{3}}) {
    SCOPED_TRACE("in pieces of " + std::to_string(piece));
    // m' = 1 * m + 0 * -1 = m
    std::vector<T> var = constant(0);
    std::vector<T> m = all;
    run_whole_or_in_pieces<C>(var, m, 0, 1, 1, 1, constant(-1), piece);
    for (std::size_t i = 0; i < all.size(); ++i) ASSERT_TRUE(same_result(m[i], all[i])) << "m " << describe(all[i]);
    // var' = var - 0 * 1 = var
    var = all;
    m = constant(1);
    run_whole_or_in_pieces<C>(var, m, 0, 1, 1, 1, constant(1), piece);
    for (std::size_t i = 0; i < all.size(); ++i) ASSERT_TRUE(same_result(var[i], all[i])) << "var " << describe(all[i]);
    // m' = 0 * -0 + 1 * g = g
    var = constant(0);
    m = constant(-0.0);
    run_whole_or_in_pieces<C>(var, m, 0, 1, 1, 0, all, piece);
    for (std::size_t i = 0; i < all.size(); ++i) ASSERT_TRUE(same_result(m[i], all[i])) << "grad " << describe(all[i]);
    // var' = 0 - sign(1) * sign(m) * 1
    var = constant(0);
    m = all;
    run_whole_or_in_pieces<C>(var, m, 1, 0, 1, 1, constant(1), piece);
    for (std::size_t i = 0; i < all.size(); ++i) {
      const double x = to_double(all[i]);
      const double expected = x > 0 ? -1 : x < 0 ? 1 : 0;
      ASSERT_EQ(to_double(var[i]), expected) << "sign of m " << describe(all[i]);
    }
    // var' = 0 - sign(g) * sign(1) * g = -|g|
    var = constant(0);
    m = constant(1);
    run_whole_or_in_pieces<C>(var, m, 1, 0, 1, 1, all, piece);
    for (std::size_t i = 0; i < all.size(); ++i) {
      const double x = to_double(all[i]);
      if (!(x - x == 0)) continue;  // 0 * Inf makes m' a NaN
      ASSERT_EQ(to_double(var[i]), x > 0 ? -x : x) << "sign of grad " << describe(all[i]);
    }
  }
}

// A 16-bit grad under a wider T: m' = g, exactly.
template <class T, class G>
void test_every_narrow_grad() {
  const std::vector<G> all = all_values<G>();
  for (const std::size_t piece : {all.size(), std::size_t{3}}) {
    std::vector<T> var(all.size(), T(0));
    std::vector<T> m(all.size(), T(-0.0));
    run_whole_or_in_pieces<T>(var, m, 0, 1, 1, 0, all, piece);
    for (std::size_t i = 0; i < all.size(); ++i) {
      ASSERT_TRUE(same_result(m[i], nearest<T>(to_double(all[i])))) << "grad " << describe(all[i]);
    }
  }
}

// The 23-bit significands that are tried: all of them, or those of every tie of T's own precision and of its
// denormals', those on either side of the ties, and a regular slice of the rest.
template <class T>
std::vector<std::uint32_t> significands() {
  std::vector<std::uint32_t> all;
  if (exhaustive()) {
    for (std::uint32_t s = 0; s < (1u << 23); ++s) all.push_back(s);
    return all;
  }
  const int dropped = 23 - oracle::fraction_bits(format_of_v<T>);
  for (int low = dropped; low <= 23; ++low) {
    for (std::uint32_t high = 0; high < (1u << (23 - low)); ++high) {
      const std::uint32_t tie = (high << low) + (1u << (low - 1));
      all.insert(all.end(), {high << low, tie - 1, tie, tie + 1});
    }
  }
  for (std::uint32_t s = 0; s < (1u << 23); s += 4099) all.push_back(s);
  return all;
}

// float32 to T on store. var' = 0 - c * g and m' = c * m + (1 - c) * 0, where g and m are all powers of two and c holds
// the significand.
template <class T>
void test_rounding_on_store() {
  constexpr oracle::format t = format_of_v<T>;
  std::vector<T> powers;
  for (int e = oracle::smallest_normal_exponent(t) - oracle::fraction_bits(t); e <= oracle::bias(t); ++e) {
    const double power = oracle::double_of_bits(static_cast<std::uint64_t>(e + 1023) << 52);
    powers.push_back(nearest<T>(power));
    powers.push_back(nearest<T>(-power));
  }
  const std::vector<T> zeros(powers.size(), nearest<T>(0));
  const std::vector<std::uint32_t> tried = significands<T>();
  for_each_index(tried.size() * 2, [&](std::uint64_t i) {
    // c from 1 to 2, and 2^-24 times that: products that are no storage denormals any more
    const float c = from_bits<float>((i % 2 == 0 ? 0x3f800000u : 0x33800000u) + tried[i / 2]);
    std::vector<T> var = zeros;
    std::vector<T> m = powers;
    const auto size = static_cast<std::ptrdiff_t>(powers.size());
    signopt::apply_add_sign_n(var.data(), m.data(), 0.0f, 1.0f, 0.0f, c, zeros.data(), size);
    std::vector<T> unused = zeros;
    signopt::apply_add_sign_n(var.data(), unused.data(), c, 1.0f, 0.0f, 1.0f, powers.data(), size);
    for (std::size_t k = 0; k < powers.size(); ++k) {
      const double product = static_cast<double>(c) * to_double(powers[k]);
      const double in_float32 =
          oracle::decode<oracle::format::float32>(oracle::encode<oracle::format::float32>(product));
      const std::uint64_t rounded = oracle::encode<t>(in_float32);
      if (bits_of(m[k]) == rounded && bits_of(var[k]) == (rounded ^ oracle::sign_bit(t))) continue;
      // a zero in float32 may lose its sign to the zero that it is added to or subtracted from
      if (in_float32 == 0 && to_double(m[k]) == 0 && to_double(var[k]) == 0) continue;
      ADD_FAILURE() << std::hexfloat << in_float32 << " stored: m " << describe(m[k]) << ", expected "
                    << describe(from_bits<T>(rounded)) << "; as its negative: var " << describe(var[k]);
      return false;
    }
    return true;
  });
}

const bool registered = [] {
  using half = Eigen::half;
  using bfloat = Eigen::bfloat16;
  const auto add = [](const char* types, const char* name, int line, void (*body)()) {
    register_on_every_target(std::string("apply_add_sign/") + types, name, __FILE__, line, body);
  };
  add("float16_compute_float16", "every_value", __LINE__, test_every_value<half, half>);
  add("float16_compute_float32", "every_value", __LINE__, test_every_value<half, float>);
  add("bfloat16_compute_bfloat16", "every_value", __LINE__, test_every_value<bfloat, bfloat>);
  add("bfloat16_compute_float32", "every_value", __LINE__, test_every_value<bfloat, float>);
  add("float32_grad_float16", "every_value", __LINE__, test_every_narrow_grad<float, half>);
  add("float32_grad_bfloat16", "every_value", __LINE__, test_every_narrow_grad<float, bfloat>);
  add("float64_grad_float16", "every_value", __LINE__, test_every_narrow_grad<double, half>);
  add("float64_grad_bfloat16", "every_value", __LINE__, test_every_narrow_grad<double, bfloat>);
  add("float16_compute_float32", "rounding_on_store", __LINE__, test_rounding_on_store<half>);
  add("bfloat16_compute_float32", "rounding_on_store", __LINE__, test_rounding_on_store<bfloat>);
  register_pairs<add_sign_calls>(__FILE__, __LINE__);
  register_pairs<power_sign_calls>(__FILE__, __LINE__);
  register_pairs<lion_calls>(__FILE__, __LINE__);
  return true;
}();

}  // namespace
