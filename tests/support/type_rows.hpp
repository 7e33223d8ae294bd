// The rows of the type table: what var and m, grad, and the computation may be together.
#pragma once

#include <Eigen/Core>
#include <type_traits>

namespace signopt_test {

template <class T, class G, class C>
struct type_row {
  using var = T;
  using grad = G;
  using compute = C;
};

// use(type_row<T, G, C>()) for each.
template <class Use>
void for_each_type_row(Use use) {
  using Eigen::bfloat16;
  using Eigen::half;
  use(type_row<half, half, half>());
  use(type_row<half, half, float>());
  use(type_row<bfloat16, bfloat16, bfloat16>());
  use(type_row<bfloat16, bfloat16, float>());
  use(type_row<float, half, float>());
  use(type_row<float, bfloat16, float>());
  use(type_row<float, float, float>());
  use(type_row<double, half, double>());
  use(type_row<double, bfloat16, double>());
  use(type_row<double, float, double>());
  use(type_row<double, double, double>());
}

// The same where the subject is a formula, which knows of a row no more than its arithmetic; the loop knows the rest.
// In `./dev test` each arithmetic once, and one grad that is narrower; every row in `./dev test all`.
template <class Use>
void for_each_row_of_formulas(Use use) {
#if defined(SIGNOPT_TEST_ALL_ROWS)
  for_each_type_row(use);
#else
  using Eigen::bfloat16;
  using Eigen::half;
  use(type_row<half, half, half>());
  use(type_row<bfloat16, bfloat16, bfloat16>());
  use(type_row<bfloat16, bfloat16, float>());
  use(type_row<float, half, float>());
  use(type_row<double, double, double>());
#endif
}

template <class T, class M, class G>
struct storage_row {
  using var = T;
  using m = M;
  using grad = G;
};

// The rows of the second table of dtype.hpp that are in no other: var, m and grad have storages of their own, and all
// is computed in float32.
template <class T, class Use>
void for_each_storage_row_of_16_bit(Use use) {
  using other = std::conditional_t<std::is_same_v<T, Eigen::half>, Eigen::bfloat16, Eigen::half>;
  use(storage_row<T, T, float>());
  use(storage_row<T, float, T>());
  use(storage_row<T, float, float>());
  use(storage_row<T, other, T>());
  use(storage_row<T, other, float>());
}
template <class M, class Use>
void for_each_storage_row_of_float32(Use use) {
  use(storage_row<float, M, float>());
  use(storage_row<float, M, Eigen::half>());
  use(storage_row<float, M, Eigen::bfloat16>());
}
template <class Use>
void for_each_storage_row(Use use) {
  for_each_storage_row_of_float32<Eigen::half>(use);
  for_each_storage_row_of_float32<Eigen::bfloat16>(use);
  for_each_storage_row_of_16_bit<Eigen::half>(use);
  for_each_storage_row_of_16_bit<Eigen::bfloat16>(use);
}

}  // namespace signopt_test
