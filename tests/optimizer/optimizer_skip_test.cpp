// All or nothing: what stops a step stops it for all groups, before anything is written, and is not counted; and what
// an executor that fails leaves.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <signopt/optimizer.hpp>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "../support/errors.hpp"
#include "../support/executors.hpp"
#include "model.hpp"

namespace {

using namespace signopt_test;
using optimizer = signopt::optimizer<signopt::add_sign>;

std::vector<signopt::add_sign::settings> three_settings() {
  std::vector<signopt::add_sign::settings> all(3);
  for (auto& each : all) each.lr = 0.1;
  all[1].weight_decay = 0.1;
  all[2].l2 = 0.1;
  return all;
}

template <class T>
std::string text_of(const T& value) {
  std::ostringstream text;
  text << value;
  return text.str();
}

TEST(optimizer_skip, one_bad_element_in_the_last_tensor) {
  for (const float bad : {std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity(),
                          std::numeric_limits<float>::quiet_NaN()}) {
    for (const any_executor& executor : some_executors()) {
      for (const double limit : {0.0, 1.0}) {
        model<float, float> now(values::finite, 1);
        optimizer opt;
        now.add_to(opt, three_settings());
        ASSERT_TRUE(opt.step(executor).applied);
        now.at(8).grad.back() = bad;
        model<float, float> before = now;
        for (std::ptrdiff_t i = 0; i < opt.tensors(); ++i)
          before.at(i).m.assign(opt.momentum(i), opt.momentum(i) + opt.tensor(i).size);
        const signopt::step_report report = opt.step(executor, {1, limit});
        EXPECT_FALSE(report.applied);
        EXPECT_EQ(report.step, 1);
        EXPECT_EQ(opt.steps(), 1);
        EXPECT_EQ(std::isnan(report.grad_norm), std::isnan(bad));
        EXPECT_FALSE(std::isfinite(report.grad_norm));
        ASSERT_TRUE(before.is(now, opt)) << "written in a step that was skipped";

        EXPECT_TRUE(opt.step(executor, {1, 0, false}).applied) << "asked not to look";
        EXPECT_EQ(opt.steps(), 2);
        EXPECT_FALSE(std::isfinite(now.at(8).var.back()));
      }
    }
  }
}

TEST(optimizer_skip, of_a_norm_that_overflows) {
  double var[2] = {1, 2}, grad[2] = {1e200, 1};
  signopt::optimizer<signopt::add_sign, double> opt({0.1});
  opt.add_group({{var, nullptr, grad, 2}});
  const signopt::step_report report = opt.step({1, 1});
  EXPECT_FALSE(report.applied);
  EXPECT_TRUE(std::isinf(report.grad_norm));
  EXPECT_EQ(var[0], 1);
  EXPECT_TRUE(opt.step({1, 0, false}).applied) << "without a look";
}

// The elements that are not finite may be another process's.
TEST(optimizer_skip, of_gradients_that_are_said_not_to_be_finite) {
  float var[2] = {1, 2};
  const float grad[2] = {1, 1};
  optimizer opt({0.1});
  opt.add_group({{var, nullptr, grad, 2}});
  const signopt::gradient_report told{1.5, false};
  EXPECT_FALSE(opt.step({}, told).applied);
  EXPECT_EQ(var[0], 1);
  EXPECT_EQ(opt.steps(), 0);
  EXPECT_TRUE(opt.step({1, 0, false}, told).applied);
}

// What the formula gives where nothing is skipped: a norm of infinity clips to 0, and one that is no number does not.
// Gradients and scale are finite, and their product in float32 is not.
TEST(optimizer_skip, of_a_scale_that_overflows) {
  float var[2] = {1, 2}, m[2] = {3, 4};
  const float grad[2] = {3e38f, 1};
  signopt::optimizer<signopt::add_sign> opt({0.1});
  opt.add_group({{var, m, grad, 2}});
  for (const double scale : {1e39, 16.0, -16.0, 1e300}) {
    const signopt::step_report report = opt.step({scale});
    EXPECT_FALSE(report.applied) << scale;
    EXPECT_EQ(report.clip, 1) << scale;
  }
  EXPECT_EQ(var[0], 1);
  EXPECT_EQ(m[1], 4);
  EXPECT_EQ(opt.steps(), 0);
  EXPECT_TRUE(opt.step({16.0, 1.0}).applied) << "clipped, it does not overflow";
}

TEST(optimizer_skip, not_skipped) {
  for (const float bad : {std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
    float var[2] = {1, 2}, grad[2] = {bad, 1};
    optimizer opt({0.5, 1, 0, 0.5});
    opt.add_group({{var, nullptr, grad, 2}});
    const signopt::step_report report = opt.step({1, 1, false});
    EXPECT_TRUE(report.applied);
    EXPECT_EQ(report.clip, std::isnan(bad) ? 1 : 0);
    EXPECT_TRUE(std::isnan(var[0]));
    EXPECT_EQ(var[1], std::isnan(bad) ? 1.5f : 2.0f);
  }
}

TEST(optimizer_skip, what_a_report_prints) {
  EXPECT_EQ(text_of(signopt::step_report{true, std::nan(""), 1, 3}), "step 3: applied");
  EXPECT_EQ(text_of(signopt::step_report{true, 2, 0.5, 4}), "step 4: applied, gradient norm 2, clip 0.5");
  EXPECT_EQ(text_of(signopt::step_report{false, HUGE_VAL, 1, 4}), "step 4: skipped, gradient norm inf");
}

// Throws in the region that is asked for, after some of its tasks.
struct failing_executor {
  int* regions_before;
  bool leaves_out;
  int concurrency() const { return 4; }
  std::ptrdiff_t grain_bytes() const { return 1; }
  template <class F>
  void bulk(std::ptrdiff_t tasks, F&& f) const {
    const bool fails = (*regions_before)-- == 0;
    for (std::ptrdiff_t i = 0; i < tasks - (fails ? 1 : 0); ++i) f(i);
    if (fails && !leaves_out) throw std::runtime_error("out of threads");
  }
};

TEST(optimizer_skip, an_executor_that_fails) {
  for (const bool leaves_out : {false, true}) {
    for (int region = 0; region < 2; ++region) {
      model<float, float> now(values::finite, 1);
      optimizer opt;
      now.add_to(opt, three_settings());
      model<float, float> before = now;
      int regions = region;
      const failing_executor executor{&regions, leaves_out};
      if (leaves_out) {
        expect_error<signopt::error>([&] { opt.step(executor); },
                                     {"bulk(tasks, f)", region == 0 ? "nothing was written" : "undefined state"});
      } else {
        EXPECT_THROW(opt.step(executor), std::runtime_error);
      }
      EXPECT_EQ(opt.steps(), 0);
      EXPECT_EQ(bool(before.is(now, opt)), region == 0) << "the look at the gradients writes nothing, the step does";
    }
  }
}

}  // namespace
