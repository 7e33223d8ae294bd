// What the tests of objects that initialise ACL stand on: nobody has done it yet, and what a program does by these
// objects, it does itself. Compiled once more for the older interface, in which users are not counted.
#pragma once

#include <gtest/gtest.h>

#include <signopt/ascend_session.hpp>
#include <string>

#include "fixture.hpp"

namespace signopt_test {

constexpr bool counts_users = SIGNOPT_ACL_COUNTS_USERS;
constexpr const char* finalizing_call = counts_users ? "aclFinalizeReference" : "aclFinalize";

class ascend_runtime_fixture : public ::testing::Test {
 protected:
  ascend_runtime_fixture() {
    fake::reset();
    fake::set_version(counts_users ? 15 : 13);
  }
  ~ascend_runtime_fixture() override {
    for (const std::string& violation : fake::violations()) ADD_FAILURE() << "a rule of ACL is broken: " << violation;
    EXPECT_EQ(fake::live_objects(), fake::object_counts{});
    fake::reset();
  }

 private:
  fake::application_scope is_the_application_;
};

}  // namespace signopt_test
