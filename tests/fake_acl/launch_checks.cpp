#include "launch_checks.hpp"

#include <string_view>

#include "kernel.hpp"
#include "memory.hpp"

namespace signopt_test::fake_acl::detail {
namespace {

const char* const operand_names[] = {"var", "m", "lr", "alpha or logbase", "sign_decay", "beta", "grad"};

bool is_scalar(int position) { return position >= 2 && position <= 5; }

int check_form(entry& here, const launch_request& request) {
  if (request.type == nullptr) return here.misuse(invalid_param, "a null pointer for the operation's type");
  const std::string_view type = request.type;
  if (type == "ApplyAddSign" || type == "ApplyPowerSign") {
    return here.misuse(ge_failure, std::string(type) + " has no kernel; the one with kernels is " + request.type + "D");
  }
  if (type != "ApplyAddSignD" && type != "ApplyPowerSignD") {
    return here.misuse(ge_failure, "there is no operation " + std::string(type));
  }
  if (request.inputs != 7 || request.outputs != 2) {
    return here.misuse(ge_failure, std::string(type) + " has 7 inputs and 2 outputs");
  }
  if (request.in_descs == nullptr || request.in == nullptr || request.out_descs == nullptr || request.out == nullptr) {
    return here.misuse(invalid_param, "a null pointer for the operands");
  }
  if (request.engine != ACL_ENGINE_SYS) return here.misuse(ge_failure, "the engine is not ACL_ENGINE_SYS");
  if (request.compile != ACL_COMPILE_SYS) {
    return here.misuse(api_not_supported, "the way to compile is not ACL_COMPILE_SYS");
  }
  if (request.path != nullptr) return here.misuse(ge_failure, "a path of the operation is given");
  if (request.attr == nullptr) return success;
  const aclopAttr* const attr = find_live(the_world().objects.attrs, request.attr);
  if (attr == nullptr) return here.misuse(invalid_param, "these are no attributes, or are none any more");
  for (const auto& [name, value] : attr->bools) {
    if (name != "use_locking" || value)
      return here.misuse(ge_failure, "the attribute " + name + " is not known or set");
  }
  return success;
}

// One operand: its description and its buffer, alive and of one size.
int check_operand(entry& here, const std::string& name, const aclTensorDesc* desc, const aclDataBuffer* buffer,
                  bool scalar, const aclTensorDesc& var) {
  if (find_live(the_world().objects.descs, desc) == nullptr) {
    return here.misuse(invalid_param, "the description of " + name + " is none, or none any more");
  }
  if (find_live(the_world().objects.buffers, buffer) == nullptr) {
    return here.misuse(invalid_param, "the data buffer of " + name + " is none, or none any more");
  }
  if (desc->type != ACL_FLOAT && desc->type != ACL_FLOAT16) {
    return here.misuse(ge_failure, name + " is neither float32 nor float16");
  }
  if (desc->type != var.type) return here.misuse(ge_failure, "the dtype of " + name + " is not that of var");
  if (desc->format != ACL_FORMAT_ND) return here.misuse(ge_failure, "the format of " + name + " is not ND");
  if (scalar) {
    if (desc->dims.size() > 1 || elements_of(*desc) != 1) {
      return here.misuse(ge_failure, name + " is not one element of rank 0 or 1");
    }
  } else if (desc->dims != var.dims) {
    return here.misuse(ge_failure, "the shape of " + name + " is not that of var");
  }
  for (const std::int64_t dim : desc->dims) {
    if (dim < 0) return here.misuse(ge_failure, name + " has a negative dimension");
  }
  if (elements_of(*desc) > 0x7fffffff) return here.misuse(ge_failure, name + " has more than 2^31 - 1 elements");
  const std::size_t bytes = elements_of(*desc) * (desc->type == ACL_FLOAT ? 4 : 2);
  if (buffer->size < bytes) return here.misuse(ge_param_invalid, "the data buffer of " + name + " is too small");
  if (buffer->data == nullptr && bytes != 0) return here.misuse(invalid_param, "the data of " + name + " is null");
  return success;
}

}  // namespace

std::size_t elements_of(const aclTensorDesc& desc) {
  std::size_t count = 1;
  for (const std::int64_t dim : desc.dims) {
    const auto factor = static_cast<std::size_t>(dim);
    // Too many to count are as good as too many.
    count = factor != 0 && count > SIZE_MAX / factor ? SIZE_MAX : count * factor;
  }
  return count;
}

int check_operation(entry& here, const launch_request& request) {
  int code = check_form(here, request);
  if (code != success) return code;
  const aclTensorDesc* const var = find_live(the_world().objects.descs, request.in_descs[0]);
  if (var == nullptr) return here.misuse(invalid_param, "the description of var is none, or none any more");
  for (int i = 0; i < request.inputs; ++i) {
    code = check_operand(here, operand_names[i], request.in_descs[i], request.in[i], is_scalar(i), *var);
    if (code != success) return code;
  }
  for (int i = 0; i < request.outputs; ++i) {
    const std::string name = std::string("the output ") + operand_names[i];
    code = check_operand(here, name, request.out_descs[i], request.out[i], false, *var);
    if (code != success) return code;
    if (request.out_descs[i]->placement != ACL_MEMTYPE_DEVICE) {
      return here.misuse(ge_failure, name + " is not placed on the device");
    }
  }
  for (const int i : {0, 1, 6}) {
    if (request.in_descs[i]->placement != ACL_MEMTYPE_DEVICE) {
      return here.misuse(ge_failure, std::string(operand_names[i]) + " is not placed on the device");
    }
  }
  return success;
}

std::string compile_key(const launch_request& request) {
  std::string key = request.type;
  for (int i = 0; i < request.inputs; ++i) {
    const aclTensorDesc& desc = *request.in_descs[i];
    key += "/" + std::to_string(desc.type) + "," + std::to_string(desc.placement);
    for (const std::int64_t dim : desc.dims) key += "," + std::to_string(dim);
    key.append(desc.constant.begin(), desc.constant.end());
    // A device address is no value, and not to be read: the launch itself says what is wrong with it.
    if (desc.placement == ACL_MEMTYPE_HOST && find_device_block(request.in[i]->data) == nullptr) {
      key.append(static_cast<const char*>(request.in[i]->data), desc.type == ACL_FLOAT ? 4 : 2);
    }
  }
  return key;
}

}  // namespace signopt_test::fake_acl::detail
