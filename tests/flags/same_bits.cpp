// Compares kernels.cpp, whatever flags it was compiled with, bit for bit with the oracle. This file and the link have
// plain flags: -ffast-math at the link would set flush-to-zero at start-up, which is another floating-point
// environment.
#include <array>
#include <cstdio>
#include <cstring>
#include <vector>

#include "kernels.hpp"
#include "support/oracle_lion.hpp"
#include "support/oracle_power_sign.hpp"

namespace {

using namespace flags_test;
namespace oracle = signopt_test::oracle;
using oracle::format;
using signopt_test::oracle::hyper;

constexpr int largest_size = 130;  // two vectors of the widest target (float16 in AVX-512), and a tail

constexpr format format_of(number n) {
  return n == number::float16    ? format::float16
         : n == number::bfloat16 ? format::bfloat16
         : n == number::float32  ? format::float32
                                 : format::float64;
}

constexpr double infinity = __builtin_huge_val();
const double nan_value = oracle::double_of_bits(oracle::quiet_nan(format::float64));

const hyper hypers[] = {
    {0.001, 1.0, 0.99, 0.9},          {0.1, 1.0, 1.0, 0.9},         {-0.5, -2.0, 3.0, 1.5},
    {0.0, -0.0, -0.0, -0.0},          {1e30, 1e30, -1e30, 0.5},     {infinity, 1.0, 0.5, 0.875},
    {0.25, infinity, -infinity, 0.5}, {0.25, 1.0, 1.0, infinity},   {nan_value, 1, 1, 0.9},
    {0.1, 1, 1, nan_value},           {1e-30, 1e-15, 1e-20, 1e-40}, {0.125, 1.0, nan_value, 0.75},
};

// Bits of one element: special values of the format, and ordinary ones of mixed magnitudes, in a fixed disorder.
std::uint64_t element(format f, std::uint64_t seed) {
  std::uint64_t mixed = (seed + 1) * 0x9E3779B97F4A7C15U;
  mixed ^= mixed >> 29;
  mixed *= 0xBF58476D1CE4E5B9U;
  mixed ^= mixed >> 32;
  const std::uint64_t sign = (mixed & 1) != 0 ? oracle::sign_bit(f) : 0;
  const std::uint64_t first_normal = std::uint64_t{1} << oracle::fraction_bits(f);
  switch ((mixed >> 1) % 16) {
    case 0:
      return sign;
    case 1:
      return sign | oracle::infinity(f);
    case 2:
      return sign | oracle::quiet_nan(f);
    case 3:
      return sign | 1;
    case 4:
      return sign | (first_normal - 1);
    case 5:
      return sign | (oracle::infinity(f) - 1);
    case 6:
      return sign | ((mixed >> 8) % first_normal);  // any denormal
    case 7:
      return (mixed >> 8) & (2 * oracle::sign_bit(f) - 1);  // any bits
    default:
      break;
  }
  // About 2^-4 to 2^3, where sums of products round: fusing a product changes many of these.
  const auto exponent = static_cast<std::uint64_t>(oracle::bias(f)) - 4 + (mixed >> 5) % 8;
  return sign | (exponent << oracle::fraction_bits(f)) | ((mixed >> 8) % first_normal);
}

double value_of(format f, std::uint64_t bits) {
  return f == format::float16    ? oracle::decode<format::float16>(bits)
         : f == format::bfloat16 ? oracle::decode<format::bfloat16>(bits)
         : f == format::float32  ? oracle::decode<format::float32>(bits)
                                 : oracle::decode<format::float64>(bits);
}

std::size_t bytes_of(format f) { return static_cast<std::size_t>(oracle::total_bits(f)) / 8; }

std::uint64_t get(format f, const std::vector<unsigned char>& memory, std::size_t index) {
  std::uint64_t bits = 0;  // little-endian, as every CPU with a target of ours
  std::memcpy(&bits, memory.data() + index * bytes_of(f), bytes_of(f));
  return bits;
}

std::vector<unsigned char> elements(format f, std::size_t n, std::uint64_t seed) {
  std::vector<unsigned char> memory(n * bytes_of(f) + 1);  // never a null pointer
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint64_t bits = element(f, seed * 1000003 + i);
    std::memcpy(memory.data() + i * bytes_of(f), &bits, bytes_of(f));
  }
  return memory;
}

