// The schedules of sign_decay.hpp for every kind of argument: a value in [0, 1], by the rules of the header. Built as
// the project is and with -ffast-math, under which only bits tell a NaN from a number.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <limits>
#include <signopt/sign_decay.hpp>

namespace {

// A value that the compiler does not see through: of a NaN in sight, -ffast-math lets it make anything.
double of_bits(std::uint64_t bits) {
  volatile std::uint64_t unseen = bits;
  const std::uint64_t copy = unseen;
  double value;
  std::memcpy(&value, &copy, sizeof value);
  return value;
}

double hidden(double value) {
  std::uint64_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return of_bits(bits);
}

std::uint64_t bits_of(double value) {
  std::uint64_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

constexpr std::uint64_t zero = 0, one = 0x3ff0000000000000u;  // as doubles between them are ordered, so are their bits
const double infinity = of_bits(0x7ff0000000000000u), nan_value = of_bits(0x7ff8000000000000u);
const double largest = hidden(std::numeric_limits<double>::max());
const double smallest = hidden(std::numeric_limits<double>::min());

using schedule = double (*)(double, double);
const schedule schedules[] = {
    [](double step, double total) { return signopt::linear_sign_decay(step, total); },
    [](double step, double total) { return signopt::cosine_sign_decay(step, total); },
    [](double step, double total) { return signopt::restart_sign_decay(step, total); },
};

TEST(sign_decay_any_argument, without_steps_left_it_is_0) {
  for (const schedule value : schedules) {
    for (const double total : {0.0, -0.0, -1.0, -1e300, -infinity, nan_value}) {
      for (const double step : {0.0, 1.0, -1.0, 1e300, infinity, nan_value})
        EXPECT_EQ(bits_of(value(hidden(step), hidden(total))), zero) << step << " of " << total;
    }
    for (const double step : {infinity, -infinity, nan_value, -nan_value})
      EXPECT_EQ(bits_of(value(step, 10)), zero) << step;
  }
}

TEST(sign_decay_any_argument, a_training_without_end_stays_at_1) {
  for (const schedule value : schedules) {
    for (const double step : {-5.0, 0.0, 1.0, 1e12}) EXPECT_EQ(bits_of(value(step, infinity)), one) << step;
  }
}

TEST(sign_decay_any_argument, before_the_first_step_it_is_1) {
  for (const schedule value : schedules) {
    for (const double step : {-0.0, -1.0, -3.5, -9e18, -1e300}) EXPECT_EQ(bits_of(value(step, 10)), one) << step;
  }
}

TEST(sign_decay_any_argument, num_periods) {
  for (const double periods : {infinity, -infinity, nan_value}) {
    for (const double step : {0.0, 3.0, 12.0}) {
      EXPECT_EQ(bits_of(signopt::cosine_sign_decay(step, 10, periods)), zero) << step << ", " << periods;
      EXPECT_EQ(bits_of(signopt::restart_sign_decay(step, 10, periods)), zero) << step << ", " << periods;
    }
  }
  EXPECT_EQ(bits_of(signopt::restart_sign_decay(1e10, 10, hidden(1e300))), zero);
  EXPECT_EQ(bits_of(signopt::cosine_sign_decay(1e10, 10, hidden(1e300))), zero);
  for (const double periods : {0.0, 0.5, 1.0, 2.5}) {
    for (const double step : {0.0, 3.0, 12.0}) {
      EXPECT_EQ(bits_of(signopt::cosine_sign_decay(step, 10, -periods)),
                bits_of(signopt::cosine_sign_decay(step, 10, periods)));
      EXPECT_EQ(bits_of(signopt::restart_sign_decay(step, 10, -periods)),
                bits_of(signopt::restart_sign_decay(step, 10, periods)));
    }
  }
}

TEST(sign_decay_any_argument, past_the_last_step) {
  EXPECT_EQ(bits_of(signopt::linear_sign_decay(25, 10)), zero);
  EXPECT_NEAR(signopt::cosine_sign_decay(15, 10), 0.5, 1e-15);  // up again, to 1
  EXPECT_EQ(bits_of(signopt::cosine_sign_decay(20, 10)), one);
  EXPECT_EQ(bits_of(signopt::restart_sign_decay(10, 10)), one);  // the next period begins
  EXPECT_NEAR(signopt::restart_sign_decay(15, 10), 0.5, 1e-15);
}

TEST(sign_decay_any_argument, integers_of_64_bits) {
  const double total = hidden(static_cast<double>(std::numeric_limits<std::int64_t>::max()));
  EXPECT_EQ(bits_of(signopt::linear_sign_decay(total, total)), zero);
  EXPECT_EQ(bits_of(signopt::linear_sign_decay(total / 2, total)), bits_of(0.5));
  EXPECT_EQ(bits_of(signopt::linear_sign_decay(static_cast<double>(std::numeric_limits<std::uint64_t>::max()), total)),
            zero);
  EXPECT_EQ(bits_of(signopt::linear_sign_decay(static_cast<double>(std::numeric_limits<std::int64_t>::min()), total)),
            one);
  EXPECT_NEAR(signopt::cosine_sign_decay(total, total), 0, 1e-15);
  EXPECT_NEAR(signopt::cosine_sign_decay(total / 2, total), 0.5, 1e-15);
  EXPECT_NEAR(signopt::restart_sign_decay(total / 2, total), 0.5, 1e-15);
}

TEST(sign_decay_any_argument, every_combination_lies_between_0_and_1) {
  const double numbers[] = {0,      0.1,   0.5,   1,       3,      10,       1e6,      0x1p53,   0x1p63,
                            0x1p64, 1e150, 1e300, largest, 1e-300, smallest, infinity, nan_value};
  for (const double step : numbers) {
    for (const double total : numbers) {
      for (const double periods : numbers) {
        for (const int signs : {0, 1, 2, 3, 4, 5, 6, 7}) {
          const double s = signs & 1 ? -step : step, t = signs & 2 ? -total : total, p = signs & 4 ? -periods : periods;
          EXPECT_LE(bits_of(signopt::linear_sign_decay(s, t)), one) << s << ", " << t;
          EXPECT_LE(bits_of(signopt::cosine_sign_decay(s, t, p)), one) << s << ", " << t << ", " << p;
          EXPECT_LE(bits_of(signopt::restart_sign_decay(s, t, p)), one) << s << ", " << t << ", " << p;
        }
      }
    }
  }
}

}  // namespace
