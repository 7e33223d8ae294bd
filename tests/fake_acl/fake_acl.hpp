// Control of the fake AscendCL runtime, for tests. The runtime stands behind the functions of <acl/acl.h>, is stricter
// than the real one, and writes down each misuse: a test ends with no_violations and with the counts of live objects
// that it began with.
//
// What an injected failure means: a call that gives something up (Destroy, Free, Reset, Synchronize) does its work and
// then reports the failure; any other call reports it and has done nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

namespace signopt_test::fake_acl {

// Back to the beginning: not initialised, one device, nothing alive, nothing written down, each setting below as its
// first value says. No other thread may be in a call. Addresses of device memory from before are no longer guarded.
void reset();

// When the tasks of a stream run: at the call that waits for them, or at once on a thread of the stream's own. It holds
// for streams created from now on.
enum class execution { lazy, threaded };
void set_mode(execution);

// Where ApplyAddSignD writes: to the memory of its inputs, to that of its outputs, to both. Which one a chip does is
// not known to the caller, and the same where he gives the same memory as both.
enum class outputs { ref, noref, both };
void set_mode(outputs);

void set_version(int minor);                 // 15, or 13, which knows no aclFinalizeReference
void set_soc_name(const char* name);         // "Ascend910B3"; null makes the call give null
void set_device_count(std::uint32_t count);  // 1
void set_init_needs_device(bool needs);      // false; true: without a device aclInit gives 500000
void set_device_memory(std::size_t bytes);   // what each device has: 16 GiB
// Called with no lock held: inside each launch; and before aclrtSetDevice does anything.
void on_launch(std::function<void()> function);
void on_set_device(std::function<void()> function);

// False: outputs in other memory than the inputs are a violation. True for a program that wants to know what happens.
void allow_separate_outputs(bool allowed);

// True: other memory is an error of the launch.
void refuse_separate_outputs(bool refused);

// What kernels do: what they should; the same but for the first element of var, of which they make a neighbour, and
// what they write behind their padding; nothing; what they should, with a zero for each subnormal number.
enum class kernels { right, off, idle, flushing };
void set_kernels(kernels what);

// A chip or a toolkit on which a launch fails to compile (500002) unless this is so. Only an application may set the
// options, which hold from then on.
enum class launches_need { nothing, jit, device_scalars, precision_mode, another_chip, float16 };
void set_launches_need(launches_need what);

// --- failures on order -----------------------------------------------------------------------------------------------
// Each counts from its own order on, from 1, and hits `how_many` in a row. `call_count` counts the same calls: those
// that return an aclError. All are forgotten by fail_nothing().
void fail_call(int k, int code, int how_many = 1);
void fail_call(const std::string& name, int k, int code, int how_many = 1);
void fail_create(int k, int how_many = 1);  // aclCreate* and aclopCreateAttr: give null
void fail_kernel(int k,
                 int how_many = 1);  // the launch succeeds; var and m are scribbled over, the stream reports 507035
void fail_nothing();
std::vector<std::string> failed_calls();  // what was hit, in order; a kernel as "kernel"

// --- what happened ---------------------------------------------------------------------------------------------------
int call_count();
int create_count();
int launch_count();
int calls_of(const std::string& name);
std::vector<std::string> calls();  // every call, by name
void restart_counting();           // the five above begin anew
std::size_t compiles();            // operations compiled since reset(): one for each new key
bool initialised();
std::uint64_t init_references();  // how many aclFinalizeReference calls bring the runtime down

struct object_counts {
  int descs, buffers, attrs, streams, contexts, device_references;
  std::size_t device_bytes, pinned_bytes;
};
bool operator==(const object_counts&, const object_counts&);
std::ostream& operator<<(std::ostream&, const object_counts&);
object_counts live_objects();

// Each names the ACL call, its number among calls(), and the rule. A warning is legal and unwise.
std::vector<std::string> violations();
std::vector<std::string> warnings();
void forget_violations();

// --- who calls -------------------------------------------------------------------------------------------------------
// While one lives, this thread's calls are an application's own: it may initialise and finalise the runtime, and change
// what is global. A library may not.
class application_scope {
 public:
  application_scope();
  ~application_scope();
  application_scope(const application_scope&) = delete;
  application_scope& operator=(const application_scope&) = delete;
};

// A violation if this thread's context is another one at its end. A thread that had none may have one then.
class unchanged_context {
 public:
  explicit unchanged_context(std::string what);
  ~unchanged_context();
  unchanged_context(const unchanged_context&) = delete;
  unchanged_context& operator=(const unchanged_context&) = delete;

 private:
  std::string what_;
  void* context_;
};

// A stream that the library only borrows: to destroy it is a violation.
void protect_stream(void* stream);
void unprotect_stream(void* stream);

// --- device memory ---------------------------------------------------------------------------------------------------
// What a device address holds now, through the mapping that the host may read. Throws std::out_of_range where the bytes
// are not in one live allocation.
void* shadow(const void* device, std::size_t bytes);

template <class T>
std::vector<T> read_device(const T* device, std::size_t count) {
  std::vector<T> values(count);
  if (count != 0) std::memcpy(values.data(), shadow(device, count * sizeof(T)), count * sizeof(T));
  return values;
}

template <class T>
void write_device(T* device, const std::vector<T>& values) {
  if (!values.empty()) std::memcpy(shadow(device, values.size() * sizeof(T)), values.data(), values.size() * sizeof(T));
}

}  // namespace signopt_test::fake_acl
