// var, m and grad as Eigen objects of three different kinds, and gradients of a narrower dtype, on every target.
#include "support/eigen_kinds.hpp"
#include "support/eigen_step.hpp"
#include "support/targets.hpp"

namespace {

using namespace signopt_test;

// var, m and grad of three kinds.
template <class T>
void test_mixed_kinds() {
  const auto array = [](auto& a) { return a.array(); };
  const auto columns = [](auto& a) { return a.middleCols(4, 11); };
  expect_step(matrix<T>(7, 11), column_major<T>(7, 11), matrix<T>(7, 20), whole, whole, columns);
  expect_step(matrix<T>(7, 20), zeros<Eigen::Array<T, 7, 11>>(), column<T>(80), columns, whole,
              map_at<matrix<T>>(3, 7, 11));
  expect_step(column<T>(80), matrix<T>(7, 11), zeros<Eigen::Matrix<T, 7, 11>>(), map_at<column_major<T>>(1, 7, 11),
              array, array);
  expect_step(
      matrix<T>(11, 7), row_major<T>(7, 11), row_major_matrix<T>(7, 11), [](auto& a) { return a.transpose(); }, whole,
      whole);
  // in a vector both storage orders are the same order
  expect_step(column<T>(40), row_major<T>(40, 1), column_major<T>(40, 1), whole, whole, whole);
  expect_step(row_major<T>(40, 1), column<T>(40), column_major<T>(40, 1), whole, whole, whole);
  expect_step(column_major<T>(1, 40), row<T>(40), row_major<T>(1, 40), whole, whole, whole);
  expect_step(column_major<T>(0, 4), row_major<T>(0, 4), row_major<T>(0, 4), whole, whole, whole);
}

template <class T, class G>
void test_gradient_of_another_type() {
  expect_step(matrix<T>(7, 19), matrix<T>(7, 19), matrix<G>(7, 19), whole, whole, whole);
  expect_step(column<T>(99), column<T>(99), column<G>(120), whole, whole, map_at<column<G>>(1, 99, 1));
  expect_step(zeros<Eigen::Array<T, 5, 7>>(), zeros<Eigen::Array<T, 5, 7>>(), zeros<Eigen::Array<G, 5, 7>>(), whole,
              whole, whole);
}

template <class T>
void test_narrower_gradients() {
  test_gradient_of_another_type<T, T>();
  if constexpr (sizeof(T) > 2) {
    test_gradient_of_another_type<T, Eigen::half>();
    test_gradient_of_another_type<T, Eigen::bfloat16>();
  }
  if constexpr (sizeof(T) > 4) test_gradient_of_another_type<T, float>();
}

const bool registered = [] {
  const auto add = [](const char* dtype, const char* name, int line, void (*body)()) {
    register_on_every_target(std::string("apply_add_sign_eigen_mixed/") + dtype, name, __FILE__, line, body);
  };
  add("float32", "kinds", __LINE__, test_mixed_kinds<float>);
  add("float16", "narrower_gradients", __LINE__, test_narrower_gradients<Eigen::half>);
  add("bfloat16", "narrower_gradients", __LINE__, test_narrower_gradients<Eigen::bfloat16>);
  add("float32", "narrower_gradients", __LINE__, test_narrower_gradients<float>);
  add("float64", "narrower_gradients", __LINE__, test_narrower_gradients<double>);
  return true;
}();

}  // namespace
