// What a set of tensors accepts and refuses, what it tells of them, and what may change in it between steps.
#include <signopt/multi_tensor.hpp>
// The above comes before Eigen here, and after it in other tests.
#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <signopt/apply_add_sign.hpp>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "support/errors.hpp"

namespace {

using namespace signopt_test;
using signopt::operand_error;
using signopt::parameter;
using signopt::parameter_set;
using signopt::shape_error;
using words = std::vector<std::string>;

class parameter_sets : public ::testing::Test {
 protected:
  parameter_sets() {
    for (std::size_t i = 0; i < memory.size(); ++i) memory[i] = static_cast<float>(i) + 0.5f;
    before = memory;
  }
  ~parameter_sets() override { EXPECT_EQ(memory, before) << "something was written"; }

  float* at(std::ptrdiff_t element) { return memory.data() + element; }
  float* at_byte(std::ptrdiff_t byte) {
    return reinterpret_cast<float*>(reinterpret_cast<char*>(memory.data()) + byte);
  }
  // Its three arrays are 300 elements apart.
  parameter<float> good(std::ptrdiff_t element, std::ptrdiff_t size) {
    return {at(element), at(element + 300), at(element + 600), size};
  }

  // By the set, and by the range of a step.
  template <class Error>
  void expect_refused(const std::vector<parameter<float>>& tensors, const words& expected) {
    expect_error<Error>([&] { parameter_set<float> set(tensors); }, expected);
    expect_error<Error>([&] { signopt::apply_add_sign_multi(tensors, 0.1, 1, 1, 0.9); }, expected);
    expect_error<Error>([&] { signopt::apply_add_sign_multi(signopt::serial(), tensors, {0.1}); }, expected);
  }

