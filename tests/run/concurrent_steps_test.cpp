// Several callers at once, each on tensors of its own, with one executor: every one gets the bits of its serial calls,
// in its own floating-point mode. ThreadSanitizer watches it in `./dev test all`.
#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <signopt/multi_tensor.hpp>
#include <signopt/signopt.hpp>
#include <thread>
#include <vector>

#include "support/executors.hpp"
#include "support/floating_point_modes.hpp"
#include "support/plain_step.hpp"
#include "support/tensor_lists.hpp"

namespace {

using namespace signopt_test;
using list = tensor_list<float, float, float>;

// Numbers that the compiler does not know: otherwise it converts them to float32 itself, here in one caller's mode and
// there in its own.
const volatile double lr = 0.3, sign_decay = 0.7, beta = 0.9;

// What a caller does in each of its steps: every way to a kernel. grad is shared by all callers.
template <class Executor>
void step(const Executor& executor, list& tensors, const signopt::parameter_set<float>& set, Eigen::MatrixXf& var,
          Eigen::MatrixXf& m, const Eigen::MatrixXf& grad) {
  const signopt::add_sign_settings settings{lr, 1, sign_decay, beta};
  signopt::apply_add_sign_multi(executor, set, settings);
  signopt::apply_add_sign(executor, var, m, settings, grad);
  signopt::apply_add_sign(executor, var, m.reverse(), {lr, 1, sign_decay, beta, {true}}, grad);
  signopt::apply_add_sign(executor, var.topRows(70), m.topRows(70), settings, grad.topRows(70).array().exp().matrix());
  signopt::apply_add_sign_n(executor, var.data(), m.data(), settings, tensors.now.grad.data(), 1000);
}

struct caller {
  list tensors;
  signopt::parameter_set<float> set;
  Eigen::MatrixXf var, m;

  explicit caller(std::uint64_t seed)
      : tensors(mixed_sizes(30, 1), {1, 0.5, 0.3}, {10, 10}, seed),
        set(tensors.parameters()),
        var(Eigen::MatrixXf::Constant(90, 80, static_cast<float>(seed))),
        m(var * 0.25f) {}
  caller(const caller&) = delete;
  caller& operator=(const caller&) = delete;

  template <class Executor>
  void run(const Executor& executor, const Eigen::MatrixXf& grad, const mode& own) {
    const scoped_mode scope(own);
    for (int i = 0; i < 20; ++i) step(executor, tensors, set, var, m, grad);
  }
};

template <class Executor>
void expect_own_results(const Executor& executor) {
  constexpr std::size_t callers = 4;
  const Eigen::MatrixXf grad = Eigen::MatrixXf::Constant(90, 80, 0.375f);
  const std::vector<mode> modes = every_mode();
  std::vector<std::unique_ptr<caller>> serial, concurrent;
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < callers; ++i) {
    serial.push_back(std::make_unique<caller>(i + 1));
    concurrent.push_back(std::make_unique<caller>(i + 1));
    serial[i]->run(signopt::serial(), grad, modes[i % modes.size()]);
  }
  for (std::size_t i = 0; i < callers; ++i) {
    threads.emplace_back([&, i] { concurrent[i]->run(executor, grad, modes[i % modes.size()]); });
  }
  for (std::thread& each : threads) each.join();
  for (std::size_t i = 0; i < callers; ++i) {
    EXPECT_TRUE(concurrent[i]->tensors.is(serial[i]->tensors.now)) << "caller " << i;
    EXPECT_TRUE(same_elements(concurrent[i]->var, serial[i]->var)) << "caller " << i;
    EXPECT_TRUE(same_elements(concurrent[i]->m, serial[i]->m)) << "caller " << i;
  }
}

TEST(concurrent_steps, one_pool_for_all) {
  for (const int threads : {1, 2, 3}) expect_own_results(signopt::eigen_pool(pool_of(threads), 1));
}

TEST(concurrent_steps, threads_of_their_own) { expect_own_results(any_executor("", thread_for_each_task{2}, 1)); }

#if defined(_OPENMP)
TEST(concurrent_steps, openmp) { expect_own_results(signopt::openmp(2, 1)); }
#endif

// One set may be stepped by one caller only; but what it is asked is only read.
TEST(concurrent_steps, a_set_is_only_read) {
  caller owner(1);
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      for (int k = 0; k < 1000; ++k) EXPECT_EQ(owner.set[k % 30].size, owner.set.sequence().parameters[k % 30].size);
    });
  }
  const Eigen::MatrixXf grad = Eigen::MatrixXf::Constant(90, 80, 0.375f);
  owner.run(signopt::eigen_pool(pool_of(2), 1), grad, every_mode().front());
  for (std::thread& each : readers) each.join();
}

}  // namespace
