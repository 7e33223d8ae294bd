// Sessions on several threads: one for each, and one for all. Streams work on threads of their own here, so that a race
// is one for ThreadSanitizer too.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <optional>
#include <signopt/ascend.hpp>
#include <thread>
#include <vector>

#include "device_data.hpp"
#include "fixture.hpp"
#include "host_data.hpp"

namespace {

using namespace signopt_test;
using Eigen::half;
using signopt::ascend::session;

class ascend_threads : public ascend_modes_test {
 protected:
  void SetUp() override {
    ascend_modes_test::SetUp();
    fake::set_mode(fake::execution::threaded);
    fake::set_device_count(2);
  }

  template <class Work>
  static void on_threads(int count, Work work) {
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) threads.emplace_back(work, i);
    for (std::thread& thread : threads) thread.join();
  }

  template <class T>
  static void expect_steps(session& on, int seed) {
    host_data<T> data(30 + static_cast<std::size_t>(seed), static_cast<std::uint64_t>(seed)), expected = data;
    auto var = data.var_view(), m = data.m_view();
    for (int step = 0; step < 10; ++step) {
      signopt::apply_add_sign(on, var, m, usual.lr, usual.alpha, usual.sign_decay, usual.beta, data.grad_view());
      expected.step();
      expect_results(data, expected);
    }
  }
};
SIGNOPT_TEST_IN_EACH_MODE(ascend_threads);

TEST_P(ascend_threads, a_session_each) {
  on_threads(4, [](int i) {
    for (int time = 0; time < 3; ++time) {
      session own(i % 2);
      expect_steps<float>(own, i);
      expect_steps<half>(own, i);
    }
  });
}

// A session has left its device's context on this thread, where it lives by another session alone. While one more is
// opened here, which puts that context back, the other must not end.
TEST_P(ascend_threads, none_ends_while_one_is_opened) {
  std::optional<session> other;
  std::thread([&] { other.emplace(0); }).join();
  { const session left(0); }
  std::thread ending;
  std::atomic<bool> has_ended{false};
  fake::on_set_device([&] {
    ending = std::thread([&] {
      other.reset();
      has_ended = true;
    });
    for (int wait = 0; wait < 50 && !has_ended; ++wait) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  });
  session own(0);
  fake::on_set_device(nullptr);
  ending.join();
  expect_steps<float>(own, 1);
}

// The launch gives way, so that others would come between if they could: two threads that launch on one stream are a
// violation.
TEST_P(ascend_threads, one_session_for_all) {
  std::atomic<int> inside{0};
  fake::on_launch([&] {
    EXPECT_EQ(++inside, 1);
    std::this_thread::sleep_for(std::chrono::microseconds(50));
    --inside;
  });
  session shared(0);
  on_threads(4, [&](int i) {
    expect_steps<float>(shared, i);
    shared.synchronize();
    host_data<float> data(12), expected = data;
    const signopt::parameter_set<float> set{{data.var.data(), data.m.data(), data.grad.data(), 12}};
    signopt::apply_add_sign_multi(shared, set, usual.lr, usual.alpha, usual.sign_decay, usual.beta);
    expected.step();
    expect_results(data, expected);
  });
  fake::on_launch(nullptr);
}

TEST_P(ascend_threads, run_lets_one_in) {
  session shared(0);
  int inside = 0, entered = 0;  // guarded by run
  on_threads(4, [&](int) {
    for (int time = 0; time < 20; ++time) {
      shared.run([&](aclrtStream) {
        EXPECT_EQ(++inside, 1);
        ++entered;
        std::this_thread::yield();
        --inside;
      });
    }
  });
  EXPECT_EQ(entered, 80);
}

TEST_P(ascend_threads, device_memory_of_each) {
  session shared(0);
  on_threads(3, [&](int i) {
    const device_scope device(0);
    const host_data<float> before(64, static_cast<std::uint64_t>(i));
    host_data<float> expected = before;
    const device_data<float> data(before);
    for (int step = 0; step < 5; ++step) {
      shared.run([&](aclrtStream stream) {
        signopt::ascend::apply_add_sign_async(data.var.data, data.m.data, usual.lr, usual.alpha, usual.sign_decay,
                                              usual.beta, data.grad.data, 64, stream);
      });
      expected.step();
    }
    shared.synchronize();
    data.expect_results(expected);
  });
}

// Errors of one thread are that thread's: the message too.
TEST_P(ascend_threads, errors_stay_where_they_belong) {
  on_threads(4, [](int i) {
    session own(0);
    host_data<float> data(9);
    auto var = data.var_view(), m = data.m_view();
    for (int time = 0; time < 10; ++time) {
      const int unknown = 100 + 10 * i + time;
      try {
        session refused(unknown);
        ADD_FAILURE() << "accepted";
      } catch (const signopt::ascend::error& error) {
        EXPECT_NE(std::string(error.what()).find("device " + std::to_string(unknown)), std::string::npos)
            << error.what();
      }
      EXPECT_NO_THROW(signopt::apply_add_sign(own, var, m, 0.1, 1, 1, 0.9, data.grad_view()));
    }
  });
}

}  // namespace
