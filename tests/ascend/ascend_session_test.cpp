// Sessions: their own streams and borrowed ones, moved from, on other threads, and what they leave of the caller's
// context.
#include <gtest/gtest.h>

#include <memory>
#include <signopt/ascend.hpp>
#include <thread>
#include <type_traits>
#include <utility>

#include "fixture.hpp"
#include "host_data.hpp"
#include "support/errors.hpp"

namespace {

using namespace signopt_test;
using signopt::operand_error;
using signopt::ascend::session;

class ascend_session : public ascend_test {
 protected:
  void SetUp() override {
    ascend_test::SetUp();
    fake::set_device_count(2);
  }
};

void expect_step(session& on, std::size_t n = 20) {
  host_data<float> data(n), expected = data;
  auto var = data.var_view(), m = data.m_view();
  signopt::apply_add_sign(on, var, m, usual.lr, usual.alpha, usual.sign_decay, usual.beta, data.grad_view());
  expected.step();
  expect_results(data, expected);
}

static_assert(!std::is_copy_constructible_v<session> && !std::is_copy_assignable_v<session>);
static_assert(std::is_nothrow_move_constructible_v<session> && std::is_nothrow_move_assignable_v<session>);
static_assert(std::is_nothrow_destructible_v<session>);

TEST_F(ascend_session, owns_a_stream_and_one_count_of_its_device) {
  const device_scope device(0);
  const fake::object_counts before = fake::live_objects();
  {
    session made(0);
    EXPECT_NE(made.stream(), nullptr);
    EXPECT_EQ(fake::live_objects().streams, before.streams + 1);
    EXPECT_EQ(fake::live_objects().device_references, before.device_references + 1);
    session second(0);
    EXPECT_NE(second.stream(), made.stream());
    expect_step(made);
    expect_step(second);
  }
  EXPECT_EQ(fake::live_objects(), before);
}

TEST_F(ascend_session, unknown_device) {
  const auto call = [](int device) { session made(device); };
  for (const int device : {-1, 2, 1000}) {
    try {
      call(device);
      ADD_FAILURE() << "device " << device;
    } catch (const signopt::ascend::error& error) {
      EXPECT_STREQ(error.call(), "aclrtSetDevice");
      EXPECT_EQ(error.code(), 107001);
    }
  }
}

// Everything that a session does.
void use_in_full() {
  const aclrtContext callers = current_context();
  const auto look = [](const char* what) { return std::make_unique<fake::unchanged_context>(what); };
  auto guard = look("construction");
  auto made = std::make_unique<session>(0);
  guard = look("a step");
  expect_step(*made);
  guard = look("synchronize");
  made->synchronize();
  guard = look("run");
  made->run([](aclrtStream) {});
  guard = look("a step that fails");
  fake::fail_call("aclopCompileAndExecute", 1, 500002);
  Eigen::ArrayXf var(1), m(1);
  var << 1;
  m << 1;
  const auto step = [&] { signopt::apply_add_sign(*made, var, m, 0.1, 1, 1, 0.9, var + m); };
  EXPECT_THROW(step(), signopt::ascend::error);
  fake::fail_nothing();
  // a thread that had none has that of the session, which may end with it
  guard = callers != nullptr ? look("destruction") : nullptr;
  made.reset();
}

// With another device current, the same one, another context of it, and none.
TEST_F(ascend_session, callers_context_is_kept) {
  {
    const device_scope other(1);
    use_in_full();
    const device_scope same(0);
    use_in_full();
    aclrtContext own = nullptr;
    as_application([&] { EXPECT_EQ(aclrtCreateContext(&own, 0), 0); });
    use_in_full();
    EXPECT_EQ(current_context(), own);
    as_application([&] { EXPECT_EQ(aclrtDestroyContext(own), 0); });
  }
  use_in_full();
}

TEST_F(ascend_session, borrowed_stream) {
  const device_scope device(0);
  const stream_scope own;
  {
    const fake::object_counts before = fake::live_objects();
    session made(0, own.stream);
    EXPECT_EQ(fake::live_objects(), before);
    EXPECT_EQ(made.stream(), own.stream);
    expect_step(made);
    made.release_buffers();
    EXPECT_EQ(fake::live_objects(), before);
    session moved = std::move(made);
    made = session(0, own.stream);
    EXPECT_EQ(fake::live_objects(), before);
    fake::restart_counting();
  }
  EXPECT_EQ(fake::calls(), std::vector<std::string>()) << "the destructor has nothing to give back";
  EXPECT_EQ(aclrtSynchronizeStream(own.stream), 0);
}

TEST_F(ascend_session, borrowing_what_cannot_be_borrowed) {
  const auto borrow = [](int device, aclrtStream stream) { session made(device, stream); };
  const device_scope device(1);
  expect_no_acl_call([&] {
    expect_error<operand_error>([&] { borrow(1, nullptr); }, {"borrow", "default", "stream"});
  });
  {
    const stream_scope own;
    expect_error<operand_error>([&] { borrow(0, own.stream); }, {"device", "0", "1", "borrow", "stream"});
  }
  std::thread([&] {
    // no device is current
    EXPECT_THROW(borrow(0, reinterpret_cast<aclrtStream>(0x40)), signopt::ascend::error);
  }).join();
}

// The stream is another device's, which only the launch can tell: nothing has changed.
TEST_F(ascend_session, borrowed_stream_of_another_device) {
  const device_scope first(0);
  const stream_scope own;
  const aclrtContext contexts_of_first = current_context();
  {
    const device_scope second(1);
    session made(1, own.stream);
    const host_data<float> before(9);
    host_data<float> data = before;
    auto var = data.var_view(), m = data.m_view();
    try {
      signopt::apply_add_sign(made, var, m, 0.1, 1, 1, 0.9, data.grad_view());
      ADD_FAILURE() << "accepted";
    } catch (const signopt::ascend::error& error) {
      EXPECT_EQ(error.code(), 107003) << error.what();
    }
    expect_untouched(data, before);
  }
  EXPECT_EQ(aclrtSetCurrentContext(contexts_of_first), 0);
}

TEST_F(ascend_session, moved_from) {
  session first(0);
  const aclrtStream stream = first.stream();
  session second = std::move(first);
  EXPECT_EQ(second.stream(), stream);
  Eigen::ArrayXf var(1), m(1), grad(1);
  var << 1;
  m << 1;
  grad << 1;
  const signopt::parameter_set<float> set{{var.data(), m.data(), grad.data(), 1}};
  expect_no_acl_call([&] {
    const auto refuses = [](auto call) { expect_error<operand_error>(call, {"session", "moved"}); };
    refuses([&] { static_cast<void>(first.stream()); });
    refuses([&] { first.synchronize(); });
    refuses([&] { first.run([](aclrtStream) { ADD_FAILURE() << "called"; }); });
  });
  const auto refuses = [](auto call) { expect_error<operand_error>(call, {"session", "moved"}); };
  refuses([&] { signopt::apply_add_sign(first, var, m, 0.1, 1, 1, 0.9, grad); });
  refuses([&] { signopt::apply_add_sign_multi(first, set, 0.1, 1, 1, 0.9); });
  EXPECT_EQ(var[0], 1.0f);
  expect_step(second);
  first = session(1);
  expect_step(first);
  // assigned to, it gives back what it had
  const int references = fake::live_objects().device_references;
  first = std::move(second);
  EXPECT_EQ(fake::live_objects().device_references, references - 1);
  EXPECT_EQ(first.stream(), stream);
  expect_step(first);
}

// A session that borrows its stream gives back the memory that its steps have left, whatever device is current.
TEST_F(ascend_session, borrowed_stream_and_memory) {
  const device_scope device(0);
  const stream_scope own;
  const aclrtContext contexts_of_first = current_context();
  const fake::object_counts before = fake::live_objects();
  auto made = std::make_unique<session>(0, own.stream);
  expect_step(*made);
  EXPECT_GT(fake::live_objects().device_bytes, before.device_bytes);
  {
    const device_scope second(1);
    const fake::unchanged_context is_kept("destruction");
    made.reset();
  }
  EXPECT_EQ(aclrtSetCurrentContext(contexts_of_first), 0);
  EXPECT_EQ(fake::live_objects(), before);
}

// Made on one thread, used on another, destroyed on a third.
TEST_F(ascend_session, any_thread) {
  std::unique_ptr<session> made;
  std::thread([&] { made = std::make_unique<session>(1); }).join();
  expect_step(*made);
  const device_scope device(0);
  {
    const fake::unchanged_context is_kept("a step with a session of another thread");
    expect_step(*made);
  }
  std::thread([&] { expect_step(*made); }).join();
  std::thread([&] { made.reset(); }).join();
}

}  // namespace
