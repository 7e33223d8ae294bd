// What the tensor front end refuses at run time: the error, its words, and that nothing was written.
#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <signopt/tensor.hpp>
#include <string>
#include <vector>

#include "support/errors.hpp"
#include "support/tensor_step.hpp"

namespace {

using namespace signopt_test;
using signopt::operand_error;
using signopt::shape_error;
template <int Rank, int Layout = Eigen::ColMajor>
using map = Eigen::TensorMap<Eigen::Tensor<float, Rank, Layout>>;

class tensor_errors : public ::testing::Test {
 protected:
  tensor_errors() : memory_(400) {
    for (std::size_t i = 0; i < memory_.size(); ++i) memory_[i] = static_cast<float>(i) + 0.5f;
    before_ = memory_;
  }
  ~tensor_errors() override { EXPECT_EQ(memory_, before_) << "something was written"; }

  float* at(std::ptrdiff_t element) { return memory_.data() + element; }
  float* at_byte(std::ptrdiff_t byte) {
    return reinterpret_cast<float*>(reinterpret_cast<std::uintptr_t>(memory_.data()) + static_cast<std::size_t>(byte));
  }

  template <class Error, class Var, class M, class Grad>
  void expect_refused(Var var, M m, const Grad& grad, const std::vector<std::string>& words) {
    expect_error<Error>([&] { signopt::apply_add_sign(var, m, 0.1, 1, 1, 0.9, grad); }, words);
    expect_error<Error>([&] { signopt::apply_add_sign(var, m, signopt::add_sign_settings{0.1}, grad); }, words);
  }

