// What the tests of the Ascend front end stand on: a runtime that the program has initialised, and at the end of each
// test no rule of ACL broken and nothing left behind.
#pragma once

#include <acl/acl.h>
#include <gtest/gtest.h>

#include <functional>
#include <ostream>
#include <string>

#include "fake_acl/fake_acl.hpp"

namespace signopt_test {

namespace fake = fake_acl;

// What a program does around the library, which may not.
template <class Calls>
void as_application(Calls calls) {
  const fake::application_scope scope;
  calls();
}

// The application's own use of a device, on this thread.
class device_scope {
 public:
  explicit device_scope(int device) : device_(device) {
    as_application([&] { EXPECT_EQ(aclrtSetDevice(device_), 0); });
  }
  ~device_scope() {
    as_application([&] { EXPECT_EQ(aclrtResetDevice(device_), 0); });
  }
  device_scope(const device_scope&) = delete;
  device_scope& operator=(const device_scope&) = delete;

 private:
  int device_;
};

// A stream of the application's, which nobody else may destroy.
class stream_scope {
 public:
  stream_scope() {
    as_application([&] { EXPECT_EQ(aclrtCreateStream(&stream), 0); });
    fake::protect_stream(stream);
  }
  ~stream_scope() {
    fake::unprotect_stream(stream);
    as_application([&] { EXPECT_EQ(aclrtDestroyStream(stream), 0); });
  }
  stream_scope(const stream_scope&) = delete;
  stream_scope& operator=(const stream_scope&) = delete;

  aclrtStream stream = nullptr;
};

inline aclrtContext current_context() {
  aclrtContext context = nullptr;
  return aclrtGetCurrentContext(&context) == 0 ? context : nullptr;
}

class ascend_test : public ::testing::Test {
 protected:
  void SetUp() override {
    fake::reset();
    as_application([] { ASSERT_EQ(aclInit(nullptr), 0); });
    before_ = fake::live_objects();
  }

  void TearDown() override {
    fake::fail_nothing();
    for (const std::string& violation : fake::violations()) ADD_FAILURE() << "a rule of ACL is broken: " << violation;
    for (const std::string& warning : fake::warnings()) ADD_FAILURE() << "unwise: " << warning;
    EXPECT_EQ(fake::live_objects(), before_) << "the test has left something behind";
    fake::reset();
  }

 private:
  fake::object_counts before_{};
};

// Wherever the operator writes: to the memory of its inputs, to that of its outputs, to both.
class ascend_modes_test : public ascend_test, public ::testing::WithParamInterface<fake::outputs> {
 protected:
  void SetUp() override {
    ascend_test::SetUp();
    fake::set_mode(GetParam());
  }
};

inline std::string name_of_mode(const ::testing::TestParamInfo<fake::outputs>& mode) {
  return mode.param == fake::outputs::ref ? "ref" : mode.param == fake::outputs::noref ? "noref" : "both";
}

#define SIGNOPT_TEST_IN_EACH_MODE(suite) \
  INSTANTIATE_TEST_SUITE_P(              \
      mode, suite, ::testing::Values(fake::outputs::ref, fake::outputs::noref, fake::outputs::both), name_of_mode)

// No call of ACL at all.
template <class Call>
void expect_no_acl_call(Call call) {
  fake::restart_counting();
  call();
  EXPECT_EQ(fake::calls(), std::vector<std::string>());
}

}  // namespace signopt_test
