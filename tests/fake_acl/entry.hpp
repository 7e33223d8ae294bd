// How every ACL call begins: it is written down, takes the mutex, and may be made to fail.
#pragma once

#include <mutex>
#include <string>

#include "state.hpp"

namespace signopt_test::fake_acl::detail {

// What a call that is made to fail does: nothing; its work all the same; or, being one that creates, give null. The
// last kind cannot fail.
enum class on_failure { does_nothing, does_its_work, gives_null, cannot_fail };
enum class needs { nothing, initialised_runtime, current_context };

class entry {
 public:
  entry(const char* call, on_failure kind, needs condition);

  // Whether the call has to end at once, with code().
  bool refused() const { return code_ != success; }
  int code() const { return code_; }

  // Writes the message that aclGetRecentErrMsg gives to this thread, and returns the code.
  int fail(int code, const std::string& reason);
  // The same, and a violation of the rule.
  int misuse(int code, const std::string& rule);
  void violation(const std::string& rule);
  void warning(const std::string& text);
  // How a call ends that did its work: a failure ordered for it comes now.
  int finish();
  // function(), with the mutex given back meanwhile: others may come between.
  template <class Function>
  void give_way(const Function& function) {
    lock.unlock();
    function();
    lock.lock();
  }

  const std::string call;
  std::unique_lock<std::mutex> lock;

 private:
  std::string here() const;

  std::size_t number_ = 0;
  int code_ = success;
  int late_code_ = success;
};

// --- with the mutex held ---
context* current_context();  // of this thread: null where there is none, or one that was destroyed
void set_current_context(context*);
// The code of a failure that is ordered for this event; 0 where there is none.
int ordered_failure(failure_plan::target what, const std::string& name);
bool calls_are_the_applications();

// --- messages of this thread ---
void set_message(const std::string& text);
void forget_message();  // unread, it is gone; read, what was read shows it was kept too long

}  // namespace signopt_test::fake_acl::detail
