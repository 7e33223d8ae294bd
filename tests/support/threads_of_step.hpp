// How many threads take part in a step.
#pragma once

#include <Eigen/Core>
#include <condition_variable>
#include <mutex>
#include <set>
#include <signopt/apply_add_sign.hpp>
#include <thread>

namespace signopt_test {

// Of n elements of an expression, which is evaluated where the tasks are. Each thread waits at its first element until
// `expected` are there: no thread is so fast that it takes all tasks. Where fewer come, the test hangs.
template <class Executor>
std::size_t threads_of_step(const Executor& executor, Eigen::Index n, std::size_t expected) {
  std::mutex mutex;
  std::condition_variable another_one;
  std::set<std::thread::id> threads;
  Eigen::ArrayXf var = Eigen::ArrayXf::Zero(n), m = var;
  const auto grad = Eigen::ArrayXf::NullaryExpr(n, [&](Eigen::Index) {
    std::unique_lock<std::mutex> lock(mutex);
    if (threads.insert(std::this_thread::get_id()).second) another_one.notify_all();
    another_one.wait(lock, [&] { return threads.size() >= expected; });
    return 0.0f;
  });
  signopt::apply_add_sign(executor, var, m, 0.5, 1, 1, 0.5, grad);
  return threads.size();
}

}  // namespace signopt_test
