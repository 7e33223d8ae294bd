// Scalars one by one: what a number is rounded to on its way to C, stated compute types, settings, wrong sizes.
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <signopt/error.hpp>
#include <signopt/settings.hpp>
#include <string>
#include <utility>
#include <vector>

#include "support/scalar_check.hpp"
#include "support/targets.hpp"

namespace {

using namespace signopt_test;
using Eigen::bfloat16;
using Eigen::half;
using oracle::format;

// What a call made of the number that it got as lr: var' = -0 - (lr * (1 + 0 * s)) * 1 = -lr.
template <class T, class C = void, class Lr>
T seen(const Lr& lr) {
  T var = nearest<T>(-0.0);
  T m = nearest<T>(1);
  const T grad = nearest<T>(1);
  signopt::apply_add_sign_n<C>(&var, &m, lr, 1.0f, 0.0f, 0.5f, &grad, 1);
  return from_bits<T>(bits_of(var) ^ oracle::sign_bit(format_of_v<T>));
}

TEST(apply_add_sign_scalars, float32_rounds_plain_numbers_to_float32) {
  EXPECT_EQ(seen<float>(0.1), static_cast<double>(0.1f));
  EXPECT_EQ(seen<float>(16777217), 16777216.0);
  EXPECT_EQ(seen<float>(-16777219L), -16777220.0);
  EXPECT_EQ(seen<float>(std::numeric_limits<unsigned long long>::max()), 0x1p64);
  EXPECT_EQ(seen<float>(std::numeric_limits<std::int64_t>::min()), -0x1p63);
  // rounded once: by way of double this lies on a tie, and falls
  EXPECT_EQ(seen<float>((std::int64_t{1} << 53) + (std::int64_t{1} << 29) + 1), 0x1.000002p53);
  EXPECT_EQ(seen<float>((std::uint64_t{1} << 53) + (std::uint64_t{1} << 29) + 1), 0x1.000002p53);
}

TEST(apply_add_sign_scalars, float32_widens_16_bit_scalars_and_rounds_float64_ones) {
  EXPECT_EQ(seen<float>(nearest<half>(0.1)), 0x1.998p-4);
  EXPECT_EQ(seen<float>(nearest<bfloat16>(0.1)), 0x1.9ap-4);
  EXPECT_EQ(seen<float>((Eigen::Array<double, 1, 1>::Constant(0.1))), static_cast<double>(0.1f));
}

TEST(apply_add_sign_scalars, float64_keeps_plain_numbers) {
  EXPECT_EQ(seen<double>(0.1), 0.1);
  EXPECT_EQ(seen<double>(0.1f), static_cast<double>(0.1f));
  EXPECT_EQ(seen<double>(16777217), 16777217.0);
  EXPECT_EQ(seen<double>((std::int64_t{1} << 53) + 1), 0x1p53);
  EXPECT_EQ(seen<double>(nearest<half>(0.1)), 0x1.998p-4);
  EXPECT_EQ(seen<double>((Eigen::Array<float, 1, 1>::Constant(0.1f))), static_cast<double>(0.1f));
  EXPECT_EQ(seen<double>((Eigen::Array<double, 1, 1>::Constant(0.1))), 0.1);
}

template <class C, class Own>
void expect_rounded_once(std::uint64_t own_bits) {
  const Own number = from_bits<Own>(own_bits);
  const C expected = from_bits<C>(oracle::encode<format_of_v<C>>(to_double(number)));
  // an object, since a plain number is rounded to float32 first
  const C got = seen<C, C>(Eigen::Array<Own, 1, 1>::Constant(number).eval());
  ASSERT_TRUE(same_result(got, expected)) << describe(number) << " became " << describe(got);
}

// Beside and at every rounding tie of C, in the scalar's own format; and what is special there.
template <class C, class Own>
void test_ties() {
  constexpr format c = format_of_v<C>;
  constexpr format own = format_of_v<Own>;
  for (std::uint64_t bits = 0; bits < oracle::infinity(c); ++bits) {
    const double low = oracle::decode<c>(bits);
    const double step =
        bits + 1 == oracle::infinity(c) ? low - oracle::decode<c>(bits - 1) : oracle::decode<c>(bits + 1) - low;
    const std::uint64_t tie = bits_of(nearest<Own>(low + step / 2));
    for (const std::uint64_t near : {tie - 1, tie, tie + 1}) {
      expect_rounded_once<C, Own>(near);
      expect_rounded_once<C, Own>(near | oracle::sign_bit(own));
    }
  }
  for (const std::uint64_t bits : special_bits(own)) expect_rounded_once<C, Own>(bits);
  expect_rounded_once<C, Own>(oracle::sign_bit(own) - 1);  // a NaN with all bits set
}

// Every value of one 16-bit format as a scalar where C is the other.
template <class C, class Own>
void test_every_16_bit_value() {
  for (std::uint64_t bits = 0; bits < 65536; ++bits) {
    expect_rounded_once<C, Own>(bits);
  }
}

// Doubles that round, overflow and underflow to float32.
void test_float64_in_float32() {
  random_bits random(3);
  for (int i = 0; i < 200000; ++i) {
    const std::uint64_t near_float32 = (random() >> 12) | (870 + random.below(290)) << 52;
    const double number = from_bits<double>(i % 2 == 0 ? near_float32 : near_float32 & ~std::uint64_t{0xfffffff});
    const float expected = from_bits<float>(oracle::encode<format::float32>(number));
    ASSERT_TRUE(same_result(seen<float>(number), expected)) << describe(number);
    ASSERT_TRUE(same_result(seen<float>(Eigen::Array<double, 1, 1>::Constant(-number).eval()), -expected));
  }
}

// In float16 compute a plain number is rounded twice, a float64 object once: between the two lies a tie.
TEST(apply_add_sign_scalars, stated_float16_rounds_to_the_scalars_own_type_first) {
  const double beside_tie = 1 + 0x1p-11 + 0x1p-40;
  EXPECT_EQ(to_double(seen<half, half>(beside_tie)), 1.0);
  EXPECT_EQ(to_double(seen<half, half>(Eigen::Array<double, 1, 1>::Constant(beside_tie))), 1 + 0x1p-10);
  EXPECT_EQ(to_double(seen<half, half>(2049)), 2048.0);
  EXPECT_EQ(to_double(seen<half, half>((1 << 24) + 1)), std::numeric_limits<double>::infinity());
  const double beside_bfloat16_tie = 1 + 0x1p-8 + 0x1p-40;
  EXPECT_EQ(to_double(seen<bfloat16, bfloat16>(beside_bfloat16_tie)), 1.0);
  EXPECT_EQ(to_double(seen<bfloat16, bfloat16>(Eigen::Array<double, 1, 1>::Constant(beside_bfloat16_tie))), 1 + 0x1p-7);
}

template <class T, class C>
void test_stated_compute_type() {
  const probe<T> data;
  constexpr format c = format_of_v<C>;
  const auto in_c = [](auto number) {
    return oracle::scalar<own_format<decltype(number), T>(), c>(exact_value(number));
  };
  // plain numbers, and numbers of T: what they are decides their rounding, not the compute type
  const auto check = [&](auto lr, auto alpha, auto decay, auto beta) {
    const oracle::hyper h{in_c(lr), in_c(alpha), in_c(decay), in_c(beta)};
    const outcome<T> expected = data.template expected<c>(h);
    EXPECT_TRUE(data.template computed<C>(lr, alpha, decay, beta) == expected);
    using array = Eigen::Array<T, Eigen::Dynamic, 1>;
    const auto as_array = [](const std::vector<T>& values) {
      return array(Eigen::Map<const array>(values.data(), static_cast<Eigen::Index>(values.size())));
    };
    array var = as_array(data.start.var);
    array m = as_array(data.start.m);
    signopt::apply_add_sign<T, C>(var, m, lr, alpha, decay, beta, as_array(data.grad));
    EXPECT_TRUE((outcome<T>{{var.begin(), var.end()}, {m.begin(), m.end()}}) == expected);
    if constexpr (c != wide_format<T>) {
      EXPECT_FALSE(expected == data.template expected<wide_format<T>>(h)) << "the data cannot tell";
    } else if constexpr (c != format_of_v<T>) {
      EXPECT_FALSE(expected == data.template expected<format_of_v<T>>(h)) << "the data cannot tell";
    }
  };
  check(some_numbers[0], some_numbers[1], some_numbers[2], some_numbers[3]);
  check(number_as<T>(0), number_as<T>(1), number_as<T>(2), number_as<T>(3));
  check(number_as<T>(0), number_as<float>(1), 2, some_numbers[3]);
}

// Each argument another kind: one that is not of T's own 16-bit type is enough for float32.
template <class T>
void test_mixed_kinds() {
  const probe<T> data;
  constexpr format c = wide_format<T>;
  constexpr format t = format_of_v<T>;
  const Eigen::Array<T, 1, 1> object = Eigen::Array<T, 1, 1>::Constant(number_as<T>(2));
  const double h[] = {oracle::scalar<plain_format<T>, c>(some_numbers[0]),
                      oracle::scalar<format::bfloat16, c>(some_numbers[1]), oracle::scalar<t, c>(some_numbers[2]),
                      oracle::scalar<plain_format<T>, c>(3)};
  EXPECT_TRUE(data.computed(some_numbers[0], number_as<bfloat16>(1), object, 3) ==
              data.template expected<c>({h[0], h[1], h[2], h[3]}));
  const double own[] = {oracle::scalar<t, c>(some_numbers[0]), oracle::scalar<t, c>(some_numbers[1]),
                        oracle::scalar<t, c>(some_numbers[2]), oracle::scalar<t, c>(some_numbers[3])};
  // numbers and one-element objects of T's type are alike
  EXPECT_TRUE(data.computed(number_as<T>(0), number_as<T>(1), object, number_as<T>(3)) ==
              data.template expected<t>({own[0], own[1], own[2], own[3]}));
}

// Named settings are plain numbers: never float16 arithmetic.
template <class T>
void test_settings() {
  const probe<T> data;
  constexpr format plain = plain_format<T>;
  signopt::add_sign_settings settings{some_numbers[0]};
  const auto check = [&](double alpha, double sign_decay, double beta) {
    using array = Eigen::Array<T, Eigen::Dynamic, 1>;
    array var = Eigen::Map<const array>(data.start.var.data(), probe<T>::size);
    array m = Eigen::Map<const array>(data.start.m.data(), probe<T>::size);
    const array grad = Eigen::Map<const array>(data.grad.data(), probe<T>::size);
    signopt::apply_add_sign(var, m, settings, grad);
    const outcome<T> got{{var.begin(), var.end()}, {m.begin(), m.end()}};
    EXPECT_TRUE(got == data.template expected<plain>(
                           {oracle::scalar<plain, plain>(some_numbers[0]), oracle::scalar<plain, plain>(alpha),
                            oracle::scalar<plain, plain>(sign_decay), oracle::scalar<plain, plain>(beta)}));
  };
  check(1, 1, 0.9);
  settings.alpha = some_numbers[1];
  settings.sign_decay = some_numbers[2];
  settings.beta = some_numbers[3];
  check(some_numbers[1], some_numbers[2], some_numbers[3]);
}

const bool registered = [] {
  const auto add = [](const char* types, const char* name, int line, void (*body)()) {
    register_on_every_target(std::string("apply_add_sign_scalars/") + types, name, __FILE__, line, body);
  };
  add("float16_compute_float16", "stated_compute_type", __LINE__, test_stated_compute_type<half, half>);
  add("float16_compute_float32", "stated_compute_type", __LINE__, test_stated_compute_type<half, float>);
  add("bfloat16_compute_bfloat16", "stated_compute_type", __LINE__, test_stated_compute_type<bfloat16, bfloat16>);
  add("bfloat16_compute_float32", "stated_compute_type", __LINE__, test_stated_compute_type<bfloat16, float>);
  add("float32_compute_float32", "stated_compute_type", __LINE__, test_stated_compute_type<float, float>);
  add("float64_compute_float64", "stated_compute_type", __LINE__, test_stated_compute_type<double, double>);
  add("float16_compute_float16", "ties_of_float32_scalars", __LINE__, test_ties<half, float>);
  add("float16_compute_float16", "ties_of_float64_scalars", __LINE__, test_ties<half, double>);
  add("bfloat16_compute_bfloat16", "ties_of_float32_scalars", __LINE__, test_ties<bfloat16, float>);
  add("bfloat16_compute_bfloat16", "ties_of_float64_scalars", __LINE__, test_ties<bfloat16, double>);
  add("float16_compute_float16", "bfloat16_scalars", __LINE__, test_every_16_bit_value<half, bfloat16>);
  add("float16_compute_float16", "float16_scalars", __LINE__, test_every_16_bit_value<half, half>);
  add("bfloat16_compute_bfloat16", "float16_scalars", __LINE__, test_every_16_bit_value<bfloat16, half>);
  add("float32_compute_float32", "float64_scalars", __LINE__, test_float64_in_float32);
  add("float16", "mixed_kinds", __LINE__, test_mixed_kinds<half>);
  add("bfloat16", "mixed_kinds", __LINE__, test_mixed_kinds<bfloat16>);
  add("float32", "mixed_kinds", __LINE__, test_mixed_kinds<float>);
  add("float64", "mixed_kinds", __LINE__, test_mixed_kinds<double>);
  add("float16", "settings", __LINE__, test_settings<half>);
  add("bfloat16", "settings", __LINE__, test_settings<bfloat16>);
  add("float32", "settings", __LINE__, test_settings<float>);
  add("float64", "settings", __LINE__, test_settings<double>);
  return true;
}();

// An object of any other size than one: an error that names the argument and the shape; nothing is written.
TEST(apply_add_sign_scalars, objects_of_another_size_are_refused) {
  const std::pair<Eigen::Index, Eigen::Index> shapes[] = {{0, 0}, {0, 3}, {2, 1}, {1, 2}, {2, 2}};
  for (const auto& shape : shapes) {
    const Eigen::ArrayXXf wrong = Eigen::ArrayXXf::Zero(shape.first, shape.second);
    for (int place = 0; place < 4; ++place) {
      const char* const names[] = {"lr", "alpha", "sign_decay", "beta"};
      float var = 1, m = 2;
      const float grad = 3;
      std::string message;
      try {
        if (place == 0) signopt::apply_add_sign_n(&var, &m, wrong, 1.0f, 1.0f, 0.5f, &grad, 1);
        if (place == 1) signopt::apply_add_sign_n(&var, &m, 1.0f, wrong, 1.0f, 0.5f, &grad, 1);
        if (place == 2) signopt::apply_add_sign_n(&var, &m, 1.0f, 1.0f, wrong, 0.5f, &grad, 1);
        if (place == 3) signopt::apply_add_sign_n(&var, &m, 1.0f, 1.0f, 1.0f, wrong, &grad, 1);
        ADD_FAILURE() << "accepted as " << names[place];
      } catch (const signopt::shape_error& error) {
        message = error.what();
      }
      EXPECT_NE(message.find(names[place]), std::string::npos) << message;
      EXPECT_NE(message.find(std::to_string(shape.first)), std::string::npos) << message;
      EXPECT_NE(message.find(std::to_string(shape.second)), std::string::npos) << message;
      EXPECT_EQ(var, 1.0f);
      EXPECT_EQ(m, 2.0f);
    }
  }
}

}  // namespace
