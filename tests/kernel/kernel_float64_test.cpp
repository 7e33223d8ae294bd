// var and m of float64: grad may be anything.
#include "support/kernel_tests.hpp"

namespace {

const bool registered = [] {
  signopt_test::register_kernel_tests<double, double, double>();
  signopt_test::register_kernel_tests<double, float, double>();
  signopt_test::register_kernel_tests<double, Eigen::half, double>();
  signopt_test::register_kernel_tests<double, Eigen::bfloat16, double>();
  return true;
}();

}  // namespace