// Scalars in the order of the call.
template <format T, class Oracle>
bool agrees_with(const Oracle& expected, const row& tested, const scalar_bits& scalars, const hyper& h,
                 const char* target) {
  const format G = format_of(tested.grad);
  for (std::size_t n = 0; n <= largest_size; ++n) {
    const auto old_var = elements(T, n, 3 * n), old_m = elements(T, n, 3 * n + 1), grad = elements(G, n, 3 * n + 2);
    auto var = old_var, m = old_m;
    tested.update(var.data(), m.data(), scalars, grad.data(), static_cast<std::ptrdiff_t>(n));
    for (std::size_t i = 0; i < n; ++i) {
      const oracle::result want = expected(get(T, old_var, i), get(T, old_m, i), get(G, grad, i));
      const std::uint64_t got_var = get(T, var, i), got_m = get(T, m, i);
      if (oracle::same(T, got_var, want.var) && oracle::same(T, got_m, want.m)) continue;
      std::printf(
          "%s: T %s, G %s, C %s%s, rule %d, size %zu, element %zu, scalars %a %a %a %a\n"
          "  before: var %a m %a grad %a\n  expected: var %a m %a\n  got:      var %a m %a\n",
          target, name_of(T), name_of(G), name_of(format_of(tested.compute)),
          tested.flushes_subnormal_momentum ? ", flushing" : "", static_cast<int>(tested.rule), n, i, h.lr, h.alpha,
          h.sign_decay, h.beta, oracle::decode<T>(get(T, old_var, i)), oracle::decode<T>(get(T, old_m, i)),
          value_of(G, get(G, grad, i)), oracle::decode<T>(want.var), oracle::decode<T>(want.m),
          oracle::decode<T>(got_var), oracle::decode<T>(got_m));
      return false;
    }
  }
  return true;
}

template <format T, format G, format C>
bool agrees(const row& tested, const char* target) {
  for (const hyper& h : hypers) {
    const auto in_c = [](double x) { return oracle::scalar<C, C>(x); };
    const hyper rounded = {in_c(h.lr), in_c(h.alpha), in_c(h.sign_decay), in_c(h.beta)};
    const std::array<double, 4> values = {rounded.lr, rounded.alpha, rounded.sign_decay, rounded.beta};
    const scalar_bits scalars = {oracle::encode<C>(h.lr), oracle::encode<C>(h.alpha), oracle::encode<C>(h.sign_decay),
                                 oracle::encode<C>(h.beta)};
    const bool flushes = tested.flushes_subnormal_momentum;
    const bool same = tested.rule == formula::power_sign
                          ? agrees_with<T>(oracle::power_sign<T, G, C>(values, flushes), tested, scalars, h, target)
                      : tested.rule == formula::lion
                          ? agrees_with<T>(oracle::lion<T, G, C>(values, flushes), tested, scalars, h, target)
                          : agrees_with<T>(oracle::add_sign<T, G, C>(rounded, flushes), tested, scalars, h, target);
    if (!same) return false;
  }
  return true;
}

struct comparison {
  format var, grad, compute;
  bool (*agrees)(const row&, const char*);
};

template <format T, format G, format C>
constexpr comparison compare() {
  return {T, G, C, &agrees<T, G, C>};
}

constexpr format f16 = format::float16, b16 = format::bfloat16, f32 = format::float32, f64 = format::float64;
constexpr comparison comparisons[] = {
    compare<f16, f16, f16>(), compare<f16, f16, f32>(), compare<b16, b16, b16>(), compare<b16, b16, f32>(),
    compare<f32, f16, f32>(), compare<f32, b16, f32>(), compare<f32, f32, f32>(), compare<f64, f16, f64>(),
    compare<f64, b16, f64>(), compare<f64, f32, f64>(), compare<f64, f64, f64>(),
};

bool check(const row& tested, const char* target) {
  for (const comparison& one : comparisons) {
    if (one.var == format_of(tested.var) && one.grad == format_of(tested.grad) &&
        one.compute == format_of(tested.compute)) {
      return one.agrees(tested, target);
    }
  }
  std::printf("%s: a row that this test does not know\n", target);
  return false;
}

}  // namespace

int main() {
  int failures = 0;
  for (int t = 0; t < target_count(); ++t) {
    if (!force_target(t)) {
      std::printf("%s: forced, but another target runs\n", target_name(t));
      ++failures;
    }
    int agreeing = 0;
    for (int r = 0; r < row_count(); ++r) agreeing += check(row_at(r), target_name(t)) ? 1 : 0;
    std::printf("%s: %d of %d rows agree with the oracle\n", target_name(t), agreeing, row_count());
    failures += row_count() - agreeing;
  }
  return failures == 0 ? 0 : 1;
}
