// Storages of their own: var of 16 bits beside an m or a grad of another dtype. Computed in float32.
#include "support/kernel_tests.hpp"
#include "support/type_rows.hpp"

namespace {

using namespace signopt_test;

const bool registered = [] {
  for_each_storage_row_of_16_bit<Eigen::half>(register_storage_row);
  for_each_storage_row_of_16_bit<Eigen::bfloat16>(register_storage_row);
  return true;
}();

}  // namespace
