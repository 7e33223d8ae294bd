// inspect: the norm of all gradients, bit for bit as the header says it is summed, whatever cuts the read; and whether
// they are finite.
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <signopt/optimizer.hpp>
#include <vector>

#include "../support/executors.hpp"
#include "../support/small_caches.hpp"
#include "../support/targets.hpp"
#include "model.hpp"

namespace {

using namespace signopt_test;

template <class G>
using optimizer_of = std::conditional_t<sizeof(G) == 8, signopt::optimizer<signopt::add_sign, double, G>,
                                        signopt::optimizer<signopt::add_sign, G, G>>;

// Sizes around lanes and blocks.
const std::vector<std::ptrdiff_t> sizes{0, 1, 15, 16, 17, 4095, 4096, 4097, 40000, 3, 0, 12345, 8192};

// A tensor's sum of squares as it is written in optimizer.hpp, in doubles that nothing reorders.
template <class G>
double sum_of_squares(const G* grad, std::ptrdiff_t size) {
  volatile double sum = 0;
  for (std::ptrdiff_t first = 0; first < size; first += 4096) {
    volatile double lanes[16] = {};
    for (std::ptrdiff_t i = 0; i < 4096 && first + i < size; ++i) {
      const volatile double square = to_double(grad[first + i]) * to_double(grad[first + i]);
      lanes[i % 16] = lanes[i % 16] + square;
    }
    for (int half = 8; half > 0; half /= 2) {
      for (int i = 0; i < half; ++i) lanes[i] = lanes[i] + lanes[i + half];
    }
    sum = sum + lanes[0];
  }
  return sum;
}

template <class G>
struct gradients {
  // Random fractions of magnitudes that differ by some powers of two, so that the sums are rounded in all dtypes that
  // have the bits for it; each tensor begins `offset` elements into a line.
  gradients(std::size_t offset, std::uint64_t seed) {
    std::ptrdiff_t total = 0;
    for (const std::ptrdiff_t size : sizes) total += size + 64;
    var = std::vector<G>(static_cast<std::size_t>(total));
    grad = signopt::aligned_block<G>(total);
    std::ptrdiff_t at = static_cast<std::ptrdiff_t>(offset);
    random_bits random(seed);
    for (const std::ptrdiff_t size : sizes) {
      begins.push_back(at);
      for (std::ptrdiff_t i = 0; i < size; ++i) {
        const double magnitude =
            std::ldexp(1 + static_cast<double>(random.below(1 << 20)) / (1 << 20), -static_cast<int>(random.below(6)));
        grad[at + i] = nearest<G>(random.below(2) == 0 ? magnitude : -magnitude);
      }
      at += (size + 31) / 32 * 32;
    }
  }

  void add_to(optimizer_of<G>& opt) {
    std::vector<signopt::parameter<G>> all;
    for (std::size_t i = 0; i < sizes.size(); ++i)
      all.push_back({var.data() + begins[i], nullptr, grad.data() + begins[i], sizes[i]});
    const auto half = all.begin() + 6;
    opt.add_group(std::vector<signopt::parameter<G>>(all.begin(), half));
    opt.add_group(std::vector<signopt::parameter<G>>(half, all.end()));
  }

  double sum(std::ptrdiff_t without = -1) const {
    volatile double sum = 0;
    for (std::size_t t = 0; t < sizes.size(); ++t) {
      if (static_cast<std::ptrdiff_t>(t) != without) sum = sum + sum_of_squares(grad.data() + begins[t], sizes[t]);
    }
    return sum;
  }

  double value(std::size_t tensor, std::ptrdiff_t i) const { return to_double(grad[begins[tensor] + i]); }

