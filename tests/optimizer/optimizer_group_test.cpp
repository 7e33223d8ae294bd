// Groups and tensors of an optimizer object: what is checked, over all groups together; what may change between steps;
// what the object owns.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <signopt/apply_add_sign.hpp>
#include <signopt/optimizer.hpp>
#include <string>
#include <utility>
#include <vector>

#include "../support/errors.hpp"

namespace {

using namespace signopt_test;
using signopt::operand_error;
using signopt::parameter;
using signopt::shape_error;
using optimizer = signopt::optimizer<signopt::add_sign>;
using words = std::vector<std::string>;

class optimizer_groups : public ::testing::Test {
 protected:
  float* at(std::ptrdiff_t element) { return memory.data() + element; }
  // Its three arrays are 300 elements apart.
  parameter<float> good(std::ptrdiff_t element, std::ptrdiff_t size) {
    return {at(element), at(element + 300), at(element + 600), size};
  }

  template <class Error>
  void expect_refused(const std::vector<parameter<float>>& tensors, const words& expected,
                      const std::vector<std::string>& names = {}) {
    const std::vector<float> before = memory;
    optimizer opt;
    opt.add_group({good(0, 10), good(20, 10)}, {0.25}, {"first", "second"});
    expect_error<Error>([&] { opt.add_group(tensors, {0.5}, names); }, expected);
    EXPECT_EQ(opt.groups(), 1) << "after an error the object is as it was";
    EXPECT_EQ(opt.tensors(), 2);
    EXPECT_EQ(opt.elements(), 20);
    EXPECT_EQ(opt.add_group({good(40, 5)}), 1);
    EXPECT_EQ(memory, before);
    EXPECT_TRUE(opt.step().applied);
  }

