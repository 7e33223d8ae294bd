// signopt::backend in a build for an NPU: its device, its stream, and who gives ACL back.
#include <gtest/gtest.h>

#include <atomic>
#include <signopt/backend.hpp>
#include <string>
#include <thread>
#include <utility>

#include "backend_fixture.hpp"
#include "host_data.hpp"
#include "support/errors.hpp"

namespace {

using namespace signopt_test;
using signopt::backend;

TEST_F(backend_test, an_option_is_an_error_where_nothing_falls_back) {
  backend on;
  host_data<float> data(5);
  const host_data<float> before = data;
  signopt::add_sign_settings flushing{0.1}, stochastic{0.1};
  flushing.options.flush_subnormal_momentum = true;
  stochastic.options.rounding = signopt::stochastic{1, 2};
  auto var = data.var_view(), m = data.m_view();
  for (const signopt::add_sign_settings& settings : {flushing, stochastic}) {
    expect_error<signopt::operand_error>([&] { signopt::apply_add_sign(on, var, m, settings, data.grad_view()); },
                                         {"flush_subnormal_momentum", "rounding", "NPU", "backend_or_cpu"});
    expect_untouched(data, before);
  }
  on.finalize();
}

TEST_F(backend_test, device_and_stream) {
  fake::set_device_count(2);
  backend first, second(1);
  counting_executor executor;
  backend third(executor, 1);
  EXPECT_EQ(fake::calls_of("aclInit"), 1) << "one reference for all backends";
  std::int32_t device = -1;
  second.session().run([&](aclrtStream) { EXPECT_EQ(aclrtGetDevice(&device), 0); });
  EXPECT_EQ(device, 1);
  third.session().run([&](aclrtStream) { EXPECT_EQ(aclrtGetDevice(&device), 0); });
  EXPECT_EQ(device, 1);
  {
    const device_scope zero(0);
    const stream_scope own;
    backend borrowing(0, own.stream);
    EXPECT_EQ(borrowing.session().stream(), own.stream);
    documented_arrays arrays;
    arrays.step(borrowing);
    arrays.expect_step();
    backend with_both(executor, 0, own.stream);
    EXPECT_EQ(with_both.session().stream(), own.stream);
  }
  EXPECT_THROW(backend(7), signopt::ascend::error);
  expect_error<signopt::operand_error>([&] { backend borrowing(0, aclrtStream{nullptr}); }, {"borrow", "default"});
  // The last one that is alive gives ACL back.
  expect_error<signopt::operand_error>([&] { first.finalize(); }, {"finalize", "2", "other", "alive"});
  documented_arrays still;
  still.step(first);
  still.expect_step();
  { backend ends = std::move(second); }
  { backend ends = std::move(third); }
  first.finalize();
  EXPECT_FALSE(fake::initialised());
  first.finalize();
  const auto refuses = [](auto call) { expect_error<signopt::operand_error>(call, {"backend", "finalized"}); };
  refuses([&] { still.step(first); });
  refuses([&] { first.synchronize(); });
  backend again;
  EXPECT_TRUE(fake::initialised());
  still.step(again);
  again.finalize();
  EXPECT_EQ(fake::calls_of(finalizing_call), 2);
}

// A framework has initialized ACL: it stays so.
TEST_F(backend_test, beside_a_framework) {
  ASSERT_EQ(aclInit(nullptr), 0);
  backend on;
  documented_arrays arrays;
  arrays.step(on);
  on.finalize();
  EXPECT_TRUE(fake::initialised());
  EXPECT_EQ(fake::init_references(), 1u);
  EXPECT_EQ(aclFinalize(), 0);
}

// What it would do on the CPU too.
TEST_F(backend_test, that_falls_back_after_finalize) {
  signopt::backend_or_cpu on;
  on.finalize();
  host_data<double> data(5);
  const host_data<double> before = data;
  auto var = data.var_view(), m = data.m_view();
  const signopt::parameter_set<double> set{{data.var.data(), data.m.data(), data.grad.data(), data.size()}};
  const auto refuses = [](auto call) { expect_error<signopt::operand_error>(call, {"backend", "finalized"}); };
  refuses([&] { signopt::apply_add_sign(on, var, m, 0.1, 1, 1, 0.9, data.grad_view()); });
  refuses([&] { signopt::apply_add_sign_multi(on, set, 0.1, 1, 1, 0.9); });
  refuses([&] {
    signopt::apply_add_sign_n(on, data.var.data(), data.m.data(), 0.1, 1, 1, 0.9, data.grad.data(), data.size());
  });
  expect_untouched(data, before);
}

// Its session would end while it is at work.
TEST_F(backend_test, finalize_inside_run) {
  backend on;
  on.session().run([&](aclrtStream stream) {
    expect_error<signopt::operand_error>([&] { on.finalize(); }, {"finalize", "inside run()", "after"});
    EXPECT_EQ(aclrtSynchronizeStream(stream), 0);
  });
  documented_arrays arrays;
  arrays.step(on);
  arrays.expect_step();
  on.finalize();
  EXPECT_FALSE(fake::initialised());
}

// What is at work on another thread is waited for, and what comes too late is an error.
TEST_F(backend_test, finalize_beside_a_step) {
  backend on;
  signopt::ascend::session& session = on.session();
  std::atomic<bool> is_at_work{false}, may_end{false}, is_finalized{false};
  std::thread worker([&] {
    session.run([&](aclrtStream stream) {
      is_at_work = true;
      while (!may_end) std::this_thread::yield();
      EXPECT_EQ(aclrtSynchronizeStream(stream), 0) << "the stream is gone";
      EXPECT_FALSE(is_finalized);
    });
  });
  while (!is_at_work) std::this_thread::yield();
  std::thread late([&] {
    while (!may_end) std::this_thread::yield();
    try {
      for (;; std::this_thread::yield()) session.synchronize();
    } catch (const signopt::operand_error& error) {
      EXPECT_NE(std::string(error.what()).find("the backend was finalized"), std::string::npos) << error.what();
    }
  });
  std::thread ending([&] {
    const fake::application_scope is_the_application;
    on.finalize();
    is_finalized = true;
  });
  for (int i = 0; i < 100; ++i) std::this_thread::yield();
  EXPECT_FALSE(is_finalized);
  may_end = true;
  for (std::thread* const each : {&worker, &ending, &late}) each->join();
  EXPECT_TRUE(is_finalized);
  EXPECT_FALSE(fake::initialised());
}

// Of a stream whose work has failed there is nothing to wait for.
TEST_F(backend_test, finalize_after_a_failed_kernel) {
  backend on;
  documented_arrays arrays;
  fake::fail_kernel(1);
  EXPECT_THROW(arrays.step(on), signopt::ascend::error);
  fake::fail_nothing();
  fake::fail_call("aclrtSynchronizeStream", 1, 507035);
  on.finalize();
  EXPECT_FALSE(fake::initialised());
  EXPECT_EQ(fake::failed_calls().size(), 1u);
}

TEST_F(backend_test, moved_from) {
  backend first;
  backend second = std::move(first);
  const auto refuses = [](auto call) { expect_error<signopt::operand_error>(call, {"backend", "moved"}); };
  documented_arrays arrays;
  refuses([&] { arrays.step(first); });
  refuses([&] { first.synchronize(); });
  refuses([&] { first.finalize(); });
  EXPECT_TRUE(fake::initialised()) << "ACL is the other's to give back";
  second.finalize();
  refuses([&] { first.finalize(); });
  first = backend();
  arrays.step(first);
  arrays.expect_step();
  first.finalize();
}

// A backend that could not be made gives back what it alone has taken.
TEST_F(backend_test, that_cannot_be_made) {
  for (const int code : {0, 507899}) {  // of giving ACL back, which is not the error
    if (code != 0) fake::fail_call(finalizing_call, 1, code);
    try {
      backend on(7);
      ADD_FAILURE() << "there is no such device";
    } catch (const signopt::ascend::error& error) {
      EXPECT_STREQ(error.call(), "aclrtSetDevice");
    }
    EXPECT_EQ(fake::initialised(), code != 0);
    fake::fail_nothing();
  }
  EXPECT_THROW(backend(7), signopt::ascend::error);  // with what the last one could not give back
  backend on;
  EXPECT_EQ(fake::calls_of("aclInit"), 2);
  EXPECT_THROW(backend(7), signopt::ascend::error);
  EXPECT_TRUE(fake::initialised());
  on.finalize();
  EXPECT_FALSE(fake::initialised());
}

TEST_F(backend_test, a_failing_end_can_be_repeated) {
  backend on;
  fake::fail_call(finalizing_call, 1, 507899);
  EXPECT_THROW(on.finalize(), signopt::ascend::error);
  EXPECT_TRUE(fake::initialised());
  on.finalize();
  EXPECT_FALSE(fake::initialised());
}

}  // namespace
