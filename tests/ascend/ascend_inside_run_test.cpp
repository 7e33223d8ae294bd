// A call on a session inside its own run() would wait for itself: it is an error. Other threads, and other sessions,
// are not meant.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <signopt/ascend.hpp>
#include <thread>

#include "fixture.hpp"
#include "host_data.hpp"
#include "support/errors.hpp"

namespace {

using namespace signopt_test;
using signopt::operand_error;
using signopt::ascend::session;

class ascend_inside_run : public ascend_test {};

void step_on(session& on, host_data<float>& data) {
  auto var = data.var_view(), m = data.m_view();
  signopt::apply_add_sign(on, var, m, usual.lr, usual.alpha, usual.sign_decay, usual.beta, data.grad_view());
}

TEST_F(ascend_inside_run, every_call_is_an_error) {
  session on(0);
  const host_data<float> before(20);
  host_data<float> data = before, expected = before;
  const signopt::parameter_set<float> set{{data.var.data(), data.m.data(), data.grad.data(), data.size()}};
  const auto refuses = [](auto call) {
    expect_error<operand_error>(call, {"session", "run", "thread", "apply_R_async", "aclrtSynchronizeStream"});
  };
  on.run([&](aclrtStream stream) {
    refuses([&] { step_on(on, data); });
    refuses([&] { signopt::apply_add_sign_multi(on, set, 0.1, 1, 1, 0.9); });
    refuses([&] { on.synchronize(); });
    refuses([&] { on.run([](aclrtStream) { ADD_FAILURE() << "called"; }); });
    refuses([&] { on.release_buffers(); });
    EXPECT_EQ(on.stream(), stream) << "which waits for nothing";
  });
  expect_untouched(data, before);
  // it was an error of that call, and of none after it
  step_on(on, data);
  expected.step();
  expect_results(data, expected);
}

TEST_F(ascend_inside_run, after_an_exception_the_session_is_free) {
  session on(0);
  EXPECT_THROW(on.run([](aclrtStream) { throw 5; }), int);
  EXPECT_NO_THROW(on.synchronize());
}

TEST_F(ascend_inside_run, another_session_may_be_used) {
  session on(0), other(0);
  host_data<float> data(20), expected = data;
  on.run([&](aclrtStream) { step_on(other, data); });
  expected.step();
  expect_results(data, expected);
}

// Another thread waits, as ever.
TEST_F(ascend_inside_run, another_thread_waits) {
  session on(0);
  host_data<float> data(20), expected = data;
  std::atomic<bool> is_begun{false}, is_done{false};
  std::thread other;
  on.run([&](aclrtStream) {
    other = std::thread([&] {
      is_begun = true;
      step_on(on, data);
      is_done = true;
    });
    while (!is_begun) std::this_thread::yield();
    std::this_thread::sleep_for(std::chrono::milliseconds(50));  // time to be refused, if that is what it is
    EXPECT_FALSE(is_done);
  });
  other.join();
  expected.step();
  expect_results(data, expected);
}

}  // namespace
