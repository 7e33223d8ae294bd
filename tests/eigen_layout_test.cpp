// Eigen objects that are not contiguous in memory, or of another storage order: refused at run time, nothing written.
// What the compiler can know of them is refused there: must_not_compile. Contiguous ones: eigen_operand_test.
#include <gtest/gtest.h>

#include <Eigen/Core>
#include <signopt/apply_add_sign.hpp>
#include <string>

#include "support/eigen_step.hpp"
#include "support/errors.hpp"

namespace {

using namespace signopt_test;
using Eigen::Dynamic;
using Eigen::Index;
using matrix = Eigen::MatrixXf;
using row_major = Eigen::Array<float, Dynamic, Dynamic, Eigen::RowMajor>;
using any_stride = Eigen::Stride<Dynamic, Dynamic>;

constexpr Index parent_rows = 7, parent_cols = 9;

template <class Dense>
std::string text_of_shape(const Dense& dense) {
  return "(" + std::to_string(dense.rows()) + ", " + std::to_string(dense.cols()) + ")";
}

// The view with gaps as var, as m and as grad, beside contiguous objects of its shape.
template <class Parent, class Select>
void expect_gaps_refused(Select select) {
  Parent parent(parent_rows, parent_cols);
  fill(parent, 1);
  const Parent before = parent;
  auto gaps = select(parent);
  using plain = typename decltype(gaps)::PlainObject;
  plain a = plain::Constant(gaps.rows(), gaps.cols(), 0.5f), b = plain::Constant(gaps.rows(), gaps.cols(), 0.25f);
  const plain old_a = a, old_b = b;
  const std::string shape = text_of_shape(gaps);
  const auto words = [&](const char* name) {
    return std::vector<std::string>{std::string(name) + " is not contiguous in memory", shape,
                                    std::to_string(gaps.innerStride()), std::to_string(gaps.outerStride())};
  };
  expect_error<signopt::shape_error>([&] { signopt::apply_add_sign(gaps, a, 0.1, 1, 1, 0.9, b); }, words("var"));
  expect_error<signopt::shape_error>([&] { signopt::apply_add_sign(a, gaps, 0.1, 1, 1, 0.9, b); }, words("m"));
  expect_error<signopt::shape_error>([&] { signopt::apply_add_sign(a, b, 0.1, 1, 1, 0.9, gaps); }, words("grad"));
  EXPECT_TRUE(same_elements(parent, before));
  EXPECT_TRUE(same_elements(a, old_a));
  EXPECT_TRUE(same_elements(b, old_b));
  signopt::apply_add_sign(a, b, 0.1, 1, 1, 0.9, plain(gaps));
  EXPECT_FALSE(same_elements(a, old_a)) << "the copy that the error asks for was not accepted";
}

TEST(eigen_layout, blocks_of_parts_of_columns) {
  expect_gaps_refused<matrix>([](auto& a) { return a.block(0, 0, 6, 9); });
  expect_gaps_refused<matrix>([](auto& a) { return a.block(1, 2, 3, 2); });
  expect_gaps_refused<matrix>([](auto& a) { return a.topRows(6); });
  expect_gaps_refused<matrix>([](auto& a) { return a.middleRows(3, 1); });
  expect_gaps_refused<matrix>([](auto& a) { return a.template block<2, 2>(0, 0); });
  expect_gaps_refused<matrix>([](auto& a) { return a.leftCols(4).bottomRows(2); });
  expect_gaps_refused<matrix>([](auto& a) { return a.topRows(3).transpose(); });
  expect_gaps_refused<matrix>([](auto& a) { return a.topRows(3).array(); });
}

TEST(eigen_layout, blocks_of_parts_of_rows) {
  expect_gaps_refused<row_major>([](auto& a) { return a.block(0, 0, 7, 8); });
  expect_gaps_refused<row_major>([](auto& a) { return a.leftCols(3); });
  expect_gaps_refused<row_major>([](auto& a) { return a.middleCols(3, 1); });
}

TEST(eigen_layout, vectors_across_the_storage_order) {
  expect_gaps_refused<matrix>([](auto& a) { return a.row(3); });
  expect_gaps_refused<matrix>([](auto& a) { return a.row(3).segment(1, 2); });
  expect_gaps_refused<matrix>([](auto& a) { return a.row(3).transpose(); });
  expect_gaps_refused<row_major>([](auto& a) { return a.col(3); });
  expect_gaps_refused<matrix>([](auto& a) { return a.diagonal(); });
}

TEST(eigen_layout, maps_with_strides) {
  const auto map = [](Index rows, Index cols, any_stride stride) {
    return [=](auto& a) { return Eigen::Map<matrix, 0, any_stride>(a.data() + 30, rows, cols, stride); };
  };
  expect_gaps_refused<matrix>(map(3, 3, any_stride(4, 1)));
  expect_gaps_refused<matrix>(map(3, 3, any_stride(6, 2)));
  expect_gaps_refused<matrix>(map(3, 1, any_stride(3, 2)));
  expect_gaps_refused<matrix>(map(1, 3, any_stride(2, 1)));
  expect_gaps_refused<matrix>(map(2, 2, any_stride(1, 2)));   // the other storage order in disguise
  expect_gaps_refused<matrix>(map(3, 3, any_stride(2, 1)));   // columns that overlap
  expect_gaps_refused<matrix>(map(3, 3, any_stride(0, 1)));   // one column, three times
  expect_gaps_refused<matrix>(map(3, 1, any_stride(3, 0)));   // one element, three times
  expect_gaps_refused<matrix>(map(3, 1, any_stride(3, -1)));  // backwards
  expect_gaps_refused<matrix>(map(3, 3, any_stride(-3, 1)));
  expect_gaps_refused<matrix>([](auto& a) {
    return Eigen::Map<Eigen::VectorXf, 0, Eigen::InnerStride<>>(a.data(), 5, Eigen::InnerStride<>(2));
  });
  expect_gaps_refused<matrix>(
      [](auto& a) { return Eigen::Map<matrix, 0, Eigen::OuterStride<>>(a.data(), 3, 4, Eigen::OuterStride<>(5)); });
}

TEST(eigen_layout, refs_of_what_has_gaps) {
  expect_gaps_refused<matrix>([](auto& a) { return Eigen::Ref<matrix>(a.topRows(3)); });
  expect_gaps_refused<matrix>(
      [](auto& a) { return Eigen::Ref<Eigen::VectorXf, 0, Eigen::InnerStride<>>(a.row(3).transpose()); });
}

// One operand in the other storage order than the other two, in each place.
TEST(eigen_layout, storage_orders_must_agree) {
  matrix columns_a = matrix::Constant(3, 4, 0.5f), columns_b = matrix::Constant(3, 4, 0.25f);
  row_major rows_a = row_major::Constant(3, 4, 0.75f), rows_b = row_major::Constant(3, 4, 0.125f);
  const matrix old_columns_a = columns_a, old_columns_b = columns_b;
  const row_major old_rows_a = rows_a, old_rows_b = rows_b;
  const auto step = [](auto& var, auto& m, const auto& grad) {
    return [&] { signopt::apply_add_sign(var, m, 0.1, 1, 1, 0.9, grad); };
  };
  using error = signopt::shape_error;
  expect_error<error>(step(columns_a, rows_a, columns_b), {"m is row-major", "var is column-major", "(3, 4)"});
  expect_error<error>(step(columns_a, columns_b, rows_a), {"grad is row-major", "var is column-major", "(3, 4)"});
  expect_error<error>(step(rows_a, columns_a, rows_b), {"m is column-major", "var is row-major", "(3, 4)"});
  expect_error<error>(step(rows_a, rows_b, columns_a), {"grad is column-major", "var is row-major", "(3, 4)"});
  expect_error<error>(step(rows_a, columns_a, columns_b), {"m is column-major", "var is row-major"});
  // a transpose has the other order
  auto transposed = columns_a.transpose();
  matrix other = matrix::Constant(4, 3, 0.5f);
  const matrix grad = other;
  expect_error<error>(step(transposed, other, grad), {"m is column-major", "var is row-major", "(4, 3)"});
  EXPECT_TRUE(same_elements(columns_a, old_columns_a) && same_elements(columns_b, old_columns_b));
  EXPECT_TRUE(same_elements(rows_a, old_rows_a) && same_elements(rows_b, old_rows_b));
  EXPECT_TRUE(same_elements(other, grad));
}

}  // namespace
