// Views of indexed views. An indexed view of regular steps, x(seqN(0, 2, 2), all), claims to be memory and shows none;
// what Eigen wraps around it repeats the claim. Each wrapper as var, as m and as grad, and wrapped once more.
#include "support/eigen_kinds.hpp"
#include "support/eigen_step.hpp"

namespace {

using namespace signopt_test;
using Eigen::fix;
using Eigen::seqN;
using names_of_eigen::all;

constexpr auto some_rows = [](auto& a) { return a(seqN(1, 8, 2), all); };
constexpr auto some_columns = [](auto& a) { return a(all, seqN(0, 6, fix<3>)); };
constexpr auto some_of_both = [](auto& a) { return a(seqN(16, 8, -2), seqN(0, 6, 3)); };
constexpr auto some_elements = [](auto& a) { return a(seqN(0, 900, fix<2>)); };

// As each of the three, beside contiguous objects of the same shape, and as all of them.
template <class Parent, class Select>
void expect_as_each_operand(const Parent& parent, Select select) {
  const auto view = select(parent);
  const column_major<typename Parent::Scalar> other(view.rows(), view.cols());
  expect_step(parent, other, other, select, whole, whole);
  expect_step(other, parent, other, whole, select, whole);
  expect_step(other, other, parent, whole, whole, select);
  expect_step(parent, select);
}

// Of a selection that has rows and columns.
template <class Parent, class Select>
void expect_wrapped(const Parent& parent, Select select) {
  expect_as_each_operand(parent, select);
  expect_as_each_operand(parent, [select](auto& a) { return select(a).transpose(); });
  expect_as_each_operand(parent, [select](auto& a) { return select(a).diagonal(); });
  expect_as_each_operand(parent, [select](auto& a) { return select(a).reverse(); });
  expect_as_each_operand(parent, [select](auto& a) { return select(a).colwise().reverse(); });
  expect_as_each_operand(parent, [select](auto& a) { return select(a).reshaped(4, 38); });
}

template <class Parent, class Select>
void expect_wrapped_twice(const Parent& parent, Select select) {
  expect_as_each_operand(parent, [select](auto& a) { return select(a).transpose().transpose(); });
  expect_as_each_operand(parent, [select](auto& a) { return select(a).transpose().diagonal(1); });
  expect_as_each_operand(parent, [select](auto& a) { return select(a).diagonal().transpose(); });
  expect_as_each_operand(parent, [select](auto& a) { return select(a).transpose().reverse(); });
  expect_as_each_operand(parent, [select](auto& a) { return select(a).reverse().transpose(); });
  expect_as_each_operand(parent, [select](auto& a) { return select(a).reverse().topRows(3); });
  expect_as_each_operand(parent, [select](auto& a) { return select(a).reshaped(4, 38).transpose(); });
  expect_as_each_operand(parent, [select](auto& a) { return select(a).transpose().reshaped(); });
  expect_as_each_operand(parent, [select](auto& a) { return select(a).transpose()(seqN(0, 3, 2), all); });
  expect_as_each_operand(parent, [select](auto& a) { return select(a).transpose()(seqN(0, 3, 2), all).transpose(); });
}

TEST(eigen_indexed_view, wrapped) {
  expect_wrapped(matrix<float>(17, 19), some_rows);
  expect_as_each_operand(row_major_matrix<float>(17, 18), [](auto& a) { return some_columns(a).transpose(); });
  expect_as_each_operand(column_major<float>(17, 18), [](auto& a) { return some_of_both(a).transpose(); });
}

TEST(eigen_indexed_view, as_arrays_and_as_matrices) {
  expect_as_each_operand(matrix<float>(17, 19), [](auto& a) { return some_rows(a).array(); });
  expect_as_each_operand(matrix<float>(17, 19), [](auto& a) { return some_rows(a).array().transpose(); });
  expect_as_each_operand(matrix<float>(17, 19), [](auto& a) { return some_rows(a).transpose().array().matrix(); });
  expect_as_each_operand(row_major<float>(17, 18), [](auto& a) { return some_columns(a).matrix(); });
  expect_as_each_operand(row_major<float>(17, 18), [](auto& a) { return some_columns(a).matrix().transpose(); });
  expect_as_each_operand(row_major<float>(17, 18), [](auto& a) { return some_columns(a).matrix().diagonal(); });
}

TEST(eigen_indexed_view, wrapped_twice) { expect_wrapped_twice(matrix<float>(17, 19), some_rows); }

TEST(eigen_indexed_view, of_vectors) {
  expect_as_each_operand(column<float>(1800), some_elements);
  expect_as_each_operand(column<float>(1800), [](auto& a) { return some_elements(a).transpose(); });
  expect_as_each_operand(column<float>(1800), [](auto& a) { return some_elements(a).matrix().transpose().array(); });
  expect_as_each_operand(row<float>(1800), [](auto& a) { return some_elements(a).transpose(); });
  expect_as_each_operand(row<float>(1800), [](auto& a) { return some_elements(a).reverse().transpose(); });
}

TEST(eigen_indexed_view, of_every_dtype) {
  expect_step(matrix<double>(17, 19), [](auto& a) { return some_rows(a).transpose(); });
  expect_step(matrix<Eigen::half>(17, 19), [](auto& a) { return some_rows(a).transpose(); });
  expect_step(matrix<Eigen::bfloat16>(17, 19), [](auto& a) { return some_rows(a).transpose(); });
}

TEST(eigen_indexed_view, empty) {
  expect_step(matrix<float>(17, 0), [](auto& a) { return some_rows(a).transpose(); });
  expect_step(matrix<float>(17, 0), [](auto& a) { return some_rows(a).array(); });
}

// NestByValue holds what it wraps: it is only read.
TEST(eigen_indexed_view, nested_by_value) {
  const matrix<float> parent(17, 19), other(8, 19), across(19, 8);
  expect_step(other, other, parent, whole, whole, [](auto& a) { return some_rows(a).nestByValue(); });
  expect_step(across, across, parent, whole, whole, [](auto& a) { return some_rows(a).nestByValue().transpose(); });
  expect_step(across, across, parent, whole, whole, [](auto& a) { return some_rows(a).transpose().nestByValue(); });
  expect_step(across, across, other, whole, whole, [](auto& a) { return a.nestByValue().transpose(); });
  expect_step(across, across, other, whole, whole, [](auto& a) { return a.nestByValue().transpose().array(); });
}

}  // namespace
