// A program that has DLPack's header already, and another one than is installed: the front end uses that.
#include "dlpack_1_header.hpp"
//
#include <signopt/dlpack.hpp>

#ifdef DLPACK_VERSION
#  error "the installed header was included, though there was one"
#endif
#ifdef EIGEN_CORE_H
#  error "the DLPack front end must not need Eigen"
#endif

#include <gtest/gtest.h>

#include "support/errors.hpp"

namespace {

TEST(dlpack_header, of_version_1) {
  float var[] = {1, 1}, m[] = {0, 0}, grad[] = {1, 1};
  std::int64_t shape[] = {2}, strides[] = {1};
  const auto tensor = [&](float* data) { return DLTensor{data, {kDLCPU, 0}, 1, {kDLFloat, 32, 1}, shape, strides, 0}; };
  signopt::apply_add_sign(tensor(var), tensor(m), 0.5, 1, 0, 0, tensor(grad));
  EXPECT_EQ(var[1], 0.5f);
  EXPECT_EQ(m[1], 1.0f);
  DLTensor elsewhere = tensor(grad), of_bool = tensor(grad);
  elsewhere.device.device_type = kDLMAIA;
  of_bool.dtype = {kDLBool, 8, 1};
  signopt_test::expect_error<signopt::operand_error>(
      [&] { signopt::apply_add_sign(tensor(var), tensor(m), {0.5}, elsewhere); }, {"grad is on device kDLMAIA (17)"});
  signopt_test::expect_error<signopt::type_error>(
      [&] { signopt::apply_add_sign(tensor(var), tensor(m), {0.5}, of_bool); }, {"grad must be", "got bool"});
}

}  // namespace
