// Every single call fails once that a session, the runtime object and is_available make.
#include <gtest/gtest.h>

#include <memory>
#include <signopt/ascend.hpp>

#include "each_failing_call.hpp"
#include "fixture.hpp"
#include "host_data.hpp"

namespace {

using namespace signopt_test;
using signopt::ascend::session;

class ascend_session_failure : public ascend_test {
 protected:
  void SetUp() override {
    ascend_test::SetUp();
    fake::set_device_count(2);
  }
};

const auto nothing = [] {};
const auto any_call = [](const std::string&, int) { return true; };
const auto no_call = [](const std::string&, int) { return false; };

// The thread's context comes back by calls that nobody can see fail; the first is the one that asks for it.
bool brings_context_back(const std::string& call, int number) {
  return call == "aclrtSetCurrentContext" || (call == "aclrtGetCurrentContext" && number == 2);
}

template <class Check>
void with_each_callers_device(Check check) {
  for (const int callers_device : {0, 1}) {
    SCOPED_TRACE(::testing::Message() << "device " << callers_device << " is current");
    const device_scope device(callers_device);
    const aclrtContext callers = current_context();
    check([callers](bool is_expected) {
      if (is_expected) {
        EXPECT_EQ(current_context(), callers);
      }
      EXPECT_EQ(aclrtSetCurrentContext(callers), 0);
    });
  }
}

TEST_F(ascend_session_failure, construction) {
  with_each_callers_device([](auto context_is_back) {
    std::unique_ptr<session> made;
    const auto construct = [&] { made = std::make_unique<session>(0); };
    const auto calls = calls_that_can_fail(construct);
    made.reset();
    const fake::object_counts before = fake::live_objects();
    for (std::size_t k = 0; k < calls.size(); ++k) {
      SCOPED_TRACE(::testing::Message() << "call " << k + 1 << " fails: " << calls[k]);
      const auto end = calls.begin() + static_cast<std::ptrdiff_t>(k);
      const auto number = static_cast<int>(std::count(calls.begin(), end, calls[k]));
      fake::fail_call(static_cast<int>(k) + 1, ordered_code);
      EXPECT_EQ(threw(construct, calls[k], ordered_code), !brings_context_back(calls[k], number));
      fake::fail_nothing();
      context_is_back(made == nullptr);
      if (made != nullptr) {
        EXPECT_NO_THROW(made->synchronize());
        made.reset();
      }
      EXPECT_EQ(fake::live_objects(), before) << "something is left behind";
      construct();
      made.reset();
    }
    EXPECT_GE(calls.size(), 5u);
  });
}

TEST_F(ascend_session_failure, construction_on_a_thread_without_a_device) {
  // what the thread has afterwards is free
  EXPECT_GE(fail_each_call([] { session made(0); },
                           [](const std::string& call, int number) {
                             return call != "aclrtSetDevice" && call != "aclrtCreateStream" &&
                                    (call != "aclrtGetCurrentContext" || number > 1);
                           },
                           nothing, nothing),
            8u);
}

TEST_F(ascend_session_failure, borrowing_a_stream) {
  const device_scope device(0);
  const stream_scope own;
  EXPECT_EQ(fail_each_call([&] { session made(0, own.stream); }, no_call, nothing, nothing), 2u);
}

// Whatever fails in the destructor: nothing is thrown, and all is given back.
TEST_F(ascend_session_failure, destruction) {
  with_each_callers_device([](auto context_is_back) {
    const fake::object_counts before = fake::live_objects();
    auto made = std::make_unique<session>(0);
    const auto calls = calls_that_can_fail([&] { made.reset(); });
    context_is_back(true);
    EXPECT_GE(calls.size(), 5u);
    for (std::size_t k = 0; k < calls.size(); ++k) {
      SCOPED_TRACE(::testing::Message() << "call " << k + 1 << " fails: " << calls[k]);
      made = std::make_unique<session>(0);
      fake::fail_call(static_cast<int>(k) + 1, ordered_code);
      EXPECT_NO_THROW(made.reset());
      fake::fail_nothing();
      context_is_back(calls[k] != "aclrtGetCurrentContext" && calls[k] != "aclrtSetCurrentContext");
      EXPECT_EQ(fake::live_objects(), before) << "something is left behind";
    }
  });
}

// A stream whose work has failed is waited for, and that error is nobody's.
TEST_F(ascend_session_failure, destruction_after_a_failed_kernel) {
  const device_scope device(0);
  void* memory[3];
  as_application([&] {
    for (void*& each : memory) {
      EXPECT_EQ(aclrtMalloc(&each, 16, ACL_MEM_MALLOC_HUGE_FIRST), 0);
    }
  });
  const auto at = [&](int i) { return static_cast<float*>(memory[i]); };
  {
    session made(0);
    fake::fail_kernel(1);
    made.run([&](aclrtStream stream) {
      signopt::ascend::apply_add_sign_async(at(0), at(1), 0.1, 1, 1, 0.9, at(2), 4, stream);
    });
  }
  as_application([&] {
    for (void* const each : memory) {
      EXPECT_EQ(aclrtFree(each), 0);
    }
  });
}

TEST_F(ascend_session_failure, synchronize_and_run) {
  with_each_callers_device([](auto context_is_back) {
    session made(0);
    const auto check = [&](auto work) {
      const auto is_cleanup = [](const std::string& call, int number) {
        return number > 0 && (call == "aclrtGetCurrentContext" || call == "aclrtSetCurrentContext");
      };
      return fail_each_call(
          work, is_cleanup, [&] { context_is_back(true); }, [&] { context_is_back(false); });
    };
    EXPECT_GE(check([&] { made.synchronize(); }), 4u);
    EXPECT_GE(check([&] { made.run([](aclrtStream) {}); }), 3u);
  });
}

// What the work of run() throws comes through, with the context back.
TEST_F(ascend_session_failure, run_passes_exceptions_on) {
  with_each_callers_device([](auto context_is_back) {
    session made(0);
    EXPECT_THROW(made.run([](aclrtStream) { throw 5; }), int);
    context_is_back(true);
    EXPECT_NO_THROW(made.synchronize());
  });
}

TEST_F(ascend_session_failure, is_available) {
  EXPECT_TRUE(signopt::ascend::is_available());
  EXPECT_EQ(fail_each_call([] { static_cast<void>(signopt::ascend::is_available()); }, any_call, nothing, nothing), 1u);
  fake::fail_call(1, ordered_code);
  EXPECT_FALSE(signopt::ascend::is_available());
  fake::fail_nothing();
  fake::set_device_count(0);
  EXPECT_FALSE(signopt::ascend::is_available());
  static_assert(noexcept(signopt::ascend::is_available()));
}

}  // namespace
