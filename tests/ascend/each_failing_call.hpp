// Every call of ACL that a piece of work makes is made to fail, one after the other, and what then has to be so.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <signopt/ascend.hpp>
#include <string>
#include <vector>

#include "fixture.hpp"
#include "support/errors.hpp"

namespace signopt_test {

// One that no call gives by itself.
inline constexpr int ordered_code = 507899;

// The calls that can fail, in order, of work that goes well.
template <class Work>
std::vector<std::string> calls_that_can_fail(Work work) {
  const std::vector<std::string> cannot{"aclCreateTensorDesc", "aclCreateDataBuffer", "aclDestroyTensorDesc",
                                        "aclGetRecentErrMsg", "aclrtGetSocName"};
  fake::restart_counting();
  work();
  std::vector<std::string> calls;
  for (const std::string& call : fake::calls()) {
    if (std::find(cannot.begin(), cannot.end(), call) == cannot.end()) calls.push_back(call);
  }
  EXPECT_EQ(static_cast<int>(calls.size()), fake::call_count());
  return calls;
}

inline void expect_acl_error(const signopt::ascend::error& error, const std::string& call, int code) {
  EXPECT_EQ(error.call(), call);
  EXPECT_EQ(error.code(), code);
  const std::string message = error.what();
  EXPECT_EQ(message.rfind("signopt: " + call + " returned ", 0), 0u) << message;
  if (code != 0) {
    EXPECT_TRUE(contains_word(message, std::to_string(code))) << message;
  }
  EXPECT_NE(message.find("fake ACL: " + call), std::string::npos) << "without ACL's own message: " << message;
}

// Calls `work` with a failure ordered. Whether it threw, and that what it threw is what it has to be.
template <class Work>
bool threw(Work work, const std::string& call, int code) {
  try {
    work();
    return false;
  } catch (const signopt::ascend::error& error) {
    expect_acl_error(error, call, code);
  } catch (const std::exception& error) {
    ADD_FAILURE() << "something else than an ascend::error: " << error.what();
  }
  return true;
}

// work()            what is done, from one state to the same
// is_cleanup(c, i)  whether the i-th call of the name c, from 0, gives something up: a failure of it is nobody's to see
// unchanged()       expects what holds after an error
// done()            expects what holds after work that went well, and makes it undone
// How many calls there are.
template <class Work, class IsCleanup, class Unchanged, class Done>
std::size_t fail_each_call(Work work, IsCleanup is_cleanup, Unchanged unchanged, Done done) {
  const std::vector<std::string> calls = calls_that_can_fail(work);
  done();
  const fake::object_counts before = fake::live_objects();
  for (std::size_t k = 0; k < calls.size(); ++k) {
    const std::string& call = calls[k];
    const auto end = calls.begin() + static_cast<std::ptrdiff_t>(k);
    const auto of_name = static_cast<int>(std::count(calls.begin(), end, call));
    SCOPED_TRACE(::testing::Message() << "call " << k + 1 << " of " << calls.size() << " fails: " << call << ", number "
                                      << of_name + 1 << " of this name");
    fake::fail_call(static_cast<int>(k) + 1, ordered_code);
    const bool has_thrown = threw(work, call, ordered_code);
    EXPECT_EQ(fake::failed_calls(), std::vector<std::string>{call});
    fake::fail_nothing();
    EXPECT_EQ(has_thrown, !is_cleanup(call, of_name));
    EXPECT_EQ(fake::live_objects(), before) << "something is left behind";
    has_thrown ? unchanged() : done();
    // and the next call is as good as ever
    work();
    EXPECT_EQ(fake::live_objects(), before);
    done();
  }
  return calls.size();
}

// The same for the calls that make objects, and give null instead.
template <class Work, class Unchanged, class Done>
int fail_each_create(Work work, Unchanged unchanged, Done done) {
  fake::restart_counting();
  work();
  done();
  const int creates = fake::create_count();
  const std::vector<std::string> all = fake::calls();
  std::vector<std::string> calls;
  std::copy_if(all.begin(), all.end(), std::back_inserter(calls),
               [](const std::string& call) { return call.rfind("aclCreate", 0) == 0; });
  EXPECT_EQ(static_cast<int>(calls.size()), creates);
  const fake::object_counts before = fake::live_objects();
  for (int k = 1; k <= creates; ++k) {
    SCOPED_TRACE(::testing::Message() << "null from create " << k << " of " << creates);
    fake::fail_create(k);
    EXPECT_TRUE(threw(work, calls[static_cast<std::size_t>(k) - 1], 0));
    fake::fail_nothing();
    EXPECT_EQ(fake::live_objects(), before) << "something is left behind";
    unchanged();
    work();
    EXPECT_EQ(fake::live_objects(), before);
    done();
  }
  return creates;
}

}  // namespace signopt_test
