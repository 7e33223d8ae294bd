// Device memory, pinned memory, and copies that act at once.
#include <numeric>

#include "device_test.hpp"

namespace signopt_test::fake_acl {
namespace {

class fake_acl_memory : public device_test {};

TEST_F(fake_acl_memory, of_a_device_cannot_be_touched_by_the_host) {
  volatile float* const memory = device_memory<float>(4);
  EXPECT_DEATH(static_cast<void>(*memory), "");
  EXPECT_DEATH(*memory = 1.0f, "");
}

TEST_F(fake_acl_memory, is_aligned_to_64_bytes_and_no_more_and_holds_nan) {
  auto* const memory = device_memory<float>(4);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(memory) % 128, 64u);
  const std::vector<float> values = read_device(memory, 4);
  EXPECT_NE(values[3], values[3]);
  write_device(memory, std::vector<float>{1, 2, 3, 4});
  EXPECT_EQ(read_device(memory, 4), (std::vector<float>{1, 2, 3, 4}));
  EXPECT_THROW(read_device(memory, 5), std::out_of_range);
  EXPECT_EQ(aclrtFree(memory), 0);
  EXPECT_THROW(read_device(memory, 1), std::out_of_range);
}

TEST_F(fake_acl_memory, is_counted_and_limited) {
  set_device_memory(1000);
  EXPECT_EQ(live_objects().device_bytes, 0u);
  auto* const memory = device_memory(600);
  EXPECT_EQ(live_objects().device_bytes, 600u);
  void* more = nullptr;
  EXPECT_EQ(aclrtMalloc(&more, 401, ACL_MEM_MALLOC_NORMAL_ONLY), 207001);
  EXPECT_EQ(aclrtFree(memory), 0);
  EXPECT_EQ(aclrtMalloc(&more, 2000, ACL_MEM_MALLOC_NORMAL_ONLY), 207001);
  EXPECT_EQ(aclrtMalloc(&more, 1000, ACL_MEM_MALLOC_NORMAL_ONLY), 0);
  EXPECT_NE(more, memory);  // the address does not come back
}

TEST_F(fake_acl_memory, is_not_given_for_nothing) {
  void* memory = nullptr;
  EXPECT_EQ(aclrtMalloc(&memory, 0, ACL_MEM_MALLOC_HUGE_FIRST), 100000);
  EXPECT_TRUE(one_violation("aclrtMalloc", "no bytes"));
  EXPECT_EQ(aclrtMalloc(nullptr, 8, ACL_MEM_MALLOC_HUGE_FIRST), 100000);
  EXPECT_TRUE(one_violation("aclrtMalloc", "null"));
  EXPECT_EQ(aclrtMallocHost(&memory, 0), 100000);
  EXPECT_TRUE(one_violation("aclrtMallocHost", "no bytes"));
}

TEST_F(fake_acl_memory, is_freed_once_as_a_whole_and_by_its_own_call) {
  auto* const memory = device_memory(64);
  EXPECT_EQ(aclrtFree(nullptr), 107000);
  EXPECT_TRUE(one_violation("aclrtFree", "null"));
  EXPECT_EQ(aclrtFree(&stream), 107000);
  EXPECT_TRUE(one_violation("aclrtFree", "no device memory"));
  EXPECT_EQ(aclrtFree(memory + 32), 107000);
  EXPECT_TRUE(one_violation("aclrtFree", "inside"));
  EXPECT_EQ(aclrtFreeHost(memory), 107000);
  EXPECT_TRUE(one_violation("aclrtFreeHost", "no pinned memory"));
  EXPECT_EQ(aclrtFree(memory), 0);
  EXPECT_EQ(aclrtFree(memory), 107000);
  EXPECT_TRUE(one_violation("aclrtFree", "second time"));
}

TEST_F(fake_acl_memory, of_another_device_is_not_used) {
  set_device_count(2);
  auto* const memory = device_memory(64);
  EXPECT_EQ(aclrtSetDevice(1), 0);
  std::vector<unsigned char> values(64);
  EXPECT_EQ(aclrtMemcpy(values.data(), 64, memory, 64, ACL_MEMCPY_DEVICE_TO_HOST), 107000);
  EXPECT_TRUE(one_violation("aclrtMemcpy", "another device"));
  EXPECT_EQ(aclrtFree(memory), 107000);
  EXPECT_TRUE(one_violation("aclrtFree", "another device"));
  EXPECT_EQ(aclrtSetDevice(0), 0);
  EXPECT_EQ(aclrtFree(memory), 0);
}

TEST_F(fake_acl_memory, shows_what_was_written_behind_its_end) {
  auto* const memory = device_memory(64);
  static_cast<unsigned char*>(shadow(memory, 64))[64 + 31] = 1;  // padding, for kernels to touch
  EXPECT_EQ(aclrtFree(memory), 0);
  auto* const other = device_memory(64);
  static_cast<unsigned char*>(shadow(other, 64))[64 + 32] = 1;
  EXPECT_EQ(aclrtFree(other), 0);
  EXPECT_TRUE(one_violation("aclrtFree", "behind the end"));
}

TEST_F(fake_acl_memory, that_is_pinned_is_counted_and_gone_when_freed) {
  void* memory = nullptr;
  ASSERT_EQ(aclrtMallocHost(&memory, 100), 0);
  auto* const first = static_cast<volatile unsigned char*>(memory);
  *first = 1;
  EXPECT_EQ(live_objects().pinned_bytes, 100u);
  auto* const copied = device_memory(200);
  EXPECT_EQ(aclrtMemcpy(copied, 200, memory, 100, ACL_MEMCPY_HOST_TO_DEVICE), 0);
  EXPECT_EQ(aclrtMemcpy(copied, 200, memory, 101, ACL_MEMCPY_HOST_TO_DEVICE), 107000);
  EXPECT_TRUE(one_violation("aclrtMemcpy", "beyond its end"));
  EXPECT_EQ(aclrtFreeHost(memory), 0);
  EXPECT_EQ(aclrtMemcpy(copied, 200, memory, 100, ACL_MEMCPY_HOST_TO_DEVICE), 107000);
  EXPECT_TRUE(one_violation("aclrtMemcpy", "freed"));
  EXPECT_EQ(live_objects().pinned_bytes, 0u);
  EXPECT_DEATH(*first = 2, "");
  EXPECT_EQ(aclrtFreeHost(memory), 107000);
  EXPECT_TRUE(one_violation("aclrtFreeHost", "second time"));
}

TEST_F(fake_acl_memory, is_copied_in_all_directions) {
  std::vector<float> values(8), back(8);
  std::iota(values.begin(), values.end(), 1.0f);
  auto *const first = device_memory<float>(8), *const second = device_memory<float>(8);
  EXPECT_EQ(aclrtMemcpy(first, 32, values.data(), 32, ACL_MEMCPY_HOST_TO_DEVICE), 0);
  EXPECT_EQ(aclrtMemcpy(second, 32, first, 32, ACL_MEMCPY_DEVICE_TO_DEVICE), 0);
  EXPECT_EQ(aclrtMemcpy(back.data(), 32, second, 32, ACL_MEMCPY_DEVICE_TO_HOST), 0);
  EXPECT_EQ(back, values);
  std::vector<float> third(8);
  EXPECT_EQ(aclrtMemcpy(third.data(), 32, back.data(), 32, ACL_MEMCPY_HOST_TO_HOST), 0);
  EXPECT_EQ(third, values);
}

TEST_F(fake_acl_memory, is_copied_only_as_the_call_says) {
  std::vector<float> values(8);
  auto* const memory = device_memory<float>(8);
  EXPECT_EQ(aclrtMemcpy(memory, 32, values.data(), 33, ACL_MEMCPY_HOST_TO_DEVICE), 107000);
  EXPECT_TRUE(one_violation("aclrtMemcpy", "more bytes"));
  EXPECT_EQ(aclrtMemcpy(memory, 64, values.data(), 33, ACL_MEMCPY_HOST_TO_DEVICE), 107000);
  EXPECT_TRUE(one_violation("aclrtMemcpy", "beyond the end"));
  EXPECT_EQ(aclrtMemcpy(values.data(), 32, memory, 32, ACL_MEMCPY_HOST_TO_DEVICE), 107000);
  EXPECT_TRUE(one_violation("aclrtMemcpy", "the target is no device memory"));
  EXPECT_EQ(aclrtMemcpy(memory, 32, memory, 32, ACL_MEMCPY_HOST_TO_DEVICE), 107000);
  EXPECT_TRUE(one_violation("aclrtMemcpy", "the source is device memory"));
  EXPECT_EQ(aclrtMemcpy(nullptr, 32, memory, 32, ACL_MEMCPY_DEVICE_TO_HOST), 107000);
  EXPECT_TRUE(one_violation("aclrtMemcpy", "null"));
  EXPECT_EQ(aclrtMemcpy(values.data(), 32, memory, 0, ACL_MEMCPY_DEVICE_TO_HOST), 107000);
  EXPECT_TRUE(one_violation("aclrtMemcpy", "no bytes"));
  EXPECT_EQ(aclrtFree(memory), 0);
  EXPECT_EQ(aclrtMemcpy(values.data(), 32, memory, 32, ACL_MEMCPY_DEVICE_TO_HOST), 107000);
  EXPECT_TRUE(one_violation("aclrtMemcpy", "freed"));
}

}  // namespace
}  // namespace signopt_test::fake_acl
