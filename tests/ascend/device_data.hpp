// Memory of the device that is current, the application's: what apply_add_sign_async works on.
#pragma once

#include <acl/acl.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <vector>

#include "fake_acl/fake_acl.hpp"
#include "fixture.hpp"
#include "host_data.hpp"

namespace signopt_test {

template <class T>
class device_array {
 public:
  explicit device_array(const std::vector<T>& values) : size_(values.size()) {
    void* memory = nullptr;
    const std::size_t bytes = size_ * sizeof(T);
    as_application([&] { EXPECT_EQ(aclrtMalloc(&memory, bytes, ACL_MEM_MALLOC_HUGE_FIRST), 0); });
    data = static_cast<T*>(memory);
    fake::write_device(data, values);
  }
  ~device_array() {
    as_application([&] { EXPECT_EQ(aclrtFree(data), 0); });
  }
  device_array(const device_array&) = delete;
  device_array& operator=(const device_array&) = delete;

  std::vector<T> values() const { return fake::read_device(data, size_); }

  T* data = nullptr;

 private:
  std::size_t size_;
};

template <class T>
struct device_data {
  device_array<T> var, m, grad;
  explicit device_data(const host_data<T>& host) : var(host.var), m(host.m), grad(host.grad) {}

  void expect_results(const host_data<T>& expected) const {
    EXPECT_TRUE(same_results(var.values(), expected.var)) << "var on the device";
    EXPECT_TRUE(same_results(m.values(), expected.m)) << "m on the device";
    EXPECT_TRUE(same_bits(grad.values(), expected.grad)) << "grad on the device";
  }
  void expect_untouched(const host_data<T>& before) const {
    EXPECT_TRUE(same_bits(var.values(), before.var)) << "var on the device";
    EXPECT_TRUE(same_bits(m.values(), before.m)) << "m on the device";
    EXPECT_TRUE(same_bits(grad.values(), before.grad)) << "grad on the device";
  }
};

}  // namespace signopt_test
