// Eigen objects with strides, on every target: the bits of the oracle in the elements that the object stands for, and
// nothing else written. Views, special values: eigen_view_test. Storage orders that differ: eigen_layout_test.
// Contiguous objects: eigen_operand_test.
#include "support/eigen_kinds.hpp"
#include "support/eigen_step.hpp"
#include "support/targets.hpp"

namespace {

using namespace signopt_test;
using any_stride = Eigen::Stride<Dynamic, Dynamic>;
using inner_stride = Eigen::InnerStride<>;
using outer_stride = Eigen::OuterStride<>;

constexpr auto transposed = [](auto& a) { return a.transpose(); };
constexpr auto top_rows = [](auto& a) { return a.topRows(a.rows() - 1); };

// Runs that are contiguous, some too short to be worth a call of the kernel, some longer than a tile.
template <class T>
void test_blocks() {
  for (const int rows : {1, 2, 3, 7, 8, 9, 31, 70}) {
    for (const int cols : {1, 2, 5, 67}) {
      expect_step(matrix<T>(rows + 1, cols), top_rows);
      expect_step(row_major<T>(cols, rows + 1), [](auto& a) { return a.rightCols(a.cols() - 1); });
    }
  }
  expect_step(column_major<T>(5003, 3), top_rows);
  expect_step(matrix<T>(9, 1500), [](auto& a) { return a.middleRows(2, 3); });
  expect_step(matrix<T>(9, 40), [](auto& a) { return a.block(1, 2, 7, 30).array(); });
  expect_step(matrix<T>(9, 40), [](auto& a) { return a.block(1, 2, 7, 30).transpose(); });
  expect_step(matrix<T>(40, 40), [](auto& a) { return a.leftCols(30).bottomRows(31); });
  expect_step(zeros<Eigen::Matrix<T, 5, 5>>(), [](auto& a) { return a.template topLeftCorner<3, 4>(); });
  expect_step(zeros<Eigen::Matrix<T, 5, 5, Eigen::RowMajor>>(), [](auto& a) { return a.template block<2, 2>(1, 2); });
}

template <class T>
void test_vectors_across_the_storage_order() {
  expect_step(matrix<T>(7, 300), [](auto& a) { return a.row(3); });
  expect_step(matrix<T>(2, 5000), [](auto& a) { return a.row(1); });
  expect_step(matrix<T>(7, 30), [](auto& a) { return a.row(3).segment(4, 20); });
  expect_step(matrix<T>(7, 30), [](auto& a) { return a.row(3).transpose(); });
  expect_step(row_major<T>(30, 7), [](auto& a) { return a.col(3); });
  expect_step(matrix<T>(33, 40), [](auto& a) { return a.diagonal(); });
  expect_step(row_major_matrix<T>(33, 40), [](auto& a) { return a.diagonal(3); });
}

template <class T>
void test_strides() {
  const column<T> parent(4000);
  for (const int stride : {2, 7}) {
    for (const int n : {1, 2, 5, 100, 500}) {
      expect_step(parent, map_at<column<T>, 0, inner_stride>(3, n, 1, inner_stride(stride)));
      expect_step(parent, map_at<row<T>, 0, inner_stride>(3, 1, n, inner_stride(stride)));
    }
    expect_step(parent, map_at<matrix<T>, 0, any_stride>(3, 10, 13, any_stride(10 * stride + 1, stride)));
    expect_step(parent, map_at<matrix<T>, 0, any_stride>(3, 10, 13, any_stride(10 * stride, stride)));
    expect_step(parent, map_at<row_major<T>, 0, any_stride>(3, 40, 13, any_stride(13 * stride + 2, stride)));
    expect_step(parent, map_at<matrix<T>, 0, outer_stride>(1, 11, 13, outer_stride(11 + stride)));
    expect_step(parent, map_at<matrix<T>, 0, any_stride>(1, 1, 13, any_stride(stride, 1)));  // one row
    expect_step(parent, map_at<matrix<T>, 0, any_stride>(1, 13, 1, any_stride(1, stride)));  // one column
    expect_step(parent, map_at<matrix<T>, 0, any_stride>(5, 1, 1, any_stride(stride, 3)));   // one element
    expect_step(parent, map_at<matrix<T>, 0, any_stride>(0, 13, 7, any_stride(1, 20)));      // the other order
    expect_step(parent, map_at<matrix<T>, 0, any_stride>(1500, 13, 7, any_stride(-100, stride)));
    expect_step(parent, map_at<matrix<T>, 0, any_stride>(1500, 13, 7, any_stride(100, -stride)));
    expect_step(parent, map_at<matrix<T>, 0, any_stride>(1500, 13, 7, any_stride(-7, -97)));
  }
  expect_step(parent, map_at<column<T>, 0, inner_stride>(3999, 4000, 1, inner_stride(-1)));
  expect_step(parent, map_at<column<T>, 0, Eigen::InnerStride<3>>(1, 90, 1, Eigen::InnerStride<3>()));
  expect_step(parent, map_at<Eigen::Matrix<T, 4, 6>, 0, Eigen::Stride<9, 2>>(1, 4, 6, Eigen::Stride<9, 2>()));
}

// Three operands, each of another kind.
template <class T>
void test_mixed_strides() {
  const column<T> memory(4000);
  const auto plain = map_at<matrix<T>>(5, 30, 17);
  const auto padded = map_at<matrix<T>, 0, outer_stride>(2, 30, 17, outer_stride(41));
  const auto by_two = map_at<matrix<T>, 0, any_stride>(1, 30, 17, any_stride(61, 2));
  const auto backwards = map_at<matrix<T>, 0, any_stride>(3990, 30, 17, any_stride(-100, -3));
  const auto broadcast = map_at<matrix<T>, 0, any_stride>(8, 30, 17, any_stride(0, 1));
  const auto constant = map_at<matrix<T>, 0, any_stride>(8, 30, 17, any_stride(0, 0));
  expect_step(memory, memory, memory, plain, padded, by_two);
  expect_step(memory, memory, memory, by_two, plain, backwards);
  expect_step(memory, memory, memory, padded, backwards, plain);
  expect_step(memory, memory, memory, backwards, by_two, padded);
  // grad may name an element several times
  expect_step(memory, memory, memory, plain, plain, broadcast);
  expect_step(memory, memory, memory, padded, by_two, constant);
}

// A gradient of a narrower dtype, gathered in its own size.
template <class T, class G>
void test_gradient_of_another_type() {
  expect_step(
      matrix<T>(31, 40), matrix<T>(30, 41), matrix<G>(32, 40), top_rows, [](auto& a) { return a.leftCols(40); },
      [](auto& a) { return a.middleRows(1, 30); });
  expect_step(matrix<T>(70, 80), matrix<T>(70, 80), row_major<G>(70, 80), whole, whole, whole);
  expect_step(matrix<T>(70, 80), row_major<T>(70, 80), matrix<G>(80, 70), whole, whole, transposed);
}

template <class T>
void test_narrower_gradients() {
  if constexpr (sizeof(T) > 2) {
    test_gradient_of_another_type<T, Eigen::half>();
    test_gradient_of_another_type<T, Eigen::bfloat16>();
  }
  if constexpr (sizeof(T) > 4) test_gradient_of_another_type<T, float>();
}

const bool registered = [] {
  for_each_dtype_of_layouts([](auto zero, const char* dtype) {
    using T = decltype(zero);
    const auto add = [dtype](const char* name, int line, void (*body)()) {
      register_on_every_target(std::string("apply_add_sign_strided/") + dtype, name, __FILE__, line, body);
    };
    add("blocks", __LINE__, test_blocks<T>);
    add("vectors_across_the_storage_order", __LINE__, test_vectors_across_the_storage_order<T>);
    add("strides", __LINE__, test_strides<T>);
    add("mixed_strides", __LINE__, test_mixed_strides<T>);
    add("narrower_gradients", __LINE__, test_narrower_gradients<T>);
  });
  return true;
}();

}  // namespace
