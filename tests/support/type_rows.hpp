// The rows of the type table: what var and m, grad, and the computation may be together.
#pragma once

#include <Eigen/Core>

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

}  // namespace signopt_test
