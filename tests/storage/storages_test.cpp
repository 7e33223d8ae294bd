// Storages of their own on every kind of operand: the bits of the call on pointers, which the kernels' tests compare
// with the oracle. And what the second table of dtype.hpp leaves out.
#include <gtest/gtest.h>

#include <Eigen/Core>
#include <signopt/dlpack.hpp>
#include <signopt/optimizer.hpp>
#include <signopt/signopt.hpp>
#include <signopt/tensor.hpp>
#include <string>
#include <vector>

#include "support/errors.hpp"
#include "support/executors.hpp"
#include "support/kernel_check.hpp"
#include "support/targets.hpp"
#include "support/type_rows.hpp"

namespace {

using namespace signopt_test;
using Eigen::bfloat16;
using Eigen::half;
using index = Eigen::Index;

template <class T>
DLTensor described(T* data, std::int64_t* shape, std::int64_t* strides) {
  constexpr signopt::dtype type = signopt::dtype_of<T>::value;
  DLTensor made{};
  made.data = data;
  made.device = {kDLCPU, 0};
  made.ndim = 2;
  made.dtype = {static_cast<std::uint8_t>(type == signopt::dtype::bfloat16 ? kDLBfloat : kDLFloat),
                static_cast<std::uint8_t>(8 * sizeof(T)), 1};
  made.shape = shape;
  made.strides = strides;
  return made;
}

// A matrix of 37 by 41, by columns; grad by rows where it is not contiguous.
template <class T, class M, class G>
class operands_of_row {
  using check = kernel_check<T, G, float, false, add_sign_calls, M>;
  template <class Element>
  using matrix = Eigen::Array<Element, Eigen::Dynamic, Eigen::Dynamic>;

 public:
  static constexpr index rows = 37, cols = 41;

  operands_of_row() : given_(check::random_streams(std::size_t{rows * cols}, 5)), expected_(given_) {
    signopt::apply_add_sign_n(expected_.var.data(), expected_.m.data(), settings(), expected_.grad.data(), rows * cols);
    reset();
  }

  static signopt::add_sign_settings settings() { return {0.1, 1.0, 0.9, 0.8}; }

  void reset() {
    var = Eigen::Map<const matrix<T>>(given_.var.data(), rows, cols);
    m = Eigen::Map<const matrix<M>>(given_.m.data(), rows, cols);
    grad = Eigen::Map<const matrix<G>>(given_.grad.data(), rows, cols);
    grad_by_rows = grad;
  }

  template <class Step>
  void expect_same(const char* what, const Step& step) {
    reset();
    step();
    for (index i = 0; i < var.size(); ++i) {
      const auto at = static_cast<std::size_t>(i);
      ASSERT_TRUE(same_result(var.data()[i], expected_.var[at]) && same_result(m.data()[i], expected_.m[at]))
          << check::suite() << ", " << what << ", element " << i << ": var " << describe(var.data()[i]) << ", expected "
          << describe(expected_.var[at]) << "; m " << describe(m.data()[i]) << ", expected "
          << describe(expected_.m[at]);
    }
  }

  matrix<T> var;
  matrix<M> m;
  matrix<G> grad;
  Eigen::Array<G, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> grad_by_rows;

