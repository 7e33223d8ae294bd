// What the tests of the fake share: a device and a stream, calls written by hand, and a test that ends with no
// violation but those that it asked for.
#pragma once

#include <acl/acl.h>
#include <acl/acl_op_compiler.h>
#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "fake_acl.hpp"

namespace signopt_test::fake_acl {

class device_test : public ::testing::Test {
 protected:
  // An application's calls throughout, but where a test says otherwise.
  void SetUp() override {
    reset();
    ASSERT_EQ(aclInit(nullptr), 0);
    ASSERT_EQ(aclrtSetDevice(0), 0);
    ASSERT_EQ(aclrtCreateStream(&stream), 0);
  }

  void TearDown() override {
    EXPECT_EQ(violations(), std::vector<std::string>{});
    reset();
  }

  template <class T = unsigned char>
  T* device_memory(std::size_t count) {
    void* memory = nullptr;
    EXPECT_EQ(aclrtMalloc(&memory, count * sizeof(T), ACL_MEM_MALLOC_HUGE_FIRST), 0);
    return static_cast<T*>(memory);
  }

  // In place of the stream, one of a mode of one's own.
  void use_mode(execution mode) {
    ASSERT_EQ(aclrtDestroyStream(stream), 0);
    set_mode(mode);
    ASSERT_EQ(aclrtCreateStream(&stream), 0);
  }

  aclrtStream stream = nullptr;
  application_scope application;
};

// That there is one violation, of this call and with these words in it, and forgets it.
inline ::testing::AssertionResult one_violation(const std::string& call, const std::string& words) {
  const std::vector<std::string> found = violations();
  forget_violations();
  if (found.size() == 1 && found[0].find(", " + call + ": ") != std::string::npos &&
      found[0].find(words) != std::string::npos) {
    return ::testing::AssertionSuccess();
  }
  auto failure = ::testing::AssertionFailure() << "not one violation of " << call << " about '" << words << "' but";
  for (const std::string& each : found) failure << "\n  " << each;
  return failure;
}

// The call as an operand sees it.
struct operand {
  void* data;
  std::size_t bytes;
  aclDataType dtype;
  std::vector<std::int64_t> dims;
  aclMemType placement = ACL_MEMTYPE_DEVICE;
  aclFormat format = ACL_FORMAT_ND;
};

// A launch of ApplyAddSignD, right at first, in which a test then changes one thing.
struct launch_call {
  template <class T>
  launch_call(T* var, T* m, std::array<T, 4>& scalars, T* grad, std::int64_t count) {
    const aclDataType dtype = sizeof(T) == 4 ? ACL_FLOAT : ACL_FLOAT16;
    const std::size_t bytes = static_cast<std::size_t>(count) * sizeof(T);
    in = {{var, bytes, dtype, {count}}, {m, bytes, dtype, {count}}};
    for (T& scalar : scalars) in.push_back({&scalar, sizeof(T), dtype, {1}, ACL_MEMTYPE_HOST_COMPILE_INDEPENDENT});
    in.push_back({grad, bytes, dtype, {count}});
    out = {in[0], in[1]};
  }

  aclError operator()(aclrtStream stream) const {
    std::vector<const aclTensorDesc*> descs;
    std::vector<aclDataBuffer*> buffers;
    for (const auto* operands : {&in, &out}) {
      for (const operand& each : *operands) {
        const std::int64_t none = 0;
        aclTensorDesc* const desc = aclCreateTensorDesc(each.dtype, static_cast<int>(each.dims.size()),
                                                        each.dims.empty() ? &none : each.dims.data(), each.format);
        if (each.placement != ACL_MEMTYPE_DEVICE) aclSetTensorPlaceMent(desc, each.placement);
        descs.push_back(desc);
        buffers.push_back(aclCreateDataBuffer(each.data, each.bytes));
      }
    }
    const aclError code = aclopCompileAndExecute(type.c_str(), static_cast<int>(in.size()), descs.data(),
                                                 buffers.data(), static_cast<int>(out.size()), descs.data() + in.size(),
                                                 buffers.data() + in.size(), attr, engine, compile, path, stream);
    const char* const text = code == 0 ? nullptr : aclGetRecentErrMsg();
    message = text == nullptr ? "" : text;
    for (const aclTensorDesc* desc : descs) aclDestroyTensorDesc(desc);
    for (const aclDataBuffer* buffer : buffers) aclDestroyDataBuffer(buffer);
    return code;
  }

  std::string type = "ApplyAddSignD";
  std::vector<operand> in, out;
  const aclopAttr* attr = nullptr;
  aclopEngineType engine = ACL_ENGINE_SYS;
  aclopCompileType compile = ACL_COMPILE_SYS;
  const char* path = nullptr;
  mutable std::string message;  // of a failed launch
};

// With operands of 16 ones on the device, of which one step takes var to one half.
class launch_test : public device_test {
 protected:
  void SetUp() override {
    device_test::SetUp();
    for (float** each : {&var, &m, &grad, &other}) {
      *each = device_memory<float>(16);
      write_device(*each, std::vector<float>(16, 1));
    }
  }

  launch_call right() { return {var, m, scalars, grad, 16}; }

  float *var = nullptr, *m = nullptr, *grad = nullptr, *other = nullptr;
  std::array<float, 4> scalars{.5f, 1, 0, .5f};
};

}  // namespace signopt_test::fake_acl
