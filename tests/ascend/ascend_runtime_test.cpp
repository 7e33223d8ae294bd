// The object that initialises ACL for programs in which nobody else does: who finalises it, and what is used after
// that. Compiled once more for the older interface, in which users are not counted.
#include <gtest/gtest.h>

#include <memory>
#include <signopt/ascend.hpp>

#include "each_failing_call.hpp"
#include "host_data.hpp"
#include "runtime_fixture.hpp"
#include "support/errors.hpp"

namespace {

using namespace signopt_test;
using signopt::ascend::runtime;
using signopt::ascend::session;

class ascend_runtime : public ascend_runtime_fixture {};

TEST_F(ascend_runtime, initialises_and_finalises) {
  runtime acl;
  EXPECT_TRUE(acl.is_owner());
  EXPECT_TRUE(fake::initialised());
  {
    session made(0);
    made.synchronize();
  }
  acl.finalize();
  EXPECT_FALSE(fake::initialised());
  EXPECT_EQ(fake::calls_of(finalizing_call), 1);
  acl.finalize();
  EXPECT_EQ(fake::calls_of(finalizing_call), 1) << "a second time it does nothing";
}

TEST_F(ascend_runtime, destructor_finalises_nothing) {
  { runtime acl; }
  EXPECT_TRUE(fake::initialised());
  EXPECT_EQ(fake::calls(), std::vector<std::string>{"aclInit"});
}

TEST_F(ascend_runtime, initialised_before) {
  ASSERT_EQ(aclInit(nullptr), 0);
  runtime acl;
  EXPECT_FALSE(acl.is_owner());
  acl.finalize();
  EXPECT_TRUE(fake::initialised()) << "it is somebody else's";
  EXPECT_EQ(fake::init_references(), 1u);
  EXPECT_EQ(aclFinalize(), 0);
}

TEST_F(ascend_runtime, two_of_them) {
  runtime first, second;
  EXPECT_TRUE(first.is_owner());
  EXPECT_FALSE(second.is_owner());
  second.finalize();
  EXPECT_TRUE(fake::initialised());
  first.finalize();
  EXPECT_FALSE(fake::initialised());
}

// Somebody else has finalised it: that is as good.
TEST_F(ascend_runtime, finalised_before) {
  runtime acl;
  ASSERT_EQ(aclFinalize(), 0);
  EXPECT_NO_THROW(acl.finalize());
}

TEST_F(ascend_runtime, configuration_file) {
  const auto construct = [] { runtime acl("/no/such/file.json"); };
  EXPECT_TRUE(threw(construct, "aclInit", 100003));
  EXPECT_FALSE(fake::initialised());
}

// The message says more than the number does, where ACL says little.
TEST_F(ascend_runtime, no_device_and_so_no_start) {
  fake::set_init_needs_device(true);
  fake::set_device_count(0);
  try {
    runtime acl;
    ADD_FAILURE() << "accepted";
  } catch (const signopt::ascend::error& error) {
    expect_acl_error(error, "aclInit", 500000);
    EXPECT_NE(std::string(error.what()).find("no device, or no driver"), std::string::npos) << error.what();
  }
}

// What a code means of one call, it need not mean of another.
TEST_F(ascend_runtime, advice_is_of_the_call_that_failed) {
  runtime acl;
  const auto message_of = [](const char* call, int code) {
    fake::fail_call(call, 1, code);
    try {
      const signopt::ascend::session on(0);
    } catch (const signopt::ascend::error& error) {
      fake::fail_nothing();
      return std::string(error.what());
    }
    ADD_FAILURE() << call << " did not fail";
    return std::string();
  };
  EXPECT_EQ(message_of("aclrtCreateStream", 500000).find("no device"), std::string::npos);
  EXPECT_NE(message_of("aclrtCreateStream", 207001).find("memory is full"), std::string::npos);
  EXPECT_NE(message_of("aclrtCreateStream", 207018).find("memory is full"), std::string::npos);
  acl.finalize();
}

TEST_F(ascend_runtime, a_failing_start) {
  fake::fail_call("aclInit", 1, ordered_code);
  EXPECT_TRUE(threw([] { runtime acl; }, "aclInit", ordered_code));
  EXPECT_FALSE(fake::initialised());
  runtime acl;
  EXPECT_TRUE(fake::initialised());
  acl.finalize();
}

TEST_F(ascend_runtime, a_failing_end_can_be_repeated) {
  runtime acl;
  fake::fail_call(finalizing_call, 1, ordered_code);
  EXPECT_TRUE(threw([&] { acl.finalize(); }, finalizing_call, ordered_code));
  EXPECT_TRUE(fake::initialised());
  acl.finalize();
  EXPECT_FALSE(fake::initialised());
}

void expect_uninitialised(const char* call, void (*work)()) { EXPECT_TRUE(threw(work, call, 100001)); }

TEST_F(ascend_runtime, use_before_and_after) {
  for (int time = 0; time < 2; ++time) {
    EXPECT_FALSE(signopt::ascend::is_available());
    expect_uninitialised("aclrtGetCurrentContext", [] { session made(0); });
    expect_uninitialised("aclrtGetDevice", [] { session made(0, reinterpret_cast<aclrtStream>(0x40)); });
    expect_uninitialised("aclopCompileAndExecute", [] {
      const auto at = [](std::uintptr_t number) { return reinterpret_cast<float*>(number); };
      signopt::ascend::apply_add_sign_async(at(0x1000), at(0x2000), 0.1, 1, 1, 0.9, at(0x3000), 4,
                                            reinterpret_cast<aclrtStream>(0x40));
    });
    runtime acl;
    EXPECT_TRUE(signopt::ascend::is_available());
    acl.finalize();
  }
}

// A framework that finalizes ACL under a session breaks a rule, and no more than that: the session's calls are errors,
// its end is silent.
TEST_F(ascend_runtime, session_that_outlives_acl) {
  runtime acl;
  auto made = std::make_unique<session>(0);
  ASSERT_EQ(aclFinalize(), 0);
  const std::vector<std::string> violations = fake::violations();
  ASSERT_EQ(violations.size(), 1u);
  EXPECT_NE(violations[0].find("ends the runtime while this is alive"), std::string::npos) << violations[0];
  fake::forget_violations();
  const host_data<float> before(6);
  host_data<float> data = before;
  auto var = data.var_view(), m = data.m_view();
  const auto step = [&] { signopt::apply_add_sign(*made, var, m, 0.1, 1, 1, 0.9, data.grad_view()); };
  EXPECT_TRUE(threw(step, "aclrtGetCurrentContext", 100001));
  EXPECT_TRUE(threw([&] { made->synchronize(); }, "aclrtGetCurrentContext", 100001));
  expect_untouched(data, before);
  made.reset();
  EXPECT_EQ(fake::violations(), std::vector<std::string>());
  fake::reset();
}

// finalize() while sessions live, wherever they are, does nothing and says how many there are.
TEST_F(ascend_runtime, finalize_while_a_session_lives) {
  runtime acl, adopted;
  auto first = std::make_unique<session>(0);
  session second(0);
  const auto refuses = [](runtime& which, const char* count) {
    fake::restart_counting();
    expect_error<signopt::operand_error>([&] { which.finalize(); }, {"finalize", count, "alive", "destructors"});
    EXPECT_EQ(fake::calls(), std::vector<std::string>());
  };
  refuses(acl, "2");
  refuses(adopted, "2");
  first.reset();
  refuses(acl, "1");
  session third = std::move(second);
  refuses(acl, "1");
  third.synchronize();
  third = session(0);
  EXPECT_THROW(session(7), signopt::ascend::error) << "one that could not be made does not count";
  refuses(acl, "1");
  { session last = std::move(third); }
  adopted.finalize();
  acl.finalize();
  EXPECT_FALSE(fake::initialised());
}

// All in one scope, as a small program has them, and with the objects destroyed in each order.
TEST_F(ascend_runtime, every_order_of_destruction) {
  for (const bool runtime_goes_first : {false, true}) {
    SCOPED_TRACE(runtime_goes_first);
    {
      auto acl = std::make_unique<runtime>();
      auto first = std::make_unique<session>(0), second = std::make_unique<session>(0);
      host_data<float> data(6), expected = data;
      auto var = data.var_view(), m = data.m_view();
      signopt::apply_add_sign(*first, var, m, usual.lr, usual.alpha, usual.sign_decay, usual.beta, data.grad_view());
      expected.step();
      expect_results(data, expected);
      if (runtime_goes_first) acl.reset();
      runtime_goes_first ? first.reset() : second.reset();
    }
    EXPECT_EQ(fake::violations(), std::vector<std::string>());
    EXPECT_EQ(fake::live_objects(), fake::object_counts{});
    EXPECT_TRUE(fake::initialised()) << "nothing is finalized unasked";
    fake::reset();
  }
}

TEST_F(ascend_runtime, one_scope) {
  {
    runtime acl;
    session npu(0);
    npu.synchronize();
  }
  runtime again;
  again.finalize();
  EXPECT_TRUE(fake::initialised()) << "what the first one did is not the second one's to take back";
}

}  // namespace
