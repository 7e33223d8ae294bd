// var and m of float32: grad may be float32 or narrower.
#include "support/kernel_tests.hpp"

namespace {

const bool registered = [] {
  signopt_test::register_kernel_tests<float, float, float>();
  signopt_test::register_kernel_tests<float, Eigen::half, float>();
  signopt_test::register_kernel_tests<float, Eigen::bfloat16, float>();
  return true;
}();

}  // namespace