 private:
  typename check::streams given_, expected_;
};

template <class T, class M, class G>
void test_operands() {
  operands_of_row<T, M, G> of;
  const auto settings = of.settings();
  const auto number = [](double x) { return static_cast<float>(x); };
  of.expect_same("Eigen", [&] { signopt::apply_add_sign(of.var, of.m, settings, of.grad); });
  of.expect_same("Eigen, scalars of var's type", [&] {
    using C = float;
    signopt::apply_add_sign<T, C>(of.var, of.m, number(0.1), number(1), number(0.9), number(0.8), of.grad);
  });
  of.expect_same("Eigen, mixed orders", [&] { signopt::apply_add_sign(of.var, of.m, settings, of.grad_by_rows); });
  of.expect_same("Eigen, an expression",
                 [&] { signopt::apply_add_sign(of.var, of.m, settings, of.grad.reverse().reverse()); });
  of.expect_same("Eigen, on an executor", [&] {
    signopt::apply_add_sign(some_executors()[1], of.var.transpose(), of.m.transpose(), settings, of.grad.transpose());
  });
  {  // Resetting the operands leaves their memory where it is.
    Eigen::TensorMap<Eigen::Tensor<T, 2>> var(of.var.data(), of.rows, of.cols);
    Eigen::TensorMap<Eigen::Tensor<M, 2>> m(of.m.data(), of.rows, of.cols);
    const Eigen::TensorMap<Eigen::Tensor<G, 2>> grad(of.grad.data(), of.rows, of.cols);
    const Eigen::TensorMap<Eigen::Tensor<G, 2, Eigen::RowMajor>> by_rows(of.grad_by_rows.data(), of.rows, of.cols);
    of.expect_same("tensors", [&] { signopt::apply_add_sign(var, m, settings, grad); });
    of.expect_same("tensors, mixed layouts", [&] { signopt::apply_add_sign(var, m, settings, by_rows); });
    of.expect_same("tensors, an expression",
                   [&] { signopt::apply_add_sign(var, m, settings, grad.template cast<G>()); });
  }
  of.expect_same("DLPack", [&] {
    std::int64_t shape[] = {of.rows, of.cols}, by_columns[] = {1, of.rows}, by_rows[] = {of.cols, 1};
    const DLTensor var = described(of.var.data(), shape, by_columns), m = described(of.m.data(), shape, by_columns);
    const DLTensor grad = described(of.grad_by_rows.data(), shape, by_rows);
    signopt::apply_add_sign(var, m, settings, grad);
  });
  of.expect_same("a list",
                 [&] { signopt::apply_add_sign_multi({signopt::make_parameter(of.var, of.m, of.grad)}, settings); });
  of.expect_same("an optimizer object", [&] {
    signopt::optimizer<signopt::add_sign, T, G, M> opt;
    opt.add_group({signopt::make_parameter(of.var, of.m, of.grad)},
                  {settings.lr, settings.alpha, settings.sign_decay, settings.beta});
    opt.step({1, 0, false});
  });
}

// Where a 16-bit var would be computed in its own type, another storage beside it makes that float32.
TEST(storages, scalars_of_16_bits_are_computed_in_float32) {
  const half number = half(0.1f);
  std::vector<half> var(50, half(1)), m(50, half(0.3f)), same = var;
  std::vector<float> wide_m(50, 0.3f), grad(50, 0.7f), other_m = wide_m;
  signopt::apply_add_sign_n(var.data(), wide_m.data(), number, number, number, number, grad.data(), 50);
  signopt::apply_add_sign_n<float>(same.data(), other_m.data(), number, number, number, number, grad.data(), 50);
  for (std::size_t i = 0; i < 50; ++i) ASSERT_TRUE(same_result(var[i], same[i]) && same_result(wide_m[i], other_m[i]));
  std::vector<half> in_float16(50, half(1)), narrow_m(50, half(0.3f));
  const std::vector<half> narrow_grad(50, half(0.7f));
  signopt::apply_add_sign_n(in_float16.data(), narrow_m.data(), number, number, number, number, narrow_grad.data(), 50);
  EXPECT_NE(wide_m[0], to_double(narrow_m[0])) << "float16 arithmetic is another";
}

// Momentum that the object holds, of another type than var; and its saved state.
TEST(storages, momentum_of_an_optimizer_object) {
  Eigen::ArrayXf var = Eigen::ArrayXf::Random(1000), grad = Eigen::ArrayXf::Random(1000);
  Eigen::ArrayXf expected_var = var;
  Eigen::Array<bfloat16, Eigen::Dynamic, 1> m = Eigen::Array<bfloat16, Eigen::Dynamic, 1>::Zero(1000);
  const signopt::lion_settings settings{0.01, 0.9, 0.99, 0.1};
  signopt::optimizer<signopt::lion, float, float, bfloat16> opt, resumed;
  opt.add_group(std::vector{signopt::make_parameter(var, nullptr, grad)}, {0.01, 0.9, 0.99, 0.1});
  for (int step = 0; step < 3; ++step) {
    opt.step({1, 0, false});
    signopt::apply_lion(expected_var, m, settings, grad);
  }
  for (index i = 0; i < 1000; ++i) {
    ASSERT_EQ(bits_of(var[i]), bits_of(expected_var[i]));
    ASSERT_EQ(bits_of(opt.momentum(0)[i]), bits_of(m[i]));
  }

  const std::string path = ::testing::TempDir() + "signopt_momentum_of_16_bits.safetensors";
  opt.save(path);
  Eigen::ArrayXf other_var = var;
  resumed.add_group(std::vector{signopt::make_parameter(other_var, nullptr, grad)});
  resumed.load(path);
  EXPECT_EQ(bits_of(resumed.momentum(0)[17]), bits_of(m[17]));
  signopt::optimizer<signopt::lion> of_another_type;
  of_another_type.add_group(std::vector{signopt::make_parameter(other_var, nullptr, grad)});
  expect_error<signopt::state_error>([&] { of_another_type.load(path); }, {"\"0.m\" has dtype BF16, expected F32"});

  signopt::optimizer<signopt::lion, float, float, bfloat16> in_braces;
  in_braces.add_group({signopt::make_parameter(other_var, nullptr, grad)}, {0.01});
  in_braces.add_group({signopt::make_parameter(expected_var, nullptr, grad)});
  EXPECT_EQ(in_braces.tensors(), 2);

  // All that is said of a tensor but its m is kept.
  Eigen::Matrix<float, 4, 6, Eigen::RowMajor> matrix;
  Eigen::Matrix<bfloat16, 4, 6, Eigen::RowMajor> copy;
  signopt::parameter<float, float, float, bfloat16> described =
      signopt::with_copy(signopt::make_parameter(matrix, nullptr, matrix, 0.25), copy);
  described.grad = nullptr;
  described.name = "matrix";
  described.first = 3;
  signopt::optimizer<signopt::lion, float, float, bfloat16, bfloat16> with_copies;
  with_copies.add_group(std::vector{described});
  const auto& held = with_copies.tensor(0);
  EXPECT_EQ(held.lr_scale, 0.25);
  EXPECT_STREQ(held.name, "matrix");
  EXPECT_EQ(held.first, 3);
  EXPECT_EQ(held.rows, 4);
  EXPECT_TRUE(held.is_row_major);
  EXPECT_EQ(held.copy, copy.data());

  Eigen::ArrayXf given_m = var;
  expect_error<signopt::operand_error>(
      [&] { opt.add_group(std::vector{signopt::make_parameter(other_var, given_m, grad)}, {}); },
      {"m of parameter 0 is given, of another type"});
}

TEST(storages, what_dlpack_refuses) {
  float wide[4] = {};
  double widest[4] = {};
  half narrow[4] = {};
  bfloat16 other[4] = {};
  std::int64_t shape[] = {2, 2};
  const auto of = [&](auto* data) { return described(data, shape, nullptr); };
  const signopt::add_sign_settings settings{0.1};
  expect_error<signopt::conversion_error>([&] { signopt::apply_add_sign(of(wide), of(widest), settings, of(narrow)); },
                                          {"m is float64 and var is float32"});
  expect_error<signopt::conversion_error>([&] { signopt::apply_add_sign(of(widest), of(wide), settings, of(narrow)); },
                                          {"m is float32 and var is float64"});
  expect_error<signopt::conversion_error>([&] { signopt::apply_add_sign(of(narrow), of(wide), settings, of(other)); },
                                          {"var is float16 and grad is bfloat16"});
  expect_error<signopt::conversion_error>([&] { signopt::apply_add_sign(of(narrow), of(wide), settings, of(widest)); },
                                          {"var is float16 and grad is float64"});
}

const bool registered = [] {
  for_each_storage_row([](auto row) {
    using types = decltype(row);
    using T = typename types::var;
    using M = typename types::m;
    using G = typename types::grad;
    register_test(kernel_check<T, G, float, false, add_sign_calls, M>::suite(), "every_kind_of_operand", __FILE__,
                  __LINE__, test_operands<T, M, G>);
  });
  return true;
}();

}  // namespace
