// The control interface, but for the failures on order.
#include <ostream>
#include <stdexcept>
#include <utility>

#include "memory.hpp"
#include "streams.hpp"

namespace signopt_test::fake_acl {
namespace detail {

std::mutex mutex;
std::condition_variable task_done;

namespace {

// Never destroyed: a program may call ACL until its very end.
std::unique_ptr<world>& owner() {
  static auto* const all = new std::unique_ptr<world>(std::make_unique<world>());
  return *all;
}

std::uint64_t epoch = 1;
thread_local int application_scopes = 0;

template <class Objects>
int count_live(const Objects& objects) {
  int count = 0;
  for (const auto& each : objects) count += each.second->live ? 1 : 0;
  return count;
}

template <class Setting, class Value>
void change(Setting world::*setting, Value value) {
  const std::lock_guard<std::mutex> guard(mutex);
  the_world().*setting = std::move(value);
}

template <class Value>
Value read(Value world::*what) {
  const std::lock_guard<std::mutex> guard(mutex);
  return the_world().*what;
}

void mark_borrowed(void* handle, bool borrowed) {
  const std::lock_guard<std::mutex> guard(mutex);
  for (const auto& candidate : the_world().streams) {
    if (candidate.get() == handle) candidate->borrowed = borrowed;
  }
}

}  // namespace

world& the_world() { return *owner(); }

std::uint64_t current_epoch() { return epoch; }

bool calls_are_the_applications() { return application_scopes != 0; }

object_counts count_live_objects() {
  const world& all = the_world();
  object_counts counts{};
  counts.descs = count_live(all.objects.descs);
  counts.buffers = count_live(all.objects.buffers);
  counts.attrs = count_live(all.objects.attrs);
  for (const auto& each : all.streams) counts.streams += each->live && !each->is_default ? 1 : 0;
  for (const auto& each : all.contexts) counts.contexts += each->live && !each->primary ? 1 : 0;
  for (const auto& [number, each] : all.devices) {
    counts.device_references += each.references;
    counts.device_bytes += each.bytes;
  }
  for (const auto& [begin, each] : all.pinned_blocks) counts.pinned_bytes += each.live() ? each.size() : 0;
  return counts;
}

}  // namespace detail

using namespace detail;

void reset() {
  std::unique_lock<std::mutex> lock(mutex);
  forget_message();
  for (const auto& each : the_world().streams) close_stream(lock, *each);
  owner() = std::make_unique<world>();
  ++epoch;
}

void set_mode(execution mode) { change(&world::execution, mode); }
void set_mode(outputs mode) { change(&world::outputs, mode); }
void set_version(int minor) { change(&world::minor, minor); }
void set_device_count(std::uint32_t count) { change(&world::device_count, count); }
void set_init_needs_device(bool needs) { change(&world::init_needs_device, needs); }
void allow_separate_outputs(bool allowed) { change(&world::separate_outputs_allowed, allowed); }
void refuse_separate_outputs(bool refused) { change(&world::separate_outputs_refused, refused); }
void set_kernels(kernels what) { change(&world::kernels, what); }
void set_launches_need(launches_need what) { change(&world::launches_need, static_cast<int>(what)); }
void set_device_memory(std::size_t bytes) { change(&world::device_memory, bytes); }
void on_launch(std::function<void()> function) { change(&world::launch_hook, std::move(function)); }
void on_set_device(std::function<void()> function) { change(&world::set_device_hook, std::move(function)); }

void set_soc_name(const char* name) {
  change(&world::soc_name, std::string(name == nullptr ? "" : name));
  change(&world::has_soc_name, name != nullptr);
}

int call_count() { return read(&world::fallible_calls); }
int create_count() { return read(&world::creates); }
int launch_count() { return read(&world::launches); }
std::vector<std::string> calls() { return read(&world::calls); }
std::size_t compiles() { return read(&world::compiled).size(); }
bool initialised() { return read(&world::initialised); }
std::uint64_t init_references() { return read(&world::init_references); }
std::vector<std::string> violations() { return read(&world::violations); }
std::vector<std::string> warnings() { return read(&world::warnings); }

int calls_of(const std::string& name) {
  int count = 0;
  for (const std::string& each : calls()) count += each == name ? 1 : 0;
  return count;
}

void restart_counting() {
  const std::lock_guard<std::mutex> guard(mutex);
  world& all = the_world();
  all.calls.clear();
  all.fallible_calls = all.creates = all.launches = 0;
}

void forget_violations() {
  const std::lock_guard<std::mutex> guard(mutex);
  the_world().violations.clear();
  the_world().warnings.clear();
}

object_counts live_objects() {
  const std::lock_guard<std::mutex> guard(mutex);
  return count_live_objects();
}

bool operator==(const object_counts& a, const object_counts& b) {
  return a.descs == b.descs && a.buffers == b.buffers && a.attrs == b.attrs && a.streams == b.streams &&
         a.contexts == b.contexts && a.device_references == b.device_references && a.device_bytes == b.device_bytes &&
         a.pinned_bytes == b.pinned_bytes;
}

std::ostream& operator<<(std::ostream& to, const object_counts& counts) {
  return to << counts.descs << " descriptions, " << counts.buffers << " buffers, " << counts.attrs << " attributes, "
            << counts.streams << " streams, " << counts.contexts << " contexts, " << counts.device_references
            << " devices set, " << counts.device_bytes << " bytes on devices, " << counts.pinned_bytes << " pinned";
}

application_scope::application_scope() { ++application_scopes; }
application_scope::~application_scope() { --application_scopes; }

unchanged_context::unchanged_context(std::string what) : what_(std::move(what)) {
  const std::lock_guard<std::mutex> guard(mutex);
  context_ = current_context();
}

unchanged_context::~unchanged_context() {
  const std::lock_guard<std::mutex> guard(mutex);
  if (context_ != nullptr && current_context() != context_) {
    the_world().violations.push_back(what_ + " changed the context of its caller's thread");
  }
}

void protect_stream(void* stream) { mark_borrowed(stream, true); }
void unprotect_stream(void* stream) { mark_borrowed(stream, false); }

void* shadow(const void* pointer, std::size_t bytes) {
  const std::lock_guard<std::mutex> guard(mutex);
  const device_block* const block = find_device_block(pointer);
  if (block == nullptr || !block->live() || address_of(pointer) + bytes > block->end()) {
    throw std::out_of_range("fake_acl::shadow: not in one live allocation of device memory");
  }
  return block->shadow(address_of(pointer));
}

}  // namespace signopt_test::fake_acl
