// Storages of their own: var of float32 and a momentum of 16 bits. Computed in float32.
#include "support/kernel_tests.hpp"
#include "support/type_rows.hpp"

namespace {

using namespace signopt_test;

const bool registered = [] {
  const auto add = [](auto row) {
    using types = decltype(row);
    register_kernel_tests<typename types::var, typename types::grad, float, false, add_sign_calls, typename types::m>();
  };
  for_each_storage_row_of_float32<Eigen::half>(add);
  for_each_storage_row_of_float32<Eigen::bfloat16>(add);
  return true;
}();

}  // namespace
