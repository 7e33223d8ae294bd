// The schedules of sign_decay.hpp: ends, known angles, periods, and the formulas at many points.
#include <signopt/sign_decay.hpp>

#ifdef SIGNOPT_TESTS_SUPPORT_BITS_HPP
#  error "sign_decay.hpp is to be tested by itself"
#endif

#include <gtest/gtest.h>

#include <cmath>
#include <type_traits>

namespace {

using signopt::cosine_sign_decay;
using signopt::linear_sign_decay;
using signopt::restart_sign_decay;

static_assert(std::is_same_v<decltype(linear_sign_decay(1, 2)), double>);
static_assert(std::is_same_v<decltype(cosine_sign_decay(1, 2)), double>);
static_assert(std::is_same_v<decltype(restart_sign_decay(1, 2)), double>);

// Cosines in double: some units in the last place of 1.
constexpr double tolerance = 1e-15;
constexpr long double pi = 3.141592653589793238462643383279502884L;

TEST(sign_decay, linear_goes_straight_down_and_stays_at_0) {
  EXPECT_EQ(linear_sign_decay(0, 10), 1.0);
  EXPECT_EQ(linear_sign_decay(1, 10), 0.9);
  EXPECT_EQ(linear_sign_decay(3, 4), 0.25);
  EXPECT_EQ(linear_sign_decay(10, 10), 0.0);
  EXPECT_FALSE(std::signbit(linear_sign_decay(10, 10)));
  for (const double beyond : {10.5, 11.0, 20.0, 1e300}) {
    EXPECT_EQ(linear_sign_decay(beyond, 10), 0.0);
    EXPECT_FALSE(std::signbit(linear_sign_decay(beyond, 10)));
  }
  for (int total = 1; total <= 300; total += 13) {
    for (int step = 0; step <= total; ++step) {
      const double expected = static_cast<double>(total - step) / total;
      EXPECT_EQ(linear_sign_decay(step, total), expected);
    }
  }
}

TEST(sign_decay, cosine_at_known_angles) {
  EXPECT_EQ(cosine_sign_decay(0, 12), 1.0);
  EXPECT_NEAR(cosine_sign_decay(3, 12), 0.5 + 0.25 * std::sqrt(2.0), tolerance);
  EXPECT_NEAR(cosine_sign_decay(4, 12), 0.75, tolerance);
  EXPECT_NEAR(cosine_sign_decay(6, 12), 0.5, tolerance);
  EXPECT_NEAR(cosine_sign_decay(8, 12), 0.25, tolerance);
  EXPECT_NEAR(cosine_sign_decay(12, 12), 0.0, tolerance);
  // two whole periods: down and up, twice
  const double quarters[] = {1, 0.5, 0, 0.5, 1, 0.5, 0, 0.5, 1};
  for (int i = 0; i <= 8; ++i) EXPECT_NEAR(cosine_sign_decay(i, 8, 2), quarters[i], tolerance) << i;
}

TEST(sign_decay, restart_at_known_angles) {
  EXPECT_EQ(restart_sign_decay(0, 12), 1.0);
  EXPECT_NEAR(restart_sign_decay(4, 12), 0.75, tolerance);
  EXPECT_NEAR(restart_sign_decay(6, 12), 0.5, tolerance);
  EXPECT_NEAR(restart_sign_decay(8, 12), 0.25, tolerance);
  // two periods: each goes down to 0, and the next one starts at 1 again
  const double eighths[] = {1, 0.75, 0.25, 1, 0.75, 0.25, 1};
  for (int i = 0; i <= 6; ++i) EXPECT_NEAR(restart_sign_decay(i, 6, 2), eighths[i], tolerance) << i;
  EXPECT_EQ(restart_sign_decay(12, 12), 1.0);  // the next period begins
  EXPECT_LT(restart_sign_decay(11.999, 12), 1e-6);
}

TEST(sign_decay, defaults_are_half_a_cosine_period_and_one_restart_period) {
  for (int step = 0; step <= 20; ++step) {
    EXPECT_EQ(cosine_sign_decay(step, 20), cosine_sign_decay(step, 20, 0.5));
    EXPECT_EQ(restart_sign_decay(step, 20), restart_sign_decay(step, 20, 1));
  }
}

// TensorFlow's formulas, in a wider type.
TEST(sign_decay, formulas_at_many_points) {
  for (const double total : {1.0, 7.0, 10.0, 1000.0, 937.5}) {
    for (const double periods : {0.5, 1.0, 2.0, 3.5}) {
      for (int i = 0; i <= 100; ++i) {
        const double step = total * i / 64;  // beyond total_steps too
        const long double t = step, n = periods;
        const double cosine = static_cast<double>((1 + std::cos(pi * 2 * n * t / total)) / 2);
        EXPECT_NEAR(cosine_sign_decay(step, total, periods), cosine, 8 * tolerance);
        const double restart = static_cast<double>((1 + std::cos(pi * std::fmod(n * t, total) / total)) / 2);
        EXPECT_NEAR(restart_sign_decay(step, total, periods), restart, tolerance);
      }
    }
  }
}

TEST(sign_decay, results_lie_between_0_and_1) {
  for (int total = 1; total <= 200; total += 7) {
    for (int step = 0; step <= total; ++step) {
      for (const double value :
           {linear_sign_decay(step, total), cosine_sign_decay(step, total), cosine_sign_decay(step, total, 3),
            restart_sign_decay(step, total), restart_sign_decay(step, total, 2.5)}) {
        EXPECT_GE(value, 0.0);
        EXPECT_LE(value, 1.0);
      }
    }
  }
}

TEST(sign_decay, steps_beyond_32_bits) {
  const double total = 0x1p40;
  EXPECT_EQ(linear_sign_decay(0x1p39, total), 0.5);
  EXPECT_NEAR(cosine_sign_decay(0x1p39, total), 0.5, tolerance);
  EXPECT_NEAR(restart_sign_decay(0x1p39, total), 0.5, tolerance);
}

}  // namespace
