// What the host front end refuses, before any call of ACL.
#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <signopt/ascend.hpp>
#include <string>
#include <vector>

#include "fixture.hpp"
#include "host_data.hpp"
#include "support/errors.hpp"

namespace {

using namespace signopt_test;
using Eigen::half;
using signopt::operand_error;
using signopt::shape_error;
using array = Eigen::ArrayXXf;
using map = Eigen::Map<Eigen::ArrayXf>;

class ascend_argument : public ascend_test {
 protected:
  template <class Error, class Var, class M, class Grad>
  void expect_refused(Var&& var, M&& m, const Grad& grad, const std::vector<std::string>& words) {
    expect_no_acl_call([&] {
      expect_error<Error>([&] { signopt::apply_add_sign(*session_, var, m, 0.1, 1, 1, 0.9, grad); }, words);
      expect_error<Error>([&] { signopt::apply_add_sign(*session_, var, m, signopt::add_sign_settings{0.1}, grad); },
                          words);
    });
  }

  void SetUp() override {
    ascend_test::SetUp();
    session_ = std::make_unique<signopt::ascend::session>(0);
  }
  void TearDown() override {
    session_.reset();
    ascend_test::TearDown();
  }

  std::unique_ptr<signopt::ascend::session> session_;
};

TEST_F(ascend_argument, shapes) {
  array var(3, 4), other(4, 3), flat(12, 1), good(3, 4);
  for (array* each : {&var, &other, &flat, &good}) each->setOnes();
  expect_refused<shape_error>(var, other, good, {"m", "4", "3"});
  expect_refused<shape_error>(var, good, other, {"grad", "4", "3"});
  expect_refused<shape_error>(var, good, flat, {"grad", "12", "1"});
  expect_refused<shape_error>(var, good, other * 2.0f, {"grad"});
  EXPECT_TRUE((var == 1.0f).all());
}

TEST_F(ascend_argument, more_elements_than_the_operator_counts) {
  // views of memory that nobody has, since nobody may look
  const auto view = [](std::uintptr_t at) { return map(reinterpret_cast<float*>(at), 2147483648); };
  auto var = view(0x100000000000), m = view(0x200000000000);
  expect_refused<shape_error>(var, m, view(0x300000000000), {"var", "2147483648", "2147483647"});
}

TEST_F(ascend_argument, overlap) {
  std::vector<float> memory(40, 1.0f);
  float* const at = memory.data();
  map a(at, 10), b(at + 9, 10), c(at + 20, 10);
  expect_refused<operand_error>(a, b, c, {"var", "m", "overlap"});
  expect_refused<operand_error>(a, c, b, {"var", "grad", "overlap"});
  expect_refused<operand_error>(c, a, b, {"m", "grad", "overlap"});
  expect_refused<operand_error>(a, a, c, {"var", "m", "overlap"});
  Eigen::Map<Eigen::ArrayXf, 0, Eigen::InnerStride<>> twice(at, 10, Eigen::InnerStride<>(0));
  expect_refused<operand_error>(twice, c, a, {"var", "overlap"});
  EXPECT_EQ(memory, std::vector<float>(40, 1.0f));
  // interleaved, and side by side
  Eigen::Map<Eigen::ArrayXf, 0, Eigen::InnerStride<>> even(at, 5, Eigen::InnerStride<>(2)),
      odd(at + 1, 5, Eigen::InnerStride<>(2));
  EXPECT_NO_THROW(signopt::apply_add_sign(*session_, even, odd, 0.1, 1, 1, 0.9, map(at + 10, 5)));
}

TEST_F(ascend_argument, addresses) {
  std::vector<float> memory(40, 1.0f);
  float* const at = memory.data();
  map a(at, 10), b(at + 10, 10), none(nullptr, 10);
  map skewed(reinterpret_cast<float*>(reinterpret_cast<std::uintptr_t>(at + 20) + 2), 10);
  expect_refused<operand_error>(none, a, b, {"var", "null"});
  expect_refused<operand_error>(a, none, b, {"m", "null"});
  expect_refused<operand_error>(a, b, none, {"grad", "null"});
  expect_refused<operand_error>(skewed, a, b, {"var", "misaligned"});
  expect_refused<operand_error>(a, skewed, b, {"m", "misaligned"});
  expect_refused<operand_error>(a, b, skewed, {"grad", "misaligned"});
}

TEST_F(ascend_argument, scalars) {
  Eigen::ArrayXf var(2), m(2), grad(2), two(2);
  for (Eigen::ArrayXf* each : {&var, &m, &grad, &two}) each->setOnes();
  const auto refuses = [&](const char* name, const auto& lr, const auto& alpha, const auto& sign_decay,
                           const auto& beta) {
    expect_no_acl_call([&] {
      expect_error<shape_error>([&] { signopt::apply_add_sign(*session_, var, m, lr, alpha, sign_decay, beta, grad); },
                                {name, "one", "element"});
    });
  };
  refuses("lr", two, 1, 1, 1);
  refuses("alpha", 1, two, 1, 1);
  refuses("sign_decay", 1, 1, two, 1);
  refuses("beta", 1, 1, 1, two);
  EXPECT_EQ(var[0], 1.0f);
}

// It is evaluated before the device has to do with it.
TEST_F(ascend_argument, an_expression_that_throws) {
  const host_data<float> before(5);
  host_data<float> data = before;
  auto var = data.var_view(), m = data.m_view();
  const auto throws = [](float) -> float { throw 7; };
  fake::restart_counting();
  const auto call = [&] {
    signopt::apply_add_sign(*session_, var, m, 0.1, 1, 1, 0.9, data.grad_view().unaryExpr(throws));
  };
  EXPECT_THROW(call(), int);
  EXPECT_EQ(fake::calls_of("aclrtMalloc"), 0);
  expect_untouched(data, before);
}

}  // namespace
