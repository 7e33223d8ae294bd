// What signopt/ascend.hpp and the fake runtime take from AscendCL, fact by fact: each signature, value and code.
// Compiled against this project's own interface headers, and by `./dev test all` against those of a release of CANN.
//
// Codes are compared as aclError: which of them are macros, and of which type the others are, differs between releases.
#include <acl/acl.h>
#include <acl/acl_op_compiler.h>
#if __has_include(<ge/ge_error_codes.h>)
#  include <ge/ge_error_codes.h>
#endif

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <type_traits>

namespace {

// --- types ---
static_assert(std::is_same_v<aclError, int>);
static_assert(std::is_same_v<aclFloat16, std::uint16_t>);
static_assert(std::is_same_v<aclrtStream, void*> && std::is_same_v<aclrtContext, void*>);
static_assert(std::is_same_v<aclrtEvent, void*>);

// --- values of enumerations ---
static_assert(ACL_FLOAT == 0 && ACL_FLOAT16 == 1 && ACL_DOUBLE == 11 && ACL_BF16 == 27);
static_assert(ACL_FORMAT_ND == 2);
static_assert(ACL_ENGINE_SYS == 0 && ACL_ENGINE_AICORE == 1 && ACL_ENGINE_VECTOR == 2);
static_assert(ACL_COMPILE_SYS == 0);
static_assert(ACL_MEMTYPE_DEVICE == 0 && ACL_MEMTYPE_HOST == 1 && ACL_MEMTYPE_HOST_COMPILE_INDEPENDENT == 2);
static_assert(ACL_MEM_MALLOC_HUGE_FIRST == 0 && ACL_MEM_MALLOC_HUGE_ONLY == 1 && ACL_MEM_MALLOC_NORMAL_ONLY == 2);
static_assert(ACL_MEMCPY_HOST_TO_HOST == 0 && ACL_MEMCPY_HOST_TO_DEVICE == 1);
static_assert(ACL_MEMCPY_DEVICE_TO_HOST == 2 && ACL_MEMCPY_DEVICE_TO_DEVICE == 3);
static_assert(ACL_PRECISION_MODE == 0 && ACL_OP_JIT_COMPILE == 10);
static_assert(ACL_DDR_MEM == 0 && ACL_HBM_MEM == 1);

// An enumeration is passed as an int is.
static_assert(sizeof(aclDataType) == 4 && sizeof(aclFormat) == 4 && sizeof(aclMemType) == 4);
static_assert(sizeof(aclrtMemMallocPolicy) == 4 && sizeof(aclrtMemcpyKind) == 4 && sizeof(aclCompileOpt) == 4);
static_assert(sizeof(aclopEngineType) == 4 && sizeof(aclopCompileType) == 4);

// --- codes ---
template <class Code>
constexpr aclError as_error(Code code) {
  return static_cast<aclError>(code);
}
static_assert(as_error(ACL_ERROR_NONE) == 0);
static_assert(as_error(ACL_ERROR_INVALID_PARAM) == 100000);
static_assert(as_error(ACL_ERROR_UNINITIALIZE) == 100001);
static_assert(as_error(ACL_ERROR_REPEAT_INITIALIZE) == 100002);
static_assert(as_error(ACL_ERROR_OP_NOT_FOUND) == 100024);
static_assert(as_error(ACL_ERROR_REPEAT_FINALIZE) == 100037);
static_assert(as_error(ACL_ERROR_INVALID_OPP_PATH) == 148049);
static_assert(as_error(ACL_ERROR_BAD_ALLOC) == 200000);
static_assert(as_error(ACL_ERROR_API_NOT_SUPPORT) == 200001);
static_assert(as_error(ACL_ERROR_GE_FAILURE) == 500002);
static_assert(as_error(ACL_ERROR_RT_PARAM_INVALID) == 107000);
static_assert(as_error(ACL_ERROR_RT_INVALID_DEVICEID) == 107001);
static_assert(as_error(ACL_ERROR_RT_CONTEXT_NULL) == 107002);
static_assert(as_error(ACL_ERROR_RT_STREAM_CONTEXT) == 107003);
static_assert(as_error(ACL_ERROR_RT_INVALID_HANDLE) == 107017);
static_assert(as_error(ACL_ERROR_RT_FEATURE_NOT_SUPPORT) == 207000);
static_assert(as_error(ACL_ERROR_RT_MEMORY_ALLOCATION) == 207001);
static_assert(as_error(ACL_ERROR_RT_AICORE_EXCEPTION) == 507015);
static_assert(as_error(ACL_ERROR_RT_VECTOR_CORE_EXCEPTION) == 507035);
#if ACL_MAJOR_VERSION > 1 || ACL_MINOR_VERSION >= 13
static_assert(as_error(ACL_ERROR_RT_DEVICE_OOM) == 207018);
#endif
static_assert(as_error(ACL_ERROR_GE_PARAM_INVALID) == 145000);

// --- signatures: whether the function can be called so is not enough, it must be this type ---
template <class Expected, class Function>
int same(Function* function) {
  static_assert(std::is_same_v<Expected, Function>);
  return function != nullptr ? 1 : 0;
}

int count_functions() {
  int count = 0;
  // the process
  count += same<aclError(const char*)>(&aclInit);
  count += same<aclError()>(&aclFinalize);
#if ACL_MAJOR_VERSION > 1 || ACL_MINOR_VERSION >= 15
  count += same<aclError(std::uint64_t*)>(&aclFinalizeReference);
#endif
  count += same<const char*()>(&aclGetRecentErrMsg);
  count += same<const char*()>(&aclrtGetSocName);
  count += same<aclError(aclCompileOpt, const char*)>(&aclSetCompileopt);
  count += same<aclError(std::int32_t*, std::int32_t*, std::int32_t*)>(&aclrtGetVersion);
  // devices, contexts, streams
  count += same<aclError(std::int32_t)>(&aclrtSetDevice);
  count += same<aclError(std::int32_t)>(&aclrtResetDevice);
  count += same<aclError(std::int32_t*)>(&aclrtGetDevice);
  count += same<aclError(std::uint32_t*)>(&aclrtGetDeviceCount);
  count += same<aclError()>(&aclrtSynchronizeDevice);
  count += same<aclError(aclrtContext*, std::int32_t)>(&aclrtCreateContext);
  count += same<aclError(aclrtContext)>(&aclrtDestroyContext);
  count += same<aclError(aclrtContext*)>(&aclrtGetCurrentContext);
  count += same<aclError(aclrtContext)>(&aclrtSetCurrentContext);
  count += same<aclError(aclrtStream*)>(&aclrtCreateStream);
  count += same<aclError(aclrtStream)>(&aclrtDestroyStream);
  count += same<aclError(aclrtStream)>(&aclrtSynchronizeStream);
  // memory
  count += same<aclError(aclrtMemAttr, std::size_t*, std::size_t*)>(&aclrtGetMemInfo);
  count += same<aclError(void**, std::size_t, aclrtMemMallocPolicy)>(&aclrtMalloc);
  count += same<aclError(void*)>(&aclrtFree);
  count += same<aclError(void**, std::size_t)>(&aclrtMallocHost);
  count += same<aclError(void*)>(&aclrtFreeHost);
  count += same<aclError(void*, std::size_t, const void*, std::size_t, aclrtMemcpyKind)>(&aclrtMemcpy);
  count +=
      same<aclError(void*, std::size_t, const void*, std::size_t, aclrtMemcpyKind, aclrtStream)>(&aclrtMemcpyAsync);
  // what describes an operand
  count += same<aclTensorDesc*(aclDataType, int, const std::int64_t*, aclFormat)>(&aclCreateTensorDesc);
  count += same<void(const aclTensorDesc*)>(&aclDestroyTensorDesc);
  count += same<aclError(aclTensorDesc*, aclMemType)>(&aclSetTensorPlaceMent);
  count += same<aclError(aclTensorDesc*, void*, std::size_t)>(&aclSetTensorConst);
  count += same<aclDataBuffer*(void*, std::size_t)>(&aclCreateDataBuffer);
  count += same<aclError(const aclDataBuffer*)>(&aclDestroyDataBuffer);
  count += same<aclFloat16(float)>(&aclFloatToFloat16);
  count += same<float(aclFloat16)>(&aclFloat16ToFloat);
  // operations
  count += same<aclopAttr*()>(&aclopCreateAttr);
  count += same<void(const aclopAttr*)>(&aclopDestroyAttr);
  count += same<aclError(aclopAttr*, const char*, std::uint8_t)>(&aclopSetAttrBool);
  count += same<aclError(const char*, int, const aclTensorDesc* const[], const aclDataBuffer* const[], int,
                         const aclTensorDesc* const[], aclDataBuffer* const[], const aclopAttr*, aclopEngineType,
                         aclopCompileType, const char*, aclrtStream)>(&aclopCompileAndExecute);
  count += same<aclError(const char*, int, aclTensorDesc*[], aclDataBuffer*[], int, aclTensorDesc*[], aclDataBuffer*[],
                         aclopAttr*, aclopEngineType, aclopCompileType, const char*, aclrtStream)>(
      &aclopCompileAndExecuteV2);
  count += same<aclError(const char*, int, aclTensorDesc*[], aclDataBuffer*[], int, aclTensorDesc*[], aclDataBuffer*[],
                         aclopAttr*, aclrtStream)>(&aclopExecuteV2);
  return count;
}

}  // namespace

int main() {
  std::printf("ACL %d.%d: %d functions have the signatures that are expected, and a definition\n", ACL_MAJOR_VERSION,
              ACL_MINOR_VERSION, count_functions());
  return 0;
}
