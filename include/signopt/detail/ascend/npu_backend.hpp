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
    if (!session_) raise_error<operand_error>("the backend was finalized");
    return *session_;
  }
  any_executor& cpu() noexcept { return cpu_; }
  void synchronize() { session().synchronize(); }

  void finalize() {
    const std::lock_guard<std::mutex> lock(acl_of_backends.is_used);
    check_no_session_lives(session_ && session_->is_valid() ? 1 : 0);
    session_.reset();
    give_acl_back(acl_of_backends.reference);
  }

 private:
  // Where the session cannot be made, ACL stays as it is: the next backend is tried with it.
  template <class... Stream>
  void open(std::int32_t device, Stream... borrowed) {
    const std::lock_guard<std::mutex> lock(acl_of_backends.is_used);
    if (!acl_of_backends.reference.is_held) take_acl(acl_of_backends.reference, nullptr);
    session_.emplace(device, borrowed...);
  }

  any_executor cpu_;
  std::optional<ascend::session> session_;
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
