#include "entry.hpp"

namespace signopt_test::fake_acl::detail {
namespace {

struct remembered_context {
  std::uint64_t epoch = 0;
  context* value = nullptr;
};
thread_local remembered_context this_threads;

}  // namespace

context* current_context() {
  if (this_threads.epoch != current_epoch()) return nullptr;
  context* const found = this_threads.value;
  return found != nullptr && found->live ? found : nullptr;
}

void set_current_context(context* value) { this_threads = {current_epoch(), value}; }

entry::entry(const char* name, on_failure kind, needs condition) : call(name), lock(mutex) {
  world& all = the_world();
  all.calls.push_back(call);
  number_ = all.calls.size();
  forget_message();
  int ordered = success;
  switch (kind) {
    case on_failure::does_nothing:
    case on_failure::does_its_work:
      ++all.fallible_calls;
      // Both kinds of order count this call, whether or not the other one hits it.
      for (const auto what : {failure_plan::target::call, failure_plan::target::named_call}) {
        const int found = ordered_failure(what, call);
        if (ordered == success) ordered = found;
      }
      break;
    case on_failure::gives_null:
      ++all.creates;
      ordered = ordered_failure(failure_plan::target::create, call);
      break;
    case on_failure::cannot_fail:
      break;
  }
  if (ordered != success) all.failed_calls.push_back(call);
  if (ordered != success && kind != on_failure::does_its_work) {
    code_ = fail(ordered, "failed on order");
  } else if (condition != needs::nothing && !all.initialised) {
    code_ = fail(uninitialised, "aclInit was not called, or the runtime is finalised");
  } else if (condition == needs::current_context && current_context() == nullptr) {
    code_ = fail(rt_context_null, "this thread has no context: aclrtSetDevice was not called in it");
  } else {
    late_code_ = ordered;
  }
}

std::string entry::here() const { return "call " + std::to_string(number_) + ", " + call + ": "; }

int entry::fail(int code, const std::string& reason) {
  set_message("fake ACL: " + call + " " + std::to_string(code) + ": " + reason);
  return code;
}

int entry::misuse(int code, const std::string& rule) {
  violation(rule);
  return fail(code, rule);
}

void entry::violation(const std::string& rule) { the_world().violations.push_back(here() + rule); }

void entry::warning(const std::string& text) { the_world().warnings.push_back(here() + text); }

int entry::finish() { return late_code_ == success ? success : fail(late_code_, "failed on order, its work done"); }

}  // namespace signopt_test::fake_acl::detail