  std::vector<float> memory = std::vector<float>(1000, 0.5f);
};

TEST_F(optimizer_groups, what_they_tell) {
  optimizer opt({0.25});
  EXPECT_EQ(opt.groups(), 0);
  EXPECT_EQ(opt.add_group({good(0, 10), {at(20), nullptr, nullptr, 30, 0.5}}), 0);
  EXPECT_EQ(opt.add_group(std::vector<parameter<float>>{good(60, 1)}, {0.5, 2}), 1);
  EXPECT_EQ(opt.groups(), 2);
  EXPECT_EQ(opt.tensors(), 3);
  EXPECT_EQ(opt.elements(), 41);
  EXPECT_EQ(opt.settings(0).lr, 0.25) << "the defaults";
  EXPECT_EQ(opt.settings(1).lr, 0.5);
  EXPECT_EQ(opt.settings(1).alpha, 2);
  EXPECT_EQ(opt.settings(1).beta, 0.9) << "nothing is inherited";
  EXPECT_EQ(opt.tensor(1).lr_scale, 0.5);
  EXPECT_EQ(opt.momentum(2), at(360));
  auto& settings = opt.settings(0);
  for (int i = 0; i < 20; ++i) opt.add_group({});
  EXPECT_EQ(&settings, &opt.settings(0)) << "references last";
  const optimizer moved = std::move(opt);
  EXPECT_EQ(&settings, &moved.settings(0));
}

TEST_F(optimizer_groups, refused_as_in_a_set_and_counted_over_all) {
  expect_refused<shape_error>({good(40, -1)}, {"parameter 2", "negative", "-1"});
  expect_refused<shape_error>({good(40, std::numeric_limits<std::ptrdiff_t>::max())}, {"parameters 0 to 2"});
  expect_refused<operand_error>({{nullptr, at(340), at(640), 3}}, {"var of parameter 2", "null"});
  expect_refused<operand_error>({{nullptr, nullptr, nullptr, 3}}, {"var of parameter 2", "null"});
  expect_refused<operand_error>({good(5, 10)}, {"var of parameter 0", "var of parameter 2", "overlap"});
  expect_refused<operand_error>({{at(325), nullptr, nullptr, 2}},
                                {"m of parameter 1", "var of parameter 2", "overlap"});
  expect_refused<operand_error>({{at(605), nullptr, nullptr, 2}},
                                {"grad of parameter 0", "var of parameter 2", "overlap"});
  expect_refused<operand_error>({good(40, 5), good(42, 1)}, {"var of parameter 2", "var of parameter 3", "overlap"});
}

TEST_F(optimizer_groups, names) {
  expect_refused<shape_error>({good(40, 1)}, {"names has 2", "1 tensors"}, {"a", "b"});
  expect_refused<operand_error>({good(40, 1)}, {"two tensors", "second"}, {"second"});
  expect_refused<operand_error>({good(40, 1), good(50, 1)}, {"two tensors", "a"}, {"a", "a"});
  for (const char* bad : {"\x80", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
                          "\xc3", "\xe2\x82", "a\xff"})
    expect_refused<operand_error>({good(40, 1)}, {"UTF-8"}, {bad});
  optimizer numbered;
  numbered.add_group({good(0, 1)});
  expect_error<operand_error>([&] { numbered.add_group({good(2, 1)}, {}, {"0"}); }, {"two tensors", "is its number"});
  parameter<float> named = good(2, 1);
  named.name = "second";
  numbered.add_group({named});
  numbered.add_group({good(6, 1)}, {}, {"third"});
  expect_error<operand_error>([&] { numbered.grad(2, at(6)); }, {"var of parameter 2 (\"third\")", "overlap"});
  expect_error<operand_error>([&] { numbered.grad(0, at(0)); }, {"var of parameter 0 and", "overlap"});
  expect_error<operand_error>([&] { numbered.add_group({good(4, 1)}, {}, {"second"}); }, {"two tensors", "second"});
  optimizer opt;
  opt.add_group({good(0, 1), good(2, 1), good(4, 1)}, {},
                {"", "\xc3\xa4\xe2\x82\xac\xf0\x9f\x99\x82\xed\x9f\xbf\xf4\x8f\xbf\xbf", "line\n\"two\"\\"});
  expect_error<operand_error>([&] { opt.add_group({good(6, 1)}, {}, {""}); }, {"two tensors"});
}

TEST_F(optimizer_groups, where_there_is_none) {
  optimizer opt;
  opt.add_group({good(0, 10)});
  expect_error<operand_error>([&] { opt.settings(1); }, {"group 1", "has 1"});
  expect_error<operand_error>([&] { opt.settings(-1); }, {"group -1"});
  expect_error<operand_error>([&] { opt.grad(1, nullptr); }, {"parameter 1"});
  expect_error<operand_error>([&] { opt.momentum(-1); }, {"parameter -1"});
  expect_error<operand_error>([&] { opt.lr_scale(7, 1); }, {"parameter 7"});
  expect_error<operand_error>([&] { opt.grad(0, at(5)); }, {"var of parameter 0", "grad of parameter 0", "overlap"});
  expect_error<shape_error>([&] { opt.grad(0, at(700), 9); }, {"grad of parameter 0", "9", "10"});
}

// What the object holds is zero, begins at a line for each tensor, and stays where it is.
TEST_F(optimizer_groups, momentum_of_its_own) {
  optimizer opt;
  opt.add_group({{at(0), nullptr, at(600), 5}, good(20, 7), {at(40), nullptr, at(640), 33}});
  opt.add_group({{at(80), nullptr, at(680), 1}, {at(90), nullptr, nullptr, 0}});
  EXPECT_EQ(opt.momentum(1), at(320));
  EXPECT_EQ(opt.momentum(4), nullptr);
  for (const std::ptrdiff_t i : {0, 2, 3}) {
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(opt.momentum(i)) % 64, 0u);
    for (std::ptrdiff_t k = 0; k < opt.tensor(i).size; ++k) EXPECT_EQ(opt.momentum(i)[k], 0);
  }
  EXPECT_EQ(opt.momentum(2) - opt.momentum(0), 16) << "at the next line";
  const float* const place = opt.momentum(2);
  optimizer moved = std::move(opt);
  moved.add_group({good(100, 1)});
  EXPECT_EQ(moved.momentum(2), place);
  moved.step();
  EXPECT_NE(moved.momentum(2)[32], 0);
}

// Gradients come and go, settings and rates change: each step is one call for each tensor with what there is then.
TEST_F(optimizer_groups, what_changes_between_steps) {
  optimizer opt;
  opt.add_group({good(0, 20), good(30, 3)}, {0.5});
  opt.add_group({good(40, 17)}, {0.25});
  std::vector<float> expected = memory;
  const auto expect_call = [&](std::ptrdiff_t element, std::ptrdiff_t size, double lr) {
    float* const var = expected.data() + element;
    signopt::apply_add_sign_n(var, var + 300, signopt::add_sign_settings{lr}, var + 600, size);
  };
  opt.grad(1, nullptr);
  opt.step();
  expect_call(0, 20, 0.5);
  expect_call(40, 17, 0.25);
  EXPECT_EQ(memory, expected);
  opt.grad(1, at(630), 3);
  opt.grad(0, nullptr, 0);
  opt.grad(2, nullptr);
  opt.lr_scale(1, 2);
  opt.settings(0).lr = 0.125;
  opt.step();
  expect_call(30, 3, 0.25);
  EXPECT_EQ(memory, expected);
}

}  // namespace
