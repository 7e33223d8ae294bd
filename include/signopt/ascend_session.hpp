// Devices, streams and the start of ACL, for ascend.hpp; all in signopt::ascend.
//
//     runtime acl;                       initializes ACL, for programs in which no framework does
//     session on(device);                a device, and a stream on it: an executor for ascend.hpp
//     session on(device, stream);        the same with a stream of the caller's
//     on.synchronize();                  waits for all that was enqueued on it
//     on.run(work);                      work(stream), with the device's context on this thread
//     on.release_buffers();              frees the memory that steps on host arrays have left on the device
//     is_available()                     whether there is a device
//
// Errors: ascend::error, an error (error.hpp) whose what() has the call of ACL that failed, its code, and ACL's own
// message; call() is the name of that call, and code() what it returned. operand_error for what cannot be used.
// Threads: the calls of one session wait for each other; a runtime is one thread's.
#pragma once

#include <cstdint>
#include <memory>

#include "detail/ascend/acl_reference.hpp"
#include "detail/ascend/session_state.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
struct session_access;
}  // namespace SIGNOPT_ABI
}  // namespace detail

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
/// It may be destroyed before or after its sessions.
/// Errors: ascend::error.
class runtime {
 public:
  /// config_path: of ACL's own configuration file; null for none.
  explicit runtime(const char* config_path = nullptr) { detail::take_acl(reference_, config_path); }
  runtime(const runtime&) = delete;
  runtime& operator=(const runtime&) = delete;

  /// Whether it was this object that initialized ACL.
  bool is_owner() const noexcept { return reference_.is_owner; }

  /// Takes back what the constructor did, after all sessions are gone: operand_error while one is alive, anywhere in
  /// the program. ACL asks for it before the program ends. With ACL 1.15 or newer it is counted who initialized ACL;
  /// with an older one, only the owner finalizes it. A second call does nothing.
  void finalize() {
    if (!reference_.is_held) return;
    detail::check_no_session_lives();
    detail::give_acl_back(reference_);
  }

 private:
  detail::acl_reference reference_;
};

/// A device, and a stream on it, for the calls of ascend.hpp. ACL must have been initialized. What it does on a thread
/// leaves that thread's own context as it was; a thread that has none is left with the device's. Not for static
/// objects: its destructor calls ACL.
///
/// What was enqueued on the stream before is waited for together with a step on host arrays: if that has failed, the
/// step is the one to say so.
///
/// Steps on host arrays keep their memory on the device for the next one: three arrays, each as long as in the longest
/// step. After a step that has failed nothing is kept.
///
/// Movable; one that was moved from can be destroyed or assigned to, and all else is an operand_error.
/// Errors: ascend::error. The destructor throws nothing: it waits for the stream, and gives back what the session has.
class session {
 public:
  /// A stream of its own on this device.
  explicit session(std::int32_t device) : state_(std::make_unique<detail::session_state>()) { state_->open(device); }

  /// A stream of the caller's on this device, which is current on this thread. It must outlive the session, which
  /// neither destroys it nor resets the device. Not the default stream, a null pointer, which several threads may not
  /// use at once.
  session(std::int32_t device, aclrtStream borrowed) : state_(std::make_unique<detail::session_state>()) {
    state_->borrow(device, borrowed);
  }

  /// On which its steps are enqueued.
  aclrtStream stream() const { return used().stream; }

  /// False where it was moved from.
  bool is_valid() const noexcept { return state_ != nullptr; }

  /// Waits for all that was enqueued on the stream.
  void synchronize() {
    run([](aclrtStream stream) { detail::check_acl(aclrtSynchronizeStream(stream), "aclrtSynchronizeStream"); });
  }

  /// work(stream), with the device's context on this thread, and nobody else at work: for apply_R_async, and for
  /// calls of ACL. Inside, a call that uses this session is an operand_error, since it would wait for itself: to wait
  /// there, synchronize the stream by ACL. Nor may `work` end the session, or wait for another thread that uses it.
  template <class Work>
  void run(Work&& work) {
    detail::session_state& own = used();
    own.run([&] { work(own.stream); });
  }

  /// Frees what steps on host arrays have left on the device. The next one asks for it again.
  void release_buffers() {
    detail::session_state& own = used();
    own.run([&] { own.buffers.release(); });
  }

 private:
  friend detail::session_access;

  detail::session_state& used() const {
    if (state_ == nullptr) detail::raise_error<operand_error>("the session was moved from");
    state_->check_not_closed();
    return *state_;
  }

  std::unique_ptr<detail::session_state> state_;
};

}  // namespace SIGNOPT_ABI
}  // namespace ascend

namespace detail {
inline namespace SIGNOPT_ABI {

// For the front ends: what a session has, or an error where it was moved from.
struct session_access {
  static session_state& state_of(const ascend::session& session) { return session.used(); }
  static session_state* state_if_any(const ascend::session& session) noexcept { return session.state_.get(); }
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
