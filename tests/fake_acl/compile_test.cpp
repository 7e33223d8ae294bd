// When a launch compiles, and what else has to be there for it.
#include <atomic>
#include <thread>

#include "device_test.hpp"

namespace signopt_test::fake_acl {
namespace {

class fake_acl_compile : public launch_test {};

TEST_F(fake_acl_compile, compiles_once_for_each_dtype_and_size_whatever_the_values) {
  for (int i = 0; i < 10; ++i) {
    scalars[0] = static_cast<float>(i);
    EXPECT_EQ(right()(stream), 0);
    EXPECT_EQ(launch_call(var, m, scalars, grad, 15)(stream), 0);
  }
  EXPECT_EQ(compiles(), 2u);
  for (int i = 0; i < 10; ++i) {
    scalars[0] = static_cast<float>(i);
    launch_call call = right();
    call.in[2].placement = ACL_MEMTYPE_HOST;
    EXPECT_EQ(call(stream), 0);
  }
  EXPECT_EQ(compiles(), 12u);
  EXPECT_EQ(launch_count(), 30);
  EXPECT_EQ(aclrtSynchronizeStream(stream), 0);
}

// The same operation by the other two calls.
TEST_F(fake_acl_compile, can_be_asked_for_in_three_ways) {
  const std::int64_t count = 16, one = 1;
  std::vector<aclTensorDesc*> descs;
  std::vector<aclDataBuffer*> buffers;
  for (void* each : std::initializer_list<void*>{var, m, &scalars[0], &scalars[1], &scalars[2], &scalars[3], grad}) {
    const bool scalar = each != var && each != m && each != grad;
    descs.push_back(aclCreateTensorDesc(ACL_FLOAT, 1, scalar ? &one : &count, ACL_FORMAT_ND));
    if (scalar) aclSetTensorPlaceMent(descs.back(), ACL_MEMTYPE_HOST_COMPILE_INDEPENDENT);
    buffers.push_back(aclCreateDataBuffer(each, scalar ? 4 : 64));
  }
  const auto execute = [&] {
    return aclopExecuteV2("ApplyAddSignD", 7, descs.data(), buffers.data(), 2, descs.data(), buffers.data(), nullptr,
                          stream);
  };
  EXPECT_EQ(execute(), 100024);
  EXPECT_EQ(compiles(), 0u);
  EXPECT_EQ(aclopCompileAndExecuteV2("ApplyAddSignD", 7, descs.data(), buffers.data(), 2, descs.data(), buffers.data(),
                                     nullptr, ACL_ENGINE_SYS, ACL_COMPILE_SYS, nullptr, stream),
            0);
  EXPECT_EQ(compiles(), 1u);
  EXPECT_EQ(execute(), 0);
  EXPECT_EQ(aclrtSynchronizeStream(stream), 0);
  EXPECT_EQ(read_device(var, 1)[0], 0.0f);  // from 1 by a half each time
  for (aclTensorDesc* desc : descs) aclDestroyTensorDesc(desc);
  for (aclDataBuffer* buffer : buffers) EXPECT_EQ(aclDestroyDataBuffer(buffer), 0);
}

TEST_F(fake_acl_compile, of_nothing_runs_nothing) {
  EXPECT_EQ(launch_call(var, m, scalars, grad, 0)(stream), 0);
  EXPECT_EQ(launch_count(), 0);
}

TEST_F(fake_acl_compile, is_not_possible_on_an_ascend_950) {
  set_soc_name("Ascend950PR_9599");
  const launch_call call = right();
  EXPECT_EQ(call(stream), 500002);
  EXPECT_NE(call.message.find("chip"), std::string::npos);
}

TEST_F(fake_acl_compile, has_a_stream_and_a_thread_of_its_own) {
  EXPECT_EQ(right()(nullptr), 0);
  EXPECT_TRUE(one_violation("aclopCompileAndExecute", "default stream"));
  EXPECT_EQ(aclrtSynchronizeStream(nullptr), 0);
  std::atomic<int> inside{0};
  on_launch([&] {
    ++inside;
    while (inside < 2) std::this_thread::yield();
  });
  aclrtContext context = nullptr;
  EXPECT_EQ(aclrtGetCurrentContext(&context), 0);
  std::thread second([&] {
    EXPECT_EQ(aclrtSetCurrentContext(context), 0);
    EXPECT_EQ(right()(stream), 0);
  });
  EXPECT_EQ(right()(stream), 0);
  second.join();
  EXPECT_TRUE(one_violation("aclopCompileAndExecute", "two threads"));
}

}  // namespace
}  // namespace signopt_test::fake_acl
