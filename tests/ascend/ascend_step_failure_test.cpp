// Every single call of a step fails once: the error says which, nothing on the host has changed, nothing is left on the
// device, and the next step is as ever.
#include <gtest/gtest.h>

#include <signopt/ascend.hpp>

#include "device_data.hpp"
#include "each_failing_call.hpp"
#include "fixture.hpp"
#include "host_data.hpp"

namespace {

using namespace signopt_test;
using Eigen::half;

class ascend_step_failure : public ascend_modes_test {};
SIGNOPT_TEST_IN_EACH_MODE(ascend_step_failure);

// A step on host arrays. The thread's own context comes back at the end, by calls that nobody can see fail.
bool gives_up(const std::string& call, int number) {
  return call == "aclrtFree" || call == "aclDestroyDataBuffer" ||
         ((call == "aclrtGetCurrentContext" || call == "aclrtSetCurrentContext") && number > 0);
}

// What the session keeps is given back, so that the next step asks for it again. A failure of that is not the step's.
void keep_no_memory(signopt::ascend::session& session) {
  try {
    session.release_buffers();
  } catch (const signopt::ascend::error&) {
    session.release_buffers();
  }
}

template <class T, class G>
void expect_failures_leave_nothing(int callers_device) {
  SCOPED_TRACE(::testing::Message() << "device " << callers_device << " is current");
  const device_scope device(callers_device);
  const aclrtContext callers = current_context();
  signopt::ascend::session session(0);
  const host_data<T, G> before(37);
  host_data<T, G> data = before, expected = before;
  expected.step();
  const auto work = [&] {
    auto var = data.var_view(), m = data.m_view();
    signopt::apply_add_sign(session, var, m, usual.lr, usual.alpha, usual.sign_decay, usual.beta, data.grad_view());
    keep_no_memory(session);
  };
  const auto context_is_back = [&] {
    // Only where the very call that brings it back has failed, it is not.
    if (current_context() != callers) {
      EXPECT_EQ(aclrtSetCurrentContext(callers), 0);
    }
  };
  const auto unchanged = [&] {
    EXPECT_EQ(current_context(), callers);
    expect_untouched(data, before);
  };
  const auto done = [&] {
    context_is_back();
    expect_results(data, expected);
    data = before;
  };
  const std::size_t calls = fail_each_call(work, gives_up, unchanged, done);
  EXPECT_GE(calls, 27u);
  EXPECT_EQ(fail_each_create(work, unchanged, done), 18);
}

TEST_P(ascend_step_failure, host_arrays) {
  fake::set_device_count(2);
  for (const int callers_device : {0, 1}) {
    expect_failures_leave_nothing<float, float>(callers_device);
    expect_failures_leave_nothing<half, half>(callers_device);
    expect_failures_leave_nothing<float, half>(callers_device);
  }
}

TEST_P(ascend_step_failure, many_tensors) {
  signopt::ascend::session session(0);
  const host_data<float> before_a(5, 1), before_b(40, 2);
  host_data<float> a = before_a, b = before_b, expected_a = before_a, expected_b = before_b;
  expected_a.step();
  oracle::hyper twice = usual;
  twice.lr *= 2;
  expected_b.step(twice);
  const signopt::parameter_set<float> set{{a.var.data(), a.m.data(), a.grad.data(), a.size()},
                                          {b.var.data(), b.m.data(), b.grad.data(), b.size(), 2.0}};
  const auto work = [&] {
    signopt::apply_add_sign_multi(session, set, usual.lr, usual.alpha, usual.sign_decay, usual.beta);
    keep_no_memory(session);
  };
  const auto restore = [](host_data<float>& data, const host_data<float>& before) {
    std::copy(before.var.begin(), before.var.end(), data.var.begin());
    std::copy(before.m.begin(), before.m.end(), data.m.begin());
  };
  const auto unchanged = [&] {
    expect_untouched(a, before_a);
    expect_untouched(b, before_b);
  };
  const auto done = [&] {
    expect_results(a, expected_a);
    expect_results(b, expected_b);
    restore(a, before_a);
    restore(b, before_b);
  };
  EXPECT_GE(fail_each_call(work, gives_up, unchanged, done), 36u);
  EXPECT_EQ(fail_each_create(work, unchanged, done), 36);
}

// Nothing is enqueued where the call has failed: the stream is empty, and the memory is as it was.
TEST_P(ascend_step_failure, device_memory) {
  const device_scope device(0);
  const stream_scope own;
  const host_data<half> before(37);
  host_data<half> expected = before;
  expected.step();
  const device_data<half> data(before);
  const auto work = [&] {
    signopt::ascend::apply_add_sign_async(data.var.data, data.m.data, usual.lr, usual.alpha, usual.sign_decay,
                                          usual.beta, data.grad.data, 37, own.stream);
  };
  const auto wait = [&] { EXPECT_EQ(aclrtSynchronizeStream(own.stream), 0); };
  const auto unchanged = [&] {
    wait();
    data.expect_untouched(before);
  };
  const auto done = [&] {
    wait();
    data.expect_results(expected);
    fake::write_device(data.var.data, before.var);
    fake::write_device(data.m.data, before.m);
  };
  EXPECT_GE(fail_each_call(work, gives_up, unchanged, done), 14u);
  EXPECT_EQ(fail_each_create(work, unchanged, done), 18);
}

// Giving up fails too, wherever it is tried: the first error is the one that is told, and none comes of the rest.
TEST_P(ascend_step_failure, errors_of_cleaning_up_are_not_seen) {
  signopt::ascend::session session(0);
  const host_data<float> before(9);
  host_data<float> data = before;
  auto var = data.var_view(), m = data.m_view();
  const auto work = [&] {
    signopt::apply_add_sign(session, var, m, usual.lr, usual.alpha, usual.sign_decay, usual.beta, data.grad_view());
    keep_no_memory(session);
  };
  const auto all_cleaning_fails = [] {
    for (const char* const call : {"aclrtFree", "aclDestroyDataBuffer"}) fake::fail_call(call, 1, 999999, 100);
  };
  for (const char* const call : {"aclrtMalloc", "aclrtMemcpy", "aclopCompileAndExecute", "aclrtSynchronizeStream"}) {
    all_cleaning_fails();
    fake::fail_call(call, 1, ordered_code);
    EXPECT_TRUE(threw(work, call, ordered_code));
    fake::fail_nothing();
    expect_untouched(data, before);
  }
  all_cleaning_fails();
  EXPECT_FALSE(threw(work, "", 0));
  fake::fail_nothing();
  host_data<float> expected = before;
  expected.step();
  expect_results(data, expected);
}

}  // namespace
