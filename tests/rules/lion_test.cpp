// What Lion and Signum are held to beside the bits of their formula. Among it is what a fused Lion for CPUs in wide use
// gets wrong: with its sign taken by a mask of -1.0 in the place of -0.0, a direction below 2 in magnitude does not
// move the parameter, and the elements behind the last whole vector come out differently.
#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <limits>
#include <signopt/signopt.hpp>
#include <type_traits>
#include <vector>

#include "support/bits.hpp"
#include "support/oracle_lion.hpp"
#include "support/special_values.hpp"
#include "support/targets.hpp"
#include "support/tested_rules.hpp"

namespace {

using namespace signopt_test;
using oracle::format;

// Signum has no kernel of its own.
static_assert(std::is_same_v<signopt::signum::formula, signopt::lion>);
static_assert(std::is_same_v<signopt::signum::constants<signopt::dtype::float32>,
                             signopt::lion::constants<signopt::dtype::float32>>);

// 100 steps of 1e-3 against a gradient of 0.5: from 1 to 0.9, in every place of every size.
template <class T>
void test_small_gradients_move() {
  for (std::size_t size = 1; size <= 70; ++size) {
    std::vector<T> var(size, nearest<T>(1)), m(size, nearest<T>(0));
    const std::vector<T> grad(size, nearest<T>(0.5));
    for (int step = 0; step < 100; ++step) {
      signopt::apply_lion_n(var.data(), m.data(), 1e-3, 0.9, 0.99, 0, grad.data(), size);
    }
    const double tolerance = sizeof(T) == 2 ? 0.05 : 1e-5;
    for (std::size_t i = 0; i < size; ++i) {
      ASSERT_NEAR(to_double(var[i]), 0.9, tolerance) << i << " of " << size;
      ASSERT_EQ(bits_of(var[i]), bits_of(var[0])) << i << " of " << size;
      ASSERT_EQ(bits_of(m[i]), bits_of(m[0])) << i << " of " << size;
    }
  }
}

// Every magnitude from 2^-100 to 2^100 counts for its sign alone, of both signs.
void test_magnitudes_do_not_count() {
  constexpr int exponents = 100;
  std::vector<float> var, m, grad;
  for (int e = -exponents; e <= exponents; ++e) {
    for (const float sign : {-1.0f, 1.0f}) {
      var.push_back(8);
      m.push_back(std::ldexp(sign, e));
      grad.push_back(std::ldexp(sign, e));
    }
  }
  signopt::apply_lion_n(var.data(), m.data(), 0.25, 0.9, 0.99, 0, grad.data(), var.size());
  for (std::size_t i = 0; i < var.size(); ++i) ASSERT_EQ(var[i], grad[i] < 0 ? 8.25f : 7.75f) << grad[i];
}

// A zero and a NaN have no sign: var is decayed, and no more.
void test_no_sign() {
  const float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
  for (std::size_t size = 1; size <= 40; ++size) {
    for (const auto& [m_value, grad_value] : {std::pair{0.0f, 0.0f},
                                              {-0.0f, 0.0f},
                                              {nan, 1.0f},
                                              {1.0f, nan},
                                              {-nan, 0.0f},
                                              {infinity, -infinity},
                                              {1.0f, -1.0f}}) {
      std::vector<float> var(size, 8), m(size, m_value);
      const std::vector<float> grad(size, grad_value);
      signopt::apply_lion_n(var.data(), m.data(), 0.25, 0.5, 0.99, 2.0, grad.data(), size);
      for (const float each : var) ASSERT_EQ(each, 4.0f) << m_value << ' ' << grad_value;
    }
  }
}

// The direction is of the old m, with beta1, and is not what is stored.
TEST(lion, directions_are_of_the_old_momentum) {
  float var = 1, m = 4;
  const float grad = -8;
  signopt::apply_lion_n(&var, &m, 0.5, 0.75, 0.25, 0, &grad, 1);  // d = 3 - 2; m = 1 - 6, whose sign is another
  EXPECT_EQ(var, 0.5f);
  EXPECT_EQ(m, -5.0f);
}

// A plain number has all its digits where 1 - beta is formed: 1 - 0.99 is 0.01f, and 1 - 0.99f is not.
template <class T>
void expect_python_s_constants() {
  constexpr format f = format_of_v<T>;
  const T zero = nearest<T>(0), grad = nearest<T>(1);
  T var = zero, m = zero;
  signopt::apply_lion_n(&var, &m, 0.0, 0.9, 0.99, 0.0, &grad, 1);
  EXPECT_EQ(bits_of(m), oracle::encode<f>(1 - 0.99));
  m = zero;
  signopt::apply_lion_n(&var, &m, {0.0, 0.9, 0.99, 0.0}, &grad, 1);
  EXPECT_EQ(bits_of(m), oracle::encode<f>(1 - 0.99));
  m = zero;
  signopt::apply_lion_n(&var, &m, 0.0, 0.9, 0.99f, 0.0, &grad, 1);
  EXPECT_EQ(bits_of(m), oracle::encode<f>(1 - static_cast<double>(0.99f)));
  T one = nearest<T>(1);
  m = zero;
  signopt::apply_lion_n(&one, &m, 0.1, 0.9, 0.99, 0.3, &zero, 1);
  EXPECT_EQ(bits_of(one), oracle::encode<f>(1 - 0.1 * 0.3));
}
TEST(lion, constants_are_derived_in_float64) {
  expect_python_s_constants<float>();
  expect_python_s_constants<double>();
  EXPECT_NE(bits_of(static_cast<float>(1 - 0.99)), bits_of(1 - 0.99f)) << "this test would see no difference";
}

// A tensor of a list decays by its own rate.
TEST(lion, the_rate_of_a_tensor_decays_it) {
  const float grad = 1;
  for (const double scale : {0.5, 1.0, 3.0}) {
    for (const bool is_behind_another : {false, true}) {
      float var[] = {1, 1}, m[] = {0, 0};
      std::vector<signopt::parameter<float>> list;
      if (is_behind_another) list.push_back({&var[1], &m[1], &grad, 1, 7.0});
      list.push_back({&var[0], &m[0], &grad, 1, scale});
      signopt::apply_lion_multi(list, 0.1, 0.9, 0.99, 0.3);
      const auto keep = static_cast<float>(1 - 0.1 * scale * 0.3);
      EXPECT_EQ(bits_of(var[0]), bits_of(keep - 0.1f * static_cast<float>(scale))) << scale;
    }
  }
}

// Signum's call, in every form, gives the bits of Lion's with one beta twice.
template <class T, class C>
void test_signum_is_lion() {
  constexpr std::size_t size = 301;
  random_bits random(3);
  std::vector<T> var, m, grad;
  for (std::size_t i = 0; i < size; ++i) {
    var.push_back(from_bits<T>(mixed_bits(format_of_v<T>, random)));
    m.push_back(from_bits<T>(mixed_bits(format_of_v<T>, random)));
    grad.push_back(from_bits<T>(mixed_bits(format_of_v<T>, random)));
  }
  const C lr = nearest<C>(0.3), beta = nearest<C>(0.9), weight_decay = nearest<C>(0.1);
  std::vector<T> lion_var = var, lion_m = m;
  signopt::apply_lion_n(lion_var.data(), lion_m.data(), lr, beta, beta, weight_decay, grad.data(), size);
  std::vector<T> signum_var = var, signum_m = m;
  signopt::apply_signum_n(signum_var.data(), signum_m.data(), lr, beta, weight_decay, grad.data(), size);
  for (std::size_t i = 0; i < size; ++i) {
    ASSERT_TRUE(same_result(signum_var[i], lion_var[i])) << i;
    ASSERT_TRUE(same_result(signum_m[i], lion_m[i])) << i;
  }
}

const bool registered =
    register_on_every_target("lion", __FILE__,
                             {
                                 {"small_gradients_move_float32", __LINE__, test_small_gradients_move<float>},
                                 {"small_gradients_move_float64", __LINE__, test_small_gradients_move<double>},
                                 {"small_gradients_move_float16", __LINE__, test_small_gradients_move<Eigen::half>},
                                 {"magnitudes_do_not_count", __LINE__, test_magnitudes_do_not_count},
                                 {"no_sign", __LINE__, test_no_sign},
                                 {"signum_is_lion_float32", __LINE__, test_signum_is_lion<float, float>},
                                 {"signum_is_lion_float64", __LINE__, test_signum_is_lion<double, double>},
                                 {"signum_is_lion_float16", __LINE__, test_signum_is_lion<Eigen::half, Eigen::half>},
                                 {"signum_is_lion_bfloat16", __LINE__, test_signum_is_lion<Eigen::bfloat16, float>},
                             });

}  // namespace
