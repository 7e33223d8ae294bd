// Stochastic rounding by whichever call, cut and thread: an element has its number, and so its bits. And what cannot be
// rounded so.
#include <gtest/gtest.h>

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <signopt/dlpack.hpp>
#include <signopt/optimizer.hpp>
#include <signopt/signopt.hpp>
#include <signopt/tensor.hpp>
#include <vector>

#include "stochastic_check.hpp"
#include "support/errors.hpp"
#include "support/executors.hpp"
#include "support/oracle_adjusted.hpp"
#include "support/targets.hpp"

namespace {

using namespace signopt_test;
using Eigen::bfloat16;
using data = stochastic_data<float, float>;
using matrix = Eigen::Array<bfloat16, Eigen::Dynamic, Eigen::Dynamic>;
using float_matrix = Eigen::ArrayXXf;

const signopt::stochastic random_of_call{17, 3, 4, 1000};
const auto settings = data::settings_of(random_of_call, false);

void test_executors() {
  for (const any_executor& executor : every_executor()) {
    data got(4321, 1);
    const data expected = got.stepped(random_of_call, false);
    signopt::apply_add_sign_n(executor, got.var.data(), got.m.data(), settings, got.grad.data(), got.size());
    ASSERT_TRUE(got.is(expected)) << executor.name();
  }
}

// In two calls, the second of which says where it begins.
void test_parts() {
  data got(999, 2);
  const data expected = got.stepped(random_of_call, false);
  signopt::apply_add_sign_n(got.var.data(), got.m.data(), settings, got.grad.data(), 500);
  auto rest = settings;
  rest.options.rounding.random.first += 500;
  signopt::apply_add_sign_n(got.var.data() + 500, got.m.data() + 500, rest, got.grad.data() + 500, 499);
  ASSERT_TRUE(got.is(expected));
}

// var, m and grad as matrices of 53 by 47, in orders of their own. `select` makes of each what the call is given, and
// the elements are numbered in the order of var's memory.
constexpr Eigen::Index rows = 53, cols = 47;
template <class Grad, class Apply>
void expect_numbered(const char* what, const Apply& apply) {
  data contiguous(std::size_t{rows * cols}, 3);
  matrix var = Eigen::Map<matrix>(contiguous.var.data(), rows, cols);
  float_matrix m = Eigen::Map<float_matrix>(contiguous.m.data(), rows, cols);
  Grad grad = Eigen::Map<float_matrix>(contiguous.grad.data(), rows, cols);
  const data expected = contiguous.stepped(random_of_call, false);
  apply(var, m, grad);
  std::copy_n(var.data(), var.size(), contiguous.var.begin());
  std::copy_n(m.data(), m.size(), contiguous.m.begin());
  ASSERT_TRUE(contiguous.is(expected)) << what;
}

void test_eigen_objects() {
  using by_columns = float_matrix;
  using by_rows = Eigen::Array<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  for (const any_executor& executor : some_executors()) {
    expect_numbered<by_columns>("contiguous", [&](auto& var, auto& m, auto& grad) {
      signopt::apply_add_sign(executor, var, m, settings, grad);
    });
    expect_numbered<by_columns>("transposed", [&](auto& var, auto& m, auto& grad) {
      signopt::apply_add_sign(executor, var.transpose(), m.transpose(), settings, grad.transpose());
    });
    expect_numbered<by_rows>("a gradient across", [&](auto& var, auto& m, auto& grad) {
      signopt::apply_add_sign(executor, var, m, settings, grad);
    });
    expect_numbered<by_rows>("var across", [&](auto& var, auto& m, auto& grad) {
      by_rows turned_m = m;
      signopt::apply_add_sign(executor, var, turned_m, settings, grad);
      m = turned_m;
    });
    expect_numbered<by_columns>("an expression", [&](auto& var, auto& m, auto& grad) {
      signopt::apply_add_sign(executor, var, m, settings, grad.abs() * grad.sign());
    });
  }
}

// What Eigen reaches by its coefficients has no addresses to show: it is counted as it stores them.
void test_coefficients() {
  data backwards(500, 6), forwards = backwards;
  const auto turn = [](auto& values) { std::reverse(values.begin(), values.end()); };
  turn(forwards.var), turn(forwards.m), turn(forwards.grad);
  const data expected = forwards.stepped(random_of_call, false);
  Eigen::Map<Eigen::Array<bfloat16, Eigen::Dynamic, 1>> var(backwards.var.data(), 500);
  Eigen::Map<Eigen::ArrayXf> m(backwards.m.data(), 500), grad(backwards.grad.data(), 500);
  signopt::apply_add_sign(var.reverse(), m.reverse(), settings, grad.reverse());
  turn(backwards.var), turn(backwards.m), turn(backwards.grad);
  ASSERT_TRUE(backwards.is(expected));
}

// A block of a larger array: the gaps are not counted.
void test_blocks() {
  for (const bool is_transposed : {false, true}) {
    data contiguous(std::size_t{rows * cols}, 4);
    matrix larger = matrix::Constant(rows + 9, cols + 3, bfloat16(7));
    float_matrix larger_m = float_matrix::Constant(rows + 5, cols + 8, 7.0f);
    larger.block(2, 1, rows, cols) = Eigen::Map<matrix>(contiguous.var.data(), rows, cols);
    larger_m.block(1, 3, rows, cols) = Eigen::Map<float_matrix>(contiguous.m.data(), rows, cols);
    const float_matrix grad = Eigen::Map<float_matrix>(contiguous.grad.data(), rows, cols);
    const data expected = contiguous.stepped(random_of_call, false);
    auto var = larger.block(2, 1, rows, cols);
    auto m = larger_m.block(1, 3, rows, cols);
    if (is_transposed) {
      signopt::apply_add_sign(var.transpose(), m.transpose(), settings, grad.transpose());
    } else {
      signopt::apply_add_sign(var, m, settings, grad);
    }
    Eigen::Map<matrix>(contiguous.var.data(), rows, cols) = var;
    Eigen::Map<float_matrix>(contiguous.m.data(), rows, cols) = m;
    ASSERT_TRUE(contiguous.is(expected)) << (is_transposed ? "transposed" : "as it is");
  }
}

void test_tensors() {
  expect_numbered<float_matrix>("Eigen::Tensor", [](auto& var, auto& m, auto& grad) {
    Eigen::TensorMap<Eigen::Tensor<bfloat16, 2>> var_tensor(var.data(), rows, cols);
    Eigen::TensorMap<Eigen::Tensor<float, 2>> m_tensor(m.data(), rows, cols), grad_tensor(grad.data(), rows, cols);
    signopt::apply_add_sign(var_tensor, m_tensor, settings, grad_tensor);
  });
  expect_numbered<float_matrix>("DLPack", [](auto& var, auto& m, auto& grad) {
    std::int64_t shape[] = {rows, cols}, strides[] = {1, rows};
    const auto described = [&](void* memory, DLDataTypeCode code, int bits) {
      DLTensor made{};
      made.data = memory;
      made.device = {kDLCPU, 0};
      made.ndim = 2;
      made.dtype = {static_cast<std::uint8_t>(code), static_cast<std::uint8_t>(bits), 1};
      made.shape = shape;
      made.strides = strides;
      return made;
    };
    signopt::apply_add_sign(described(var.data(), kDLBfloat, 16), described(m.data(), kDLFloat, 32), settings,
                            described(grad.data(), kDLFloat, 32));
  });
}

// Tensors that lie side by side are each numbered from 0, and have a key of their own; one without a gradient counts.
template <class Step>
void expect_lists(const signopt::stochastic& of_first, const Step& step) {
  const std::ptrdiff_t sizes[] = {700, 1, 3000, 64, 1300};
  for (const any_executor& executor : every_executor()) {
    data got(5065, 5), expected = got;
    std::vector<signopt::parameter<bfloat16, float, float>> tensors;
    std::size_t at = 0;
    for (const std::ptrdiff_t size : sizes) {
      tensors.push_back({got.var.data() + at, got.m.data() + at, got.grad.data() + at, size});
      tensors.back().first = size == 1300 ? 77 : 0;
      if (size == 64) tensors.back().grad = nullptr;
      signopt::stochastic own = of_first;
      own.tensor += tensors.size() - 1;
      own.first += tensors.back().first;
      if (size != 64) {
        data part(0, 0);
        const auto cut = [&](const auto& whole, auto& to) {
          to.assign(whole.begin() + static_cast<std::ptrdiff_t>(at),
                    whole.begin() + static_cast<std::ptrdiff_t>(at) + size);
        };
        cut(got.var, part.var);
        cut(got.m, part.m);
        cut(got.grad, part.grad);
        part = part.stepped(own, false);
        std::copy(part.var.begin(), part.var.end(), expected.var.begin() + static_cast<std::ptrdiff_t>(at));
        std::copy(part.m.begin(), part.m.end(), expected.m.begin() + static_cast<std::ptrdiff_t>(at));
      }
      at += static_cast<std::size_t>(size);
    }
    step(executor, tensors);
    ASSERT_TRUE(got.is(expected)) << executor.name();
  }
}

void test_lists() {
  expect_lists(random_of_call, [](const any_executor& executor, const auto& tensors) {
    signopt::apply_add_sign_multi(executor, tensors, settings);
  });
}

// An object counts its steps and its tensors itself, over all groups.
void test_objects() {
  for (const std::uint64_t steps_before : {0u, 2u}) {
    expect_lists({17, steps_before, 6, 0}, [&](const any_executor& executor, const auto& tensors) {
      using list = std::vector<signopt::parameter<bfloat16, float, float>>;
      signopt::optimizer<signopt::add_sign, bfloat16, float, float> opt;
      signopt::add_sign::settings of_group{settings.lr, settings.alpha, settings.sign_decay, settings.beta};
      of_group.options.rounding = signopt::stochastic{17, 5, 6, -7};  // of which seed and tensor count
      list first(tensors.begin(), tensors.begin() + 2), rest(tensors.begin() + 2, tensors.end());
      list at_rest = first, rest_at_rest = rest;
      opt.add_group(first, of_group);
      opt.add_group(rest, of_group);
      for (std::ptrdiff_t i = 0; i < opt.tensors(); ++i) opt.grad(i, nullptr);
      for (std::uint64_t i = 0; i < steps_before; ++i) opt.step(executor, {1, 0, false});
      for (std::ptrdiff_t i = 0; i < opt.tensors(); ++i) opt.grad(i, tensors[static_cast<std::size_t>(i)].grad);
      opt.step(executor, {1, 0, false});
    });
  }
}

// With all that an object does around a step, and a subnormal m that is flushed.
void test_adjusted_objects() {
  using inner = oracle::add_sign<data::c, data::c, data::c>;
  constexpr std::ptrdiff_t n = 700;
  data got(n, 8);
  // Where l2 makes no gradient either.
  for (const std::size_t i : {std::size_t{3}, std::size_t{100}, std::size_t{698}}) {
    got.var[i] = bfloat16(0);
    got.grad[i] = 0;
    got.m[i] = 1.2e-38f;
  }
  data expected = got;
  signopt::optimizer<signopt::add_sign, bfloat16, float, float> opt;
  signopt::add_sign::settings of_group{settings.lr, settings.alpha, settings.sign_decay, settings.beta};
  of_group.weight_decay = 0.1;
  of_group.l2 = 0.7;
  of_group.options = {true, signopt::stochastic{21}};
  opt.add_group({{got.var.data(), got.m.data(), got.grad.data(), n}}, of_group);
  opt.step({0.3, 0, false});

  const oracle::adjusted_rule<data::c, data::c, data::c, inner> step(
      {0.3, 0.7, of_group.lr, 0.1}, inner({of_group.lr, of_group.alpha, of_group.sign_decay, of_group.beta}, true));
  const std::uint64_t key = oracle::random_key(21, 0, 0);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const std::uint64_t var = oracle::soft_convert<oracle::format::bfloat16, data::c>(bits_of(expected.var[i]));
    const oracle::result r = step(var, bits_of(expected.m[i]), bits_of(expected.grad[i]));
    expected.m[i] = from_bits<float>(r.m);
    expected.var[i] = from_bits<bfloat16>(oracle::stochastic(r.var, oracle::random_half(key, i)));
  }
  ASSERT_TRUE(got.is(expected));
}

