// var and m of float16: computed in float16 where all four scalars are float16, in float32 otherwise.
#include "support/kernel_tests.hpp"

namespace {

using storage = Eigen::half;

const bool registered = [] {
  signopt_test::register_kernel_tests<storage, storage, storage>();
  signopt_test::register_kernel_tests<storage, storage, float>();
  return true;
}();

}  // namespace
