// Descriptions, data buffers and attributes. Those that were destroyed stay, marked, until reset(): a later use is
// recognised and harmless.
#pragma once

#include <acl/acl.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

struct aclTensorDesc {
  aclDataType type;
  std::vector<std::int64_t> dims;
  aclFormat format;
  aclMemType placement = ACL_MEMTYPE_DEVICE;
  std::vector<unsigned char> constant;
  bool live = true;
};

struct aclDataBuffer {
  void* data;
  std::size_t size;
  bool live = true;
};

struct aclopAttr {
  std::vector<std::pair<std::string, bool>> bools;
  bool live = true;
};

namespace signopt_test::fake_acl::detail {

struct object_registry {
  std::unordered_map<const void*, std::unique_ptr<aclTensorDesc>> descs;
  std::unordered_map<const void*, std::unique_ptr<aclDataBuffer>> buffers;
  std::unordered_map<const void*, std::unique_ptr<aclopAttr>> attrs;
};

// The object, or null where it is none, or one that was destroyed.
template <class Object>
Object* find_live(const std::unordered_map<const void*, std::unique_ptr<Object>>& objects, const Object* handle) {
  const auto found = objects.find(handle);
  return found != objects.end() && found->second->live ? found->second.get() : nullptr;
}

}  // namespace signopt_test::fake_acl::detail
