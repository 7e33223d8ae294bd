// What goes wrong in tasks: exceptions of executors and of expressions reach the caller, with each element updated or
// not; and executors that do not run each task once are found out.
#include <gtest/gtest.h>

#include <Eigen/Core>
#include <algorithm>
#include <atomic>
#include <cstddef>
#include <functional>
#include <signopt/apply_add_sign.hpp>
#include <signopt/multi_tensor.hpp>
#include <signopt/pointer.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/errors.hpp"
#include "support/executors.hpp"
#include "support/watched_tasks.hpp"

namespace {

using namespace signopt_test;
constexpr std::ptrdiff_t n = 10000;  // of an expression, five tiles

// Four tasks, run as a function says.
struct told_executor {
  std::function<void(std::ptrdiff_t, const std::function<void(std::ptrdiff_t)>&)> run;

  int concurrency() const { return 4; }
  std::ptrdiff_t grain_bytes() const { return 1; }
  template <class F>
  void bulk(std::ptrdiff_t tasks, F&& f) const {
    run(tasks, [&f](std::ptrdiff_t i) { f(i); });
  }
};

// On the calling thread, where an exception ends everything.
struct thread_free_executor : signopt::serial {
  int concurrency() const { return 4; }
  std::ptrdiff_t grain_bytes() const { return 1; }
};

class execution_errors : public ::testing::Test {
 protected:
  Eigen::ArrayXf var = Eigen::ArrayXf::Constant(n, 4), m = Eigen::ArrayXf::Zero(n);
  const Eigen::ArrayXf grad = Eigen::ArrayXf::Ones(n);

