// A 16-bit copy of var that a step leaves beside it: the bits of var', rounded to nearest, on every target, for every
// storage of m and grad; nothing else changes, and nothing is written where there is no copy.
#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cstddef>
#include <signopt/all_finite.hpp>
#include <signopt/multi_tensor.hpp>
#include <signopt/optimizer.hpp>
#include <string>
#include <utility>
#include <vector>

#include "support/errors.hpp"
#include "support/executors.hpp"
#include "support/kernel_check.hpp"
#include "support/memory.hpp"
#include "support/small_caches.hpp"
#include "support/targets.hpp"

namespace {

using namespace signopt_test;
using Eigen::bfloat16;
using Eigen::half;

template <class Copy, class M, class G>
class copied_step {
  using check = kernel_check<float, G, float, false, add_sign_calls, M>;

 public:
  using parameter = signopt::parameter<float, G, M, Copy>;

  explicit copied_step(std::size_t size) : now(check::random_streams(size, size)), expected(now), copy(size, marked()) {
    const auto numbers = check::typical();
    check::apply(numbers, expected.var.data(), expected.m.data(), expected.grad.data(), size);
  }

  parameter part(std::size_t first, std::size_t count, bool has_copy = true) {
    parameter made{now.var.data() + first, now.m.data() + first, now.grad.data() + first,
                   static_cast<std::ptrdiff_t>(count)};
    if (has_copy) made.copy = copy.data() + first;
    return made;
  }

  template <class Executor>
  void run(const Executor& executor, const std::vector<parameter>& tensors) {
    const auto numbers = check::typical();
    signopt::apply_add_sign_multi(executor, tensors, numbers[0], numbers[1], numbers[2], numbers[3]);
  }

  ::testing::AssertionResult is_copied(std::size_t first, std::size_t count) const {
    for (std::size_t i = first; i < first + count; ++i) {
      if (!same_result(now.var[i], expected.var[i]) || !same_result(now.m[i], expected.m[i]))
        return ::testing::AssertionFailure() << "var or m of element " << i << " is not that of a step without a copy";
      constexpr oracle::format to = format_of_v<Copy>;
      const auto rounded = from_bits<Copy>(oracle::soft_convert<oracle::format::float32, to>(bits_of(expected.var[i])));
      if (!same_result(copy[i], rounded))
        return ::testing::AssertionFailure()
               << "the copy of element " << i << " is " << describe(copy[i]) << ", of " << describe(now.var[i]);
    }
    return ::testing::AssertionSuccess();
  }
  bool is_unwritten(std::size_t i) const { return bits_of(copy[i]) == bits_of(marked()); }

  static Copy marked() { return nearest<Copy>(0.15625); }

