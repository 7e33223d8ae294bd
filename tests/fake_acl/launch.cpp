// The launch of ApplyAddSignD and ApplyPowerSignD.
#include <acl/acl.h>
#include <acl/acl_op_compiler.h>

#include <memory>
#include <string_view>
#include <thread>
#include <utility>

#include "kernel.hpp"
#include "launch_checks.hpp"
#include "memory.hpp"
#include "streams.hpp"

namespace signopt_test::fake_acl::detail {
namespace {

const char* const operand_names[] = {
    "var", "m", "lr", "alpha or logbase", "sign_decay", "beta", "grad", "the output var", "the output m"};

struct prepared_kernel {
  kernel_operands operands;
  std::vector<memory_range> ranges;
  bool reachable = true;  // whether all its memory is device memory that it may use
};

// Finds the device memory of an operand, and writes down what is wrong with it. Null where anything is.
std::byte* device_memory(entry& here, int position, const aclDataBuffer& buffer, std::size_t bytes,
                         prepared_kernel& made) {
  std::string problem = problem_of_device_memory(buffer.data, bytes, current_context()->device);
  if (problem.empty() && buffer.size > bytes) {
    problem = problem_of_device_memory(buffer.data, buffer.size, current_context()->device);
  }
  if (problem.empty() && address_of(buffer.data) % 64 != 0) problem = "is not aligned to 64 bytes";
  if (!problem.empty()) {
    here.violation(std::string("the memory of ") + operand_names[position] + " " + problem);
    made.reachable = false;
    return nullptr;
  }
  const std::uintptr_t begin = address_of(buffer.data);
  made.ranges.push_back({begin, begin + bytes, position == 0 || position == 1 || position > 6});
  return find_device_block(buffer.data)->shadow(begin);
}

bool has_separate_outputs(const launch_request& request) {
  return request.out[0]->data != request.in[0]->data || request.out[1]->data != request.in[1]->data;
}

void check_overlaps(entry& here, const launch_request& request, std::size_t bytes) {
  const auto begin = [](const aclDataBuffer* buffer) { return address_of(buffer->data); };
  if (!the_world().separate_outputs_allowed && has_separate_outputs(request)) {
    here.violation("the outputs are not the memory of the inputs var and m: which is written depends on the chip");
  }
  const std::uintptr_t operands[] = {begin(request.in[0]), begin(request.in[1]), begin(request.in[6])};
  for (int a = 0; a < 3; ++a) {
    for (int b = a + 1; b < 3; ++b) {
      if (operands[a] < operands[b] + bytes && operands[b] < operands[a] + bytes) {
        here.violation("var, m and grad overlap");
        return;
      }
    }
  }
}

prepared_kernel prepare(entry& here, const launch_request& request) {
  prepared_kernel made{};
  const aclTensorDesc& var = *request.in_descs[0];
  made.operands.rule =
      std::string_view(request.type) == "ApplyPowerSignD" ? operation::power_sign_d : operation::add_sign_d;
  made.operands.type = var.type == ACL_FLOAT ? element::float32 : element::float16;
  made.operands.count = elements_of(var);
  made.operands.kind = the_world().kernels;
  const std::size_t one = size_of(made.operands.type);
  const std::size_t bytes = made.operands.count * one;
  check_overlaps(here, request, bytes);
  for (int i = 0; i < 7; ++i) {
    const auto position = static_cast<std::size_t>(i);
    const aclDataBuffer& buffer = *request.in[i];
    if (request.in_descs[i]->placement == ACL_MEMTYPE_DEVICE) {
      made.operands.in[position] = device_memory(here, i, buffer, i >= 2 && i <= 5 ? one : bytes, made);
    } else if (find_device_block(buffer.data) != nullptr) {
      here.violation(std::string(operand_names[i]) + " is said to be in host memory, and is not");
      made.reachable = false;
    } else {
      const auto* const first = static_cast<const std::byte*>(buffer.data);
      made.operands.host_values[position].assign(first, first + one);
    }
  }
  const auto add_target = [&](const aclDataBuffer& var_buffer, const aclDataBuffer& m_buffer, int position) {
    std::byte* const var_memory = device_memory(here, position, var_buffer, bytes, made);
    std::byte* const m_memory = device_memory(here, position + 1, m_buffer, bytes, made);
    if (var_memory != nullptr && m_memory != nullptr) made.operands.out.push_back({var_memory, m_memory});
  };
  const outputs mode = the_world().outputs;
  if (mode != outputs::noref) add_target(*request.in[0], *request.in[1], 0);
  if (mode != outputs::ref) add_target(*request.out[0], *request.out[1], 7);
  return made;
}

std::function<int()> make_run(prepared_kernel&& made, bool fails) {
  if (!made.reachable) {
    return [] { return static_cast<int>(aicore_exception); };
  }
  return [operands = std::move(made.operands), fails] {
    fails ? scribble(operands) : run_kernel(operands);
    return static_cast<int>(fails ? vector_core_exception : success);
  };
}

bool can_compile(const launch_request& request) {
  const world& all = the_world();
  switch (static_cast<launches_need>(all.launches_need)) {
    case launches_need::nothing:
      return true;
    case launches_need::jit:
      return all.jit_enabled;
    case launches_need::device_scalars:
      return request.in_descs[2]->placement == ACL_MEMTYPE_DEVICE;
    case launches_need::precision_mode:
      return all.keeps_precision;
    case launches_need::float16:
      return request.in_descs[0]->type == ACL_FLOAT16;
    case launches_need::another_chip:
      break;
  }
  return false;
}

aclError launch(const char* call, const launch_request& request, bool may_compile) {
  entry here(call, on_failure::does_nothing, needs::current_context);
  if (here.refused()) return here.code();
  if (the_world().soc_name.rfind("Ascend950", 0) == 0 || the_world().soc_name.rfind("Ascend910_95", 0) == 0) {
    return here.fail(ge_failure, "this chip does not run operations by their type");
  }
  int code = check_operation(here, request);
  if (code != success) return code;
  if (the_world().separate_outputs_refused && has_separate_outputs(request)) {
    return here.fail(ge_failure, "the outputs are not the memory of the inputs");
  }
  if (!can_compile(request)) return here.fail(ge_failure, "the operation cannot be compiled as things are");
  if (request.stream == nullptr) here.violation("launches on the default stream, which threads cannot share");
  stream* const where = find_stream(here, request.stream, code);
  if (where == nullptr) return code;
  if (elements_of(*request.in_descs[0]) == 0) return here.finish();
  if (where->launching++ != 0) here.violation("two threads launch on one stream at the same time");
  // Long enough for another thread to come, where the caller lets it.
  const std::function<void()> hook = the_world().launch_hook;
  here.give_way([&hook] { hook ? hook() : std::this_thread::yield(); });
  --where->launching;
  const std::string key = compile_key(request);
  if (!may_compile && the_world().compiled.count(key) == 0) {
    return here.fail(op_not_found, "this operation is not compiled");
  }
  the_world().compiled.insert(key);
  auto made = prepare(here, request);
  auto work = std::make_shared<task>();
  work->call = call;
  work->ranges = std::move(made.ranges);
  const bool fails = ordered_failure(failure_plan::target::kernel, "kernel") != success;
  if (fails) the_world().failed_calls.push_back("kernel");
  work->run = make_run(std::move(made), fails);
  ++the_world().launches;
  enqueue(here, *where, std::move(work));
  return here.finish();
}

}  // namespace
}  // namespace signopt_test::fake_acl::detail

