// What has to hold of a launch before anything runs.
#pragma once

#include <acl/acl.h>
#include <acl/acl_op_compiler.h>

#include <cstddef>
#include <string>

#include "entry.hpp"

namespace signopt_test::fake_acl::detail {

struct launch_request {
  const char* type;
  int inputs;
  const aclTensorDesc* const* in_descs;
  const aclDataBuffer* const* in;
  int outputs;
  const aclTensorDesc* const* out_descs;
  const aclDataBuffer* const* out;
  const aclopAttr* attr;
  aclopEngineType engine;
  aclopCompileType compile;
  const char* path;
  aclrtStream stream;
};

// A code, with its message and violation written, or success. After success every description, buffer and attribute is
// alive, and the shapes, types and sizes are those of the operation; where the memory lies is not looked at.
int check_operation(entry& here, const launch_request& request);

// How many elements var has.
std::size_t elements_of(const aclTensorDesc& desc);

// What the compiler makes one operation of: two launches with equal keys share it. The values of scalars with the
// placement ACL_MEMTYPE_HOST belong to it.
std::string compile_key(const launch_request& request);

}  // namespace signopt_test::fake_acl::detail
