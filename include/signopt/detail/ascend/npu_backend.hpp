// What signopt::backend is where a program is built for an NPU: a session, and an executor for what falls back.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <type_traits>

#include "../../ascend_session.hpp"
#include "../run/any_executor.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

template <bool FallsBack>
class npu_backend {
 public:
  static constexpr bool is_npu = true, falls_back = FallsBack;

  explicit npu_backend(std::int32_t device = 0) { open(device); }
  npu_backend(std::int32_t device, aclrtStream borrowed) { open(device, borrowed); }
  template <class Executor, class = std::enable_if_t<is_executor<Executor>>>
  explicit npu_backend(Executor& executor, std::int32_t device = 0) : cpu_(executor) {
    open(device);
  }
  template <class Executor, class = std::enable_if_t<is_executor<Executor>>>
  npu_backend(Executor& executor, std::int32_t device, aclrtStream borrowed) : cpu_(executor) {
    open(device, borrowed);
  }
  npu_backend(npu_backend&&) noexcept = default;
  npu_backend& operator=(npu_backend&&) noexcept = default;

  ascend::session& session() {
    open_state();
    return *session_;
  }
  any_executor& cpu() noexcept { return cpu_; }
  void synchronize() { session().synchronize(); }

  // The session's state is closed, and stays until the backend ends: a step that waits for it on another thread then
  // finds it so. A second call gives ACL back where the first could not.
  void finalize() {
    session_state& own = state();
    if (own.is_at_work_here()) {
      raise_error<operand_error>(
          "finalize() was called inside run() of the backend's session, which would end while it is at work: call it "
          "after run() has returned");
    }
    check_no_session_lives(own.is_closed ? 0 : 1);  // before it waits for anything
    const std::lock_guard<std::mutex> nobody_at_work(own.is_used);
    const std::lock_guard<std::mutex> lock(acl_of_backends.is_used);
    check_no_session_lives(own.is_closed ? 0 : 1);
    if (!own.is_closed) own.close();
    give_acl_back(acl_of_backends.reference);
  }

 private:
  // Gives back the ACL that this call has taken where the session cannot be made: nobody else would. The error is that
  // of the session, whatever becomes of this; what cannot be given back is the next backend's.
  class taken_acl {
   public:
    taken_acl() : is_new_(!acl_of_backends.reference.is_held) {
      if (is_new_) take_acl(acl_of_backends.reference, nullptr);
    }
    ~taken_acl() {
      if (is_new_) static_cast<void>(try_to_give_acl_back(acl_of_backends.reference));
    }
    taken_acl(const taken_acl&) = delete;
    taken_acl& operator=(const taken_acl&) = delete;

    void keep() noexcept { is_new_ = false; }

   private:
    bool is_new_;
  };

  template <class... Stream>
  void open(std::int32_t device, Stream... borrowed) {
    const std::lock_guard<std::mutex> lock(acl_of_backends.is_used);
    taken_acl acl;
    session_.emplace(device, borrowed...);
    acl.keep();
  }

  // There is one from the constructor on; it may have been moved to another backend.
  session_state& state() {
    session_state* const own = session_access::state_if_any(*session_);
    if (own == nullptr) raise_error<operand_error>("the backend was moved from");
    return *own;
  }
  session_state& open_state() {
    session_state& own = state();
    own.check_not_closed();
    return own;
  }

  any_executor cpu_;
  std::optional<ascend::session> session_;
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
