#include "objects.hpp"

#include <acl/acl.h>

#include "entry.hpp"

using namespace signopt_test::fake_acl::detail;

extern "C" {

aclTensorDesc* aclCreateTensorDesc(aclDataType type, int rank, const int64_t* dims, aclFormat format) {
  entry here("aclCreateTensorDesc", on_failure::gives_null, needs::nothing);
  if (here.refused()) return nullptr;
  if (rank < 0 || dims == nullptr) {
    here.misuse(invalid_param, "a negative rank, or a null pointer for the dimensions");
    return nullptr;
  }
  auto made = std::make_unique<aclTensorDesc>();
  made->type = type;
  made->dims.assign(dims, dims + rank);
  made->format = format;
  aclTensorDesc* const handle = made.get();
  the_world().objects.descs.emplace(handle, std::move(made));
  return handle;
}

void aclDestroyTensorDesc(const aclTensorDesc* handle) {
  entry here("aclDestroyTensorDesc", on_failure::cannot_fail, needs::nothing);
  if (handle == nullptr) return;
  aclTensorDesc* const found = find_live(the_world().objects.descs, handle);
  if (found == nullptr) return here.violation("destroys what is no description, or is none any more");
  found->live = false;
}

aclError aclSetTensorPlaceMent(aclTensorDesc* handle, aclMemType placement) {
  entry here("aclSetTensorPlaceMent", on_failure::does_nothing, needs::nothing);
  if (here.refused()) return here.code();
  aclTensorDesc* const found = find_live(the_world().objects.descs, handle);
  if (found == nullptr) return here.misuse(invalid_param, "this is no description, or is none any more");
  if (placement < ACL_MEMTYPE_DEVICE || placement > ACL_MEMTYPE_HOST_COMPILE_INDEPENDENT) {
    return here.misuse(invalid_param, "this is no placement");
  }
  found->placement = placement;
  return here.finish();
}

aclError aclSetTensorConst(aclTensorDesc* handle, void* data, size_t bytes) {
  entry here("aclSetTensorConst", on_failure::does_nothing, needs::nothing);
  if (here.refused()) return here.code();
  aclTensorDesc* const found = find_live(the_world().objects.descs, handle);
  if (found == nullptr) return here.misuse(invalid_param, "this is no description, or is none any more");
  if (data == nullptr || bytes == 0) return here.misuse(invalid_param, "no data");
  const auto* const first = static_cast<const unsigned char*>(data);
  found->constant.assign(first, first + bytes);
  return here.finish();
}

aclDataBuffer* aclCreateDataBuffer(void* data, size_t size) {
  entry here("aclCreateDataBuffer", on_failure::gives_null, needs::nothing);
  if (here.refused()) return nullptr;
  auto made = std::make_unique<aclDataBuffer>();
  made->data = data;
  made->size = size;
  aclDataBuffer* const handle = made.get();
  the_world().objects.buffers.emplace(handle, std::move(made));
  return handle;
}

aclError aclDestroyDataBuffer(const aclDataBuffer* handle) {
  entry here("aclDestroyDataBuffer", on_failure::does_its_work, needs::nothing);
  if (here.refused()) return here.code();
  if (handle == nullptr) return here.misuse(invalid_param, "a null data buffer");
  aclDataBuffer* const found = find_live(the_world().objects.buffers, handle);
  if (found == nullptr) return here.misuse(invalid_param, "destroys what is no data buffer, or is none any more");
  found->live = false;
  return here.finish();
}

aclopAttr* aclopCreateAttr() {
  entry here("aclopCreateAttr", on_failure::gives_null, needs::nothing);
  if (here.refused()) return nullptr;
  auto made = std::make_unique<aclopAttr>();
  aclopAttr* const handle = made.get();
  the_world().objects.attrs.emplace(handle, std::move(made));
  return handle;
}

void aclopDestroyAttr(const aclopAttr* handle) {
  entry here("aclopDestroyAttr", on_failure::cannot_fail, needs::nothing);
  if (handle == nullptr) return;
  aclopAttr* const found = find_live(the_world().objects.attrs, handle);
  if (found == nullptr) return here.violation("destroys what are no attributes, or are none any more");
  found->live = false;
}

aclError aclopSetAttrBool(aclopAttr* handle, const char* name, uint8_t value) {
  entry here("aclopSetAttrBool", on_failure::does_nothing, needs::nothing);
  if (here.refused()) return here.code();
  aclopAttr* const found = find_live(the_world().objects.attrs, handle);
  if (found == nullptr) return here.misuse(invalid_param, "these are no attributes, or are none any more");
  if (name == nullptr) return here.misuse(invalid_param, "a null pointer for the name");
  found->bools.emplace_back(name, value != 0);
  return here.finish();
}

}  // extern "C"
