// A step on tensors allocates nothing, whatever their layouts; with an expression as grad, what Eigen would.
#include "support/allocations.hpp"
// The above must come first.
#include <gtest/gtest.h>

#include <array>
#include <signopt/tensor.hpp>
#include <string_view>
#include <utility>

namespace {

using Eigen::RowMajor;
using signopt_test::allocations_in;
using tensor = Eigen::Tensor<float, 3>;
using row_major = Eigen::Tensor<float, 3, RowMajor>;

template <class Tensor>
Tensor filled(float value) {
  Tensor made(5, 31, 17);
  made.setConstant(value);
  return made;
}

TEST(tensor_allocation, is_counted) {
  EXPECT_GT(allocations_in([] { tensor a(2, 3, 4); }), 0);
  EXPECT_EQ(allocations_in([] {}), 0);
}

TEST(tensor_allocation, a_call_makes_none) {
  tensor var = filled<tensor>(1.5f), m = filled<tensor>(0.5f);
  row_major row_m = filled<row_major>(0.25f);
  const tensor grad = filled<tensor>(-0.5f), other = filled<tensor>(0.75f);
  const row_major row_grad = filled<row_major>(0.5f);
  Eigen::Tensor<float, 0> lr;
  lr() = 0.1f;
  for (const std::string_view target : signopt::available_targets()) {
    signopt::use_target(target);
    EXPECT_EQ(allocations_in([&] { signopt::apply_add_sign(var, m, lr, 1.0, 1.0, 0.9, grad); }), 0);
    EXPECT_EQ(allocations_in([&] { signopt::apply_add_sign(var, m, lr, 1.0, 1.0, 0.9, row_grad); }), 0);
    EXPECT_EQ(allocations_in([&] { signopt::apply_add_sign(var, row_m, lr * 0.5f, 1.0, 1.0, 0.9, row_grad); }), 0);
    EXPECT_EQ(allocations_in([&] { signopt::apply_add_sign(var, m, lr, 1.0, 1.0, 0.9, grad + other * 0.5f); }), 0);
    EXPECT_EQ(allocations_in([&] { signopt::apply_add_sign(var, row_m, lr, 1.0, 1.0, 0.9, grad + var * 0.5f); }), 0);
    EXPECT_EQ(allocations_in([&] {
                auto [v, mm] = signopt::apply_add_sign(std::move(var), std::move(m), 0.1, 1.0, 1.0, 0.9, grad);
                var = std::move(v);
                m = std::move(mm);
              }),
              0);
    EXPECT_EQ(var.size(), 5 * 31 * 17);
  }
  signopt::use_target("auto");
}

// What Eigen evaluates first, it allocates once, as in an assignment.
TEST(tensor_allocation, what_is_evaluated_first_is_so_once) {
  tensor var = filled<tensor>(1.5f), m = filled<tensor>(0.5f), assigned = m;
  const tensor grad = filled<tensor>(-0.5f);
  const int of_eigen = allocations_in([&] { assigned = (grad + grad).eval(); });
  EXPECT_GT(of_eigen, 0);
  EXPECT_EQ(allocations_in([&] { signopt::apply_add_sign(var, m, 0.1, 1.0, 1.0, 0.9, (grad + grad).eval()); }),
            of_eigen);
}

}  // namespace
