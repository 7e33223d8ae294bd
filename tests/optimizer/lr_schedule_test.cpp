// Learning rates over a training, at the places where their formulas turn, and for arguments that are no numbers; and
// the loss scale that finds its value.
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <signopt/loss_scale.hpp>
#include <signopt/lr_schedule.hpp>
#include <string>

namespace {

using signopt::lr_schedule;
using schedule = double (*)(double, const lr_schedule&);
constexpr schedule all[] = {signopt::constant_lr, signopt::linear_lr, signopt::cosine_lr, signopt::wsd_lr};
constexpr double infinity = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();

TEST(lr_schedule, warm_up_is_the_same_in_all) {
  for (const schedule each : all) {
    EXPECT_DOUBLE_EQ(each(0, {0.5, 10, 100}), 0.05) << "the first step moves";
    EXPECT_DOUBLE_EQ(each(4, {0.5, 10, 100}), 0.25);
    EXPECT_EQ(each(9, {0.5, 10, 100}), 0.5);
    EXPECT_EQ(each(10, {0.5, 10, 100}), 0.5);
    EXPECT_EQ(each(0, {0.5, 0, 100}), 0.5);
    EXPECT_EQ(each(0, {0.5, 0.1, 10}), 0.5) << "never above the peak";
    EXPECT_EQ(each(50, {0.5, 50.5, 1010}), 0.5);
  }
}

TEST(lr_schedule, behind_it) {
  const lr_schedule over{2, 10, 110, 0.25, 0.2};
  for (const double step : {10.0, 60.0, 110.0, 1000.0}) EXPECT_EQ(signopt::constant_lr(step, over), 2);
  EXPECT_EQ(signopt::linear_lr(60, over), 2 * (1 - 0.75 * 0.5));
  EXPECT_EQ(signopt::linear_lr(110, over), 0.5);
  EXPECT_EQ(signopt::linear_lr(1e9, over), 0.5);
  EXPECT_DOUBLE_EQ(signopt::cosine_lr(60, over), 2 * (1 - 0.75 * 0.5));
  EXPECT_DOUBLE_EQ(signopt::cosine_lr(35, over), 2 * (1 - 0.75 * (1 - std::sqrt(0.5)) / 2));
  EXPECT_DOUBLE_EQ(signopt::cosine_lr(110, over), 0.5);
  EXPECT_EQ(signopt::wsd_lr(60, over), 2);
  EXPECT_EQ(signopt::wsd_lr(89, over), 2);
  EXPECT_NEAR(signopt::wsd_lr(100, over), 2 * (1 - 0.75 * 0.5), 1e-15);
  EXPECT_EQ(signopt::wsd_lr(110, over), 0.5);
  EXPECT_EQ(signopt::wsd_lr(500, over), 0.5);
}

TEST(lr_schedule, any_argument) {
  for (const schedule each : all) {
    for (const double bad : {nan, infinity, -infinity}) {
      EXPECT_EQ(each(bad, {1, 10, 100}), 0);
      EXPECT_EQ(each(5, {bad, 10, 100}), 0);
      EXPECT_EQ(each(50, {1, 10, 100, bad}), 0);
    }
    EXPECT_EQ(each(-3, {1, 10, 100}), each(0, {1, 10, 100}));
    EXPECT_EQ(each(0, {1, nan, 100}), 1);
    EXPECT_EQ(each(0, {1, -5, 100}), 1);
    EXPECT_EQ(each(5, {1, infinity, 100}), 0);
    EXPECT_EQ(each(50, {1, 10, infinity}), 1);
    if (each == signopt::constant_lr) continue;
    for (const double total : {nan, 10.0, 5.0, -infinity}) EXPECT_EQ(each(10, {1, 10, total, 0.125}), 0.125);
  }
  for (const double decay : {0.0, -1.0, nan}) {
    EXPECT_EQ(signopt::wsd_lr(99.5, {1, 0, 100, 0.5, decay}), 1);
    EXPECT_EQ(signopt::wsd_lr(100, {1, 0, 100, 0.5, decay}), 0.5);
  }
  for (const double decay : {2.0, infinity})
    EXPECT_EQ(signopt::wsd_lr(25, {1, 0, 100, 0, decay}), signopt::linear_lr(25, {1, 0, 100}));
}

TEST(loss_scale, grows_and_shrinks) {
  signopt::dynamic_loss_scale scale{1024, 2, 0.5, 3};
  for (const double expected : {1024, 1024, 2048, 2048, 2048, 4096}) {
    scale.update(true);
    EXPECT_EQ(scale.scale, expected);
  }
  scale.update(true);
  scale.update(true);
  scale.update(false);
  EXPECT_EQ(scale.scale, 2048);
  scale.update(true);
  scale.update(true);
  EXPECT_EQ(scale.scale, 2048) << "a step that was skipped begins the count anew";
  scale.update(true);
  EXPECT_EQ(scale.scale, 4096);
}

TEST(loss_scale, stays_where_float32_can_use_it) {
  signopt::dynamic_loss_scale scale;
  EXPECT_EQ(scale.scale, 65536);
  for (int i = 0; i < 1000; ++i) scale.update(false);
  EXPECT_EQ(scale.scale, 0x1p-126) << "not a subnormal number, which a CPU may take for 0";
  EXPECT_EQ(static_cast<float>(1 / scale.scale), 0x1p126f);
  scale.interval = 1;
  for (int i = 0; i < 1000; ++i) scale.update(true);
  EXPECT_EQ(scale.scale, 0x1p126) << "so is its inverse not";
  scale.scale = 1e300;
  for (int i = 0; i < 2000; ++i) scale.update(false);
  EXPECT_EQ(scale.scale < 1e3, true) << "one that begins too high comes down";
}

TEST(loss_scale, has_all_its_bits_as_text) {
  using signopt::dynamic_loss_scale;
  EXPECT_EQ(dynamic_loss_scale().to_text(), "0x1.0000000000000p+16 0x1.0000000000000p+1 0x1.0000000000000p-1 2000 0");
  const dynamic_loss_scale scale{0x1.23456789abcdfp-50, 1.1, 1 / 3.0, 7, 5};
  const dynamic_loss_scale read = dynamic_loss_scale::from_text(scale.to_text());
  EXPECT_EQ(read.scale, scale.scale);
  EXPECT_EQ(read.growth, scale.growth);
  EXPECT_EQ(read.backoff, scale.backoff);
  EXPECT_EQ(read.interval, 7);
  EXPECT_EQ(read.applied_in_a_row, 5);
}

TEST(loss_scale, takes_no_other_text) {
  const std::string valid = signopt::dynamic_loss_scale().to_text();
  for (std::size_t length = 0; length < valid.size(); ++length)
    EXPECT_THROW(signopt::dynamic_loss_scale::from_text(valid.substr(0, length)), signopt::state_error) << length;
  for (const char* const other : {" 2000 -1", " 2000 2147483647", " 2000 99999999999"})
    EXPECT_THROW(signopt::dynamic_loss_scale::from_text(valid.substr(0, valid.find(" 2000")) + other),
                 signopt::state_error);
  for (const char* const more : {" ", "0", "x", " 0"})
    EXPECT_THROW(signopt::dynamic_loss_scale::from_text(valid + more), signopt::state_error) << more;
  for (const char* const before : {" ", "+", "0"})
    EXPECT_THROW(signopt::dynamic_loss_scale::from_text(before + valid), signopt::state_error) << before;
  try {
    signopt::dynamic_loss_scale::from_text("65536.000000");
    FAIL() << "std::to_string keeps six digits, and is not what was saved";
  } catch (const signopt::state_error& error) {
    EXPECT_STREQ(error.what(),
                 "signopt: \"65536.000000\" is no loss scale: expected what to_text wrote, three hexadecimal numbers "
                 "and two integers");
  }
}

}  // namespace