  typename check::streams now, expected;
  std::vector<Copy> copy;
};

template <class Copy, class M, class G>
void test_sizes() {
  for (std::size_t size = 0; size < 300; size += size < 70 ? 1 : 23) {
    copied_step<Copy, M, G> step(size);
    step.run(signopt::serial(), {step.part(0, size)});
    ASSERT_TRUE(step.is_copied(0, size)) << size << " elements";
  }
}

// Tensors that continue each other are one, where their copies do; some have none, or no gradient.
template <class Copy, class M, class G>
void test_lists() {
  for (const any_executor& executor : some_executors()) {
    copied_step<Copy, M, G> step(9000);
    std::vector<typename copied_step<Copy, M, G>::parameter> tensors{
        step.part(0, 700),          step.part(700, 3000), step.part(3700, 1300, false), step.part(5000, 1000),
        step.part(6000, 17, false), step.part(6017, 983), step.part(7000, 2000)};
    tensors[6].grad = nullptr;
    step.run(executor, tensors);
    ASSERT_TRUE(step.is_copied(0, 3700)) << executor.name();
    ASSERT_TRUE(step.is_copied(5000, 1000)) << executor.name();
    ASSERT_TRUE(step.is_copied(6017, 983)) << executor.name();
    for (std::size_t i = 3700; i < 5000; ++i) {
      ASSERT_TRUE(step.is_unwritten(i)) << executor.name();
      ASSERT_TRUE(same_result(step.now.var[i], step.expected.var[i])) << executor.name();
    }
    for (std::size_t i = 6000; i < 6017; ++i) ASSERT_TRUE(step.is_unwritten(i));
    for (std::size_t i = 7000; i < 9000; ++i) ASSERT_TRUE(step.is_unwritten(i));
  }
}

// Copies that lie in another order than their tensors, beside rates of their own and an m that is flushed: what the
// same tensors become without copies.
template <class Copy, class M, class G>
void test_order_of_copies() {
  constexpr std::ptrdiff_t size = 3000;
  copied_step<Copy, M, G> step(2 * size), plain(2 * size);
  const signopt::add_sign_settings settings{0.001, 1, 0.99, 0.9, {true}};
  for (const any_executor& executor : some_executors()) {
    auto first = step.part(0, size), second = step.part(size, size);
    std::swap(first.copy, second.copy);
    second.lr_scale = 0.5;
    signopt::apply_add_sign_multi(executor, std::vector{first, second}, settings);
    signopt::parameter<float, G, M> plain_first{plain.now.var.data(), plain.now.m.data(), plain.now.grad.data(), size};
    signopt::parameter<float, G, M> plain_second{plain.now.var.data() + size, plain.now.m.data() + size,
                                                 plain.now.grad.data() + size, size, 0.5};
    signopt::apply_add_sign_multi({plain_first, plain_second}, settings);
    for (std::ptrdiff_t i = 0; i < 2 * size; ++i) {
      const auto at = static_cast<std::size_t>(i);
      ASSERT_TRUE(same_result(step.now.var[at], plain.now.var[at])) << executor.name() << ", element " << i;
      ASSERT_TRUE(same_result(step.now.m[at], plain.now.m[at])) << executor.name() << ", element " << i;
      const auto& copy = i < size ? first.copy[i] : second.copy[i - size];
      constexpr oracle::format to = format_of_v<Copy>;
      ASSERT_TRUE(same_result(
          copy, from_bits<Copy>(oracle::soft_convert<oracle::format::float32, to>(bits_of(step.now.var[at])))))
          << executor.name() << ", element " << i;
    }
  }
}

// Past the caches, which is so where the copy lies at a multiple of a store's size when var does.
template <class Copy, class M, class G>
void test_beyond_caches() {
  const std::size_t size = least_uncached_elements(4 + sizeof(M) + sizeof(G)) + 77;
  copied_step<Copy, M, G> step(size);
  const auto before = step.now;
  fenced_array<float> var(size);
  fenced_array<Copy> copy(size);
  for (const bool prefetching : {true, false}) {
    const small_caches beyond(prefetching);
    for (const std::size_t var_at : {std::size_t{0}, std::size_t{3}}) {
      for (const std::size_t copy_at : {var_at, var_at + 1, var_at + 16}) {
        step.now = before;
        auto tensor = step.part(0, size);
        tensor.var = var.place(before.var.data(), size, var_at);
        tensor.copy = copy.place(step.copy.data(), size, copy_at);
        const bool is_aligned =
            (reinterpret_cast<std::uintptr_t>(tensor.copy) - reinterpret_cast<std::uintptr_t>(tensor.var) / 2) % 32 ==
            0;
        ASSERT_EQ(is_aligned, copy_at != var_at + 1);
        step.run(signopt::serial(), {tensor});
        step.now.var.assign(tensor.var, tensor.var + size);
        step.copy.assign(tensor.copy, tensor.copy + size);
        ASSERT_TRUE(step.is_copied(0, size)) << "var at " << var_at << ", copy at " << copy_at;
        ASSERT_TRUE(var.fence_stands() && copy.fence_stands());
      }
    }
  }
}

TEST(copy, of_an_optimizer_object) {
  constexpr std::ptrdiff_t n = 5000;
  Eigen::ArrayXf var = Eigen::ArrayXf::Random(n), grad = Eigen::ArrayXf::Random(n), plain_var = var;
  std::vector<bfloat16> copy(n);
  signopt::parameter<float, float, float, bfloat16> with_copy{var.data(), nullptr, grad.data(), n};
  with_copy.copy = copy.data();
  signopt::optimizer<signopt::add_sign, float, float, float, bfloat16> opt;
  signopt::optimizer<signopt::add_sign> plain;
  signopt::add_sign::settings settings;
  settings.lr = 0.1;
  settings.weight_decay = 0.1;
  settings.l2 = 0.01;
  opt.add_group({with_copy}, settings);
  plain.add_group({{plain_var.data(), nullptr, grad.data(), n}}, settings);
  for (int step = 0; step < 3; ++step) {
    opt.step(some_executors()[1], {0.5, 1.0});
    plain.step({0.5, 1.0});
    for (std::ptrdiff_t i = 0; i < n; ++i) {
      ASSERT_EQ(bits_of(var[i]), bits_of(plain_var[i]));
      ASSERT_EQ(bits_of(copy[static_cast<std::size_t>(i)]), bits_of(nearest<bfloat16>(var[i])));
    }
  }
}

TEST(copy, of_eigen_objects) {
  Eigen::MatrixXf var = Eigen::MatrixXf::Random(7, 9), m = Eigen::MatrixXf::Zero(7, 9), grad = var;
  Eigen::Matrix<half, Eigen::Dynamic, Eigen::Dynamic> copy(7, 9);
  signopt::apply_add_sign_multi({signopt::with_copy(signopt::make_parameter(var, m, grad), copy)}, {0.1});
  for (int i = 0; i < var.size(); ++i) EXPECT_EQ(bits_of(copy.data()[i]), bits_of(nearest<half>(var.data()[i])));

  Eigen::Matrix<half, Eigen::Dynamic, Eigen::Dynamic> turned(9, 7);
  expect_error<signopt::shape_error>([&] { signopt::with_copy(signopt::make_parameter(var, m, grad), turned); },
                                     {"copy has shape (9, 7)"});
  Eigen::Matrix<half, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> by_rows(7, 9);
  expect_error<signopt::operand_error>([&] { signopt::with_copy(signopt::make_parameter(var, m, grad), by_rows); },
                                       {"another storage order"});
  Eigen::Matrix<half, Eigen::Dynamic, Eigen::Dynamic> larger(9, 9);
  expect_error<signopt::operand_error>(
      [&] { signopt::with_copy(signopt::make_parameter(var, m, grad), larger.topRows(7)); }, {"not contiguous"});
}

TEST(copy, beside_a_parameter_that_is_no_matrix) {
  std::vector<float> var(12, 1.0f), m(12), grad(12, 1.0f);
  const signopt::parameter<float> tensor{var.data(), m.data(), grad.data(), 12, 0.5, "weight"};
  Eigen::Array<bfloat16, 3, 4> copy;
  const auto with_copy = signopt::with_copy(tensor, copy);
  EXPECT_EQ(with_copy.m, m.data());
  EXPECT_EQ(with_copy.lr_scale, 0.5);
  EXPECT_STREQ(with_copy.name, "weight");
  Eigen::Array<bfloat16, 3, 5> larger;
  expect_error<signopt::shape_error>([&] { signopt::with_copy(tensor, larger); }, {"copy has shape (3, 5)", "12"});
}

TEST(copy, is_no_place_for_a_later_gradient) {
  std::vector<float> var(8), m(8), grad(8);
  std::vector<bfloat16> copy(16);
  signopt::parameter<float, bfloat16, float, bfloat16> made{var.data(), m.data(), nullptr, 8};
  made.copy = copy.data();
  signopt::parameter_set<float, bfloat16, float, bfloat16> set({made});
  EXPECT_NO_THROW(set.grad(0, copy.data() + 8));
  EXPECT_TRUE(signopt::all_finite(set));
  expect_error<signopt::operand_error>([&] { set.grad(0, copy.data() + 7); }, {"copy of parameter 0", "overlap"});
}

TEST(copy, errors) {
  using parameter = signopt::parameter<float, float, float, bfloat16>;
  std::vector<float> var(8), m(8), grad(8);
  std::vector<bfloat16> copy(8);
  const auto set_of = [&](bfloat16* to) {
    parameter made{var.data(), m.data(), grad.data(), 8, 1, "weight"};
    made.copy = to;
    return signopt::parameter_set<float, float, float, bfloat16>({made});
  };
  EXPECT_EQ(set_of(copy.data()).elements(), 8);
  EXPECT_EQ(set_of(nullptr).elements(), 8);
  expect_error<signopt::operand_error>(
      [&] { set_of(reinterpret_cast<bfloat16*>(var.data() + 4)); },
      {"var of parameter 0 (\"weight\") and copy of parameter 0 (\"weight\") overlap in memory"});
  expect_error<signopt::operand_error>([&] { set_of(reinterpret_cast<bfloat16*>(grad.data() + 4)); }, {"overlap"});
  expect_error<signopt::operand_error>(
      [&] { set_of(reinterpret_cast<bfloat16*>(reinterpret_cast<char*>(copy.data()) + 1)); },
      {"copy of parameter 0 (\"weight\") is misaligned"});
  signopt::parameter<float> untyped{var.data(), m.data(), grad.data(), 8};
  untyped.copy = copy.data();
  expect_error<signopt::operand_error>([&] { signopt::parameter_set<float>({untyped}); },
                                       {"copy of parameter 0 is given, and the parameter's type has no Copy"});
}

template <class Copy, class M, class G>
void register_copies(const char* types) {
  const std::string suite = std::string("copy/") + types;
  register_on_every_target(suite, "sizes", __FILE__, __LINE__, test_sizes<Copy, M, G>);
  register_on_every_target(suite, "lists", __FILE__, __LINE__, test_lists<Copy, M, G>);
  register_on_every_target(suite, "order_of_copies", __FILE__, __LINE__, test_order_of_copies<Copy, M, G>);
  register_on_every_target(suite, "beyond_caches", __FILE__, __LINE__, test_beyond_caches<Copy, M, G>);
}

const bool registered = [] {
  register_copies<bfloat16, float, float>("bfloat16_of_float32");
  register_copies<half, float, float>("float16_of_float32");
  register_copies<bfloat16, bfloat16, bfloat16>("bfloat16_of_float32_m_bfloat16_grad_bfloat16");
  register_copies<half, bfloat16, half>("float16_of_float32_m_bfloat16_grad_float16");
  return true;
}();

}  // namespace
