// Streams: whose they are, when their work runs, and what happens to memory that it uses.
#include "device_test.hpp"

namespace signopt_test::fake_acl {
namespace {

class fake_acl_stream : public launch_test {
 protected:
  void launch() {
    const launch_call call = right();
    ASSERT_EQ(call(stream), 0) << call.message;
  }

  template <class Body>
  void in_both_executions(Body body) {
    for (const execution how : {execution::lazy, execution::threaded}) {
      SCOPED_TRACE(int(how));
      use_mode(how);
      body();
    }
  }
};

TEST_F(fake_acl_stream, runs_its_work_when_it_is_waited_for) {
  launch();
  EXPECT_EQ(read_device(var, 1)[0], 1.0f);
  EXPECT_EQ(aclrtSynchronizeStream(stream), 0);
  EXPECT_EQ(read_device(var, 1)[0], .5f);
  EXPECT_EQ(aclrtSynchronizeStream(stream), 0);
  EXPECT_EQ(read_device(var, 1)[0], .5f);
}

TEST_F(fake_acl_stream, that_a_copy_does_not_wait_for_gives_stale_data) {
  launch();
  std::vector<float> seen(16);
  EXPECT_EQ(aclrtMemcpy(seen.data(), 64, var, 64, ACL_MEMCPY_DEVICE_TO_HOST), 0);
  EXPECT_TRUE(one_violation("aclrtMemcpy", "unsynchronised: aclopCompileAndExecute"));
  EXPECT_EQ(seen[0], 1.0f);
  EXPECT_EQ(aclrtMemcpy(seen.data(), 4, m + 15, 4, ACL_MEMCPY_DEVICE_TO_HOST), 0);  // any part of it
  EXPECT_TRUE(one_violation("aclrtMemcpy", "unsynchronised"));
  EXPECT_EQ(aclrtMemcpy(seen.data(), 64, grad, 64, ACL_MEMCPY_DEVICE_TO_HOST), 0);  // only read by the kernel
  EXPECT_EQ(aclrtMemcpy(grad, 64, seen.data(), 64, ACL_MEMCPY_HOST_TO_DEVICE), 0);
  EXPECT_TRUE(one_violation("aclrtMemcpy", "unsynchronised"));
  EXPECT_EQ(aclrtSynchronizeStream(stream), 0);
  EXPECT_EQ(aclrtMemcpy(seen.data(), 64, var, 64, ACL_MEMCPY_DEVICE_TO_HOST), 0);
  EXPECT_EQ(seen[0], .5f);
}

// Whether the work has run already is chance, that nobody has waited for it is not.
TEST_F(fake_acl_stream, whose_memory_is_freed_too_early_fails_in_both_executions) {
  in_both_executions([&] {
    auto* const freed = device_memory<float>(16);
    const launch_call call(freed, m, scalars, grad, 16);
    ASSERT_EQ(call(stream), 0);
    EXPECT_EQ(aclrtFree(freed), 0);
    EXPECT_TRUE(one_violation("aclrtFree", "that aclopCompileAndExecute uses"));
    EXPECT_EQ(aclrtSynchronizeStream(stream), 507035);
    EXPECT_EQ(aclrtSynchronizeStream(stream), 0);
    // It has run for sure, because a copy from pageable memory is behind it.
    auto* const late = device_memory<float>(16);
    const std::vector<float> pageable(16, 1);
    ASSERT_EQ(launch_call(late, m, scalars, grad, 16)(stream), 0);
    EXPECT_EQ(aclrtMemcpyAsync(other, 64, pageable.data(), 64, ACL_MEMCPY_HOST_TO_DEVICE, stream), 0);
    EXPECT_EQ(aclrtFree(late), 0);
    EXPECT_TRUE(one_violation("aclrtFree", "that aclopCompileAndExecute uses"));
    EXPECT_EQ(aclrtSynchronizeStream(stream), 507035);
  });
}

TEST_F(fake_acl_stream, that_fails_reports_it_once_and_goes_on) {
  in_both_executions([&] {
    fail_kernel(2);
    void* pinned = nullptr;
    ASSERT_EQ(aclrtMallocHost(&pinned, 64), 0);
    launch();
    EXPECT_EQ(aclrtSynchronizeStream(stream), 0);
    launch();
    EXPECT_EQ(aclrtMemcpyAsync(pinned, 64, var, 64, ACL_MEMCPY_DEVICE_TO_HOST, stream), 0);
    EXPECT_EQ(aclrtSynchronizeStream(stream), 507035);
    const float copied = *static_cast<float*>(pinned);
    EXPECT_NE(copied, copied);  // the copy behind it ran, and there is rubbish
    EXPECT_NE(read_device(m, 1)[0], read_device(m, 1)[0]);
    EXPECT_EQ(read_device(grad, 1)[0], 1.0f);
    launch();
    EXPECT_EQ(aclrtSynchronizeStream(stream), 0);
    EXPECT_EQ(failed_calls(), std::vector<std::string>{"kernel"});
    fail_nothing();
    EXPECT_EQ(aclrtFreeHost(pinned), 0);
    for (float* each : {var, m}) write_device(each, std::vector<float>(16, 1));
  });
}

TEST_F(fake_acl_stream, copies_from_pinned_memory_later_and_from_other_memory_at_once) {
  void* pinned = nullptr;
  ASSERT_EQ(aclrtMallocHost(&pinned, 64), 0);
  auto* const numbers = static_cast<float*>(pinned);
  numbers[0] = 2;
  EXPECT_EQ(aclrtMemcpyAsync(var, 64, pinned, 64, ACL_MEMCPY_HOST_TO_DEVICE, stream), 0);
  EXPECT_EQ(read_device(var, 1)[0], 1.0f);
  numbers[0] = 3;  // in time to be copied
  EXPECT_EQ(aclrtSynchronizeStream(stream), 0);
  EXPECT_EQ(read_device(var, 1)[0], 3.0f);
  std::vector<float> pageable(16, 4);
  launch();
  EXPECT_EQ(aclrtMemcpyAsync(grad, 64, pageable.data(), 64, ACL_MEMCPY_HOST_TO_DEVICE, stream), 0);
  EXPECT_EQ(read_device(var, 1)[0], 2.5f);  // the launch before it ran too, with the grad of its time
  EXPECT_EQ(read_device(grad, 1)[0], 4.0f);
  EXPECT_EQ(aclrtMemcpy(pageable.data(), 64, m, 64, ACL_MEMCPY_DEVICE_TO_HOST), 0);  // nobody has waited for the launch
  EXPECT_TRUE(one_violation("aclrtMemcpy", "unsynchronised: aclopCompileAndExecute"));
  auto* const unused = device_memory<float>(16);
  EXPECT_EQ(aclrtMemcpy(pageable.data(), 64, unused, 64, ACL_MEMCPY_DEVICE_TO_HOST), 0);  // the copy is over
  EXPECT_EQ(aclrtMemcpy(pinned, 64, unused, 64, ACL_MEMCPY_DEVICE_TO_HOST), 0);
  EXPECT_EQ(aclrtSynchronizeStream(stream), 0);
  EXPECT_EQ(aclrtMemcpyAsync(var, 64, pinned, 64, ACL_MEMCPY_HOST_TO_DEVICE, stream), 0);
  EXPECT_EQ(aclrtMemcpy(pinned, 64, unused, 64, ACL_MEMCPY_DEVICE_TO_HOST), 0);
  EXPECT_TRUE(one_violation("aclrtMemcpy", "unsynchronised: aclrtMemcpyAsync"));
  EXPECT_EQ(aclrtSynchronizeStream(stream), 0);
}

TEST_F(fake_acl_stream, does_not_copy_what_it_should_not) {
  void* pinned = nullptr;
  ASSERT_EQ(aclrtMallocHost(&pinned, 64), 0);
  EXPECT_EQ(aclrtMemcpyAsync(pinned, 64, pinned, 64, ACL_MEMCPY_HOST_TO_HOST, stream), 207000);
  EXPECT_TRUE(one_violation("aclrtMemcpyAsync", "host to host"));
  EXPECT_EQ(aclrtMemcpyAsync(var, 32, m + 8, 32, ACL_MEMCPY_DEVICE_TO_DEVICE, stream), 0);
  EXPECT_TRUE(one_violation("aclrtMemcpyAsync", "aligned"));
  EXPECT_EQ(aclrtMemcpyAsync(var + 8, 32, m, 32, ACL_MEMCPY_DEVICE_TO_DEVICE, stream), 0);
  EXPECT_TRUE(one_violation("aclrtMemcpyAsync", "aligned"));
  EXPECT_EQ(aclrtMemcpyAsync(var, 64, grad, 64, ACL_MEMCPY_DEVICE_TO_DEVICE, stream), 0);
  EXPECT_EQ(aclrtMemcpyAsync(var, 64, pinned, 65, ACL_MEMCPY_HOST_TO_DEVICE, stream), 107000);
  EXPECT_TRUE(one_violation("aclrtMemcpyAsync", "more bytes"));
  EXPECT_EQ(aclrtMemcpyAsync(var, 64, pinned, 64, ACL_MEMCPY_HOST_TO_DEVICE, stream), 0);
  EXPECT_EQ(aclrtFreeHost(pinned), 0);
  EXPECT_TRUE(one_violation("aclrtFreeHost", "that aclrtMemcpyAsync uses"));
  EXPECT_EQ(aclrtSynchronizeStream(stream), 507035);
}

TEST_F(fake_acl_stream, is_not_ordered_with_another) {
  aclrtStream second = nullptr;
  ASSERT_EQ(aclrtCreateStream(&second), 0);
  auto *const var2 = device_memory<float>(16), *const m2 = device_memory<float>(16);
  launch();
  EXPECT_EQ(launch_call(var2, m2, scalars, grad, 16)(second), 0);  // both read grad
  EXPECT_EQ(launch_call(var2, m, scalars, grad, 16)(second), 0);   // m is written by both
  EXPECT_TRUE(one_violation("aclopCompileAndExecute", "on another stream"));
  EXPECT_EQ(aclrtSynchronizeStream(second), 0);
  EXPECT_EQ(aclrtSynchronizeStream(stream), 0);
  EXPECT_EQ(launch_call(var2, m, scalars, grad, 16)(second), 0);
}

TEST_F(fake_acl_stream, is_destroyed_once_and_not_when_borrowed) {
  EXPECT_EQ(aclrtDestroyStream(nullptr), 100000);
  EXPECT_TRUE(one_violation("aclrtDestroyStream", "null"));
  protect_stream(stream);
  EXPECT_EQ(aclrtDestroyStream(stream), 0);
  EXPECT_TRUE(one_violation("aclrtDestroyStream", "borrowed"));
  EXPECT_EQ(aclrtDestroyStream(stream), 107017);
  EXPECT_TRUE(one_violation("aclrtDestroyStream", "none any more"));
  EXPECT_EQ(aclrtSynchronizeStream(stream), 107017);
  EXPECT_EQ(aclrtMemcpyAsync(var, 64, grad, 64, ACL_MEMCPY_DEVICE_TO_DEVICE, stream), 107017);
  EXPECT_EQ(launch_call(var, m, scalars, grad, 16)(stream), 107017);
}

TEST_F(fake_acl_stream, that_is_destroyed_with_work_in_it_does_it) {
  in_both_executions([&] {
    write_device(var, std::vector<float>(16, 1));
    launch();
    EXPECT_EQ(aclrtDestroyStream(stream), 0);
    EXPECT_EQ(warnings().size(), 1u);
    forget_violations();
    EXPECT_EQ(read_device(var, 1)[0], .5f);
    EXPECT_EQ(aclrtCreateStream(&stream), 0);
  });
}

TEST_F(fake_acl_stream, belongs_to_its_context) {
  set_device_count(2);
  EXPECT_EQ(aclrtSetDevice(1), 0);
  EXPECT_EQ(aclrtSynchronizeStream(stream), 107003);
  EXPECT_EQ(aclrtDestroyStream(stream), 107003);
  EXPECT_EQ(live_objects().streams, 1);
  EXPECT_EQ(aclrtSetDevice(0), 0);
  EXPECT_EQ(aclrtSynchronizeStream(stream), 0);
}

}  // namespace
}  // namespace signopt_test::fake_acl
