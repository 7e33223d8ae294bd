// PowerSign, Lion and Signum through every kind of operand, executor and form of call: the bits of the oracle, given
// plain numbers. And the errors of each, by the names of its own scalars.
#include <gtest/gtest.h>

#include <Eigen/Core>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <signopt/dlpack.hpp>
#include <signopt/signopt.hpp>
#include <signopt/tensor.hpp>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "support/executors.hpp"
#include "support/special_values.hpp"
#include "support/targets.hpp"
#include "support/tested_rules.hpp"

namespace {

using namespace signopt_test;
using Eigen::Index;
template <class T>
using matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;

constexpr Index rows = 29, cols = 17;

// The operands, and what one step makes of them.
template <class Rule, class T>
struct operands {
  static constexpr oracle::format t = format_of_v<T>;
  static constexpr oracle::format c = t == oracle::format::float64 ? t : oracle::format::float32;

  matrix<T> var{rows, cols}, m{rows, cols}, grad{rows, cols};
  matrix<T> start_var, start_m, new_var, new_m;

  explicit operands(const typename Rule::numbers& given, bool flush = false) {
    random_bits random(11);
    for (matrix<T>* const each : {&var, &m, &grad}) {
      for (Index i = 0; i < each->size(); ++i) each->data()[i] = from_bits<T>(mixed_bits(t, random));
    }
    start_var = new_var = var;
    start_m = new_m = m;
    typename Rule::numbers rounded;
    for (std::size_t i = 0; i < Rule::count; ++i) rounded[i] = oracle::scalar<c, c>(given[i]);
    const auto step = make_step(rounded, given, flush);
    for (Index i = 0; i < var.size(); ++i) {
      const oracle::result r = step(bits_of(var.data()[i]), bits_of(m.data()[i]), bits_of(grad.data()[i]));
      new_var.data()[i] = from_bits<T>(r.var);
      new_m.data()[i] = from_bits<T>(r.m);
    }
  }

  // Checks what a call made of them, and makes them as they were.
  void expect_step(int line) {
    for (Index i = 0; i < var.size(); ++i) {
      ASSERT_TRUE(same_result(var.data()[i], new_var.data()[i])) << Rule::name << ", before line " << line << ", " << i;
      ASSERT_TRUE(same_result(m.data()[i], new_m.data()[i])) << Rule::name << ", before line " << line << ", " << i;
    }
    var = start_var;
    m = start_m;
  }

