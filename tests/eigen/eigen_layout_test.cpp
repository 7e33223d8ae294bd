// Operands in storage orders that differ, on every target, in matrices of sizes around those of cache lines and tiles:
// the bits of the oracle, and nothing else written. Strides: eigen_strided_test.
#include "support/eigen_kinds.hpp"
#include "support/eigen_step.hpp"
#include "support/targets.hpp"

namespace {

using namespace signopt_test;

constexpr auto transposed = [](auto& a) { return a.transpose(); };

// One operand in the other order than the other two, in each place, both ways around.
template <class T>
void test_orders() {
  for (const int rows : {0, 1, 2, 7, 8, 15, 17, 129, 300}) {
    for (const int cols : {0, 1, 2, 9, 16, 130}) {
      const column_major<T> c(rows, cols);
      const row_major<T> r(rows, cols);
      expect_step(c, c, r, whole, whole, whole);
      expect_step(c, r, c, whole, whole, whole);
      expect_step(r, c, c, whole, whole, whole);
      expect_step(r, r, c, whole, whole, whole);
      expect_step(r, c, r, whole, whole, whole);
      expect_step(c, r, r, whole, whole, whole);
    }
  }
}

template <class T>
void test_large() {
  const matrix<T> c(260, 310);
  const row_major_matrix<T> r(260, 310);
  expect_step(c, c, r, whole, whole, whole);
  expect_step(c, r, c, whole, whole, whole);
  expect_step(c, r, r, whole, whole, whole);
}

// A transpose has the other order; so may blocks, fixed sizes and views of memory.
template <class T>
void test_views() {
  expect_step(matrix<T>(33, 70), matrix<T>(70, 33), row_major<T>(33, 70), whole, transposed, whole);
  expect_step(matrix<T>(33, 70), matrix<T>(33, 70), matrix<T>(70, 33), transposed, transposed, whole);
  expect_step(
      matrix<T>(40, 70), row_major<T>(33, 80), matrix<T>(75, 33), [](auto& a) { return a.topRows(33); },
      [](auto& a) { return a.leftCols(70); }, [](auto& a) { return a.bottomRows(70).transpose(); });
  expect_step(zeros<Eigen::Matrix<T, 3, 5>>(), zeros<Eigen::Matrix<T, 3, 5, Eigen::RowMajor>>(),
              zeros<Eigen::Matrix<T, 5, 3>>(), whole, whole, transposed);
  expect_step(zeros<Eigen::Matrix<T, 2, 2>>(), zeros<Eigen::Matrix<T, 2, 2>>(),
              zeros<Eigen::Array<T, 2, 2, Eigen::RowMajor>>(), whole, whole, whole);
  expect_step(Eigen::Array<T, 2, Dynamic>(2, 3), matrix<T>(2, 3), Eigen::Array<T, Dynamic, 3, Eigen::RowMajor>(2, 3),
              whole, whole, whole);
  expect_step(column<T>(500), matrix<T>(20, 25), column<T>(500), map_at<row_major<T>>(0, 20, 25), whole,
              map_at<column_major<T>>(0, 20, 25));
}

const bool registered = [] {
  for_each_dtype_of_layouts([](auto zero, const char* dtype) {
    using T = decltype(zero);
    const auto add = [dtype](const char* name, int line, void (*body)()) {
      register_on_every_target(std::string("apply_add_sign_layout/") + dtype, name, __FILE__, line, body);
    };
    add("orders", __LINE__, test_orders<T>);
    add("large", __LINE__, test_large<T>);
    add("views", __LINE__, test_views<T>);
  });
  return true;
}();

}  // namespace
