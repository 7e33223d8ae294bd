// Memory on the device for copies of host arrays. A session keeps it from one step to the next: what was large enough
// once is not asked for again.
#pragma once

#include <cstddef>

#include "call.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// On the device that is current. Freeing it does not wait for the kernels that use it.
class device_buffer {
 public:
  device_buffer() = default;
  ~device_buffer() { release(); }
  device_buffer(const device_buffer&) = delete;
  device_buffer& operator=(const device_buffer&) = delete;

  void* data() const noexcept { return data_; }

  // At least so many bytes, more than none. What it held is lost where it has to grow; the old memory goes first, so
  // that the device never has to have both.
  void reserve(std::size_t bytes) {
    if (bytes <= bytes_) return;
    release();
    check_acl(aclrtMalloc(&data_, bytes, ACL_MEM_MALLOC_HUGE_FIRST), "aclrtMalloc");
    bytes_ = bytes;
  }
  void release() noexcept {
    if (data_ != nullptr) static_cast<void>(aclrtFree(data_));
    data_ = nullptr;
    bytes_ = 0;
  }

  void upload(const void* from, std::size_t bytes) {
    check_acl(aclrtMemcpy(data_, bytes_, from, bytes, ACL_MEMCPY_HOST_TO_DEVICE), "aclrtMemcpy");
  }
  void download(void* to, std::size_t bytes) const {
    check_acl(aclrtMemcpy(to, bytes, data_, bytes, ACL_MEMCPY_DEVICE_TO_HOST), "aclrtMemcpy");
  }

 private:
  void* data_ = nullptr;
  std::size_t bytes_ = 0;
};

struct device_buffers {
  device_buffer var, m, grad;

  void reserve(std::size_t bytes) {
    for (device_buffer* const each : {&var, &m, &grad}) each->reserve(bytes);
  }
  void release() noexcept {
    for (device_buffer* const each : {&var, &m, &grad}) each->release();
  }
  bool is_empty() const noexcept { return var.data() == nullptr && m.data() == nullptr && grad.data() == nullptr; }
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
