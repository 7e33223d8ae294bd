// A kernel that fails after its launch: nobody knows before the synchronization.
#include <gtest/gtest.h>

#include <signopt/ascend.hpp>

#include "device_data.hpp"
#include "each_failing_call.hpp"
#include "fixture.hpp"
#include "host_data.hpp"

namespace {

using namespace signopt_test;
using Eigen::half;

constexpr int kernel_code = 507035;

class ascend_kernel_failure : public ascend_modes_test {};
SIGNOPT_TEST_IN_EACH_MODE(ascend_kernel_failure);

template <class T, class G>
void expect_host_arrays_are_kept() {
  signopt::ascend::session session(0);
  const host_data<T, G> before(61);
  host_data<T, G> data = before, expected = before;
  auto var = data.var_view(), m = data.m_view();
  const auto work = [&] {
    signopt::apply_add_sign(session, var, m, usual.lr, usual.alpha, usual.sign_decay, usual.beta, data.grad_view());
  };
  const fake::object_counts objects = fake::live_objects();
  fake::fail_kernel(1);
  EXPECT_TRUE(threw(work, "aclrtSynchronizeStream", kernel_code));
  EXPECT_EQ(fake::failed_calls(), std::vector<std::string>{"kernel"});
  fake::fail_nothing();
  expect_untouched(data, before);
  EXPECT_EQ(fake::live_objects(), objects);
  work();
  expected.step();
  expect_results(data, expected);
}

TEST_P(ascend_kernel_failure, host_arrays_are_kept) {
  expect_host_arrays_are_kept<float, float>();
  expect_host_arrays_are_kept<half, half>();
  expect_host_arrays_are_kept<float, half>();
}

TEST_P(ascend_kernel_failure, the_message_says_of_what) {
  signopt::ascend::session session(0);
  host_data<float> data(3);
  auto var = data.var_view(), m = data.m_view();
  fake::fail_kernel(1);
  try {
    signopt::apply_add_sign(session, var, m, 0.1, 1, 1, 0.9, data.grad_view());
    ADD_FAILURE() << "accepted";
  } catch (const signopt::error& error) {
    EXPECT_NE(std::string(error.what()).find("ApplyAddSignD"), std::string::npos) << error.what();
  }
}

// With memory of the caller's: the launch says nothing, nothing is left of the call, and the error is the caller's to
// find; var and m are lost.
TEST_P(ascend_kernel_failure, device_memory) {
  const device_scope device(0);
  const stream_scope own;
  const host_data<float> before(61);
  host_data<float> expected = before;
  const device_data<float> data(before);
  const fake::object_counts objects = fake::live_objects();
  const auto work = [&] {
    signopt::ascend::apply_add_sign_async(data.var.data, data.m.data, usual.lr, usual.alpha, usual.sign_decay,
                                          usual.beta, data.grad.data, 61, own.stream);
  };
  fake::fail_kernel(1);
  EXPECT_NO_THROW(work());
  EXPECT_EQ(fake::live_objects(), objects);
  fake::fail_nothing();
  EXPECT_EQ(aclrtSynchronizeStream(own.stream), kernel_code);
  fake::write_device(data.var.data, before.var);
  fake::write_device(data.m.data, before.m);
  work();
  EXPECT_EQ(aclrtSynchronizeStream(own.stream), 0);
  expected.step();
  data.expect_results(expected);
}

TEST_P(ascend_kernel_failure, session_that_synchronizes) {
  const device_scope device(0);
  const device_data<half> data(host_data<half>(10));
  signopt::ascend::session session(0);
  fake::fail_kernel(2);
  for (int i = 0; i < 3; ++i) {
    session.run([&](aclrtStream stream) {
      signopt::ascend::apply_add_sign_async(data.var.data, data.m.data, 0.1, 1, 1, 0.9, data.grad.data, 10, stream);
    });
  }
  EXPECT_TRUE(threw([&] { session.synchronize(); }, "aclrtSynchronizeStream", kernel_code));
  EXPECT_FALSE(threw([&] { session.synchronize(); }, "", 0));
}

// An earlier failure on the stream is told by the step that waits: its own result may be wrong for the same reason.
TEST_P(ascend_kernel_failure, earlier_work_on_the_stream) {
  const device_scope device(0);
  const device_data<float> on_device(host_data<float>(10));
  signopt::ascend::session session(0);
  fake::fail_kernel(1);
  session.run([&](aclrtStream stream) {
    signopt::ascend::apply_add_sign_async(on_device.var.data, on_device.m.data, 0.1, 1, 1, 0.9, on_device.grad.data, 10,
                                          stream);
  });
  const host_data<float> before(10);
  host_data<float> data = before;
  auto var = data.var_view(), m = data.m_view();
  const auto work = [&] { signopt::apply_add_sign(session, var, m, 0.1, 1, 1, 0.9, data.grad_view()); };
  EXPECT_TRUE(threw(work, "aclrtSynchronizeStream", kernel_code));
  expect_untouched(data, before);
}

}  // namespace
