// Calls of ACL: what one that fails becomes, and the objects that must be given back.
#pragma once

#include <cstring>
#include <exception>
#include <string>

#include "../../error.hpp"
#include "acl.hpp"

namespace signopt {
namespace ascend {

/// A call of ACL has failed. what() has the call, its code, and ACL's own message, if there is one.
class SIGNOPT_VISIBLE error : public signopt::error {
 public:
  error(const std::string& message, const char* call, int code) : signopt::error(message), call_(call), code_(code) {}

  /// The name of the call, and what it returned; 0 where it gave a null pointer instead of an object.
  const char* call() const noexcept { return call_; }
  int code() const noexcept { return code_; }

 private:
  const char* call_;
  int code_;
};

}  // namespace ascend

namespace detail {
inline namespace SIGNOPT_ABI {

// What codes that are met in practice mean, for those whose message says little; empty for others.
inline const char* advice_for(const char* call, int code) noexcept {
  constexpr int internal_error = 500000;  // of any call; aclInit has one cause of it
  if (code == internal_error) return std::strcmp(call, "aclInit") == 0 ? " (no device, or no driver for it)" : "";
  switch (code) {
    case 100001:
      return " (ACL was not initialized: an ascend::runtime or a backend does that)";
    case 107001:
      return " (there is no such device)";
    case 107002:
      return " (no device is current on this thread: session.run() makes its own so)";
    case 107003:
      return " (the stream is another device's, or another context's)";
    case 148049:
      return " (the toolkit's set_env.sh was not sourced)";
    case 207001:
    case 207018:
      return " (the device's memory is full)";
    case 500002:
      return " (the operator could not be compiled: docs/ascend.md has what to try)";
    case 507015:
    case 507035:
      return " (a kernel failed)";
    default:
      return "";
  }
}

// ACL's message is this thread's, is given once, and is gone with the next call: it is taken at once.
[[noreturn]] SIGNOPT_COLD inline void fail_acl(const char* call, int code, const char* hint = "",
                                               const char* subject = "") {
  const char* const reason = aclGetRecentErrMsg();
  std::string message = std::string("signopt: ").append(call);
  if (code == 0) {
    message.append(" returned a null pointer");
  } else {
    message.append(" returned ").append(std::to_string(code)).append(advice_for(call, code));
  }
  message.append(hint).append(subject);
  if (reason != nullptr && *reason != '\0') message.append(": ").append(reason);
#if SIGNOPT_EXCEPTIONS
  throw ascend::error(message, call, code);
#else
  SIGNOPT_FAIL(message.c_str());
  std::terminate();
#endif
}

inline void check_acl(aclError code, const char* call, const char* hint = "", const char* subject = "") {
  if (code != 0) fail_acl(call, code, hint, subject);
}

template <class Object>
Object* check_made(Object* object, const char* call) {
  if (object == nullptr) fail_acl(call, 0);
  return object;
}

// An object of ACL, given back when its scope ends. Errors of that are of no use to anybody, and no error may be thrown
// while another is on its way.
template <class Object, auto Destroy>
class acl_object {
 public:
  explicit acl_object(Object* object) noexcept : object_(object) {}
  ~acl_object() {
    if (object_ != nullptr) static_cast<void>(Destroy(object_));
  }
  acl_object(const acl_object&) = delete;
  acl_object& operator=(const acl_object&) = delete;

  Object* get() const noexcept { return object_; }

 private:
  Object* object_;
};

using acl_tensor_desc = acl_object<aclTensorDesc, &aclDestroyTensorDesc>;
using acl_data_buffer = acl_object<aclDataBuffer, &aclDestroyDataBuffer>;

// The thread's context, put back when the scope ends. A thread may have none.
class saved_context {
 public:
  saved_context() noexcept : code_(aclrtGetCurrentContext(&before_)) {
    if (code_ != 0) before_ = nullptr;
  }
  ~saved_context() {
    aclrtContext now = nullptr;
    if (before_ == nullptr) return;
    if (aclrtGetCurrentContext(&now) == 0 && now == before_) return;
    static_cast<void>(aclrtSetCurrentContext(before_));
  }
  // Throws where a context may be that cannot be put back. To be called before anything else.
  void check_restorable() const {
    constexpr aclError none = 107002;
    if (code_ != none) check_acl(code_, "aclrtGetCurrentContext");
  }
  // Does not put this one back; null for one that is not known, and may be any.
  void forget(aclrtContext context) noexcept {
    if (context == nullptr || before_ == context) before_ = nullptr;
  }

  saved_context(const saved_context&) = delete;
  saved_context& operator=(const saved_context&) = delete;

 private:
  aclrtContext before_ = nullptr;
  aclError code_;
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