  std::vector<float> memory = std::vector<float>(1000), before;
};

TEST_F(parameter_sets, of_no_tensors) {
  parameter_set<float> set;
  EXPECT_EQ(set.size(), 0);
  EXPECT_EQ(set.elements(), 0);
  EXPECT_EQ(set.begin(), set.end());
  signopt::apply_add_sign_multi(set, {0.1});
  expect_error<operand_error>([&] { set.grad(0, nullptr); }, {"no parameter 0", "has 0"});
  set = parameter_set<float>{good(0, 10), good(20, 5)};
  std::ptrdiff_t elements = 0;
  for (const parameter<float>& each : set) elements += each.size;
  EXPECT_EQ(elements, 15);
}

TEST_F(parameter_sets, messages_have_names) {
  const auto named = [](parameter<float> tensor, const char* name) {
    tensor.name = name;
    return tensor;
  };
  expect_refused<operand_error>({named(good(0, 10), "first"), named(good(5, 10), "second")},
                                {"var of parameter 0 (\"first\")", "var of parameter 1 (\"second\")", "overlap"});
  expect_refused<operand_error>({good(0, 10), named({nullptr, at(5), at(7), 2}, "w")},
                                {"var of parameter 1 (\"w\") is"});
  expect_refused<shape_error>({named(good(0, -1), "w")}, {"the size of parameter 0 (\"w\") must not be negative"});
  parameter_set<float> set{named(good(0, 10), "w")};
  expect_error<shape_error>([&] { set.grad(0, at(700), 9); }, {"grad of parameter 0 (\"w\") has 9 elements"});
  expect_error<operand_error>([&] { set.grad(0, at(5)); },
                              {"var of parameter 0 (\"w\")", "grad of parameter 0 (\"w\")"});
}

TEST_F(parameter_sets, what_they_tell) {
  parameter_set<float> set{good(0, 10), {nullptr, nullptr, nullptr, 0, 0.25}, {at(20), at(330), at(630), 30, 0.5}};
  EXPECT_EQ(set.size(), 3);
  EXPECT_EQ(set.elements(), 40);
  EXPECT_EQ(set[0].var, at(0));
  EXPECT_EQ(set[0].lr_scale, 1.0);
  EXPECT_EQ(set[1].size, 0);
  EXPECT_EQ(set[2].m, at(330));
  EXPECT_EQ(set[2].grad, at(630));
  EXPECT_EQ(set[2].lr_scale, 0.5);
  set.grad(0, at(700));
  set.grad(1, at(1));  // of no elements: anything
  set.grad(1, nullptr);
  set.grad(2, at(700));  // read twice
  set.lr_scale(0, 0.125);
  EXPECT_EQ(set[0].grad, at(700));
  EXPECT_EQ(set[2].grad, at(700));
  EXPECT_EQ(set[0].lr_scale, 0.125);
  const parameter_set<float> none(std::vector<parameter<float>>{});
  EXPECT_EQ(none.size(), 0);
  EXPECT_EQ(none.elements(), 0);
  signopt::apply_add_sign_multi(none, 0.1, 1, 1, 0.9);
  signopt::apply_add_sign_multi(std::vector<parameter<float>>(5), 0.1, 1, 1, 0.9);
  const parameter<float, Eigen::half> narrow[1] = {};
  static_assert(std::is_same_v<decltype(parameter_set(narrow)), parameter_set<float, Eigen::half>>);
}

TEST_F(parameter_sets, sizes) {
  expect_refused<shape_error>({good(0, 10), {at(20), at(320), at(620), -1}},
                              {"the size of parameter 1 must not be negative, and is -1"});
  expect_refused<shape_error>({{nullptr, nullptr, nullptr, PTRDIFF_MIN}},
                              {"the size of parameter 0 must not be negative"});
  const std::ptrdiff_t most = PTRDIFF_MAX / 8;
  expect_refused<shape_error>({{at(0), at(1), at(2), most + 1}}, {"parameters 0 to 0 have more elements"});
  expect_refused<shape_error>({good(0, 10), {}, {at(20), at(1), at(2), most - 9}},
                              {"parameters 0 to 2 have more elements"});
}

TEST_F(parameter_sets, addresses) {
  expect_refused<operand_error>({good(0, 10), {nullptr, at(320), at(620), 5}},
                                {"var of parameter 1 is a null pointer, expected 5 elements"});
  expect_refused<operand_error>({good(0, 10), {at(20), nullptr, at(620), 5}},
                                {"m of parameter 1 is a null pointer, expected 5 elements"});
  expect_refused<operand_error>({{nullptr, at(320), nullptr, 5}}, {"var of parameter 0 is a null pointer"});
  expect_refused<operand_error>({{at(20), nullptr, nullptr, 5}}, {"m of parameter 0 is a null pointer"});
  const char* const rule = "its address must be a multiple of the element size, 4 bytes, and is";
  expect_refused<operand_error>({good(0, 10), {at_byte(81), at(320), at(620), 5}},
                                {"var of parameter 1 is misaligned", rule, "1 past"});
  expect_refused<operand_error>({{at(20), at_byte(1282), at(620), 5}},
                                {"m of parameter 0 is misaligned", rule, "2 past"});
  expect_refused<operand_error>({{at(20), at(320), at_byte(2483), 5}},
                                {"grad of parameter 0 is misaligned", rule, "3 past"});
}

// Each pair of roles, in one tensor and in two, which are not neighbours in the list.
TEST_F(parameter_sets, overlap) {
  const parameter<float> other = good(200, 10);
  const char* const roles[] = {"var", "m", "grad"};
  for (int a = 0; a < 3; ++a) {
    for (int b = 0; b < 3; ++b) {
      for (const std::ptrdiff_t shift : {-9, -1, 0, 1, 9}) {
        std::ptrdiff_t first[3] = {20, 320, 620}, second[3] = {120, 420, 720};
        second[b] = first[a] + shift;
        const parameter<float> one = {at(first[0]), at(first[1]), at(first[2]), 10};
        const parameter<float> two = {at(second[0]), at(second[1]), at(second[2]), 10};
        if (a == 2 && b == 2) {
          EXPECT_NO_THROW(parameter_set<float>({one, other, two})) << "both are only read";
          continue;
        }
        const auto message = [&](int i, int ra, int j, int rb, std::ptrdiff_t by) {
          return std::string(roles[ra]) + " of parameter " + std::to_string(i) + " and " + roles[rb] +
                 " of parameter " + std::to_string(j) + " overlap in memory: the second begins " +
                 std::to_string(4 * (by < 0 ? -by : by)) + (by < 0 ? " bytes before" : " bytes after") +
                 " the first, which has 40 bytes";
        };
        expect_refused<operand_error>({one, other, two}, {message(0, a, 2, b, shift)});
        expect_refused<operand_error>({two, other, one}, {message(0, b, 2, a, -shift)});
        if (a != b) {
          std::ptrdiff_t own[3] = {20, 320, 620};
          own[b] = own[a] + shift;
          expect_refused<operand_error>({other, {at(own[0]), at(own[1]), at(own[2]), 10}},
                                        {"of parameter 1 and", "overlap in memory", roles[a], roles[b]});
        }
      }
    }
  }
  expect_refused<operand_error>({good(0, 10), other, good(0, 10)}, {"parameter 0", "parameter 2", "0 bytes after"});
  EXPECT_NO_THROW(parameter_set<float>({good(0, 10), good(10, 10), good(20, 1)})) << "side by side";
}

// After an error the set is as it was.
TEST_F(parameter_sets, gradients_to_come) {
  parameter_set<float> set{good(0, 10), good(100, 10), good(50, 10)};
  const auto refused = [&](std::ptrdiff_t i, const float* gradient, const words& expected) {
    expect_error<operand_error>([&] { set.grad(i, gradient); }, expected);
    for (std::ptrdiff_t k = 0; k < 3; ++k) EXPECT_EQ(set[k].grad, set[k].var + 600);
  };
  refused(1, at_byte(2802), {"grad of parameter 1 is misaligned", "2 past"});
  refused(1, at(100), {"var of parameter 1 and grad of parameter 1 overlap", "0 bytes after"});
  refused(1, at(409), {"m of parameter 1 and grad of parameter 1 overlap", "36 bytes after"});
  refused(1, at(391), {"m of parameter 1 and grad of parameter 1 overlap", "36 bytes before"});
  refused(0, at(59), {"grad of parameter 0 and var of parameter 2 overlap", "36 bytes before"});
  refused(2, at(309), {"m of parameter 0 and grad of parameter 2 overlap", "36 bytes after"});
  refused(3, at(700), {"there is no parameter 3: the set has 3"});
  refused(-1, at(700), {"there is no parameter -1: the set has 3"});
  expect_error<operand_error>([&] { set.lr_scale(3, 0.5); }, {"there is no parameter 3: the set has 3"});
  expect_error<operand_error>([&] { static_cast<void>(set[-1]); }, {"there is no parameter -1: the set has 3"});
  for (const std::ptrdiff_t good_place : {10, 40, 60, 90, 110, 290, 310, 340, 360, 390, 410, 600, 705}) {
    EXPECT_NO_THROW(set.grad(0, at(good_place))) << good_place;
    EXPECT_EQ(set[0].grad, at(good_place));
  }
  EXPECT_NO_THROW(set.grad(0, at(620), 10));
  EXPECT_EQ(set[0].grad, at(620));
  expect_error<shape_error>([&] { set.grad(0, at(640), 11); },
                            {"grad of parameter 0 has 11 elements, and the parameter has 10"});
  EXPECT_EQ(set[0].grad, at(620));
}

// The tensor is in the set as any other: its var and m are checked, and its gradients to come.
TEST_F(parameter_sets, without_a_gradient) {
  const parameter<float> frozen{at(20), at(320), nullptr, 5};
  expect_refused<operand_error>({frozen, {at(24), at(400), nullptr, 5}}, {"var of parameter 0 and var of parameter 1"});
  expect_refused<operand_error>({frozen, {at(100), at(400), at(318), 5}}, {"m of parameter 0 and grad of parameter 1"});
  expect_refused<operand_error>({{at(20), at(22), nullptr, 5}}, {"var of parameter 0 and m of parameter 0"});
  parameter_set<float> set{good(0, 10), frozen, good(50, 10)};
  EXPECT_EQ(set.size(), 3);
  EXPECT_EQ(set.elements(), 25) << "with a gradient or without";
  EXPECT_EQ(set[1].grad, nullptr);
  expect_error<operand_error>([&] { set.grad(1, at(19)); }, {"var of parameter 1 and grad of parameter 1 overlap"});
  EXPECT_EQ(set[1].grad, nullptr) << "as it was";
  set.grad(1, at(700));
  EXPECT_EQ(set[1].grad, at(700));
  set.grad(0, nullptr);
  set.grad(0, nullptr, 0);  // as a framework says it
  set.grad(0, nullptr, 10);
  EXPECT_EQ(set[0].grad, nullptr);
  expect_error<shape_error>([&] { set.grad(0, nullptr, 7); },
                            {"grad of parameter 0 has 7 elements, and the parameter has 10"});
  expect_error<shape_error>([&] { set.grad(0, at(700), 0); }, {"grad of parameter 0 has 0 elements"});
  expect_error<operand_error>([&] { set.grad(3, nullptr); }, {"there is no parameter 3: the set has 3"});
  const parameter_set<float> moved = std::move(set);
  EXPECT_EQ(moved.elements(), 25);
}

}  // namespace
