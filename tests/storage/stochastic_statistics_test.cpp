// The random numbers of stochastic rounding: without bias, even, and independent of their neighbours, of other steps,
// tensors and seeds. Each judgement is also made of hashes that are broken, and must find them out. That the library
// has the hash which is judged here, stochastic_bits_test shows.
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <signopt/apply_add_sign.hpp>
#include <signopt/pointer.hpp>
#include <string>
#include <vector>

#include "support/bits.hpp"
#include "support/oracle_storages.hpp"

namespace {

using namespace signopt_test;

// The 16 random bits of an element in a step of a tensor.
using source = std::uint32_t (*)(std::uint64_t seed, std::uint64_t step, std::uint64_t tensor, std::uint64_t number);

std::uint32_t of_library(std::uint64_t seed, std::uint64_t step, std::uint64_t tensor, std::uint64_t number) {
  return oracle::random_half(oracle::random_key(seed, step, tensor), number);
}
std::uint32_t without_number(std::uint64_t seed, std::uint64_t step, std::uint64_t tensor, std::uint64_t) {
  return of_library(seed, step, tensor, 0);
}
std::uint32_t without_step(std::uint64_t seed, std::uint64_t, std::uint64_t tensor, std::uint64_t number) {
  return of_library(seed, 0, tensor, number);
}
std::uint32_t without_tensor(std::uint64_t seed, std::uint64_t step, std::uint64_t, std::uint64_t number) {
  return of_library(seed, step, 0, number);
}
std::uint32_t without_seed(std::uint64_t, std::uint64_t step, std::uint64_t tensor, std::uint64_t number) {
  return of_library(0, step, tensor, number);
}
std::uint32_t of_15_bits(std::uint64_t seed, std::uint64_t step, std::uint64_t tensor, std::uint64_t number) {
  return of_library(seed, step, tensor, number) & 0x7fffu;
}
std::uint32_t the_number_itself(std::uint64_t, std::uint64_t step, std::uint64_t, std::uint64_t number) {
  return static_cast<std::uint32_t>(number + step) & 0xffffu;
}

constexpr double five_sigma = 5;

// Over all 65,536 lower halves, 64 steps each: how often it goes up beside how often it should. In all, and in each
// 64th of them, in sigmas.
double worst_bias(source random) {
  constexpr std::uint32_t halves = 65536, steps = 64, parts = 64;
  double worst = 0, excess_of_all = 0, variance_of_all = 0;
  for (std::uint32_t part = 0; part < parts; ++part) {
    double excess = 0, variance = 0;
    for (std::uint32_t lower = part * (halves / parts); lower < (part + 1) * (halves / parts); ++lower) {
      const double p = lower / double{halves};
      for (std::uint32_t step = 0; step < steps; ++step) {
        const bool is_up = lower + random(11, step, 0, lower) >= halves;
        excess += (is_up ? 1 : 0) - p;
        variance += p * (1 - p);
      }
    }
    worst = std::fmax(worst, std::fabs(excess) / std::sqrt(variance));
    excess_of_all += excess;
    variance_of_all += variance;
  }
  return std::fmax(worst, std::fabs(excess_of_all) / std::sqrt(variance_of_all));
}

// Of the bytes of 2^18 elements, how far chi-square lies from its 255, in its sigmas: of the upper and the lower byte.
double worst_chi_square(source random) {
  constexpr std::uint32_t elements = 1u << 18;
  double worst = 0;
  for (const int shift : {0, 8}) {
    std::vector<double> counts(256);
    for (std::uint32_t i = 0; i < elements; ++i) counts[random(12, 1, 0, i) >> shift & 0xffu] += 1;
    double chi_square = 0;
    for (const double count : counts) chi_square += (count - elements / 256.0) * (count - elements / 256.0);
    chi_square /= elements / 256.0;
    worst = std::fmax(worst, std::fabs(chi_square - 255) / std::sqrt(2 * 255.0));
  }
  return worst;
}

// The correlation of two random numbers over 2^16 elements, in sigmas.
template <class Other>
double correlation(source random, Other other) {
  constexpr std::uint32_t elements = 1u << 16;
  double sum = 0;
  for (std::uint32_t i = 0; i < elements; ++i) {
    const auto centred = [](std::uint32_t half) { return (half - 32767.5) / std::sqrt(65536.0 * 65536.0 / 12); };
    sum += centred(random(13, 20, 2, i)) * centred(other(i));
  }
  return std::fabs(sum) / std::sqrt(double{elements});
}
// Over the values of one argument, where other(value, i) is the number of element i with that value.
template <class Value, class Other>
double worst_over(source random, std::initializer_list<Value> values, const Other& other) {
  double worst = 0;
  for (const Value value : values)
    worst = std::fmax(worst, correlation(random, [&](std::uint32_t i) { return other(value, i); }));
  return worst;
}
double worst_of_neighbours(source random) {
  return worst_over(random, {1u, 2u, 3u, 4u, 8u, 15u, 16u, 17u, 32u, 64u, 256u, 1024u, 4096u},
                    [=](std::uint32_t distance, std::uint32_t i) { return random(13, 20, 2, i + distance); });
}
double worst_of_steps(source random) {
  return worst_over(random, {0u, 1u, 19u, 21u, 22u, 36u, 1044u},
                    [=](std::uint64_t step, std::uint32_t i) { return random(13, step, 2, i); });
}
double worst_of_tensors(source random) {
  return worst_over(random, {0u, 1u, 3u, 18u, 66u},
                    [=](std::uint64_t tensor, std::uint32_t i) { return random(13, 20, tensor, i); });
}
double worst_of_seeds(source random) {
  return worst_over(random, {0u, 1u, 12u, 14u, 29u},
                    [=](std::uint64_t seed, std::uint32_t i) { return random(seed, 20, 2, i); });
}

TEST(stochastic_numbers, have_no_bias) {
  EXPECT_LT(worst_bias(of_library), five_sigma);
  EXPECT_GT(worst_bias(of_15_bits), five_sigma);
  EXPECT_GT(worst_bias(without_number), five_sigma);
}

TEST(stochastic_numbers, have_even_bytes) {
  EXPECT_LT(worst_chi_square(of_library), five_sigma);
  EXPECT_GT(worst_chi_square(of_15_bits), five_sigma);
  EXPECT_GT(worst_chi_square(without_number), five_sigma);
}

TEST(stochastic_numbers, are_independent_of_their_neighbours) {
  EXPECT_LT(worst_of_neighbours(of_library), five_sigma);
  EXPECT_GT(worst_of_neighbours(without_number), five_sigma);
  EXPECT_GT(worst_of_neighbours(the_number_itself), five_sigma);
}

TEST(stochastic_numbers, are_independent_of_other_steps) {
  EXPECT_LT(worst_of_steps(of_library), five_sigma);
  EXPECT_GT(worst_of_steps(without_step), five_sigma);
  EXPECT_GT(worst_of_steps(the_number_itself), five_sigma);
}

TEST(stochastic_numbers, are_independent_of_other_tensors_and_seeds) {
  EXPECT_LT(worst_of_tensors(of_library), five_sigma);
  EXPECT_GT(worst_of_tensors(without_tensor), five_sigma);
  EXPECT_LT(worst_of_seeds(of_library), five_sigma);
  EXPECT_GT(worst_of_seeds(without_seed), five_sigma);
}

// What it is for: weights of 1 that 1,000 steps of a hundredth of a last place move by as much as in float32.
TEST(stochastic_rounding, keeps_small_steps_that_nearest_loses) {
  constexpr std::size_t weights = 4096;
  constexpr int steps = 1000;
  constexpr double last_place = 1.0 / 256, step_size = last_place / 100;  // below 1
  const std::vector<Eigen::bfloat16> grad(weights, Eigen::bfloat16(1));
  const auto mean_after = [&](bool is_stochastic) {
    std::vector<Eigen::bfloat16> var(weights, Eigen::bfloat16(1)), m(weights, Eigen::bfloat16(0));
    for (int step = 0; step < steps; ++step) {
      signopt::add_sign_settings settings{step_size, 1, 0, 0.9};
      if (is_stochastic) settings.options.rounding = signopt::stochastic{1, static_cast<std::uint64_t>(step)};
      signopt::apply_add_sign_n(var.data(), m.data(), settings, grad.data(), weights);
    }
    double sum = 0;
    for (const Eigen::bfloat16 each : var) sum += to_double(each);
    return sum / weights;
  };
  EXPECT_EQ(mean_after(false), 1);
  // Each step of each weight has a variance below that of a coin.
  const double sigma = last_place / 2 * std::sqrt(steps / double{weights});
  EXPECT_NEAR(mean_after(true), 1 - steps * step_size, five_sigma * sigma);
}

}  // namespace