 private:
  std::vector<float> memory_;
  std::vector<float> before_;
};

TEST_F(tensor_errors, shapes_must_agree_in_every_dimension) {
  const map<3> good(at(0), 2, 3, 4), m(at(100), 2, 3, 4), grad(at(200), 2, 3, 4);
  const std::array<Eigen::Index, 3> others[] = {{3, 2, 4}, {4, 3, 2}, {2, 3, 5}, {2, 2, 4},
                                                {1, 3, 4}, {1, 1, 1}, {2, 3, 0}, {24, 1, 1}};
  for (const auto& sizes : others) {
    const std::string shape =
        "(" + std::to_string(sizes[0]) + ", " + std::to_string(sizes[1]) + ", " + std::to_string(sizes[2]) + ")";
    const map<3> bad(at(300), sizes);
    expect_refused<shape_error>(good, bad, grad, {"m has shape " + shape, "var has shape (2, 3, 4)"});
    expect_refused<shape_error>(good, m, bad, {"grad has shape " + shape, "var has shape (2, 3, 4)"});
    expect_refused<shape_error>(bad, m, grad, {"m has shape (2, 3, 4)", "var has shape " + shape});
    expect_refused<shape_error>(good, m, map<3, Eigen::RowMajor>(at(300), sizes), {"grad has shape " + shape});
  }
  const map<1> five(at(0), 5), six(at(10), 6);
  expect_refused<shape_error>(five, map<1>(at(20), 5), six, {"grad has shape (6,)", "var has shape (5,)"});
  Eigen::TensorFixedSize<float, Eigen::Sizes<2, 3, 5>> fixed;
  fixed.setZero();
  expect_refused<shape_error>(good, m, fixed, {"grad has shape (2, 3, 5)", "var has shape (2, 3, 4)"});
}

TEST_F(tensor_errors, shapes_of_expressions) {
  const map<2> var(at(0), 3, 4), m(at(100), 3, 4), other(at(200), 4, 3);
  expect_refused<shape_error>(var, m, other + other, {"grad has shape (4, 3)", "var has shape (3, 4)"});
  expect_refused<operand_error>(var, map<2>(at(5), 3, 4), var + var, {"var and m overlap"});
  expect_refused<operand_error>(var, map<2>(nullptr, 3, 4), var + var, {"m is a null pointer"});
}

TEST_F(tensor_errors, sizes_that_no_array_has) {
  const map<2> grad(at(0), 3, 4);
  const map<2> negative(at(0), -3, 4), large(at(0), PTRDIFF_MAX / 8, 3);
  expect_refused<shape_error>(negative, negative, grad, {"var has a negative size", "(-3, 4)"});
  expect_refused<shape_error>(map<2>(at(0), 0, -1), negative, grad, {"var has a negative size", "(0, -1)"});
  expect_refused<shape_error>(large, large, grad, {"var is larger than any array can be", "3)"});
  expect_refused<shape_error>(grad, negative, grad, {"m has shape (-3, 4)", "var has shape (3, 4)"});
}

TEST_F(tensor_errors, empty_tensors_are_a_no_op) {
  const Eigen::Index huge = PTRDIFF_MAX / 2;
  for (const auto& sizes : {indices<3>{0, 3, 4}, {3, 0, 4}, {3, 4, 0}, {0, 0, 0}, {huge, 0, huge}}) {
    map<3> none(nullptr, sizes);
    map<3, Eigen::RowMajor> no_rows(at(0), sizes);
    EXPECT_NO_THROW(signopt::apply_add_sign(none, none, 0.1, 1, 1, 0.9, none));
    EXPECT_NO_THROW(signopt::apply_add_sign(none, no_rows, 0.1, 1, 1, 0.9, no_rows));
    EXPECT_NO_THROW(signopt::apply_add_sign(no_rows, none, 0.1, 1, 1, 0.9, none + none));
  }
}

TEST_F(tensor_errors, operands_must_not_overlap) {
  const map<2> var(at(0), 3, 4), above(at(11), 3, 4), apart(at(100), 3, 4);
  const map<2, Eigen::RowMajor> rows(at(11), 3, 4), apart_rows(at(200), 3, 4);
  expect_refused<operand_error>(var, above, apart, {"var and m overlap", "m begins 44 bytes after", "48 bytes"});
  expect_refused<operand_error>(var, apart, above, {"var and grad overlap"});
  expect_refused<operand_error>(apart, var, above, {"m and grad overlap"});
  expect_refused<operand_error>(var, rows, apart, {"var and m overlap"});
  expect_refused<operand_error>(var, apart_rows, rows, {"var and grad overlap"});
  expect_refused<operand_error>(apart, rows, var, {"m and grad overlap", "44 bytes before"});
  expect_refused<operand_error>(var, apart, var, {"var and grad overlap"});
}

TEST_F(tensor_errors, addresses) {
  const map<2> var(at(0), 3, 4), m(at(100), 3, 4), grad(at(200), 3, 4);
  const map<2> null(nullptr, 3, 4), odd(at_byte(1202), 3, 4);
  const map<2, Eigen::RowMajor> null_rows(nullptr, 3, 4);
  expect_refused<operand_error>(null, m, grad, {"var is a null pointer", "12 elements"});
  expect_refused<operand_error>(var, null, grad, {"m is a null pointer", "12 elements"});
  expect_refused<operand_error>(var, m, null, {"grad is a null pointer", "12 elements"});
  expect_refused<operand_error>(var, m, null_rows, {"grad is a null pointer", "12 elements"});
  expect_refused<operand_error>(odd, m, grad, {"var is misaligned", "2 past"});
  expect_refused<operand_error>(var, odd, grad, {"m is misaligned"});
  expect_refused<operand_error>(var, m, odd, {"grad is misaligned"});
  const map<0> scalar(at(0)), no_scalar(nullptr);
  expect_refused<operand_error>(scalar, map<0>(at(1)), no_scalar, {"grad is a null pointer", "1 elements"});
}

TEST_F(tensor_errors, scalars_of_another_size) {
  map<2> var(at(0), 3, 4), m(at(100), 3, 4);
  const map<2> grad(at(200), 3, 4);
  const map<1> two(at(300), 2), none(nullptr, 0);
  const map<3> cube(at(300), 1, 2, 1);
  const auto step = [&](const auto& lr, const auto& alpha, const auto& sign_decay, const auto& beta) {
    return [&] { signopt::apply_add_sign(var, m, lr, alpha, sign_decay, beta, grad); };
  };
  expect_error<shape_error>(step(two, 1, 1, 1), {"lr must have exactly one element", "has shape (2,)"});
  expect_error<shape_error>(step(1, none, 1, 1), {"alpha must have exactly one element", "has shape (0,)"});
  expect_error<shape_error>(step(1, 1, cube, 1), {"sign_decay must have exactly one element", "has shape (1, 2, 1)"});
  expect_error<shape_error>(step(1, 1, 1, two * 2.0f), {"beta must have exactly one element", "has shape (2,)"});
}

}  // namespace
