#include "streams.hpp"

#include <algorithm>
#include <utility>

namespace signopt_test::fake_acl::detail {
namespace {

bool conflict(const memory_range& a, const memory_range& b) {
  return a.begin < b.end && b.begin < a.end && (a.written || b.written);
}

bool uses(const task& work, const memory_range& range) {
  return std::any_of(work.ranges.begin(), work.ranges.end(),
                     [&](const memory_range& used) { return conflict(used, range); });
}

void run_task(stream& where, task& work, std::unique_lock<std::mutex>* unlock_meanwhile) {
  work.started = true;
  int code = vector_core_exception;
  if (!work.spoilt) {
    if (unlock_meanwhile != nullptr) unlock_meanwhile->unlock();
    code = work.run();
    if (unlock_meanwhile != nullptr) unlock_meanwhile->lock();
  }
  work.done = true;
  if (where.error == success) where.error = code;
  task_done.notify_all();
}

std::shared_ptr<task> next_task(const stream& where) {
  const auto found = std::find_if(where.tasks.begin(), where.tasks.end(), [](const auto& work) { return !work->done; });
  return found == where.tasks.end() ? nullptr : *found;
}

void work_through(stream& where) {
  std::unique_lock<std::mutex> lock(mutex);
  while (true) {
    const std::shared_ptr<task> work = next_task(where);
    if (work != nullptr) {
      run_task(where, *work, &lock);
    } else if (where.stopping) {
      return;
    } else {
      task_done.wait(lock);
    }
  }
}

}  // namespace

stream& new_stream(context& owner) {
  world& all = the_world();
  all.streams.push_back(std::make_unique<stream>());
  stream& made = *all.streams.back();
  made.owner = &owner;
  if (all.execution == execution::threaded) made.worker = std::thread(work_through, std::ref(made));
  return made;
}

stream* find_stream(entry& here, aclrtStream handle, int& code) {
  context* const current = current_context();
  if (handle == nullptr) {
    if (current->default_stream == nullptr) {
      current->default_stream = &new_stream(*current);
      current->default_stream->is_default = true;
    }
    return current->default_stream;
  }
  for (const auto& candidate : the_world().streams) {
    if (candidate.get() != handle || candidate->is_default) continue;
    if (!candidate->live) {
      code = here.fail(rt_invalid_handle, "the stream was destroyed");
    } else if (candidate->owner != current) {
      code = here.fail(rt_stream_context, "the stream belongs to another context than this thread's");
    } else {
      return candidate.get();
    }
    return nullptr;
  }
  code = here.fail(rt_invalid_handle, "this is no stream");
  return nullptr;
}

void enqueue(entry& here, stream& where, std::shared_ptr<task> work) {
  for (const memory_range& range : work->ranges) {
    const std::string other = unfinished_use(range, &where);
    if (!other.empty()) {
      here.violation("uses memory that " + other + " uses on another stream, with no synchronisation between them");
      break;
    }
  }
  where.tasks.push_back(std::move(work));
  task_done.notify_all();
}

void drain(std::unique_lock<std::mutex>& lock, stream& which) {
  while (true) {
    const std::shared_ptr<task> work = next_task(which);
    if (work == nullptr) return;
    if (which.worker.joinable()) {
      task_done.wait(lock);
    } else {
      run_task(which, *work, nullptr);
    }
  }
}

int synchronise(std::unique_lock<std::mutex>& lock, stream& which) {
  drain(lock, which);
  which.tasks.clear();
  return std::exchange(which.error, success);
}

std::string unfinished_use(const memory_range& range, const stream* except) {
  for (const auto& candidate : the_world().streams) {
    if (candidate.get() == except) continue;
    for (const auto& work : candidate->tasks) {
      if (uses(*work, range)) return work->call;
    }
  }
  return {};
}

void spoil_users(std::unique_lock<std::mutex>& lock, const memory_range& range) {
  for (std::size_t i = 0; i < the_world().streams.size(); ++i) {  // the mutex is not held throughout
    stream& candidate = *the_world().streams[i];
    const std::vector<std::shared_ptr<task>> tasks = candidate.tasks;
    for (const auto& work : tasks) {
      if (!uses(*work, range)) continue;
      work->spoilt = true;
      while (work->started && !work->done) task_done.wait(lock);
      if (work->done && candidate.error == success) candidate.error = vector_core_exception;
    }
  }
}

void close_stream(std::unique_lock<std::mutex>& lock, stream& which) {
  drain(lock, which);
  which.tasks.clear();
  which.live = false;
  which.stopping = true;
  task_done.notify_all();
  if (which.worker.joinable()) {
    std::thread worker = std::move(which.worker);
    lock.unlock();
    worker.join();
    lock.lock();
  }
}

}  // namespace signopt_test::fake_acl::detail

using namespace signopt_test::fake_acl::detail;

extern "C" {

aclError aclrtCreateStream(aclrtStream* handle) {
  entry here("aclrtCreateStream", on_failure::does_nothing, needs::current_context);
  if (here.refused()) return here.code();
  if (handle == nullptr) return here.misuse(invalid_param, "a null pointer for the stream");
  *handle = &new_stream(*current_context());
  return here.finish();
}

aclError aclrtDestroyStream(aclrtStream handle) {
  entry here("aclrtDestroyStream", on_failure::does_its_work, needs::current_context);
  if (here.refused()) return here.code();
  if (handle == nullptr) return here.misuse(invalid_param, "a null stream");
  int code = success;
  stream* const found = find_stream(here, handle, code);
  if (found == nullptr) {
    if (code == rt_invalid_handle) here.violation("destroys what is no stream, or is none any more");
    return code;
  }
  if (found->borrowed) here.violation("destroys a stream that is only borrowed");
  if (found->launching != 0) here.violation("destroys a stream in which another thread is launching");
  if (!found->tasks.empty()) here.warning("the stream had work that nobody had waited for");
  close_stream(here.lock, *found);
  return here.finish();
}

aclError aclrtSynchronizeStream(aclrtStream handle) {
  entry here("aclrtSynchronizeStream", on_failure::does_its_work, needs::current_context);
  if (here.refused()) return here.code();
  int code = success;
  stream* const found = find_stream(here, handle, code);
  if (found == nullptr) return code;
  code = synchronise(here.lock, *found);
  const int ordered = here.finish();
  if (ordered != success) return ordered;
  return code == success ? success : here.fail(code, "a task of the stream failed");
}

}  // extern "C"
