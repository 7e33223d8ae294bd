// Devices, counted as they are set and reset, and contexts, one at a time in each thread.
#include <acl/acl.h>

#include <algorithm>
#include <functional>
#include <memory>

#include "streams.hpp"

namespace signopt_test::fake_acl::detail {
namespace {

context& new_context(int device, bool primary) {
  world& all = the_world();
  all.contexts.push_back(std::make_unique<context>());
  context& made = *all.contexts.back();
  made.device = device;
  made.primary = primary;
  return made;
}

// Ends a context. What is left of its streams cannot be used any more.
void end_context(entry& here, context& which) {
  for (std::size_t i = 0; i < the_world().streams.size(); ++i) {
    stream& candidate = *the_world().streams[i];
    if (candidate.owner != &which || !candidate.live) continue;
    if (candidate.is_default) {
      close_stream(here.lock, candidate);
    } else {
      here.violation("ends a context in which a stream is alive");
      drain(here.lock, candidate);
    }
  }
  which.live = false;
}

context* find_context(const void* handle) {
  for (const auto& candidate : the_world().contexts) {
    if (candidate.get() == handle && candidate->live) return candidate.get();
  }
  return nullptr;
}

bool is_device(std::int32_t number) {
  return number >= 0 && static_cast<std::uint32_t>(number) < the_world().device_count;
}

aclError reset_device(entry& here, std::int32_t number, bool wholly) {
  if (here.refused()) return here.code();
  if (!is_device(number)) return here.misuse(rt_invalid_device, "there is no such device");
  device& which = the_world().devices[number];
  if (which.references == 0) return here.misuse(rt_param_invalid, "resets a device more often than it was set");
  which.references = wholly ? 0 : which.references - 1;
  if (which.references == 0) {
    end_context(here, *which.primary);
    which.primary = nullptr;
    if (which.bytes != 0) here.violation("resets a device on which memory is allocated");
  }
  return here.finish();
}

}  // namespace
}  // namespace signopt_test::fake_acl::detail

using namespace signopt_test::fake_acl::detail;

extern "C" {

aclError aclrtGetDeviceCount(uint32_t* count) {
  entry here("aclrtGetDeviceCount", on_failure::does_nothing, needs::initialised_runtime);
  if (here.refused()) return here.code();
  if (count == nullptr) return here.misuse(invalid_param, "a null pointer for the count");
  *count = the_world().device_count;
  return here.finish();
}

aclError aclrtSetDevice(int32_t number) {
  entry here("aclrtSetDevice", on_failure::does_nothing, needs::initialised_runtime);
  if (here.refused()) return here.code();
  if (!is_device(number)) return here.fail(rt_invalid_device, "there is no device " + std::to_string(number));
  if (const std::function<void()> hook = the_world().set_device_hook) here.give_way(hook);
  device& which = the_world().devices[number];
  if (which.references++ == 0) which.primary = &new_context(number, true);
  set_current_context(which.primary);
  return here.finish();
}

aclError aclrtResetDevice(int32_t number) {
  entry here("aclrtResetDevice", on_failure::does_its_work, needs::initialised_runtime);
  return reset_device(here, number, false);
}

// Declared here: some versions of the interface do not have it.
aclError aclrtResetDeviceForce(int32_t number);
aclError aclrtResetDeviceForce(int32_t number) {
  entry here("aclrtResetDeviceForce", on_failure::does_its_work, needs::initialised_runtime);
  if (!calls_are_the_applications()) here.violation("takes the device away from the whole program");
  return reset_device(here, number, true);
}

aclError aclrtGetDevice(int32_t* number) {
  entry here("aclrtGetDevice", on_failure::does_nothing, needs::current_context);
  if (here.refused()) return here.code();
  if (number == nullptr) return here.misuse(invalid_param, "a null pointer for the device");
  *number = current_context()->device;
  return here.finish();
}

aclError aclrtSynchronizeDevice(void) {
  entry here("aclrtSynchronizeDevice", on_failure::does_its_work, needs::current_context);
  if (here.refused()) return here.code();
  if (!calls_are_the_applications()) here.violation("waits for the work of the whole program, not for its own");
  const int number = current_context()->device;
  int code = success;
  for (std::size_t i = 0; i < the_world().streams.size(); ++i) {
    stream& candidate = *the_world().streams[i];
    if (!candidate.live || candidate.owner->device != number) continue;
    const int found = synchronise(here.lock, candidate);
    if (code == success) code = found;
  }
  const int ordered = here.finish();
  if (ordered != success) return ordered;
  return code == success ? success : here.fail(code, "a task of the device failed");
}

aclError aclrtCreateContext(aclrtContext* handle, int32_t number) {
  entry here("aclrtCreateContext", on_failure::does_nothing, needs::initialised_runtime);
  if (here.refused()) return here.code();
  if (handle == nullptr) return here.misuse(invalid_param, "a null pointer for the context");
  if (!is_device(number)) return here.fail(rt_invalid_device, "there is no device " + std::to_string(number));
  context& made = new_context(number, false);
  set_current_context(&made);
  *handle = &made;
  return here.finish();
}

aclError aclrtDestroyContext(aclrtContext handle) {
  entry here("aclrtDestroyContext", on_failure::does_its_work, needs::initialised_runtime);
  if (here.refused()) return here.code();
  context* const found = find_context(handle);
  if (found == nullptr) return here.misuse(rt_param_invalid, "destroys what is no context, or is none any more");
  if (found->primary) return here.misuse(rt_param_invalid, "destroys the context that aclrtSetDevice made");
  end_context(here, *found);
  return here.finish();
}

aclError aclrtSetCurrentContext(aclrtContext handle) {
  entry here("aclrtSetCurrentContext", on_failure::does_nothing, needs::initialised_runtime);
  if (here.refused()) return here.code();
  context* const found = find_context(handle);
  if (found == nullptr) return here.misuse(rt_param_invalid, "this is no context, or is none any more");
  set_current_context(found);
  return here.finish();
}

aclError aclrtGetCurrentContext(aclrtContext* handle) {
  entry here("aclrtGetCurrentContext", on_failure::does_nothing, needs::current_context);
  if (here.refused()) return here.code();
  if (handle == nullptr) return here.misuse(invalid_param, "a null pointer for the context");
  *handle = current_context();
  return here.finish();
}

}  // extern "C"
