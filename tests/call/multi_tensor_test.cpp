// Many tensors in one step: the bits of one call for each, with the learning rate of each, whatever lies side by side,
// on every executor and target. Borders: multi_tensor_partition_test; errors: parameter_set_test.
#include <signopt/multi_tensor.hpp>
// The above comes before Eigen here, and after it in other tests.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <list>
#include <signopt/apply_add_sign.hpp>
#include <type_traits>
#include <vector>

#include "support/executors.hpp"
#include "support/targets.hpp"
#include "support/tensor_lists.hpp"
#include "support/type_rows.hpp"

namespace {

using namespace signopt_test;
using half = Eigen::half;
using bfloat16 = Eigen::bfloat16;

// Scales that are 1 and not, that round, overflow and vanish, of both signs; equal ones are neighbours now and then.
const std::vector<double> scales_of_all_kinds = {1,
                                                 1,
                                                 0.1,
                                                 0.1,
                                                 0.5,
                                                 -1,
                                                 -0.0,
                                                 0.0,
                                                 0.0,
                                                 1.0 / 3,
                                                 1e-300,
                                                 0x1p99,
                                                 1e9,
                                                 1e-5,
                                                 0x1p-9,
                                                 65520,
                                                 1,
                                                 std::numeric_limits<double>::infinity(),
                                                 std::numeric_limits<double>::quiet_NaN()};

template <class T, class G, class C>
void expect_one_call_for_each(const std::vector<std::ptrdiff_t>& sizes, const std::vector<double>& lr_scales,
                              scattering scattered, std::uint64_t seed) {
  using list = tensor_list<T, G, C>;
  list tensors(sizes, lr_scales, scattered, seed);
  const auto numbers = list::check::rounded(0.3, 1.0, 0.7, 0.9);
  const auto expected = tensors.one_call_for_each(numbers);
  const signopt::parameter_set<T, G> set(tensors.parameters());
  const bool is_plain = std::is_same_v<T, float> && std::is_same_v<G, float>;
  for (const any_executor& executor : is_plain ? every_executor() : some_executors()) {
    tensors.reset();
    signopt::apply_add_sign_multi(executor, set, numbers[0], numbers[1], numbers[2], numbers[3]);
    ASSERT_TRUE(tensors.is(expected)) << "on " << executor.name() << "; scattered: " << scattered.all << ", "
                                      << scattered.one << " percent; seed " << seed;
  }
}

template <class T, class G, class C>
void test_lists() {
  const std::vector<double> one = {1};
  std::uint64_t seed = 0;
  for (const scattering scattered : {scattering{0, 0}, {100, 0}, {20, 0}, {0, 30}, {10, 10}}) {
    for (const std::vector<double>& scales : {one, scales_of_all_kinds}) {
      for (const std::size_t count : {std::size_t{1}, std::size_t{2}, std::size_t{30}}) {
        ++seed;
        expect_one_call_for_each<T, G, C>(mixed_sizes(count, seed), scales, scattered, seed);
      }
    }
  }
  expect_one_call_for_each<T, G, C>({}, one, {0, 0}, 1);
  expect_one_call_for_each<T, G, C>({0, 0, 0}, one, {0, 0}, 1);
  expect_one_call_for_each<T, G, C>({0, 5, 0, 0, 7, 0}, one, {0, 0}, 1);
  expect_one_call_for_each<T, G, C>({64, 64, 20000, 64, 1}, scales_of_all_kinds, {0, 0}, 2);
  expect_one_call_for_each<T, G, C>(std::vector<std::ptrdiff_t>(200, 64), one, {0, 0}, 3);
  expect_one_call_for_each<T, G, C>(std::vector<std::ptrdiff_t>(200, 64), one, {100, 0}, 4);
  expect_one_call_for_each<T, G, C>(std::vector<std::ptrdiff_t>(300, 1), scales_of_all_kinds, {0, 0}, 5);
}

template <class T, class G, class C>
void register_row() {
  register_on_every_target("multi_tensor/" + kernel_check<T, G, C>::suite(), "lists", __FILE__, __LINE__,
                           test_lists<T, G, C>);
}

const bool registered = [] {
  for_each_type_row([](auto row) {
    using r = decltype(row);
    register_row<typename r::var, typename r::grad, typename r::compute>();
  });
  return true;
}();

// Learning rates that are zeros of both signs, side by side: -0 - (+0) is -0, and -0 - (-0) is +0.
TEST(multi_tensor, zeros_as_lr_scale_keep_their_signs) {
  for (const double first : {0.0, -0.0}) {
    float var[2] = {-0.0f, -0.0f}, m[2] = {};
    const float grad[2] = {1, 1};
    signopt::apply_add_sign_multi(
        signopt::parameter_set<float>{{var, m, grad, 1, first}, {var + 1, m + 1, grad + 1, 1, -first}}, 1, 1, 1, 0);
    EXPECT_EQ(bits_of(var[0]), bits_of(std::signbit(first) ? 0.0f : -0.0f));
    EXPECT_EQ(bits_of(var[1]), bits_of(std::signbit(first) ? -0.0f : 0.0f));
  }
}

// The forms of the call, all of one bit pattern.
TEST(multi_tensor, forms_and_ranges) {
  using list = tensor_list<float, float, float>;
  list tensors(mixed_sizes(20, 1), {1, 0.5}, {10, 10}, 1);
  const auto numbers = list::check::rounded(0.3, 1.25, 0.7, 0.9);
  const auto plain = tensors.one_call_for_each(numbers), flushed = tensors.one_call_for_each(numbers, true);
  const float lr = numbers[0], alpha = numbers[1], sign_decay = numbers[2], beta = numbers[3];
  const signopt::add_sign_settings settings{lr, alpha, sign_decay, beta};
  const signopt::add_sign_settings flush{lr, alpha, sign_decay, beta, {true}};
  const auto vector = tensors.parameters();
  const std::list<signopt::parameter<float>> linked(vector.begin(), vector.end());
  std::array<signopt::parameter<float>, 20> array;
  std::copy(vector.begin(), vector.end(), array.begin());
  signopt::parameter<float> own_array[20];
  std::copy(vector.begin(), vector.end(), own_array);
  const signopt::parameter_set set(vector);
  static_assert(std::is_same_v<decltype(set), const signopt::parameter_set<float, float>>);
  const signopt::eigen_pool executor(pool_of(3), 1);
  const auto expect = [&](const auto& expected, int line) {
    EXPECT_TRUE(tensors.is(expected)) << "the call before line " << line;
    tensors.reset();
  };
  const auto every_form = [&](const auto& range) {
    signopt::apply_add_sign_multi(range, lr, alpha, sign_decay, beta);
    expect(plain, __LINE__);
    signopt::apply_add_sign_multi(range, settings);
    expect(plain, __LINE__);
    signopt::apply_add_sign_multi(range, flush);
    expect(flushed, __LINE__);
    signopt::apply_add_sign_multi(executor, range, lr, alpha, sign_decay, beta);
    expect(plain, __LINE__);
    signopt::apply_add_sign_multi(executor, range, settings);
    expect(plain, __LINE__);
    signopt::apply_add_sign_multi(executor, range, flush);
    expect(flushed, __LINE__);
  };
  every_form(set);
  every_form(vector);
  every_form(linked);
  every_form(array);
  every_form(own_array);
}

// Scalars of any kind; and the compute type that is asked for.
TEST(multi_tensor, scalars_and_compute_type) {
  using list = tensor_list<half, half, half>;
  list tensors({100, 7, 300}, {0.3, 1, 1.7}, {0, 0}, 1);
  const auto numbers = list::check::rounded(0.3, 1.25, 0.7, 0.9);
  const signopt::parameter_set<half> set(tensors.parameters());
  signopt::apply_add_sign_multi<half>(set, 0.3, numbers[1], Eigen::Array<double, 1, 1>(0.7), 0.9f);
  EXPECT_TRUE(tensors.is(tensors.one_call_for_each(numbers)));
  using wide_list = tensor_list<half, half, float>;
  wide_list wide({100, 7, 300}, {0.3, 1, 1.7}, {0, 0}, 1);
  signopt::apply_add_sign_multi(signopt::parameter_set<half>(wide.parameters()), 0.3f, 1.25f, 0.7f, 0.9f);
  EXPECT_TRUE(wide.is(wide.one_call_for_each(wide_list::check::rounded(0.3f, 1.25f, 0.7f, 0.9f))));
}

TEST(multi_tensor, in_braces) {
  std::vector<float> var(8, 1.0f), m(8, 0.25f);
  const std::vector<float> grad(8, 0.5f);
  std::vector<float> expected = var, expected_m = m;
  const auto at = [&grad](std::vector<float>& v, std::vector<float>& mm, std::size_t i) {
    return signopt::parameter<float>{v.data() + i, mm.data() + i, grad.data() + i, 4};
  };
  const signopt::add_sign_settings settings{0.1};
  const std::vector<signopt::parameter<float>> range{at(expected, expected_m, 0), at(expected, expected_m, 4)};
  signopt::apply_add_sign_multi(range, settings);
  signopt::apply_add_sign_multi({at(var, m, 0)}, settings);
  signopt::apply_add_sign_multi(signopt::serial(), {at(var, m, 4)}, 0.1, 1, 1, 0.9);
  EXPECT_EQ(var, expected);
  EXPECT_EQ(m, expected_m);
  const std::initializer_list<signopt::parameter<float>> list = {at(var, m, 0), at(var, m, 4)};
  signopt::apply_add_sign_multi(range, settings);
  signopt::apply_add_sign_multi(list, {0.1});
  EXPECT_EQ(var, expected);
}

}  // namespace