 private:
  static auto make_step(const typename Rule::numbers& rounded, const typename Rule::numbers& given, bool flush) {
    using rule = typename Rule::template expected<t, t, c>;
    if constexpr (!std::is_constructible_v<rule, decltype(rounded), decltype(given), bool>) {
      static_cast<void>(given);
      return rule(rounded, flush);
    } else {
      return rule(rounded, given, flush);
    }
  }
};

template <class T>
DLTensor describe_matrix(matrix<T>& of, std::int64_t* shape, std::int64_t* strides) {
  DLTensor tensor{};
  tensor.data = of.data();
  tensor.device = {kDLCPU, 0};
  tensor.ndim = 2;
  const bool is_bfloat16 = format_of_v<T> == oracle::format::bfloat16;
  tensor.dtype = {static_cast<std::uint8_t>(is_bfloat16 ? kDLBfloat : kDLFloat),
                  static_cast<std::uint8_t>(8 * sizeof(T)), 1};
  tensor.shape = shape;
  tensor.strides = strides;
  return tensor;
}

// `place` is nothing, or an executor.
template <class Rule, class T, std::size_t... Index_, class... Place>
void test_forms(std::index_sequence<Index_...>, Place&... place) {
  constexpr typename Rule::numbers numbers = Rule::typical;
  const typename Rule::settings settings{numbers[Index_]..., {}}, flush{numbers[Index_]..., {true}};
  operands<Rule, T> on(numbers);
  auto &var = on.var, &m = on.m, &grad = on.grad;

  Rule::template apply<void, void>(place..., var, m, numbers[Index_]..., grad);
  on.expect_step(__LINE__);
  Rule::template apply<T, void>(place..., var, m, settings, grad);
  on.expect_step(__LINE__);
  Rule::template apply<void, void>(place..., var.reverse(), m.reverse(), settings, grad.reverse());
  on.expect_step(__LINE__);
  for (const auto& [begin, end] : {std::pair<Index, Index>{0, 20}, {20, rows}}) {
    const Index size = end - begin;
    Rule::template apply<void, void>(place..., var.middleRows(begin, size), m.middleRows(begin, size),
                                     numbers[Index_]..., grad.middleRows(begin, size));
  }
  on.expect_step(__LINE__);

  Rule::template apply_n<void>(place..., var.data(), m.data(), numbers[Index_]..., grad.data(), var.size());
  on.expect_step(__LINE__);
  Rule::template apply_n<void>(place..., var.data(), m.data(), settings, grad.data(), var.size());
  on.expect_step(__LINE__);

  Eigen::TensorMap<Eigen::Tensor<T, 2>> var_tensor(var.data(), rows, cols), m_tensor(m.data(), rows, cols);
  const Eigen::TensorMap<Eigen::Tensor<const T, 2>> grad_tensor(grad.data(), rows, cols);
  Rule::template apply<void, void>(place..., var_tensor, m_tensor, numbers[Index_]..., grad_tensor);
  on.expect_step(__LINE__);

  std::int64_t shape[] = {rows, cols}, strides[] = {1, rows};
  const DLTensor var_dl = describe_matrix(var, shape, strides), m_dl = describe_matrix(m, shape, strides),
                 grad_dl = describe_matrix(grad, shape, strides);
  Rule::template apply<void, void>(place..., var_dl, m_dl, numbers[Index_]..., grad_dl);
  on.expect_step(__LINE__);
  Rule::template apply<void, void>(place..., var_dl, m_dl, settings, grad_dl);
  on.expect_step(__LINE__);

  std::vector<signopt::parameter<T>> list;
  for (Index col = 0; col < cols; ++col)
    list.push_back({var.col(col).data(), m.col(col).data(), grad.col(col).data(), std::ptrdiff_t{rows}});
  Rule::template apply_multi<void>(place..., list, numbers[Index_]...);
  on.expect_step(__LINE__);
  Rule::template apply_multi<void>(place..., signopt::parameter_set<T>(list), settings);
  on.expect_step(__LINE__);

  operands<Rule, T> flushed(numbers, true);
  Rule::template apply<void, void>(place..., flushed.var, flushed.m, flush, flushed.grad);
  flushed.expect_step(__LINE__);
}

template <class Rule, class T>
void test_rule() {
  constexpr auto places = std::make_index_sequence<Rule::count>();
  test_forms<Rule, T>(places);
  thread_for_each_task own{4};
  any_executor any("own", own, 1);
  test_forms<Rule, T>(places, any);
}

// A tensor of a list has a rate of its own: as a call with that rate, on one beside another.
template <class Rule, std::size_t... Places>
void test_rates(std::index_sequence<Places...>) {
  std::vector<signopt::parameter<float>> list;
  std::vector<float> var(40, 1.0f), m(40, 0.5f), grad(40, 0.25f);
  std::vector<float> expected_var = var, expected_m = m;
  for (std::size_t i = 0; i < 4; ++i) {
    const double scale = i == 0 ? 0.5 : i == 1 ? 2.0 : i == 2 ? -1.0 : 1.0;
    const std::size_t at = 10 * i;
    list.push_back({&var[at], &m[at], &grad[at], 10, scale});
    typename Rule::numbers numbers = Rule::typical;
    numbers[0] *= scale;
    Rule::template apply_n<void>(&expected_var[at], &expected_m[at], numbers[Places]..., &grad[at], 10);
  }
  Rule::template apply_multi<void>(list, Rule::typical[Places]...);
  EXPECT_EQ(var, expected_var) << Rule::name;
  EXPECT_EQ(m, expected_m) << Rule::name;
  for (const std::size_t i : {10u, 20u, 30u}) EXPECT_NE(var[i], var[i - 10]) << "this test would see no difference";
}

TEST(rule_rates, of_each_tensor) {
  test_rates<add_sign_calls>(std::make_index_sequence<4>());
  test_rates<power_sign_calls>(std::make_index_sequence<4>());
  test_rates<lion_calls>(std::make_index_sequence<4>());
  test_rates<signum_calls>(std::make_index_sequence<3>());
}

template <class Rule>
void register_rule(int line) {
  register_on_every_target(std::string("forms_of_") + Rule::name, __FILE__,
                           {
                               {"float32", line, test_rule<Rule, float>},
                               {"float64", line, test_rule<Rule, double>},
                               {"bfloat16", line, test_rule<Rule, Eigen::bfloat16>},
                           });
}

const bool registered = [] {
  register_rule<power_sign_calls>(__LINE__);
  register_rule<lion_calls>(__LINE__);
  register_rule<signum_calls>(__LINE__);
  return true;
}();

// A run-time error names the scalar, and leaves var and m alone.
template <class Rule, std::size_t Place, std::size_t... Index_>
void expect_error_of_scalar(std::index_sequence<Index_...>) {
  Eigen::ArrayXf var = Eigen::ArrayXf::Constant(5, 1), m = var;
  const Eigen::ArrayXf grad = var;
  const Eigen::ArrayXf sizes[] = {Eigen::ArrayXf::Constant(1, 0.5f), Eigen::ArrayXf::Constant(2, 0.5f)};
  try {
    Rule::template apply<void, void>(var, m, sizes[Index_ == Place ? 1 : 0]..., grad);
    FAIL() << "no error";
  } catch (const signopt::shape_error& error) {
    EXPECT_EQ(error.what(),
              std::string("signopt: ") + Rule::names[Place] + " must have exactly one element, and has shape (2, 1)");
  }
  EXPECT_TRUE((var == 1).all() && (m == 1).all());
}

template <class Rule, std::size_t... Places>
void expect_errors(std::index_sequence<Places...> places) {
  (..., expect_error_of_scalar<Rule, Places>(places));
}

TEST(rule_errors, name_the_scalar) {
  expect_errors<power_sign_calls>(std::make_index_sequence<4>());
  expect_errors<lion_calls>(std::make_index_sequence<4>());
  expect_errors<signum_calls>(std::make_index_sequence<3>());
}

// All scalars of var's own 16-bit type: computed in it.
TEST(rule_types, scalars_of_16_bits_mean_arithmetic_of_16_bits) {
  const Eigen::half tenth(0.1f);
  Eigen::half var(1.0f), m(0.5f), grad(0.25f);
  signopt::apply_signum_n(&var, &m, tenth, Eigen::half(0.9f), tenth, &grad, 1);
  using expected = oracle::signum<oracle::format::float16, oracle::format::float16, oracle::format::float16>;
  const auto in_half = [](double x) { return oracle::scalar<oracle::format::float16, oracle::format::float16>(x); };
  const oracle::result r = expected({in_half(0.1), in_half(0.9), in_half(0.1)})(0x3c00, 0x3800, 0x3400);
  EXPECT_EQ(bits_of(var), r.var);
  EXPECT_EQ(bits_of(m), r.m);
}

}  // namespace
