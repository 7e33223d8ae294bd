// What a session has: a device, its context, a stream on it, and memory, given back when the session ends.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "../base/raise_error.hpp"
#include "device_buffers.hpp"

namespace signopt {
namespace detail {

// Of the whole program, however its parts were compiled: while there is one, ACL cannot be finalized.
SIGNOPT_VISIBLE inline std::atomic<int> living_sessions{0};

// Likewise. A session that is opened puts back the context that its thread had. That may be a device's own, which an
// earlier session has left there, and which lives as long as other sessions have that device: none gives it back
// meanwhile.
SIGNOPT_VISIBLE inline std::mutex devices_are_set;

inline namespace SIGNOPT_ABI {

class counted_session {
 public:
  counted_session() noexcept { ++living_sessions; }
  ~counted_session() { --living_sessions; }
  counted_session(const counted_session&) = delete;
  counted_session& operator=(const counted_session&) = delete;
};

// Throws while a session is alive, beside so many of the caller's: it would be left with what ACL has taken away.
inline void check_no_session_lives(int callers = 0) {
  const int count = living_sessions.load() - callers;
  if (count == 0) return;
  raise_error<operand_error>("finalize() was called while ", static_cast<long long>(count),
                             callers == 0 ? "" : " other", count == 1 ? " session is" : " sessions are",
                             " alive: their destructors, which call ACL, must have run before");
}

// Which thread is at work, so that a call that would wait for itself is found.
class work_of_this_thread {
 public:
  explicit work_of_this_thread(std::atomic<std::thread::id>& worker) noexcept : worker_(worker) {
    worker_.store(std::this_thread::get_id(), std::memory_order_relaxed);
  }
  ~work_of_this_thread() { worker_.store(std::thread::id(), std::memory_order_relaxed); }
  work_of_this_thread(const work_of_this_thread&) = delete;
  work_of_this_thread& operator=(const work_of_this_thread&) = delete;

 private:
  std::atomic<std::thread::id>& worker_;
};

struct session_state {
  std::optional<counted_session> counted{std::in_place};  // the first to be made, and so the last to go
  std::int32_t device = 0;
  aclrtContext context = nullptr;
  aclrtStream stream = nullptr;
  bool has_device = false, has_stream = false;
  device_buffers buffers;
  std::mutex is_used;
  std::atomic<std::thread::id> worker{std::thread::id()};
  std::atomic<bool> is_closed{false};

  session_state() = default;
  session_state(const session_state&) = delete;
  session_state& operator=(const session_state&) = delete;
  ~session_state() { give_back(); }

  // A stream of its own.
  void open(std::int32_t on_device) {
    const std::lock_guard<std::mutex> lock(devices_are_set);
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
    if (borrowed == nullptr)
      raise_error<operand_error>(
          "a session cannot borrow the default stream, a null pointer: it needs one of aclrtCreateStream, or none, and "
          "then makes its own: session(device)");
    std::int32_t current = 0;
    check_acl(aclrtGetDevice(&current), "aclrtGetDevice");
    if (current != on_device) {
      raise_error<operand_error>("a session on device ", static_cast<long long>(on_device),
                                 " cannot borrow a stream while device ", static_cast<long long>(current),
                                 " is current");
    }
    check_acl(aclrtGetCurrentContext(&context), "aclrtGetCurrentContext");
    stream = borrowed;
    device = on_device;
  }

  // Gives back now what the destructor would, for a backend that ends while others may hold on to this: what they call
  // from now on is an error. With is_used locked. That the stream's work has failed is nobody's error.
  void close() noexcept {
    is_closed = true;
    give_back();
    has_device = has_stream = false;
    counted.reset();
  }
  void check_not_closed() const {
    if (is_closed) raise_error<operand_error>("the backend was finalized");
  }
  // Only this thread itself can have written its own number.
  bool is_at_work_here() const noexcept { return worker.load(std::memory_order_relaxed) == std::this_thread::get_id(); }

  // work(), with the device's context on this thread, and nobody else at work.
  template <class Work>
  void run(Work&& work) {
    check_not_inside();
    const std::lock_guard<std::mutex> lock(is_used);
    check_not_closed();
    const work_of_this_thread is_working(worker);
    const saved_context callers;
    callers.check_restorable();
    check_acl(aclrtSetCurrentContext(context), "aclrtSetCurrentContext");
    work();
  }

 private:
  void give_back() noexcept {
    if (!has_device && buffers.is_empty()) return;
    saved_context callers;
    if (has_device) callers.forget(context);  // which may end here
    // Without its context nothing can be given back. Setting the device brings it too, and is counted.
    const bool is_set_again = context != nullptr && aclrtSetCurrentContext(context) != 0 && aclrtSetDevice(device) == 0;
    buffers.release();
    if (has_stream) {
      static_cast<void>(aclrtSynchronizeStream(stream));
      static_cast<void>(aclrtDestroyStream(stream));
    }
    const std::lock_guard<std::mutex> lock(devices_are_set);
    if (has_device) static_cast<void>(aclrtResetDevice(device));
    if (is_set_again) static_cast<void>(aclrtResetDevice(device));
  }

  void check_not_inside() const {
    if (!is_at_work_here()) return;
    raise_error<operand_error>(
        "the session is at work in run() on this thread, and a call that uses it there would wait for itself: inside, "
        "use the stream that run() passes, with ascend::apply_R_async and aclrtSynchronizeStream");
  }
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
