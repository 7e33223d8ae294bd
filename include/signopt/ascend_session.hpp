// Devices, streams and the start of ACL, for ascend.hpp.
#pragma once

#if defined(__has_include)
#  if !__has_include(<acl/acl_op_compiler.h>)
#    error \
        "signopt/ascend.hpp needs <acl/acl.h> and <acl/acl_op_compiler.h> of the CANN toolkit: source its \
set_env.sh and link signopt::ascend, or add its include directory."
#  endif
#endif

#include <cstdint>
#include <memory>
#include <mutex>

#include "detail/ascend/call.hpp"

namespace signopt {
namespace ascend {
inline namespace SIGNOPT_ABI {

/// Whether there is a device, as far as ACL, which must have been initialized, can tell.
inline bool is_available() noexcept {
  std::uint32_t count = 0;
  return aclrtGetDeviceCount(&count) == 0 && count > 0;
}

/// Initializes ACL, for programs in which no framework does: nothing else in this library does it. Make one at the
/// start of main().
///
/// ACL may have been initialized before: that is no error. Nothing is finalized unless finalize() is called, since ACL
/// has one state for the whole process, and is not to be finalized while static objects are destroyed.
/// Errors: ascend::error.
class runtime {
 public:
  /// config_path: of ACL's own configuration file; null for none.
  explicit runtime(const char* config_path = nullptr) {
    constexpr aclError repeated = 100002;
    const aclError code = aclInit(config_path);
    if (code != repeated) detail::check_acl(code, "aclInit");
    is_owner_ = code == 0;
  }
  runtime(const runtime&) = delete;
  runtime& operator=(const runtime&) = delete;

  /// Whether it was this object that initialized ACL.
  bool is_owner() const noexcept { return is_owner_; }

  /// Takes back what the constructor did, after all sessions are gone. With ACL 1.15 or newer it is counted who
  /// initialized ACL; with an older one, only the owner finalizes it. A second call does nothing.
  void finalize() {
    constexpr aclError repeated = 100037;
    if (is_finalized_) return;
#if SIGNOPT_ACL_COUNTS_USERS
    std::uint64_t users_left = 0;
    const aclError code = aclFinalizeReference(&users_left);
    constexpr const char* call = "aclFinalizeReference";
#else
    const aclError code = is_owner_ ? aclFinalize() : 0;
    constexpr const char* call = "aclFinalize";
#endif
    if (code != repeated) detail::check_acl(code, call);
    is_finalized_ = true;
  }

 private:
  bool is_owner_ = false, is_finalized_ = false;
};

/// A device, and a stream on it, for the calls of ascend.hpp. ACL must have been initialized. What it does on a thread
/// leaves that thread's own context as it was; a thread that has none is left with the device's. Not for static
/// objects: its destructor calls ACL.
///
/// What was enqueued on the stream before is waited for together with a step on host arrays: if that has failed, the
/// step is the one to say so.
///
/// Movable; one that was moved from can be destroyed or assigned to, and all else is an operand_error.
/// Threads: its calls wait for each other.
/// Errors: ascend::error. The destructor throws nothing: it waits for the stream, and gives back what the session has.
class session {
 public:
  /// A stream of its own on this device.
  explicit session(std::int32_t device) : state_(std::make_unique<state>()) {
    const detail::saved_context callers;
    callers.check_restorable();
    detail::check_acl(aclrtSetDevice(device), "aclrtSetDevice");
    state_->device = device;
    state_->has_device = true;
    detail::check_acl(aclrtGetCurrentContext(&state_->context), "aclrtGetCurrentContext");
    detail::check_acl(aclrtCreateStream(&state_->stream), "aclrtCreateStream");
    state_->has_stream = true;
  }

  /// A stream of the caller's on this device, which is current on this thread. It must outlive the session, which
  /// neither destroys it nor resets the device. Not the default stream, a null pointer, which several threads may not
  /// use at once.
  session(std::int32_t device, aclrtStream borrowed) : state_(std::make_unique<state>()) {
    if (borrowed == nullptr) detail::raise_error<operand_error>("a session cannot borrow the default stream");
    std::int32_t current = 0;
    detail::check_acl(aclrtGetDevice(&current), "aclrtGetDevice");
    if (current != device) {
      detail::raise_error<operand_error>("a session on device ", static_cast<long long>(device),
                                         " cannot borrow a stream while device ", static_cast<long long>(current),
                                         " is current");
    }
    detail::check_acl(aclrtGetCurrentContext(&state_->context), "aclrtGetCurrentContext");
    state_->stream = borrowed;
  }

  aclrtStream stream() const { return used().stream; }

  /// Waits for all that was enqueued on the stream.
  void synchronize() {
    run([](aclrtStream stream) { detail::check_acl(aclrtSynchronizeStream(stream), "aclrtSynchronizeStream"); });
  }

  /// work(stream), with the device's context on this thread, and nobody else at work: for apply_R_async, and for
  /// calls of ACL. Inside, no call may use this session, which is taken: to wait there, synchronize the stream by ACL.
  template <class Work>
  void run(Work&& work) {
    state& own = used();
    const std::lock_guard<std::mutex> lock(own.is_used);
    const detail::saved_context callers;
    callers.check_restorable();
    detail::check_acl(aclrtSetCurrentContext(own.context), "aclrtSetCurrentContext");
    work(own.stream);
  }

 private:
  struct state {
    std::int32_t device = 0;
    aclrtContext context = nullptr;
    aclrtStream stream = nullptr;
    bool has_device = false, has_stream = false;
    std::mutex is_used;

    state() = default;
    state(const state&) = delete;
    state& operator=(const state&) = delete;
    ~state() {
      if (!has_device) return;
      detail::saved_context callers;
      callers.forget(context);  // which may end here
      // Without its context a stream cannot be destroyed. Setting the device brings it too, and is counted.
      const bool is_set_again =
          context != nullptr && aclrtSetCurrentContext(context) != 0 && aclrtSetDevice(device) == 0;
      if (has_stream) {
        static_cast<void>(aclrtSynchronizeStream(stream));
        static_cast<void>(aclrtDestroyStream(stream));
      }
      static_cast<void>(aclrtResetDevice(device));
      if (is_set_again) static_cast<void>(aclrtResetDevice(device));
    }
  };

  state& used() const {
    if (state_ == nullptr) detail::raise_error<operand_error>("the session was moved from");
    return *state_;
  }

  std::unique_ptr<state> state_;
};

}  // namespace SIGNOPT_ABI
}  // namespace ascend
}  // namespace signopt
