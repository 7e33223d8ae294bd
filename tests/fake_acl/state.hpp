// All that the fake runtime knows, behind one mutex.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "fake_acl.hpp"
#include "memory_blocks.hpp"
#include "objects.hpp"

namespace signopt_test::fake_acl::detail {

// What errors and checks report, by name. The numbers are those of the interface; whether a header has a name for one
// differs between versions.
enum code : int {
  success = 0,
  invalid_param = 100000,
  uninitialised = 100001,
  repeat_initialise = 100002,
  invalid_file = 100003,
  op_not_found = 100024,
  repeat_finalise = 100037,
  ge_param_invalid = 145000,
  api_not_supported = 200001,
  internal_error = 500000,
  ge_failure = 500002,
  rt_param_invalid = 107000,
  rt_invalid_device = 107001,
  rt_context_null = 107002,
  rt_stream_context = 107003,
  rt_invalid_handle = 107017,
  rt_not_supported = 207000,
  rt_memory_allocation = 207001,
  aicore_exception = 507015,
  vector_core_exception = 507035
};

struct memory_range {
  std::uintptr_t begin, end;
  bool written;
};

// Stays in its stream until the host has waited for it: run or not, nobody knows before.
struct task {
  std::string call;
  std::vector<memory_range> ranges;
  std::function<int()> run;  // touches memory, not the state; gives what the stream reports
  bool spoilt = false;       // its memory was freed
  bool started = false;
  bool done = false;
};

struct context {
  int device = 0;
  bool primary = false;
  bool live = true;
  struct stream* default_stream = nullptr;
};

struct stream {
  context* owner = nullptr;
  bool live = true;
  bool is_default = false;
  bool borrowed = false;
  int error = 0;
  int launching = 0;  // threads in a launch on it
  std::vector<std::shared_ptr<task>> tasks;
  std::thread worker;  // in threaded mode
  bool stopping = false;
};

struct device {
  int references = 0;
  context* primary = nullptr;
  std::size_t bytes = 0;
};

struct failure_plan {
  enum class target { call, named_call, create, kernel } what;
  std::string name;
  int skip;  // how many pass before it
  int how_many;
  int code;
};

struct world {
  bool initialised = false;
  bool finalised = false;
  std::uint64_t init_references = 0;

  fake_acl::execution execution = fake_acl::execution::lazy;
  fake_acl::outputs outputs = fake_acl::outputs::ref;
  int minor = 15;
  std::string soc_name = "Ascend910B3";
  bool has_soc_name = true;
  bool init_needs_device = false, separate_outputs_allowed = false, separate_outputs_refused = false;
  fake_acl::kernels kernels = fake_acl::kernels::right;
  int launches_need = 0;  // see fake_acl::launches_need
  bool jit_enabled = false, keeps_precision = false;
  std::uint32_t device_count = 1;
  std::size_t device_memory = std::size_t{16} << 30;
  std::function<void()> launch_hook, set_device_hook;

  std::map<int, device> devices;
  std::vector<std::unique_ptr<context>> contexts;  // handles are never reused, and the dead are recognised
  std::vector<std::unique_ptr<stream>> streams;
  std::map<std::uintptr_t, device_block> device_blocks;  // by first address, the freed too
  std::map<std::uintptr_t, pinned_block> pinned_blocks;
  object_registry objects;

  std::vector<failure_plan> plans;
  std::vector<std::string> failed_calls;
  std::vector<std::string> calls;
  int fallible_calls = 0, creates = 0, launches = 0;
  std::set<std::string> compiled;
  std::vector<std::string> violations, warnings;
};

extern std::mutex mutex;
extern std::condition_variable task_done;

// With the mutex held.
world& the_world();
object_counts count_live_objects();
std::uint64_t current_epoch();  // one more after each reset(): what a thread remembers from before is void

}  // namespace signopt_test::fake_acl::detail
