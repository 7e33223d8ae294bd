// Storages of their own: var of float32 and a momentum of 16 bits. Computed in float32.
#include "support/kernel_tests.hpp"
#include "support/type_rows.hpp"

namespace {

using namespace signopt_test;

const bool registered = [] {
  for_each_storage_row_of_float32<Eigen::half>(register_storage_row);
  for_each_storage_row_of_float32<Eigen::bfloat16>(register_storage_row);
  return true;
}();

}  // namespace
