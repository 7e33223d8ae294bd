// aclrtMemcpy, which acts at once whatever is in the streams, and aclrtMemcpyAsync.
#include <acl/acl.h>

#include <cstring>
#include <memory>
#include <utility>

#include "memory.hpp"
#include "streams.hpp"

namespace signopt_test::fake_acl::detail {
namespace {

struct copy_call {
  void* to;
  std::size_t capacity;
  const void* from;
  std::size_t bytes;
  aclrtMemcpyKind kind;
};

// One side of a copy, checked.
struct side {
  std::byte* memory;  // the shadow, of a device's
  memory_range range;
  bool pageable;
};

int check_side(entry& here, const copy_call& copy, bool target, side& made) {
  const void* const pointer = target ? copy.to : copy.from;
  const std::string name = target ? "the target " : "the source ";
  const bool on_device = target ? copy.kind == ACL_MEMCPY_HOST_TO_DEVICE || copy.kind == ACL_MEMCPY_DEVICE_TO_DEVICE
                                : copy.kind == ACL_MEMCPY_DEVICE_TO_HOST || copy.kind == ACL_MEMCPY_DEVICE_TO_DEVICE;
  made.range = {address_of(pointer), address_of(pointer) + copy.bytes, target};
  if (on_device) {
    const std::string problem = problem_of_device_memory(pointer, copy.bytes, current_context()->device);
    if (!problem.empty()) return here.misuse(rt_param_invalid, name + problem);
    made.memory = find_device_block(pointer)->shadow(address_of(pointer));
    made.pageable = false;
    return success;
  }
  if (find_device_block(pointer) != nullptr) {
    return here.misuse(rt_param_invalid, name + "is device memory, and the direction says host");
  }
  const pinned_block* const pinned = find_pinned_block(pointer);
  if (pinned != nullptr && (!pinned->live() || made.range.end > pinned->end())) {
    return here.misuse(rt_param_invalid, name + "is pinned memory that was freed, or reaches beyond its end");
  }
  made.memory = static_cast<std::byte*>(const_cast<void*>(pointer));
  made.pageable = pinned == nullptr;
  return success;
}

int check_copy(entry& here, const copy_call& copy, side& to, side& from) {
  if (copy.to == nullptr || copy.from == nullptr) return here.misuse(rt_param_invalid, "a null pointer");
  if (copy.bytes == 0) return here.misuse(rt_param_invalid, "no bytes are copied");
  if (copy.bytes > copy.capacity) return here.misuse(rt_param_invalid, "more bytes than the target is said to have");
  if (copy.kind < ACL_MEMCPY_HOST_TO_HOST || copy.kind > ACL_MEMCPY_DEVICE_TO_DEVICE) {
    return here.misuse(rt_param_invalid, "this is no direction");
  }
  const int code = check_side(here, copy, true, to);
  return code != success ? code : check_side(here, copy, false, from);
}

}  // namespace
}  // namespace signopt_test::fake_acl::detail

using namespace signopt_test::fake_acl::detail;

extern "C" {

aclError aclrtMemcpy(void* to, size_t capacity, const void* from, size_t bytes, aclrtMemcpyKind kind) {
  entry here("aclrtMemcpy", on_failure::does_nothing, needs::current_context);
  if (here.refused()) return here.code();
  side target{}, source{};
  const int code = check_copy(here, {to, capacity, from, bytes, kind}, target, source);
  if (code != success) return code;
  for (const memory_range& range : {target.range, source.range}) {
    const std::string user = unfinished_use(range);
    if (!user.empty()) here.violation("unsynchronised: " + user + " uses this memory, and nobody has waited for it");
  }
  std::memmove(target.memory, source.memory, bytes);
  return here.finish();
}

aclError aclrtMemcpyAsync(void* to, size_t capacity, const void* from, size_t bytes, aclrtMemcpyKind kind,
                          aclrtStream handle) {
  entry here("aclrtMemcpyAsync", on_failure::does_nothing, needs::current_context);
  if (here.refused()) return here.code();
  if (kind == ACL_MEMCPY_HOST_TO_HOST) return here.misuse(rt_not_supported, "from host to host is not supported");
  side target{}, source{};
  int code = check_copy(here, {to, capacity, from, bytes, kind}, target, source);
  if (code != success) return code;
  stream* const where = find_stream(here, handle, code);
  if (where == nullptr) return code;
  if (kind == ACL_MEMCPY_DEVICE_TO_DEVICE && (address_of(to) % 64 != 0 || address_of(from) % 64 != 0)) {
    here.violation("from device to device wants addresses aligned to 64 bytes");
  }
  auto work = std::make_shared<task>();
  work->call = "aclrtMemcpyAsync";
  // Pageable memory is done with when the call returns.
  for (const side* each : {&target, &source}) {
    if (!each->pageable) work->ranges.push_back(each->range);
  }
  work->run = [to_memory = target.memory, from_memory = source.memory, bytes] {
    std::memmove(to_memory, from_memory, bytes);
    return static_cast<int>(success);
  };
  enqueue(here, *where, std::move(work));
  if (target.pageable || source.pageable) drain(here.lock, *where);
  return here.finish();
}

}  // extern "C"