  // Element by element: updated, in var and in m, or in neither.
  std::vector<bool> updated() const {
    std::vector<bool> all;
    for (Eigen::Index i = 0; i < n; ++i) {
      EXPECT_TRUE((var(i) == 3.0f && m(i) == 1.0f) || (var(i) == 4.0f && m(i) == 0.0f)) << "element " << i;
      all.push_back(m(i) == 1.0f);
    }
    return all;
  }
  // Those in which these tasks of four are.
  static std::vector<bool> elements_of(const std::vector<std::ptrdiff_t>& tasks) {
    const signopt::detail::even_parts parts{n, 16, 4};
    std::vector<bool> all(n);
    for (const std::ptrdiff_t task : tasks) {
      for (std::ptrdiff_t i = parts.border(task); i < parts.border(task + 1); ++i)
        all[static_cast<std::size_t>(i)] = true;
    }
    return all;
  }
  void reset() {
    var.setConstant(4);
    m.setZero();
  }
  template <class Executor, class Grad>
  void step(const Executor& executor, const Grad& g) {
    signopt::apply_add_sign(executor, var, m, visible_lr, visible_alpha, visible_sign_decay, visible_beta, g);
  }
  template <class Executor>
  void multi_step(const Executor& executor) {
    const signopt::parameter_set<float> set{{var.data(), m.data(), grad.data(), n}};
    signopt::apply_add_sign_multi(executor, set, visible_lr, visible_alpha, visible_sign_decay, visible_beta);
  }
};

TEST_F(execution_errors, what_bulk_throws_reaches_the_caller) {
  for (const std::vector<std::ptrdiff_t>& done :
       std::vector<std::vector<std::ptrdiff_t>>{{}, {0}, {2, 3}, {0, 1, 2, 3}}) {
    const told_executor executor{[&](std::ptrdiff_t, const auto& f) {
      for (const std::ptrdiff_t i : done) f(i);
      throw std::out_of_range("the executor's own");
    }};
    EXPECT_THROW(step(executor, grad), std::out_of_range);
    EXPECT_EQ(updated(), elements_of(done));
    reset();
    EXPECT_THROW(multi_step(executor), std::out_of_range);
    EXPECT_EQ(std::count(m.begin(), m.end(), 1.0f) > 0, !done.empty());
    static_cast<void>(updated());
    reset();
  }
}

TEST_F(execution_errors, checks_come_before_the_first_task) {
  const told_executor executor{[](std::ptrdiff_t, const auto&) { FAIL() << "the executor was asked"; }};
  Eigen::ArrayXf other = Eigen::ArrayXf::Ones(n + 1);
  expect_error<signopt::shape_error>([&] { step(executor, other); }, {"grad has shape"});
  expect_error<signopt::operand_error>([&] { step(executor, var); }, {"var and grad overlap"});
  EXPECT_EQ(updated(), elements_of({}));
}

// In one task, at its first element or later; those of the other tasks are all done before the caller hears of it.
template <class Executor, class Fixture>
void expect_exception_of_expression(Fixture& fixture, const Executor& executor, const std::string& name) {
  for (const int bad : {0, 1, 3000, 9999}) {
    std::atomic<bool> is_over{false};
    std::atomic<int> late{0};
    const auto throwing = Eigen::ArrayXf::NullaryExpr(n, [&](Eigen::Index i) {
      if (is_over) ++late;
      if (i == bad) throw std::range_error("element " + std::to_string(i));
      return 1.0f;
    });
    fixture([&](auto step, auto updated) {
      try {
        step(executor, throwing);
        ADD_FAILURE() << name << ": nothing was thrown";
      } catch (const std::range_error& error) {
        is_over = true;
        EXPECT_EQ(error.what(), "element " + std::to_string(bad)) << name;
      }
      const std::vector<bool> done = updated();
      EXPECT_FALSE(done[static_cast<std::size_t>(bad)]) << name;
    });
    EXPECT_EQ(late, 0) << name;
  }
}

TEST_F(execution_errors, what_an_expression_throws_reaches_the_caller) {
  auto run = [this](auto check) {
    check([this](const auto& executor, const auto& g) { this->step(executor, g); }, [this] { return updated(); });
    reset();
  };
  expect_exception_of_expression(run, signopt::serial(), "serial");
  expect_exception_of_expression(run, thread_free_executor{}, "one that lets exceptions through");
  for (int repeated = 0; repeated < 50; ++repeated) {
    expect_exception_of_expression(run, signopt::eigen_pool(pool_of(3), 1), "eigen_pool");
#if defined(_OPENMP)
    expect_exception_of_expression(run, signopt::openmp(3, 1), "openmp");
#endif
  }
}

// The tasks in which nothing is thrown are whole, with executors that run them all.
template <class Executor>
void expect_other_tasks_done(Eigen::ArrayXf& var, Eigen::ArrayXf& m, const Executor& executor) {
  const auto throwing = Eigen::ArrayXf::NullaryExpr(n, [&](Eigen::Index i) {
    if (i < 10) throw std::range_error("of several, one");
    return 1.0f;
  });
  EXPECT_THROW(
      signopt::apply_add_sign(executor, var, m, visible_lr, visible_alpha, visible_sign_decay, visible_beta, throwing),
      std::range_error);
  EXPECT_TRUE((m.tail(n / 3) == 1.0f).all());
  EXPECT_TRUE((var.tail(n / 3) == 3.0f).all());
}

TEST_F(execution_errors, other_tasks_come_to_their_end) {
  expect_other_tasks_done(var, m, signopt::eigen_pool(pool_of(2), 1));
#if defined(_OPENMP)
  reset();
  expect_other_tasks_done(var, m, signopt::openmp(2, 1));
#endif
}

TEST_F(execution_errors, a_bulk_that_does_not_run_each_task_once) {
  struct wrong_run {
    std::vector<std::ptrdiff_t> tasks;
    const char* words;
  };
  const char* const rule = "must call f once for each of the 4 tasks";
  for (const wrong_run& each : std::vector<wrong_run>{{{}, "0 were done"},
                                                      {{0}, "1 were done"},
                                                      {{0, 1, 3}, "3 were done"},
                                                      {{0, 1, 2, 3, 3}, "5 were done"},
                                                      {{3, 2, 1, 0, 0, 1}, "6 were done"},
                                                      {{0, 1, 2, 3, 4}, "5 were done"}}) {
    const told_executor executor{[&](std::ptrdiff_t, const auto& f) {
      for (const std::ptrdiff_t i : each.tasks) f(i);
    }};
    expect_error<signopt::error>([&] { step(executor, grad); }, {rule, each.words});
    reset();
    expect_error<signopt::error>([&] { multi_step(executor); }, {rule, each.words});
    reset();
    expect_error<signopt::error>([&] { step(executor, grad * 1.0f); }, {rule, each.words});
    reset();
  }
}

// One left out and another one repeated: as many calls as there should be.
TEST_F(execution_errors, a_bulk_that_runs_one_task_in_place_of_another) {
  for (const std::vector<std::ptrdiff_t>& tasks : std::vector<std::vector<std::ptrdiff_t>>{
           {0, 1, 2, 2}, {0, 0, 3, 3}, {0, 0, 2, 3}, {1, 1, 2, 3}, {3, 3, 3, 3}, {1, 2, 3, 4}, {-1, 0, 1, 2}}) {
    const told_executor executor{[&](std::ptrdiff_t, const auto& f) {
      for (const std::ptrdiff_t i : tasks) f(i);
    }};
    expect_error<signopt::error>([&] { step(executor, grad); },
                                 {"must call f once for each of the 4 tasks", "4 were done, but not those"});
    reset();
  }
}

}  // namespace
