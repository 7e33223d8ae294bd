// The front end of DLPack beside those of Eigen, whichever was included first: each call finds its own. BOTH_FRONT_ENDS
// names the suite.
#include <gtest/gtest.h>

#include <cstdint>
#include <type_traits>

#include "call.hpp"

namespace signopt_test::dlpack {
namespace {

struct three_numbers {
  float data[3];
  std::int64_t shape[1] = {3};

  DLTensor tensor() {
    DLTensor made{};
    made.data = data;
    made.device = {kDLCPU, 0};
    made.ndim = 1;
    made.dtype = float32;
    made.shape = shape;
    return made;
  }
};

class BOTH_FRONT_ENDS : public ::testing::Test {
 protected:
  void expect_one_step() {
    for (const float each : var.data) EXPECT_EQ(each, 0.5f);  // 1 - 0.5 * 1 * 1
    for (const float each : m.data) EXPECT_EQ(each, 1.0f);    // 0 * 0 + 1 * 1
  }

  three_numbers var{{1, 1, 1}}, m{{0, 0, 0}}, grad{{1, 1, 1}};
};

TEST_F(BOTH_FRONT_ENDS, tensors_that_are_const) {
  const DLTensor v = var.tensor(), mm = m.tensor(), g = grad.tensor();
  signopt::apply_add_sign(v, mm, 0.5, 1, 0, 0, g);
  expect_one_step();
}

TEST_F(BOTH_FRONT_ENDS, tensors_that_are_not_const) {
  DLTensor v = var.tensor(), mm = m.tensor(), g = grad.tensor();
  signopt::apply_add_sign(v, mm, 0.5F, 1L, '\0', std::uint8_t{0}, g);
  expect_one_step();
}

TEST_F(BOTH_FRONT_ENDS, tensors_that_are_temporary) {
  signopt::apply_add_sign(var.tensor(), m.tensor(), 0.5, 1, 0, 0, grad.tensor());
  expect_one_step();
}

TEST_F(BOTH_FRONT_ENDS, tensors_that_are_mixed) {
  const DLTensor v = var.tensor();
  DLTensor mm = m.tensor();
  static_assert(std::is_void_v<decltype(signopt::apply_add_sign(v, mm, 0.5, 1, 0, 0, grad.tensor()))>);
  signopt::apply_add_sign(v, mm, 0.5, 1, 0, 0, grad.tensor());
  expect_one_step();
}

TEST_F(BOTH_FRONT_ENDS, settings) {
  const signopt::add_sign_settings settings{0.5, 1, 0, 0};
  DLTensor v = var.tensor();
  signopt::apply_add_sign(v, m.tensor(), settings, grad.tensor());
  expect_one_step();
  var = {{1, 1, 1}}, m = {{0, 0, 0}};
  signopt::apply_add_sign(v, m.tensor(), {0.5, 1, 0, 0}, grad.tensor());
  expect_one_step();
}

TEST_F(BOTH_FRONT_ENDS, scalars_of_eigen_and_of_a_framework) {
  // The framework's own type, as it is: no cast of a pointer.
  const framework_half zero{0};
  signopt::apply_add_sign(var.tensor(), m.tensor(), Eigen::half(0.5F), Eigen::bfloat16(1.0F), zero, zero,
                          grad.tensor());
  expect_one_step();
}

TEST_F(BOTH_FRONT_ENDS, objects_of_eigen) {
  Eigen::Map<Eigen::Array3f> v(var.data), mm(m.data), g(grad.data);
  signopt::apply_add_sign(v, mm, 0.5, 1, 0, 0, g);
  expect_one_step();
  var = {{1, 1, 1}}, m = {{0, 0, 0}};
  signopt::apply_add_sign(v, mm, {0.5, 1, 0, 0}, g);
  expect_one_step();
}

}  // namespace
}  // namespace signopt_test::dlpack
