// What only some chips and toolkits need of a launch, and what CANN's kernel does at its end.
#include <cmath>

#include "device_test.hpp"

namespace signopt_test::fake_acl {
namespace {

class fake_acl_chip : public launch_test {};

// What CANN's kernel adds at its end makes a zero of each -0.
TEST_F(fake_acl_chip, ends_with_an_addition_of_0) {
  for (float* const each : {var, m, grad}) write_device(each, std::vector<float>(16, -0.0f));
  EXPECT_EQ(right()(stream), 0);
  EXPECT_EQ(aclrtSynchronizeStream(stream), 0);
  for (float* const each : {var, m}) {
    EXPECT_EQ(read_device(each, 1)[0], 0.0f);
    EXPECT_FALSE(std::signbit(read_device(each, 1)[0]));
  }
}

TEST_F(fake_acl_chip, may_need_what_only_some_have) {
  const auto expect_code = [&](const launch_call& call, int code) {
    EXPECT_EQ(call(stream), code);
    EXPECT_EQ(aclrtSynchronizeStream(stream), 0);
  };
  set_launches_need(launches_need::device_scalars);
  expect_code(right(), 500002);
  launch_call with_device_scalars = right();
  for (std::size_t i = 2; i < 6; ++i) {
    with_device_scalars.in[i].data = other;
    with_device_scalars.in[i].placement = ACL_MEMTYPE_DEVICE;
  }
  expect_code(with_device_scalars, 0);
  set_launches_need(launches_need::jit);
  expect_code(right(), 500002);
  EXPECT_EQ(aclSetCompileopt(ACL_OP_JIT_COMPILE, "enable"), 0);
  expect_code(right(), 0);
  set_launches_need(launches_need::precision_mode);
  expect_code(right(), 500002);
  EXPECT_EQ(aclSetCompileopt(ACL_PRECISION_MODE, "must_keep_origin_dtype"), 0);
  expect_code(right(), 0);
  set_launches_need(launches_need::float16);
  expect_code(right(), 500002);
  set_launches_need(launches_need::another_chip);
  expect_code(right(), 500002);
}

}  // namespace
}  // namespace signopt_test::fake_acl
