// aclGetRecentErrMsg: the message belongs to the thread, is given once, and lasts until the thread's next call.
#include <acl/acl.h>

#include <array>
#include <cstring>

#include "entry.hpp"

namespace signopt_test::fake_acl::detail {
namespace {

// Two buffers in turn: what was given before the last time stays void.
struct thread_messages {
  std::string unread;
  std::array<std::array<char, 512>, 2> given{};
  std::size_t turn = 0;
};
thread_local thread_messages messages;

void put(std::array<char, 512>& buffer, const std::string& text) {
  buffer.fill('\0');
  std::memcpy(buffer.data(), text.data(), text.size() < buffer.size() ? text.size() : buffer.size() - 1);
}

void void_what_was_given() {
  for (auto& buffer : messages.given) put(buffer, "(this message was read too late)");
}

}  // namespace

void set_message(const std::string& text) { messages.unread = text; }

void forget_message() {
  messages.unread.clear();
  void_what_was_given();
}

}  // namespace signopt_test::fake_acl::detail

extern "C" const char* aclGetRecentErrMsg() {
  using namespace signopt_test::fake_acl::detail;
  const std::lock_guard<std::mutex> guard(mutex);
  the_world().calls.push_back("aclGetRecentErrMsg");
  void_what_was_given();
  if (messages.unread.empty()) return nullptr;
  messages.turn = 1 - messages.turn;
  put(messages.given[messages.turn], messages.unread);
  messages.unread.clear();
  return messages.given[messages.turn].data();
}
