// Tasks, and the streams in which they wait. All of it with the mutex held.
#pragma once

#include <acl/acl.h>

#include <memory>
#include <mutex>
#include <string>

#include "entry.hpp"

namespace signopt_test::fake_acl::detail {

stream& new_stream(context& owner);

// The stream that a call of this thread may use; null is the context's default stream. Otherwise null, and the entry
// has its message; `code` is what the call returns.
stream* find_stream(entry& here, aclrtStream handle, int& code);

// Appends the task. It may not share memory with unfinished work of another stream.
void enqueue(entry& here, stream& where, std::shared_ptr<task> work);

// Until all its tasks have run. They stay in it: the host has not asked how they went.
void drain(std::unique_lock<std::mutex>& lock, stream& which);

// The same, and the host knows: gives the first failure since the last time.
int synchronise(std::unique_lock<std::mutex>& lock, stream& which);

// The call of a task, of any stream, that the host has not waited for and that conflicts with a use of this range: both
// use some byte, and one of them writes it. Empty where there is none.
std::string unfinished_use(const memory_range& range, const stream* except = nullptr);

// The range is about to be freed: what has not run yet fails, and so does the stream of what has.
void spoil_users(std::unique_lock<std::mutex>& lock, const memory_range& range);

// Drains it, and ends its thread.
void close_stream(std::unique_lock<std::mutex>& lock, stream& which);

}  // namespace signopt_test::fake_acl::detail
