// Steps on device memory: enqueued, done when the caller has waited, and refused before any call where they cannot be.
#include <gtest/gtest.h>

#include <cstdint>
#include <signopt/ascend.hpp>

#include "device_data.hpp"
#include "fixture.hpp"
#include "host_data.hpp"
#include "support/errors.hpp"

namespace {

using namespace signopt_test;
using Eigen::half;
using signopt::ascend::apply_add_sign_async;

class ascend_async : public ascend_modes_test {};
SIGNOPT_TEST_IN_EACH_MODE(ascend_async);

template <class T>
void enqueue(const device_data<T>& on, std::int64_t n, aclrtStream stream) {
  apply_add_sign_async(on.var.data, on.m.data, usual.lr, usual.alpha, usual.sign_decay, usual.beta,
                       static_cast<const T*>(on.grad.data), n, stream);
}

template <class T>
void expect_async_steps(std::size_t n) {
  SCOPED_TRACE(n);
  const device_scope device(0);
  const stream_scope own;
  const host_data<T> before(n, n);
  host_data<T> expected = before;
  const device_data<T> data(before);
  fake::restart_counting();
  enqueue(data, before.size(), own.stream);
  data.expect_untouched(before);
  EXPECT_EQ(fake::calls_of("aclrtSynchronizeStream"), 0);
  EXPECT_EQ(fake::launch_count(), 1);
  EXPECT_EQ(aclrtSynchronizeStream(own.stream), 0);
  expected.step();
  data.expect_results(expected);
  // several behind one another, and one synchronization
  enqueue(data, before.size(), own.stream);
  apply_add_sign_async(data.var.data, data.m.data, signopt::add_sign_settings{0.5, 0.25, 0.75, 0.8}, data.grad.data,
                       static_cast<std::int64_t>(before.size()), own.stream);
  EXPECT_EQ(aclrtSynchronizeStream(own.stream), 0);
  expected.step();
  expected.step({0.5, 0.25, 0.75, 0.8});
  data.expect_results(expected);
}

TEST_P(ascend_async, values) {
  for (std::size_t n = 1; n <= 100; ++n) {
    expect_async_steps<float>(n);
    expect_async_steps<half>(n);
  }
  expect_async_steps<float>(20000);
  expect_async_steps<half>(20000);
}

TEST_P(ascend_async, on_the_stream_of_a_session) {
  const device_scope device(0);
  const host_data<float> before(50);
  host_data<float> expected = before;
  const device_data<float> data(before);
  signopt::ascend::session session(0);
  session.run([&](aclrtStream stream) {
    EXPECT_EQ(stream, session.stream());
    enqueue(data, 50, stream);
  });
  data.expect_untouched(before);
  session.synchronize();
  expected.step();
  data.expect_results(expected);
}

// Some of the elements of larger allocations.
TEST_P(ascend_async, parts_of_an_allocation) {
  const device_scope device(0);
  const stream_scope own;
  const host_data<float> before(64);
  host_data<float> expected = before, part(16);
  const device_data<float> data(before);
  apply_add_sign_async(data.var.data + 16, data.m.data + 32, usual.lr, usual.alpha, usual.sign_decay, usual.beta,
                       data.grad.data, 16, own.stream);
  EXPECT_EQ(aclrtSynchronizeStream(own.stream), 0);
  const npu_step<float> make(usual);
  for (std::size_t i = 0; i < 16; ++i) make(expected.var[16 + i], expected.m[32 + i], expected.grad[i]);
  // what lies behind the elements is the kernel's to touch
  for (std::size_t i = 0; i < 32; ++i) {
    EXPECT_TRUE(same_result(data.var.values()[i], expected.var[i])) << i;
    EXPECT_TRUE(same_result(data.m.values()[i + 16], expected.m[i + 16])) << i;
  }
}

TEST_P(ascend_async, no_element_no_call) {
  expect_no_acl_call([] {
    float* const none = nullptr;
    apply_add_sign_async(none, none, 0.1, 1, 1, 0.9, none, 0, nullptr);
    apply_add_sign_async(none, none, signopt::add_sign_settings{0.1}, none, 0, nullptr);
  });
}

// Addresses need not be those of memory: nobody looks.
template <class T>
T* address(std::uintptr_t number) {
  return reinterpret_cast<T*>(number);
}

template <class Error, class T>
void expect_refused(T* var, T* m, const T* grad, std::int64_t n, aclrtStream stream,
                    const std::vector<std::string>& words) {
  expect_no_acl_call([&] {
    expect_error<Error>([&] { apply_add_sign_async(var, m, 0.1, 1, 1, 0.9, grad, n, stream); }, words);
    expect_error<Error>([&] { apply_add_sign_async(var, m, signopt::add_sign_settings{0.1}, grad, n, stream); }, words);
  });
}

TEST_P(ascend_async, refuses_before_any_call) {
  float* const var = address<float>(0x10000000);
  float* const m = address<float>(0x20000000);
  float* const grad = address<float>(0x30000000);
  const aclrtStream stream = address<char>(0x5000);
  using signopt::operand_error;
  using signopt::shape_error;
  expect_refused<shape_error>(var, m, grad, -1, stream, {"size", "n", "negative", "-1"});
  expect_refused<shape_error>(var, m, grad, INT64_MIN, stream, {"size", "n", "negative"});
  expect_refused<shape_error>(var, m, grad, 2147483648, stream, {"size", "n", "2147483648", "2147483647"});
  expect_refused<shape_error>(var, m, grad, INT64_MAX, stream, {"size", "n", "2147483647"});
  expect_refused<operand_error>(address<float>(0), m, grad, 8, stream, {"d_var", "null"});
  expect_refused<operand_error>(var, address<float>(0), grad, 8, stream, {"d_m", "null"});
  expect_refused<operand_error>(var, m, address<float>(0), 8, stream, {"d_grad", "null"});
  expect_refused<operand_error>(var + 1, m, grad, 8, stream, {"d_var", "misaligned", "64", "4"});
  expect_refused<operand_error>(var, m + 8, grad, 8, stream, {"d_m", "misaligned", "64", "32"});
  expect_refused<operand_error>(var, m, grad + 15, 8, stream, {"d_grad", "misaligned", "64", "60"});
  expect_refused<operand_error>(var, var, grad, 8, stream, {"d_var", "d_m", "overlap"});
  expect_refused<operand_error>(var, m, var + 16, 17, stream, {"d_var", "d_grad", "overlap", "64"});
  expect_refused<operand_error>(var, m + 16, m, 17, stream, {"d_m", "d_grad", "overlap", "64"});
  expect_refused<operand_error>(var, m, grad, 8, nullptr, {"stream", "default"});
  expect_refused<operand_error>(address<half>(0x10000020), address<half>(0x20000000), address<half>(0x30000000), 8,
                                stream, {"d_var", "misaligned", "64", "32"});
  // side by side is valid, to the last element, and so is the largest size: the device is asked then
  for (const std::int64_t n : {std::int64_t{16}, std::int64_t{2147483647}}) {
    float* const next = n == 16 ? var + 16 : address<float>(0x4000000000);
    const auto call = [&] { apply_add_sign_async(var, next, 0.1, 1, 1, 0.9, address<float>(0x8000000000), n, stream); };
    EXPECT_THROW(call(), signopt::ascend::error);
    EXPECT_GT(fake::calls_of("aclopCompileAndExecute"), 0);
  }
}

TEST_P(ascend_async, scalars_are_checked_first) {
  const Eigen::ArrayXf two(2);
  expect_no_acl_call([&] {
    const auto call = [&](const auto& lr, const auto& alpha, const auto& sign_decay, const auto& beta) {
      float* const none = nullptr;
      apply_add_sign_async(none, none, lr, alpha, sign_decay, beta, none, 0, nullptr);
    };
    expect_error<signopt::shape_error>([&] { call(two, 1, 1, 1); }, {"lr", "one", "element"});
    expect_error<signopt::shape_error>([&] { call(1, two, 1, 1); }, {"alpha", "one", "element"});
    expect_error<signopt::shape_error>([&] { call(1, 1, two, 1); }, {"sign_decay", "one", "element"});
    expect_error<signopt::shape_error>([&] { call(1, 1, 1, two); }, {"beta", "one", "element"});
  });
}

}  // namespace
