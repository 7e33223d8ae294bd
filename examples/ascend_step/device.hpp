// Arrays on the device, with what lies behind them; and the operator's launch with each of its arguments in the open.
#pragma once

#include <acl/acl.h>
#include <acl/acl_op_compiler.h>

#include <Eigen/Core>
#include <cstddef>
#include <cstring>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace ascend_step {

inline std::string message_of(const char* call, aclError code) {
  const char* const text = aclGetRecentErrMsg();
  return std::string(call) + " returned " + std::to_string(code) + (text == nullptr ? "" : std::string(": ") + text);
}
inline void expect_success(const char* call, aclError code) {
  if (code != 0) throw std::runtime_error(message_of(call, code));
}

inline constexpr std::size_t guard_bytes = 64;
// What a kernel may touch: 32 bytes behind the elements, rounded up to 32.
inline std::size_t allowed_bytes(std::size_t bytes) { return (bytes + 31) / 32 * 32 + 32; }

enum class tail { untouched, used, changed };  // 'used' is where the kernel may

// Given back too where a constructor that has it goes no further.
struct device_memory {
  void* address = nullptr;

  device_memory() = default;
  ~device_memory() {
    if (address != nullptr) aclrtFree(address);
  }
  device_memory(const device_memory&) = delete;
  device_memory& operator=(const device_memory&) = delete;
};

template <class T>
class device_array {
 public:
  explicit device_array(const std::vector<T>& values)
      : bytes_(values.size() * sizeof(T)), image_(allowed_bytes(bytes_) + guard_bytes, 0x5a) {
    expect_success("aclrtMalloc", aclrtMalloc(&memory_.address, image_.size(), ACL_MEM_MALLOC_HUGE_FIRST));
    write(values);
  }
  T* data() const { return static_cast<T*>(memory_.address); }

  void write(const std::vector<T>& values) {
    std::memcpy(image_.data(), values.data(), bytes_);
    expect_success("aclrtMemcpy", aclrtMemcpy(memory_.address, image_.size(), image_.data(), image_.size(),
                                              ACL_MEMCPY_HOST_TO_DEVICE));
  }
  std::vector<T> read(tail* behind = nullptr) const {
    std::vector<unsigned char> now(image_.size());
    expect_success("aclrtMemcpy",
                   aclrtMemcpy(now.data(), now.size(), memory_.address, now.size(), ACL_MEMCPY_DEVICE_TO_HOST));
    const std::size_t allowed = allowed_bytes(bytes_);
    if (behind != nullptr) {
      const bool is_kept = std::memcmp(now.data() + bytes_, image_.data() + bytes_, allowed - bytes_) == 0;
      const bool is_safe = std::memcmp(now.data() + allowed, image_.data() + allowed, guard_bytes) == 0;
      *behind = !is_safe ? tail::changed : is_kept ? tail::untouched : tail::used;
    }
    std::vector<T> values(bytes_ / sizeof(T));
    std::memcpy(values.data(), now.data(), bytes_);
    return values;
  }

 private:
  std::size_t bytes_;
  std::vector<unsigned char> image_;
  device_memory memory_;
};

// Kernels use arrays until they are done: however a scope ends, this waits for them before the arrays go.
struct wait_at_end {
  aclrtStream stream;
  ~wait_at_end() { aclrtSynchronizeStream(stream); }
};

// An operand of a launch.
struct operand {
  aclTensorDesc* desc = nullptr;
  aclDataBuffer* buffer = nullptr;

  operand() = default;
  ~operand() {
    if (desc != nullptr) aclDestroyTensorDesc(desc);
    if (buffer != nullptr) aclDestroyDataBuffer(buffer);
  }
  operand(const operand&) = delete;
  operand& operator=(const operand&) = delete;
};

// ApplyAddSignD on n elements, as signopt calls it but for what the arguments say: outputs may lie elsewhere, and the
// four scalars on the device.
template <class T>
void launch(T* var, T* m, T* (&scalars)[4], bool are_on_device, T* grad, T* var_out, T* m_out, std::int64_t n,
            aclrtStream stream) {
  constexpr aclDataType type = std::is_same_v<T, float> ? ACL_FLOAT : ACL_FLOAT16;
  const std::int64_t one = 1;
  T* const addresses[] = {var, m, scalars[0], scalars[1], scalars[2], scalars[3], grad, var_out, m_out};
  operand operands[9];
  const aclTensorDesc* descs[9];
  aclDataBuffer* buffers[9];
  for (int i = 0; i < 9; ++i) {
    const bool is_scalar = i >= 2 && i < 6;
    operand& made = operands[i];
    made.desc = aclCreateTensorDesc(type, 1, is_scalar ? &one : &n, ACL_FORMAT_ND);
    if (made.desc == nullptr) throw std::runtime_error("aclCreateTensorDesc returned a null pointer");
    if (is_scalar && !are_on_device) {
      expect_success("aclSetTensorPlaceMent", aclSetTensorPlaceMent(made.desc, ACL_MEMTYPE_HOST_COMPILE_INDEPENDENT));
    }
    made.buffer = aclCreateDataBuffer(addresses[i], sizeof(T) * static_cast<std::size_t>(is_scalar ? one : n));
    if (made.buffer == nullptr) throw std::runtime_error("aclCreateDataBuffer returned a null pointer");
    descs[i] = made.desc;
    buffers[i] = made.buffer;
  }
  expect_success("aclopCompileAndExecute",
                 aclopCompileAndExecute("ApplyAddSignD", 7, descs, buffers, 2, descs + 7, buffers + 7, nullptr,
                                        ACL_ENGINE_SYS, ACL_COMPILE_SYS, nullptr, stream));
}

}  // namespace ascend_step