TEST(stochastic, seed_is_saved) {
  std::vector<bfloat16> var(100, bfloat16(1)), other(100, bfloat16(1)), grad(100, bfloat16(0.37f));
  signopt::optimizer<signopt::lion, bfloat16> opt, resumed;
  opt.add_group({{var.data(), nullptr, grad.data(), 100}}, {0.001, 0.9, 0.99, 0.1});
  signopt::stochastic random{0xfedcba9876543210u};
  random.tensor = 40;
  opt.settings(0).options.rounding = random;
  opt.step();
  const std::string path = ::testing::TempDir() + "signopt_seed.safetensors";
  opt.save(path);
  other = var;
  resumed.add_group({{other.data(), nullptr, grad.data(), 100}});
  resumed.load(path);
  EXPECT_TRUE(resumed.settings(0).options.rounding.is_stochastic);
  EXPECT_EQ(resumed.settings(0).options.rounding.random.seed, 0xfedcba9876543210u);
  EXPECT_EQ(resumed.settings(0).options.rounding.random.tensor, 40u);

  // An object that cannot round so is not given such a state, and stays what it is.
  std::vector<float> wide(100, 1.0f);
  signopt::optimizer<signopt::lion, float, bfloat16, bfloat16> cannot;
  cannot.add_group({{wide.data(), nullptr, grad.data(), 100}}, {0.5});
  expect_error<signopt::state_error>([&] { cannot.load(path); },
                                     {"the rounding of group 0 is stochastic", "this object's is float32"});
  EXPECT_EQ(cannot.settings(0).lr, 0.5);
  EXPECT_EQ(cannot.steps(), 0);
  for (int step = 0; step < 5; ++step) {
    opt.step();
    resumed.step();
  }
  for (std::size_t i = 0; i < 100; ++i) EXPECT_EQ(bits_of(var[i]), bits_of(other[i]));
}

