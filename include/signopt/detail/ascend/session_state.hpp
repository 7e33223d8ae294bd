// What a session has: a device, its context, and a stream on it, given back when the session ends.
#pragma once

#include <cstdint>
#include <mutex>

#include "../base/raise_error.hpp"
#include "call.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

struct session_state {
  std::int32_t device = 0;
  aclrtContext context = nullptr;
  aclrtStream stream = nullptr;
  bool has_device = false, has_stream = false;
  std::mutex is_used;

  session_state() = default;
  session_state(const session_state&) = delete;
  session_state& operator=(const session_state&) = delete;
  ~session_state() {
    if (!has_device) return;
    saved_context callers;
    callers.forget(context);  // which may end here
    // Without its context a stream cannot be destroyed. Setting the device brings it too, and is counted.
    const bool is_set_again = context != nullptr && aclrtSetCurrentContext(context) != 0 && aclrtSetDevice(device) == 0;
    if (has_stream) {
      static_cast<void>(aclrtSynchronizeStream(stream));
      static_cast<void>(aclrtDestroyStream(stream));
    }
    static_cast<void>(aclrtResetDevice(device));
    if (is_set_again) static_cast<void>(aclrtResetDevice(device));
  }

  // A stream of its own.
  void open(std::int32_t on_device) {
    const saved_context callers;
    callers.check_restorable();
    check_acl(aclrtSetDevice(on_device), "aclrtSetDevice");
    device = on_device;
    has_device = true;
    check_acl(aclrtGetCurrentContext(&context), "aclrtGetCurrentContext");
    check_acl(aclrtCreateStream(&stream), "aclrtCreateStream");
    has_stream = true;
  }

  // A stream of the caller's on the current device.
  void borrow(std::int32_t on_device, aclrtStream borrowed) {
    if (borrowed == nullptr) raise_error<operand_error>("a session cannot borrow the default stream");
    std::int32_t current = 0;
    check_acl(aclrtGetDevice(&current), "aclrtGetDevice");
    if (current != on_device) {
      raise_error<operand_error>("a session on device ", static_cast<long long>(on_device),
                                 " cannot borrow a stream while device ", static_cast<long long>(current),
                                 " is current");
    }
    check_acl(aclrtGetCurrentContext(&context), "aclrtGetCurrentContext");
    stream = borrowed;
  }
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
