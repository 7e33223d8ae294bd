// Every kind of Eigen object that is contiguous in memory, on every target: the bits of the oracle in the
// elements that the object stands for, and nothing else written. Operands of different kinds:
// eigen_mixed_operands_test. Storage orders that differ: eigen_layout_test. Strides: eigen_strided_test.
#include "support/eigen_kinds.hpp"
#include "support/eigen_step.hpp"
#include "support/targets.hpp"

namespace {

using namespace signopt_test;

template <class T>
void test_arrays_and_matrices() {
  expect_step(column_major<T>(37, 5), whole);
  expect_step(row_major<T>(37, 5), whole);
  expect_step(matrix<T>(3, 70), whole);
  expect_step(row_major_matrix<T>(3, 70), whole);
  expect_step(column<T>(131), whole);
  expect_step(row<T>(131), whole);
  expect_step(Eigen::Matrix<T, Dynamic, 1>(64), whole);
  expect_step(Eigen::Matrix<T, 1, Dynamic>(65), whole);
  expect_step(Eigen::Array<T, Dynamic, Dynamic, 0, 9, 9>(7, 9), whole);
}

template <class T>
void test_fixed_sizes() {
  expect_step(zeros<Eigen::Array<T, 4, 7>>(), whole);
  expect_step(zeros<Eigen::Array<T, 4, 7, Eigen::RowMajor>>(), whole);
  expect_step(zeros<Eigen::Matrix<T, 3, 3>>(), whole);
  expect_step(zeros<Eigen::Matrix<T, 2, 3, Eigen::DontAlign>>(), whole);
  expect_step(zeros<Eigen::Matrix<T, 33, 1>>(), whole);
  expect_step(zeros<Eigen::Matrix<T, 1, 33>>(), whole);
  expect_step(Eigen::Array<T, 5, Dynamic>(5, 6), whole);
  expect_step(Eigen::Array<T, Dynamic, 5, Eigen::RowMajor>(6, 5), whole);
}

template <class T>
void test_one_element() {
  expect_step(zeros<Eigen::Array<T, 1, 1>>(), whole);
  expect_step(zeros<Eigen::Matrix<T, 1, 1>>(), whole);
  expect_step(matrix<T>(1, 1), whole);
  expect_step(row_major<T>(1, 1), whole);
  expect_step(column<T>(1), whole);
  expect_step(row<T>(1), whole);
}

template <class T>
void test_empty() {
  for (const int n : {0, 1, 5}) {
    expect_step(column_major<T>(0, n), whole);
    expect_step(column_major<T>(n, 0), whole);
    expect_step(row_major_matrix<T>(0, n), whole);
    expect_step(row_major_matrix<T>(n, 0), whole);
  }
  expect_step(column<T>(0), whole);
  expect_step(row<T>(0), whole);
  expect_step(Eigen::Array<T, Dynamic, 3>(0, 3), whole);
  expect_step(column<T>(9), [](auto& a) { return a.head(0); });
  expect_step(matrix<T>(3, 4), [](auto& a) { return a.block(1, 2, 0, 2); });
  expect_step(matrix<T>(3, 4), [](auto& a) { return a.block(1, 2, 2, 0); });
}

template <class T>
void test_maps() {
  const column<T> parent(140);
  expect_step(parent, map_at<column<T>, Eigen::Aligned16>(0, 139, 1));
  for (const int offset : {0, 1, 2, 3, 7}) {
    expect_step(parent, map_at<column<T>>(offset, 131, 1));
    expect_step(parent, map_at<row<T>>(offset, 1, 131));
    expect_step(parent, map_at<matrix<T>>(offset, 10, 13));
    expect_step(parent, map_at<row_major<T>>(offset, 10, 13));
    expect_step(parent, map_at<Eigen::Matrix<T, 5, 5>>(offset, 5, 5));
    expect_step(parent, map_at<Eigen::Array<T, 40, 1>>(offset, 40, 1));
  }
}

// Strides that are known at run time only, and leave no gap.
template <class T>
void test_maps_with_strides() {
  const column<T> parent(140);
  using any_stride = Eigen::Stride<Dynamic, Dynamic>;
  using outer_stride = Eigen::OuterStride<>;
  using inner_stride = Eigen::InnerStride<>;
  expect_step(parent, map_at<matrix<T>, 0, any_stride>(3, 10, 13, any_stride(10, 1)));
  expect_step(parent, map_at<row_major<T>, 0, any_stride>(3, 10, 13, any_stride(13, 1)));
  expect_step(parent, map_at<matrix<T>, 0, outer_stride>(1, 10, 13, outer_stride(10)));
  expect_step(parent, map_at<row_major_matrix<T>, 0, outer_stride>(1, 10, 13, outer_stride(13)));
  expect_step(parent, map_at<column<T>, 0, inner_stride>(5, 130, 1, inner_stride(1)));
  expect_step(parent, map_at<column<T>, 0, outer_stride>(5, 130, 1, outer_stride(999)));
  // along a dimension of one element no stride matters
  expect_step(parent, map_at<matrix<T>, 0, any_stride>(2, 1, 130, any_stride(1, 77)));
  expect_step(parent, map_at<matrix<T>, 0, any_stride>(2, 130, 1, any_stride(77, 1)));
  expect_step(parent, map_at<row_major<T>, 0, any_stride>(2, 130, 1, any_stride(1, -5)));
  expect_step(parent, map_at<matrix<T>, 0, any_stride>(2, 1, 1, any_stride(77, 78)));
  expect_step(parent, map_at<matrix<T>, 0, any_stride>(2, 0, 7, any_stride(77, 78)));
  expect_step(parent, map_at<column<T>, 0, inner_stride>(2, 1, 1, inner_stride(5)));
  expect_step(parent, map_at<Eigen::Array<T, 1, 1>, 0, Eigen::InnerStride<3>>(2, 1, 1, Eigen::InnerStride<3>()));
}

template <class T>
void test_blocks() {
  const matrix<T> columns(7, 19);
  const row_major<T> rows(19, 7);
  expect_step(columns, [](auto& a) { return a.middleCols(2, 11); });
  expect_step(columns, [](auto& a) { return a.leftCols(11); });
  expect_step(columns, [](auto& a) { return a.rightCols(1); });
  expect_step(columns, [](auto& a) { return a.template middleCols<3>(4); });
  expect_step(columns, [](auto& a) { return a.block(0, 1, 7, 9); });
  expect_step(columns, [](auto& a) { return a.template block<7, 9>(0, 3); });
  expect_step(columns, [](auto& a) { return a.block(2, 5, 4, 1); });  // a part of one column
  expect_step(columns, [](auto& a) { return a.block(2, 5, 1, 1); });
  expect_step(columns, [](auto& a) { return a.col(4); });
  expect_step(columns, [](auto& a) { return a.col(4).segment(1, 5); });
  expect_step(columns, [](auto& a) { return a.middleCols(3, 12).middleCols(2, 7); });
  expect_step(rows, [](auto& a) { return a.middleRows(2, 11); });
  expect_step(rows, [](auto& a) { return a.bottomRows(9); });
  expect_step(rows, [](auto& a) { return a.row(4); });
  expect_step(rows, [](auto& a) { return a.row(4).tail(6); });
  expect_step(rows, [](auto& a) { return a.block(3, 2, 1, 5); });  // a part of one row
  expect_step(matrix<T>(1, 40), [](auto& a) { return a.row(0); });
  expect_step(matrix<T>(1, 40), [](auto& a) { return a.middleCols(3, 30); });
  expect_step(matrix<T>(6, 6), [](auto& a) { return a.topLeftCorner(6, 6); });
}

template <class T>
void test_segments() {
  const column<T> parent(100);
  for (const int offset : {0, 1, 3, 8}) {
    expect_step(parent, [offset](auto& a) { return a.segment(offset, 75); });
    expect_step(parent, [offset](auto& a) { return a.template segment<41>(offset); });
  }
  expect_step(parent, [](auto& a) { return a.head(61); });
  expect_step(parent, [](auto& a) { return a.tail(61); });
  expect_step(parent, [](auto& a) { return a.template head<5>(); });
  expect_step(row<T>(100), [](auto& a) { return a.segment(3, 75); });
}

template <class T>
void test_refs() {
  const auto ref_of = [](auto select) {
    return [select](auto& parent) {
      using plain = typename std::remove_const_t<std::remove_reference_t<decltype(parent)>>::PlainObject;
      using seen = std::conditional_t<std::is_const_v<std::remove_reference_t<decltype(parent)>>, const plain, plain>;
      return Eigen::Ref<seen>(select(parent));
    };
  };
  expect_step(column<T>(100), ref_of(whole));
  expect_step(column<T>(100), ref_of([](auto& a) { return a.segment(3, 75); }));
  expect_step(matrix<T>(7, 19), ref_of(whole));
  expect_step(matrix<T>(7, 19), ref_of([](auto& a) { return a.middleCols(2, 11); }));
  expect_step(row_major<T>(19, 7), ref_of([](auto& a) { return a.middleRows(2, 11); }));
}

template <class T>
void test_other_views() {
  expect_step(matrix<T>(7, 19), [](auto& a) { return a.array(); });
  expect_step(column_major<T>(7, 19), [](auto& a) { return a.matrix(); });
  expect_step(matrix<T>(7, 19), [](auto& a) { return a.middleCols(1, 9).array(); });
  expect_step(matrix<T>(7, 19), [](auto& a) { return a.col(3).array(); });
  expect_step(matrix<T>(7, 19), [](auto& a) { return a.transpose(); });
  expect_step(row_major_matrix<T>(7, 19), [](auto& a) { return a.transpose(); });
  expect_step(column<T>(50), [](auto& a) { return a.transpose(); });
  expect_step(matrix<T>(7, 19), [](auto& a) { return a.array().transpose(); });
  expect_step(matrix<T>(7, 19), [](auto& a) { return a.reshaped(); });
  expect_step(matrix<T>(1, 1), [](auto& a) { return a.diagonal(); });
}

using body = void (*)();

void add(const char* dtype, const char* name, int line, body run) {
  register_on_every_target(std::string("apply_add_sign_eigen/") + dtype, name, __FILE__, line, run);
}

// What depends on the size of an element.
template <class T>
void register_for(const char* dtype) {
  add(dtype, "arrays_and_matrices", __LINE__, test_arrays_and_matrices<T>);
  add(dtype, "maps", __LINE__, test_maps<T>);
}

const bool registered = [] {
  for_each_dtype_of_layouts([](auto zero, const char* dtype) { register_for<decltype(zero)>(dtype); });
  add("float32", "fixed_sizes", __LINE__, test_fixed_sizes<float>);
  add("float32", "one_element", __LINE__, test_one_element<float>);
  add("float32", "empty", __LINE__, test_empty<float>);
  add("float32", "maps_with_strides", __LINE__, test_maps_with_strides<float>);
  add("float32", "blocks", __LINE__, test_blocks<float>);
  add("float32", "segments", __LINE__, test_segments<float>);
  add("float32", "refs", __LINE__, test_refs<float>);
  add("float32", "other_views", __LINE__, test_other_views<float>);
  return true;
}();

}  // namespace