using namespace signopt_test::fake_acl::detail;

extern "C" {

aclError aclopCompileAndExecute(const char* type, int inputs, const aclTensorDesc* const in_descs[],
                                const aclDataBuffer* const in[], int outputs, const aclTensorDesc* const out_descs[],
                                aclDataBuffer* const out[], const aclopAttr* attr, aclopEngineType engine,
                                aclopCompileType compile, const char* path, aclrtStream stream) {
  return launch("aclopCompileAndExecute",
                {type, inputs, in_descs, in, outputs, out_descs, out, attr, engine, compile, path, stream}, true);
}

aclError aclopCompileAndExecuteV2(const char* type, int inputs, aclTensorDesc* in_descs[], aclDataBuffer* in[],
                                  int outputs, aclTensorDesc* out_descs[], aclDataBuffer* out[], aclopAttr* attr,
                                  aclopEngineType engine, aclopCompileType compile, const char* path,
                                  aclrtStream stream) {
  return launch("aclopCompileAndExecuteV2",
                {type, inputs, in_descs, in, outputs, out_descs, out, attr, engine, compile, path, stream}, true);
}

aclError aclopExecuteV2(const char* type, int inputs, aclTensorDesc* in_descs[], aclDataBuffer* in[], int outputs,
                        aclTensorDesc* out_descs[], aclDataBuffer* out[], aclopAttr* attr, aclrtStream stream) {
  return launch(
      "aclopExecuteV2",
      {type, inputs, in_descs, in, outputs, out_descs, out, attr, ACL_ENGINE_SYS, ACL_COMPILE_SYS, nullptr, stream},
      false);
}

}  // extern "C"
