// Hyper-parameters by name: TensorFlow's defaults, and by both front ends the bits of the positional call.
#include <gtest/gtest.h>

#include <Eigen/Core>
#include <signopt/apply_add_sign.hpp>
#include <signopt/pointer.hpp>
#include <signopt/settings.hpp>
#include <type_traits>

#include "support/scalar_check.hpp"
#include "support/targets.hpp"

namespace {

using namespace signopt_test;
using signopt::add_sign_settings;

static_assert(std::is_aggregate_v<add_sign_settings> && std::is_trivially_copyable_v<add_sign_settings>);
static_assert(sizeof(add_sign_settings) == 4 * sizeof(double) + sizeof(signopt::step_options));
static_assert(std::is_same_v<decltype(add_sign_settings::lr), double> &&
              std::is_same_v<decltype(add_sign_settings::alpha), double> &&
              std::is_same_v<decltype(add_sign_settings::sign_decay), double> &&
              std::is_same_v<decltype(add_sign_settings::beta), double>);

TEST(settings, defaults_are_tensorflow_s) {
  constexpr add_sign_settings settings{0.1};
  static_assert(settings.lr == 0.1 && settings.alpha == 1 && settings.sign_decay == 1 && settings.beta == 0.9);
  constexpr add_sign_settings all{0.1, 0.2, 0.3, 0.4};
  static_assert(all.lr == 0.1 && all.alpha == 0.2 && all.sign_decay == 0.3 && all.beta == 0.4);
#if __cplusplus >= 202002L
  constexpr add_sign_settings named{.lr = 0.1, .beta = 0.95};
  static_assert(named.lr == 0.1 && named.alpha == 1 && named.sign_decay == 1 && named.beta == 0.95);
#endif
}

// Those of the other rules, in the order of their calls.
TEST(settings, of_other_rules) {
  static_assert(std::is_aggregate_v<signopt::power_sign_settings> && std::is_aggregate_v<signopt::lion_settings> &&
                std::is_aggregate_v<signopt::signum_settings>);
  static_assert(std::is_trivially_copyable_v<signopt::power_sign_settings> &&
                std::is_trivially_copyable_v<signopt::lion_settings> &&
                std::is_trivially_copyable_v<signopt::signum_settings>);
  constexpr signopt::power_sign_settings power{0.1, 0.2, 0.3, 0.4, {true}};
  static_assert(power.lr == 0.1 && power.logbase == 0.2 && power.sign_decay == 0.3 && power.beta == 0.4);
  static_assert(power.options.flush_subnormal_momentum);
  constexpr signopt::lion_settings lion{0.1, 0.2, 0.3, 0.4, {true}};
  static_assert(lion.lr == 0.1 && lion.beta1 == 0.2 && lion.beta2 == 0.3 && lion.weight_decay == 0.4);
  static_assert(lion.options.flush_subnormal_momentum);
  constexpr signopt::signum_settings signum{0.1, 0.2, 0.3, {true}};
  static_assert(signum.lr == 0.1 && signum.beta == 0.2 && signum.weight_decay == 0.3);
  static_assert(signum.options.flush_subnormal_momentum);
}

template <class T>
using array = Eigen::Array<T, Eigen::Dynamic, 1>;

template <class T>
array<T> to_array(const std::vector<T>& values) {
  return Eigen::Map<const array<T>>(values.data(), static_cast<Eigen::Index>(values.size()));
}

// The step with these settings, by every way to pass them; all have the bits of the positional call and of the oracle.
template <class T, class C = void>
void expect_same_by_name(const add_sign_settings& settings, const oracle::hyper& h) {
  const probe<T> data;
  const auto n = static_cast<std::ptrdiff_t>(data.size);
  constexpr oracle::format compute =
      std::is_same_v<C, T> ? format_of_v<T> : wide_format<T>;  // plain numbers, unless C is stated
  const outcome<T> expected = data.template expected<compute>(h);
  EXPECT_TRUE((data.template computed<C>(settings.lr, settings.alpha, settings.sign_decay, settings.beta)) == expected);

  outcome<T> pointers = data.start;
  signopt::apply_add_sign_n<C>(pointers.var.data(), pointers.m.data(), settings, data.grad.data(), n);
  EXPECT_TRUE(pointers == expected);

  array<T> var = to_array(data.start.var), m = to_array(data.start.m);
  const auto result = signopt::apply_add_sign<T, C>(var, m, settings, to_array(data.grad));
  EXPECT_EQ(&std::get<0>(result), &var);
  EXPECT_EQ(&std::get<1>(result), &m);
  const outcome<T> objects{{var.data(), var.data() + n}, {m.data(), m.data() + n}};
  EXPECT_TRUE(objects == expected);

  auto [moved_var, moved_m] =
      signopt::apply_add_sign<void, C>(to_array(data.start.var), to_array(data.start.m), settings, to_array(data.grad));
  const outcome<T> moved{{moved_var.data(), moved_var.data() + n}, {moved_m.data(), moved_m.data() + n}};
  EXPECT_TRUE(moved == expected);
}

// In the type that a plain number has beside T.
template <class T>
oracle::hyper rounded(const add_sign_settings& s) {
  constexpr oracle::format plain = plain_format<T>;
  return {oracle::scalar<plain, plain>(s.lr), oracle::scalar<plain, plain>(s.alpha),
          oracle::scalar<plain, plain>(s.sign_decay), oracle::scalar<plain, plain>(s.beta)};
}

template <class T>
void test_settings() {
  for (const add_sign_settings& settings :
       {add_sign_settings{0.1}, add_sign_settings{0.1, 1.3, 0.7, 0.6}, add_sign_settings{1.3, 0.1, 0.6, 0.7},
        add_sign_settings{-0.3, 0, -1.7, 1.1}}) {
    expect_same_by_name<T>(settings, rounded<T>(settings));
  }
}

// float64 keeps all digits of the settings: none of these is a float.
TEST(settings, are_not_rounded_to_float_beside_float64) {
  const add_sign_settings settings{0.1, 1.3, 0.7, 0.6};
  const probe<double> data;
  const oracle::hyper exact{0.1, 1.3, 0.7, 0.6};
  expect_same_by_name<double>(settings, exact);
  const oracle::hyper lossy = rounded<float>(settings);
  EXPECT_FALSE(data.expected<oracle::format::float64>(exact) == data.expected<oracle::format::float64>(lossy));
  for (int place = 0; place < 4; ++place) {
    oracle::hyper one = exact;
    (place == 0 ? one.lr : place == 1 ? one.alpha : place == 2 ? one.sign_decay : one.beta) += 1e-12;
    EXPECT_FALSE(data.expected<oracle::format::float64>(exact) == data.expected<oracle::format::float64>(one));
  }
}

// A stated C: the settings are float32 numbers first, and then of the compute type.
TEST(settings, with_a_stated_compute_type) {
  const add_sign_settings settings{0.1, 1.3, 0.7, 0.6};
  const auto twice = [](double x) { return oracle::scalar<oracle::format::float32, oracle::format::float16>(x); };
  expect_same_by_name<Eigen::half, Eigen::half>(settings, {twice(0.1), twice(1.3), twice(0.7), twice(0.6)});
  expect_same_by_name<Eigen::half, float>(settings, rounded<float>(settings));
}

const bool registered = [] {
  const auto add = [](const char* dtype, void (*body)()) {
    register_on_every_target(std::string("apply_add_sign_settings/") + dtype, "same_bits_as_positional", __FILE__,
                             __LINE__, body);
  };
  add("float16", test_settings<Eigen::half>);
  add("bfloat16", test_settings<Eigen::bfloat16>);
  add("float32", test_settings<float>);
  add("float64", test_settings<double>);
  return true;
}();

}  // namespace