  std::vector<G> var;
  signopt::aligned_block<G> grad;
  std::vector<std::ptrdiff_t> begins;
};

// For every executor, with every alignment, and with a tensor that drops out.
template <class G>
void test_bits() {
  for (const std::size_t offset : {std::size_t{0}, std::size_t{1}, std::size_t{7}}) {
    gradients<G> data(offset, 5);
    optimizer_of<G> opt;
    data.add_to(opt);
    const double expected = std::sqrt(data.sum());
    for (const any_executor& executor : every_executor()) {
      const signopt::gradient_report report = opt.inspect(executor);
      ASSERT_EQ(bits_of(report.norm), bits_of(expected)) << executor.name() << ", offset " << offset;
      ASSERT_TRUE(report.is_finite);
    }
    EXPECT_EQ(opt.inspect(-0.25).norm, 0.25 * expected) << "the norm after the scale";
    opt.grad(8, nullptr);
    EXPECT_EQ(opt.inspect(any_executor("", backwards_here{5}, 1)).norm, std::sqrt(data.sum(8)));
  }
}

// One large element among small ones, whose squares are a quarter of the last place of the large one's. Another order
// of adding the lanes makes something else of them, which the square root does not hide.
template <class G>
void test_order_of_lanes() {
  for (std::ptrdiff_t large = 0; large < 16; ++large) {
    std::vector<G> var(16), grad(16, nearest<G>(std::ldexp(1, -14)));
    grad[static_cast<std::size_t>(large)] = nearest<G>(std::ldexp(1, 13));
    optimizer_of<G> opt;
    opt.add_group({{var.data(), nullptr, grad.data(), 16}});
    const double expected = std::sqrt(sum_of_squares(grad.data(), 16));
    ASSERT_GT(expected, std::ldexp(1, 13));
    ASSERT_EQ(bits_of(opt.inspect().norm), bits_of(expected)) << "the large one is element " << large;
  }
}

template <class G>
void test_accuracy() {
  gradients<G> data(0, 6);
  optimizer_of<G> opt;
  data.add_to(opt);
  long double exact = 0;
  for (std::size_t t = 0; t < sizes.size(); ++t) {
    for (std::ptrdiff_t i = 0; i < sizes[t]; ++i) {
      const long double x = data.value(t, i);
      exact += x * x;
    }
  }
  const double exact_norm = static_cast<double>(std::sqrt(exact));
  EXPECT_NEAR(opt.inspect().norm, exact_norm, 1e-14 * exact_norm);
}

// Each kind of value, at each place where it might be missed.
template <class G>
void test_non_finite() {
  using limits = std::numeric_limits<double>;
  const std::uint64_t smallest_nan = oracle::infinity(format_of_v<G>) | 1;
  for (const G bad : {nearest<G>(limits::infinity()), nearest<G>(-limits::infinity()), nearest<G>(limits::quiet_NaN()),
                      from_bits<G>(smallest_nan)}) {
    for (const std::size_t tensor : {std::size_t{1}, std::size_t{7}, std::size_t{8}, std::size_t{12}}) {
      for (const std::ptrdiff_t i : {std::ptrdiff_t{0}, sizes[tensor] / 2, sizes[tensor] - 1}) {
        gradients<G> data(3, 7);
        optimizer_of<G> opt;
        data.add_to(opt);
        data.grad[data.begins[tensor] + i] = bad;
        for (const any_executor& executor : some_executors()) {
          const signopt::gradient_report report = opt.inspect(executor);
          ASSERT_FALSE(report.is_finite) << describe(bad) << " at " << i << " of tensor " << tensor;
          ASSERT_GE(bits_of(std::fabs(report.norm)), bits_of(limits::infinity()));
        }
        opt.grad(static_cast<std::ptrdiff_t>(tensor), nullptr);
        ASSERT_TRUE(opt.inspect().is_finite) << "of a tensor that has no gradient now";
      }
    }
  }
}

template <class G>
bool register_norms(const char* name) {
  return register_on_every_target(std::string("gradient_norm/") + name, __FILE__,
                                  {{"bits", __LINE__, test_bits<G>},
                                   {"order_of_lanes", __LINE__, test_order_of_lanes<G>},
                                   {"accuracy", __LINE__, test_accuracy<G>},
                                   {"non_finite", __LINE__, test_non_finite<G>}});
}
const bool registered = register_norms<float>("float32") && register_norms<double>("float64") &&
                        register_norms<Eigen::half>("float16") && register_norms<Eigen::bfloat16>("bfloat16");

// The largest numbers: squares of float32 do not overflow float64, those of float64 do, and are finite all the same.
TEST(gradient_norm, of_the_largest_numbers) {
  float var[3] = {}, grad[3] = {std::numeric_limits<float>::max(), -std::numeric_limits<float>::max(), 0};
  signopt::optimizer<signopt::lion> opt;
  opt.add_group({{var, nullptr, grad, 3}});
  EXPECT_TRUE(opt.inspect().is_finite);
  EXPECT_NEAR(opt.inspect().norm, std::sqrt(2.0) * grad[0], 1e-14 * grad[0] * 2);

  double wide_var[3] = {}, wide_grad[3] = {1e200, 1, 0};
  signopt::optimizer<signopt::lion, double> wide;
  wide.add_group({{wide_var, nullptr, wide_grad, 3}});
  const signopt::gradient_report report = wide.inspect();
  EXPECT_TRUE(report.is_finite) << "the flag is that of the elements";
  EXPECT_TRUE(std::isinf(report.norm));
}

TEST(gradient_norm, of_nothing) {
  const signopt::optimizer<signopt::lion> opt;
  EXPECT_EQ(opt.inspect().norm, 0);
  EXPECT_TRUE(opt.inspect().is_finite);
}

// Long enough for what the loop does on much work only, where the caches are small.
template <class G>
void expect_norm_of_much() {
  const small_caches far_away(true);
  const auto n = static_cast<std::ptrdiff_t>(least_uncached_elements(sizeof(G))) + 4096 + 33;
  signopt::aligned_block<G> var(n), grad(n);
  for (std::ptrdiff_t i = 0; i < n; ++i) grad[i] = static_cast<G>(static_cast<float>(i % 1000 + 1));
  double sum = 0;  // of integers: exact in any order
  for (std::ptrdiff_t i = 0; i < n; ++i) sum += to_double(grad[i]) * to_double(grad[i]);
  optimizer_of<G> opt;
  opt.add_group({{var.data(), nullptr, grad.data(), n}});
  for (const std::string& target : target_names()) {
    const forced_target forced(target);
    EXPECT_EQ(opt.inspect(any_executor("", backwards_here{3}, 1)).norm, std::sqrt(sum)) << target;
  }
}

// Of float16, a line is two registers of lanes.
TEST(gradient_norm, of_much) {
  expect_norm_of_much<float>();
  expect_norm_of_much<Eigen::half>();
}

}  // namespace