TEST(stochastic, errors) {
  std::vector<float> wide(8), m(8), grad(8);
  std::vector<Eigen::half> narrow(8, Eigen::half(1));
  std::vector<bfloat16> brain(8, bfloat16(1));
  const signopt::add_sign_settings with{0.1, 1, 1, 0.9, {false, signopt::stochastic{1, 2}}};
  using signopt::type_error;
  const char* const text = "options.rounding is stochastic, which is for a var of bfloat16 that is computed in float32";
  expect_error<type_error>([&] { signopt::apply_add_sign_n(wide.data(), m.data(), with, grad.data(), 8); },
                           {text, "and var is float32, computed in float32"});
  expect_error<type_error>([&] { signopt::apply_add_sign_n(narrow.data(), m.data(), with, grad.data(), 8); },
                           {text, "and var is float16"});
  std::vector<bfloat16> brain_m(8), brain_grad(8);
  expect_error<type_error>(
      [&] { signopt::apply_add_sign_n<bfloat16>(brain.data(), brain_m.data(), with, brain_grad.data(), 8); },
      {text, "and var is bfloat16, computed in bfloat16"});
  auto without_step = with;
  without_step.options.rounding = signopt::stochastic{1};
  expect_error<signopt::operand_error>(
      [&] { signopt::apply_add_sign_n(brain.data(), m.data(), without_step, grad.data(), 8); },
      {"without the number of the step", "expected stochastic{seed, step}"});
  for (const std::int64_t first : {std::int64_t{-1}, (std::int64_t{1} << 60) + 1}) {
    auto out_of_range = with;
    out_of_range.options.rounding.random.first = first;
    expect_error<signopt::operand_error>(
        [&] { signopt::apply_add_sign_n(brain.data(), m.data(), out_of_range, grad.data(), 8); },
        {"must be from 0 to 2^60"});
    signopt::parameter<bfloat16, float, float> part{brain.data(), m.data(), grad.data(), 8};
    part.first = first;
    expect_error<signopt::operand_error>([&] { signopt::apply_add_sign_multi({part}, with); },
                                         {"first of parameter 0 must be from 0 to 2^60"});
  }

  // In a group of an object: before anything is written in any.
  signopt::optimizer<signopt::add_sign> opt;
  std::vector<float> second(8);
  opt.add_group({{wide.data(), nullptr, grad.data(), 8}}, {0.1});
  opt.add_group({{second.data(), nullptr, grad.data(), 8}}, {0.1});
  std::fill(grad.begin(), grad.end(), 1.0f);
  opt.settings(1).options.rounding = signopt::stochastic{1};
  expect_error<type_error>([&] { opt.step(); }, {text});
  EXPECT_EQ(wide[0], 0);
  EXPECT_EQ(opt.steps(), 0);
}

const bool registered = register_on_every_target("stochastic/operands", __FILE__,
                                                 {
                                                     {"executors", __LINE__, test_executors},
                                                     {"parts", __LINE__, test_parts},
                                                     {"eigen_objects", __LINE__, test_eigen_objects},
                                                     {"coefficients", __LINE__, test_coefficients},
                                                     {"blocks", __LINE__, test_blocks},
                                                     {"tensors", __LINE__, test_tensors},
                                                     {"lists", __LINE__, test_lists},
                                                     {"objects", __LINE__, test_objects},
                                                     {"adjusted_objects", __LINE__, test_adjusted_objects},
                                                 });

}  // namespace
