// var and m of bfloat16: computed in bfloat16 where all four scalars are bfloat16, in float32 otherwise.
#include "support/kernel_tests.hpp"

namespace {

using storage = Eigen::bfloat16;

const bool registered = [] {
  signopt_test::register_kernel_tests<storage, storage, storage>();
  signopt_test::register_kernel_tests<storage, storage, float>();
  return true;
}();

}  // namespace
