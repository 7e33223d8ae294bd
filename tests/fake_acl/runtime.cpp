// aclInit and what ends it, and what else belongs to the whole process.
#include <acl/acl.h>
#include <acl/acl_op_compiler.h>

#include <cstdio>
#include <sstream>

#include "entry.hpp"

namespace signopt_test::fake_acl::detail {
namespace {

aclError finalise(entry& here) {
  world& all = the_world();
  const object_counts left = count_live_objects();
  if (!(left == object_counts{})) {
    std::ostringstream text;
    text << "ends the runtime while this is alive: " << left;
    here.violation(text.str());
  }
  for (const auto& each : all.contexts) each->live = false;
  all.init_references = 0;
  all.initialised = false;
  all.finalised = true;
  return here.finish();
}

int code_of_missing_runtime(entry& here) {
  if (the_world().finalised) return here.fail(repeat_finalise, "the runtime is finalised already");
  return here.fail(uninitialised, "aclInit was not called");
}

}  // namespace
}  // namespace signopt_test::fake_acl::detail

using namespace signopt_test::fake_acl::detail;

extern "C" {

aclError aclInit(const char* config_path) {
  entry here("aclInit", on_failure::does_nothing, needs::nothing);
  if (here.refused()) return here.code();
  world& all = the_world();
  if (!calls_are_the_applications()) here.violation("initialises the runtime, which is the application's to do");
  if (all.initialised) {
    if (all.minor >= 15) ++all.init_references;
    return here.fail(repeat_initialise, "the runtime is initialised already");
  }
  if (config_path != nullptr) {
    std::FILE* const file = std::fopen(config_path, "r");
    if (file == nullptr) return here.fail(invalid_file, "the configuration file cannot be read");
    std::fclose(file);
  }
  if (all.init_needs_device && all.device_count == 0) {
    return here.fail(internal_error, "no SoC version can be had: there is no device, or no driver for it");
  }
  all.initialised = true;
  all.finalised = false;
  all.init_references = 1;
  return here.finish();
}

aclError aclFinalize() {
  entry here("aclFinalize", on_failure::does_nothing, needs::nothing);
  if (here.refused()) return here.code();
  if (!the_world().initialised) return code_of_missing_runtime(here);
  if (!calls_are_the_applications()) here.violation("finalises the runtime, which is the application's to do");
  return finalise(here);
}

// Declared here: some versions of the interface do not have it.
aclError aclFinalizeReference(uint64_t* references);
aclError aclFinalizeReference(uint64_t* references) {
  entry here("aclFinalizeReference", on_failure::does_nothing, needs::nothing);
  if (here.refused()) return here.code();
  world& all = the_world();
  if (all.minor < 15) return here.misuse(api_not_supported, "this version does not have it");
  if (!all.initialised) return code_of_missing_runtime(here);
  --all.init_references;
  if (references != nullptr) *references = all.init_references;
  return all.init_references == 0 ? finalise(here) : here.finish();
}

const char* aclrtGetSocName() {
  const entry here("aclrtGetSocName", on_failure::cannot_fail, needs::nothing);
  return the_world().has_soc_name ? the_world().soc_name.c_str() : nullptr;
}

aclError aclSetCompileopt(aclCompileOpt option, const char* value) {
  entry here("aclSetCompileopt", on_failure::does_nothing, needs::initialised_runtime);
  if (here.refused()) return here.code();
  if (value == nullptr) return here.misuse(invalid_param, "a null pointer for the value");
  if (!calls_are_the_applications()) here.violation("changes how the whole program compiles");
  if (option == ACL_OP_JIT_COMPILE) the_world().jit_enabled = std::string(value) == "enable";
  if (option == ACL_PRECISION_MODE) the_world().keeps_precision = std::string(value) == "must_keep_origin_dtype";
  return here.finish();
}

aclError aclrtGetVersion(int32_t* major, int32_t* minor, int32_t* patch) {
  entry here("aclrtGetVersion", on_failure::does_nothing, needs::nothing);
  if (here.refused()) return here.code();
  if (major == nullptr || minor == nullptr || patch == nullptr) {
    return here.misuse(invalid_param, "a null pointer for the version");
  }
  *major = 1;
  *minor = the_world().minor;
  *patch = 0;
  return here.finish();
}

aclError aclrtGetMemInfo(aclrtMemAttr, size_t* left, size_t* total) {
  entry here("aclrtGetMemInfo", on_failure::does_nothing, needs::current_context);
  if (here.refused()) return here.code();
  if (left == nullptr || total == nullptr) return here.misuse(invalid_param, "a null pointer for the memory");
  *total = the_world().device_memory;
  *left = *total - the_world().devices[current_context()->device].bytes;
  return here.finish();
}

}  // extern "C"
