// The runtime's beginning and end, devices, contexts, and what belongs to the whole process.
#include <thread>

#include "device_test.hpp"

extern "C" {
// Not in every version of the interface, but in the fake.
aclError aclFinalizeReference(uint64_t* references);
aclError aclrtResetDeviceForce(int32_t number);
}

namespace signopt_test::fake_acl {
namespace {

// Begins before aclInit.
class fake_acl_runtime : public device_test {
 protected:
  void SetUp() override { reset(); }
};

TEST_F(fake_acl_runtime, has_to_be_initialised) {
  std::uint32_t count = 0;
  void* memory = nullptr;
  EXPECT_EQ(aclrtGetDeviceCount(&count), 100001);
  EXPECT_EQ(aclrtSetDevice(0), 100001);
  EXPECT_EQ(aclrtCreateStream(&stream), 100001);
  EXPECT_EQ(aclrtMalloc(&memory, 8, ACL_MEM_MALLOC_HUGE_FIRST), 100001);
  std::array<float, 4> scalars{};
  EXPECT_EQ(launch_call(scalars.data(), scalars.data(), scalars, scalars.data(), 1)(nullptr), 100001);
  EXPECT_EQ(aclFinalize(), 100001);
  EXPECT_FALSE(initialised());
  EXPECT_EQ(aclInit(nullptr), 0);
  EXPECT_TRUE(initialised());
  EXPECT_EQ(aclrtGetDeviceCount(&count), 0);
  EXPECT_EQ(count, 1u);
}

// As CANN does that asks the driver for its chip.
TEST_F(fake_acl_runtime, may_need_a_device_to_begin) {
  set_init_needs_device(true);
  set_device_count(0);
  EXPECT_EQ(aclInit(nullptr), 500000);
  EXPECT_FALSE(initialised());
  set_device_count(1);
  EXPECT_EQ(aclInit(nullptr), 0);
}

TEST_F(fake_acl_runtime, knows_its_version_and_memory) {
  std::int32_t major = 0, minor = 0, patch = 0;
  EXPECT_EQ(aclrtGetVersion(&major, &minor, &patch), 0);
  EXPECT_EQ(major, 1);
  EXPECT_EQ(minor, 15);
  std::size_t left = 0, total = 0;
  EXPECT_EQ(aclInit(nullptr), 0);
  EXPECT_EQ(aclrtGetMemInfo(ACL_HBM_MEM, &left, &total), 107002);
  EXPECT_EQ(aclrtSetDevice(0), 0);
  EXPECT_EQ(aclrtGetMemInfo(ACL_HBM_MEM, &left, &total), 0);
  EXPECT_EQ(left, std::size_t{16} << 30);
  EXPECT_EQ(total, left);
  EXPECT_EQ(aclrtResetDevice(0), 0);
}

TEST_F(fake_acl_runtime, counts_who_initialises_it) {
  EXPECT_EQ(aclInit("no/such/file.json"), 100003);
  EXPECT_EQ(aclInit(nullptr), 0);
  EXPECT_EQ(aclInit(nullptr), 100002);
  EXPECT_EQ(init_references(), 2u);
  std::uint64_t left = 9;
  EXPECT_EQ(aclFinalizeReference(&left), 0);
  EXPECT_EQ(left, 1u);
  EXPECT_TRUE(initialised());
  EXPECT_EQ(aclFinalizeReference(&left), 0);
  EXPECT_EQ(left, 0u);
  EXPECT_FALSE(initialised());
  EXPECT_EQ(aclFinalizeReference(&left), 100037);
  EXPECT_EQ(aclFinalize(), 100037);
}

TEST_F(fake_acl_runtime, ends_for_all_by_aclFinalize) {
  EXPECT_EQ(aclInit(nullptr), 0);
  EXPECT_EQ(aclInit(nullptr), 100002);
  EXPECT_EQ(aclFinalize(), 0);
  EXPECT_EQ(aclFinalize(), 100037);
  EXPECT_EQ(aclrtSetDevice(0), 100001);
}

TEST_F(fake_acl_runtime, of_an_old_version_does_not_count) {
  set_version(13);
  EXPECT_EQ(aclInit(nullptr), 0);
  EXPECT_EQ(aclInit(nullptr), 100002);
  EXPECT_EQ(init_references(), 1u);
  EXPECT_EQ(aclFinalizeReference(nullptr), 200001);
  EXPECT_TRUE(one_violation("aclFinalizeReference", "version"));
}

TEST_F(fake_acl_runtime, that_ends_early_says_what_is_alive) {
  device_test::SetUp();
  EXPECT_EQ(aclFinalize(), 0);
  EXPECT_TRUE(one_violation("aclFinalize", "1 streams, 0 contexts, 1 devices set"));
}

TEST_F(fake_acl_runtime, that_begins_anew_has_no_contexts) {
  device_test::SetUp();
  reset();
  EXPECT_EQ(aclInit(nullptr), 0);
  EXPECT_EQ(aclrtCreateStream(&stream), 107002);
}

TEST_F(fake_acl_runtime, knows_its_chip) {
  EXPECT_STREQ(aclrtGetSocName(), "Ascend910B3");
  set_soc_name(nullptr);
  EXPECT_EQ(aclrtGetSocName(), nullptr);
}

class fake_acl_device : public device_test {};

TEST_F(fake_acl_device, belongs_to_threads_that_set_it) {
  std::thread([] {
    void* memory = nullptr;
    aclrtContext context = nullptr;
    std::int32_t device = 9;
    EXPECT_EQ(aclrtMalloc(&memory, 8, ACL_MEM_MALLOC_HUGE_FIRST), 107002);
    EXPECT_EQ(aclrtGetCurrentContext(&context), 107002);
    EXPECT_EQ(aclrtGetDevice(&device), 107002);
    EXPECT_EQ(aclrtSetDevice(0), 0);
    EXPECT_EQ(aclrtGetDevice(&device), 0);
    EXPECT_EQ(device, 0);
    EXPECT_EQ(aclrtMalloc(&memory, 8, ACL_MEM_MALLOC_HUGE_FIRST), 0);
    EXPECT_EQ(aclrtFree(memory), 0);
    EXPECT_EQ(aclrtResetDevice(0), 0);
  }).join();
  EXPECT_EQ(aclrtSetDevice(1), 107001);
  EXPECT_EQ(aclrtSetDevice(-1), 107001);
}

TEST_F(fake_acl_device, is_reset_as_often_as_it_was_set) {
  EXPECT_EQ(aclrtSetDevice(0), 0);
  EXPECT_EQ(live_objects().device_references, 2);
  EXPECT_EQ(aclrtResetDevice(0), 0);
  EXPECT_EQ(aclrtSynchronizeStream(stream), 0);
  EXPECT_EQ(aclrtDestroyStream(stream), 0);
  EXPECT_EQ(aclrtResetDevice(0), 0);
  EXPECT_EQ(live_objects(), object_counts{});
  EXPECT_EQ(aclrtCreateStream(&stream), 107002);
  EXPECT_EQ(aclrtResetDevice(0), 107000);
  EXPECT_TRUE(one_violation("aclrtResetDevice", "more often"));
}

TEST_F(fake_acl_device, is_empty_when_it_is_reset) {
  device_memory(8);
  EXPECT_EQ(aclrtDestroyStream(stream), 0);
  EXPECT_EQ(aclrtResetDevice(0), 0);
  EXPECT_TRUE(one_violation("aclrtResetDevice", "memory is allocated"));
  EXPECT_EQ(aclrtSetDevice(0), 0);
  EXPECT_EQ(aclrtCreateStream(&stream), 0);
  forget_violations();
  EXPECT_EQ(aclrtResetDevice(0), 0);
  EXPECT_EQ(violations().size(), 2u);  // the stream, and the memory again
  forget_violations();
}

TEST_F(fake_acl_device, keeps_contexts_apart) {
  aclrtContext first = nullptr, second = nullptr, now = nullptr;
  EXPECT_EQ(aclrtGetCurrentContext(&first), 0);
  EXPECT_EQ(aclrtCreateContext(&second, 0), 0);
  EXPECT_EQ(aclrtGetCurrentContext(&now), 0);
  EXPECT_EQ(now, second);
  EXPECT_EQ(aclrtSynchronizeStream(stream), 107003);
  EXPECT_EQ(aclrtSetCurrentContext(first), 0);
  EXPECT_EQ(aclrtSynchronizeStream(stream), 0);
  EXPECT_EQ(aclrtDestroyContext(second), 0);
  EXPECT_EQ(aclrtSetCurrentContext(second), 107000);
  EXPECT_TRUE(one_violation("aclrtSetCurrentContext", "none any more"));
  EXPECT_EQ(aclrtSetCurrentContext(nullptr), 107000);
  EXPECT_TRUE(one_violation("aclrtSetCurrentContext", "no context"));
  EXPECT_EQ(aclrtDestroyContext(first), 107000);
  EXPECT_TRUE(one_violation("aclrtDestroyContext", "aclrtSetDevice"));
}

TEST_F(fake_acl_device, shows_who_changes_its_callers_context) {
  set_device_count(2);
  aclrtContext before = nullptr;
  EXPECT_EQ(aclrtGetCurrentContext(&before), 0);
  {
    const unchanged_context watched("a library's call");
    EXPECT_EQ(aclrtSetDevice(1), 0);
    EXPECT_EQ(aclrtResetDevice(1), 0);
    EXPECT_EQ(aclrtSetCurrentContext(before), 0);
  }
  EXPECT_EQ(violations(), std::vector<std::string>{});
  {
    const unchanged_context watched("a library's call");
    EXPECT_EQ(aclrtSetDevice(1), 0);
  }
  EXPECT_EQ(violations(), std::vector<std::string>{"a library's call changed the context of its caller's thread"});
  forget_violations();
}

TEST_F(fake_acl_device, is_not_a_librarys_to_take_away) {
  EXPECT_EQ(aclrtSynchronizeDevice(), 0);
  EXPECT_EQ(aclSetCompileopt(ACL_OP_JIT_COMPILE, "enable"), 0);
  std::thread([] {  // no application_scope here
    EXPECT_EQ(aclInit(nullptr), 100002);
    EXPECT_TRUE(one_violation("aclInit", "application's"));
    EXPECT_EQ(aclrtSetDevice(0), 0);
    EXPECT_EQ(aclrtSynchronizeDevice(), 0);
    EXPECT_TRUE(one_violation("aclrtSynchronizeDevice", "whole program"));
    EXPECT_EQ(aclSetCompileopt(ACL_OP_JIT_COMPILE, "enable"), 0);
    EXPECT_TRUE(one_violation("aclSetCompileopt", "whole program"));
  })
      .join();
  EXPECT_EQ(aclrtDestroyStream(stream), 0);
  std::thread([] {
    EXPECT_EQ(aclrtResetDeviceForce(0), 0);
    EXPECT_TRUE(one_violation("aclrtResetDeviceForce", "whole program"));
    EXPECT_EQ(aclFinalize(), 0);
    EXPECT_TRUE(one_violation("aclFinalize", "application's"));
  }).join();
}

}  // namespace
}  // namespace signopt_test::fake_acl
