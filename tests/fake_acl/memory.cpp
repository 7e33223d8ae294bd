#include "memory.hpp"

#include <acl/acl.h>

#include <iterator>
#include <new>
#include <utility>

#include "streams.hpp"

namespace signopt_test::fake_acl::detail {
namespace {

// The last block that begins at or before the address.
template <class Block>
Block* block_before(std::map<std::uintptr_t, Block>& blocks, const void* pointer) {
  auto next = blocks.upper_bound(address_of(pointer));
  return next == blocks.begin() ? nullptr : &std::prev(next)->second;
}

}  // namespace

device_block* find_device_block(const void* pointer) {
  device_block* const block = block_before(the_world().device_blocks, pointer);
  return block != nullptr && address_of(pointer) < block->padded_end() ? block : nullptr;
}

pinned_block* find_pinned_block(const void* pointer) {
  pinned_block* const block = block_before(the_world().pinned_blocks, pointer);
  return block != nullptr && address_of(pointer) < block->end() ? block : nullptr;
}

std::string problem_of_device_memory(const void* pointer, std::size_t bytes, int device) {
  const device_block* const block = find_device_block(pointer);
  if (block == nullptr) return "is no device memory";
  if (!block->live()) return "is device memory that was freed";
  if (address_of(pointer) > block->end() || bytes > block->end() - address_of(pointer)) {
    return "reaches beyond the end of its allocation";
  }
  if (block->device() != device) return "is memory of another device";
  return {};
}

}  // namespace signopt_test::fake_acl::detail

using namespace signopt_test::fake_acl::detail;

extern "C" {

aclError aclrtMalloc(void** pointer, size_t size, aclrtMemMallocPolicy policy) {
  entry here("aclrtMalloc", on_failure::does_nothing, needs::current_context);
  if (here.refused()) return here.code();
  if (pointer == nullptr) return here.misuse(invalid_param, "a null pointer for the address");
  if (size == 0) return here.misuse(invalid_param, "no bytes are asked for");
  if (policy < ACL_MEM_MALLOC_HUGE_FIRST || policy > ACL_MEM_MALLOC_NORMAL_ONLY) {
    return here.misuse(rt_param_invalid, "this policy is not one of the three");
  }
  world& all = the_world();
  const int number = current_context()->device;
  device& where = all.devices[number];
  if (size > all.device_memory || where.bytes > all.device_memory - size) {
    return here.fail(rt_memory_allocation, "the device has not so much memory left");
  }
  try {
    device_block block(size, number);
    const std::uintptr_t begin = block.begin();
    all.device_blocks.emplace(begin, std::move(block));
    *pointer = reinterpret_cast<void*>(begin);
  } catch (const std::bad_alloc&) {
    return here.fail(rt_memory_allocation, "the host has not so much memory to play the device's");
  }
  where.bytes += size;
  return here.finish();
}

aclError aclrtFree(void* pointer) {
  entry here("aclrtFree", on_failure::does_its_work, needs::current_context);
  if (here.refused()) return here.code();
  if (pointer == nullptr) return here.misuse(rt_param_invalid, "a null pointer");
  device_block* const block = find_device_block(pointer);
  if (block == nullptr) return here.misuse(rt_param_invalid, "frees what is no device memory");
  if (!block->live()) return here.misuse(rt_param_invalid, "frees device memory for the second time");
  if (block->begin() != address_of(pointer)) return here.misuse(rt_param_invalid, "frees from inside an allocation");
  if (block->device() != current_context()->device) {
    return here.misuse(rt_param_invalid, "frees memory of another device than this thread's");
  }
  const memory_range range{block->begin(), block->padded_end(), true};
  const std::string user = unfinished_use(range);
  if (!user.empty()) {
    here.violation("frees memory that " + user + " uses, which nobody has waited for");
    spoil_users(here.lock, range);
  }
  if (!block->canary_stands()) here.violation("something was written behind the end of the allocation");
  the_world().devices[block->device()].bytes -= block->size();
  block->free();
  return here.finish();
}

aclError aclrtMallocHost(void** pointer, size_t size) {
  entry here("aclrtMallocHost", on_failure::does_nothing, needs::current_context);
  if (here.refused()) return here.code();
  if (pointer == nullptr) return here.misuse(invalid_param, "a null pointer for the address");
  if (size == 0) return here.misuse(invalid_param, "no bytes are asked for");
  try {
    pinned_block block(size);
    const std::uintptr_t begin = block.begin();
    the_world().pinned_blocks.emplace(begin, std::move(block));
    *pointer = reinterpret_cast<void*>(begin);
  } catch (const std::bad_alloc&) {
    return here.fail(rt_memory_allocation, "the host has not so much memory");
  }
  return here.finish();
}

aclError aclrtFreeHost(void* pointer) {
  entry here("aclrtFreeHost", on_failure::does_its_work, needs::current_context);
  if (here.refused()) return here.code();
  if (pointer == nullptr) return here.misuse(rt_param_invalid, "a null pointer");
  pinned_block* const block = find_pinned_block(pointer);
  if (block == nullptr) return here.misuse(rt_param_invalid, "frees what is no pinned memory");
  if (!block->live()) return here.misuse(rt_param_invalid, "frees pinned memory for the second time");
  if (block->begin() != address_of(pointer)) return here.misuse(rt_param_invalid, "frees from inside an allocation");
  const memory_range range{block->begin(), block->end(), true};
  const std::string user = unfinished_use(range);
  if (!user.empty()) {
    here.violation("frees pinned memory that " + user + " uses, which nobody has waited for");
    spoil_users(here.lock, range);
  }
  block->free();
  return here.finish();
}

}  // extern "C"
