// Failures on order, and the messages of failures.
#include <thread>

#include "device_test.hpp"

namespace signopt_test::fake_acl {
namespace {

class fake_acl_failure : public device_test {};

TEST_F(fake_acl_failure, hits_the_call_that_was_ordered) {
  restart_counting();
  fail_call(2, 207001);
  void *first = nullptr, *second = nullptr;
  EXPECT_EQ(aclrtMalloc(&first, 8, ACL_MEM_MALLOC_HUGE_FIRST), 0);
  EXPECT_EQ(aclrtMalloc(&second, 8, ACL_MEM_MALLOC_HUGE_FIRST), 207001);
  EXPECT_EQ(second, nullptr);
  EXPECT_EQ(failed_calls(), std::vector<std::string>{"aclrtMalloc"});
  EXPECT_EQ(aclrtMalloc(&second, 8, ACL_MEM_MALLOC_HUGE_FIRST), 0);
  EXPECT_EQ(call_count(), 3);
  EXPECT_EQ(live_objects().device_bytes, 16u);
  fail_call(1, 507015, 2);
  EXPECT_EQ(aclrtSynchronizeStream(stream), 507015);
  EXPECT_EQ(aclrtSynchronizeStream(stream), 507015);
  EXPECT_EQ(aclrtSynchronizeStream(stream), 0);
  fail_call("aclrtFree", 2, 107000);
  fail_call("aclrtMalloc", 1, 207001);
  EXPECT_EQ(aclrtFree(first), 0);
  EXPECT_EQ(aclrtFree(second), 107000);
  fail_call(1, 507015);
  fail_call("aclrtSynchronizeStream", 1, 507035);  // both hit one call: it fails once
  EXPECT_EQ(aclrtSynchronizeStream(stream), 507015);
  EXPECT_EQ(failed_calls().size(), 5u);
  fail_nothing();
  EXPECT_EQ(aclrtMalloc(&first, 8, ACL_MEM_MALLOC_HUGE_FIRST), 0);
  EXPECT_EQ(calls_of("aclrtMalloc"), 4);
}

TEST_F(fake_acl_failure, lets_calls_that_give_up_something_do_their_work) {
  auto* const memory = device_memory(8);
  aclDataBuffer* const buffer = aclCreateDataBuffer(memory, 8);
  fail_call(1, 500000, 4);
  EXPECT_EQ(aclrtFree(memory), 500000);
  EXPECT_EQ(aclDestroyDataBuffer(buffer), 500000);
  EXPECT_EQ(aclrtDestroyStream(stream), 500000);
  EXPECT_EQ(aclrtResetDevice(0), 500000);
  EXPECT_EQ(live_objects(), object_counts{});
}

TEST_F(fake_acl_failure, makes_null_of_what_is_created) {
  const std::int64_t dim = 4;
  fail_create(2, 2);
  aclTensorDesc* const desc = aclCreateTensorDesc(ACL_FLOAT, 1, &dim, ACL_FORMAT_ND);
  EXPECT_NE(desc, nullptr);
  EXPECT_EQ(aclCreateDataBuffer(nullptr, 0), nullptr);
  EXPECT_EQ(aclopCreateAttr(), nullptr);
  EXPECT_EQ(failed_calls(), (std::vector<std::string>{"aclCreateDataBuffer", "aclopCreateAttr"}));
  EXPECT_EQ(create_count(), 3);
  aclDestroyTensorDesc(desc);
  EXPECT_EQ(live_objects().descs, 0);
}

TEST_F(fake_acl_failure, has_a_message_that_is_read_once) {
  EXPECT_EQ(aclGetRecentErrMsg(), nullptr);
  fail_call(1, 207001);
  void* memory = nullptr;
  EXPECT_EQ(aclrtMalloc(&memory, 8, ACL_MEM_MALLOC_HUGE_FIRST), 207001);
  const char* const message = aclGetRecentErrMsg();
  ASSERT_NE(message, nullptr);
  EXPECT_STREQ(message, "fake ACL: aclrtMalloc 207001: failed on order");
  EXPECT_EQ(aclGetRecentErrMsg(), nullptr);
  EXPECT_STREQ(message, "(this message was read too late)");
}

TEST_F(fake_acl_failure, has_a_message_that_the_next_call_drops) {
  fail_call(1, 207001, 2);
  void* memory = nullptr;
  EXPECT_EQ(aclrtMalloc(&memory, 8, ACL_MEM_MALLOC_HUGE_FIRST), 207001);
  aclDestroyTensorDesc(nullptr);
  EXPECT_EQ(aclGetRecentErrMsg(), nullptr);
  EXPECT_EQ(aclrtMalloc(&memory, 8, ACL_MEM_MALLOC_HUGE_FIRST), 207001);
  const char* const message = aclGetRecentErrMsg();
  EXPECT_EQ(aclrtSynchronizeStream(stream), 0);
  EXPECT_STREQ(message, "(this message was read too late)");
}

TEST_F(fake_acl_failure, has_its_message_in_its_thread) {
  EXPECT_EQ(aclrtSetDevice(7), 107001);
  std::thread([] {
    EXPECT_EQ(aclGetRecentErrMsg(), nullptr);
    EXPECT_EQ(aclrtSetDevice(8), 107001);
    EXPECT_STREQ(aclGetRecentErrMsg(), "fake ACL: aclrtSetDevice 107001: there is no device 8");
  }).join();
  EXPECT_STREQ(aclGetRecentErrMsg(), "fake ACL: aclrtSetDevice 107001: there is no device 7");
}

TEST_F(fake_acl_failure, of_any_call_of_a_sequence_is_found) {
  const auto sequence = [&] {
    void* memory = nullptr;
    if (aclrtMalloc(&memory, 8, ACL_MEM_MALLOC_HUGE_FIRST) != 0) return false;
    const std::uint64_t value = 1;
    const bool copied = aclrtMemcpy(memory, 8, &value, 8, ACL_MEMCPY_HOST_TO_DEVICE) == 0;
    return (aclrtFree(memory) == 0) && copied;
  };
  const object_counts before = live_objects();
  int k = 1;
  for (;; ++k) {
    fail_nothing();
    fail_call(k, 500000);
    const bool passed = sequence();
    EXPECT_EQ(live_objects(), before);
    EXPECT_EQ(passed, failed_calls().empty());
    if (passed) break;
  }
  EXPECT_EQ(k, 4);
}

}  // namespace
}  // namespace signopt_test::fake_acl
