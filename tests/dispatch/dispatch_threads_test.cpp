// The choice of the target among threads: first calls that come at once, and changes while others compute.
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <signopt/apply_add_sign.hpp>
#include <string>
#include <thread>
#include <vector>

#include "support/scalar_check.hpp"
#include "support/targets.hpp"

namespace {

using namespace signopt_test;

class dispatch_threads : public ::testing::Test {
 protected:
  void SetUp() override { signopt::use_target("auto"); }
  void TearDown() override { signopt::use_target("auto"); }
};

// A thread that saw no choice yet, and was overtaken by use_target().
TEST_F(dispatch_threads, a_late_first_call_does_not_undo_a_choice) {
  for (const std::string& name : target_names()) {
    signopt::use_target(name);
    const int chosen = signopt::detail::chosen_target;
    EXPECT_EQ(signopt::detail::decide_target(), chosen);
    EXPECT_EQ(signopt::active_target(), name);
  }
}

// Calls `body(number)` in threads that start together.
void run_together(int threads, const std::function<void(int)>& body) {
  std::atomic<int> waiting{threads};
  std::vector<std::thread> running;
  for (int number = 0; number < threads; ++number) {
    running.emplace_back([&, number] {
      --waiting;
      while (waiting != 0) std::this_thread::yield();
      body(number);
    });
  }
  for (std::thread& thread : running) thread.join();
}

TEST_F(dispatch_threads, threads_that_decide_at_once_agree) {
  const std::string best = target_names().front();
  for (const int threads : {2, 8}) {
    for (int i = 0; i < 500; ++i) {
      signopt::detail::chosen_target = signopt::detail::undecided;
      std::vector<std::string> seen(static_cast<std::size_t>(threads));
      run_together(threads, [&](int n) { seen[static_cast<std::size_t>(n)] = signopt::active_target(); });
      signopt::use_target("auto");
      ASSERT_EQ(seen, std::vector<std::string>(seen.size(), std::string(signopt::active_target())));
    }
  }
}

TEST_F(dispatch_threads, a_choice_made_during_the_first_call_stays) {
  for (int i = 0; i < 2000; ++i) {
    signopt::detail::chosen_target = signopt::detail::undecided;
    run_together(2, [](int number) {
      if (number == 0) {
        signopt::use_target("scalar");
      } else {
        static_cast<void>(signopt::active_target());
      }
    });
    ASSERT_EQ(signopt::active_target(), "scalar") << "in round " << i;
  }
}

// Every thread computes the same bits whatever another one chooses meanwhile.
template <class T>
void expect_bits_while_targets_change() {
  const probe<T> data;
  const T four[] = {nearest<T>(0.1), nearest<T>(1.3), nearest<T>(0.7), nearest<T>(0.6)};
  const auto expected = data.template expected<format_of_v<T>>(
      {to_double(four[0]), to_double(four[1]), to_double(four[2]), to_double(four[3])});
  const std::vector<std::string> names = target_names();
  std::atomic<int> computing{2}, wrong{0};
  run_together(3, [&](int number) {
    if (number == 0) {
      for (std::size_t i = 0; computing != 0; ++i) signopt::use_target(names[i % names.size()]);
      return;
    }
    for (int i = 0; i < 4000; ++i) {
      if (!(data.computed(four[0], four[1], four[2], four[3]) == expected)) ++wrong;
    }
    --computing;
  });
  EXPECT_EQ(wrong, 0);
}

TEST_F(dispatch_threads, results_keep_their_bits_while_another_thread_changes_the_target) {
  expect_bits_while_targets_change<float>();
  expect_bits_while_targets_change<Eigen::half>();
}

}  // namespace
