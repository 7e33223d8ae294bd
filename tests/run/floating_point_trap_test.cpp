// Traps belong to the floating-point mode: tasks trap on what the caller traps on, and on nothing that happened before.
// Flags belong to the thread: it finds its own again, and those that the task raised.
#include <gtest/gtest.h>

#include <Eigen/Core>
#include <atomic>
#include <cfenv>
#include <cstddef>
#include <limits>
#include <signopt/apply_add_sign.hpp>
#include <string>
#include <vector>

#include "support/executors.hpp"
#include "support/floating_point_units.hpp"
#include "support/kernel_check.hpp"
#include "support/targets.hpp"

namespace {

using namespace signopt_test;

// Nothing traps, and no flag is raised.
void calm() {
  for (const unit& each : every_unit()) each.set(0, 0);
}

// Each task on a thread of its own, which traps on some exceptions of a unit and has flags raised; what is asked
// afterwards must be true.
template <class Condition>
struct threads_in_state {
  unit of;
  unsigned trapping, flags;
  std::atomic<int>* wrong;
  Condition is_right_afterwards;

  int concurrency() const { return 3; }
  std::ptrdiff_t grain_bytes() const { return 1; }
  template <class F>
  void bulk(std::ptrdiff_t tasks, F&& f) const {
    thread_for_each_task{3}.bulk(tasks, [&](std::ptrdiff_t i) {
      calm();
      of.set(trapping, flags);
      f(i);
      const bool is_right = of.trapping() == trapping && is_right_afterwards();
      calm();
      if (!is_right) ++*wrong;
    });
  }
};

// A step of which every operation is exact, so that it raises no flag, by a caller who traps on some exceptions of a
// unit. `in_tasks` is called in each of the tasks.
template <class Executor, class InTasks>
void step(Executor&& executor, const unit& of, unsigned callers_trapping, InTasks in_tasks) {
  Eigen::ArrayXf var = Eigen::ArrayXf::Ones(6000), m = var;  // some tiles for each task
  const Eigen::ArrayXf grad = var;
  const auto look = [&in_tasks](float g) {
    in_tasks();
    return g;
  };
  calm();
  of.set(callers_trapping, 0);
  signopt::apply_add_sign(executor, var, m, 0.5, 1, 1, 0.5, grad.unaryExpr(look));
  const unsigned trapping_afterwards = of.trapping();
  calm();
  EXPECT_EQ(trapping_afterwards, callers_trapping) << "the caller's mode was changed";
  EXPECT_TRUE((var == 0.0f).all() && (m == 1.0f).all());
}

std::string text_of(const unit& of, unsigned own, unsigned flags, unsigned callers) {
  return std::string(of.name) + ", the thread traps on " + std::to_string(own) + " and has flags " +
         std::to_string(flags) + ", the caller traps on " + std::to_string(callers);
}

// No exception, each alone, and all of them: trapping on the thread and for the caller, as flags of before.
TEST(floating_point_trap, flags_of_before_do_not_trap_and_are_there_afterwards) {
  for (const unit& of : every_unit()) {
    for (unsigned flags = 0; flags <= of.exceptions; flags = flags == 0 ? 1 : flags * 2) {
      if ((flags & ~of.exceptions) != 0) continue;
      for (const unsigned own : {0u, flags, of.exceptions & ~flags, of.exceptions}) {
        for (const unsigned callers : {0u, flags, of.exceptions & ~flags, of.exceptions}) {
          std::atomic<int> changed{0}, in_another_mode{0};
          const trap_counter traps;
          const auto has_its_flags = [&] { return of.flags() == flags; };
          step(threads_in_state<decltype(has_its_flags)>{of, own, flags, &changed, has_its_flags}, of, callers, [&] {
            if (of.trapping() != callers) ++in_another_mode;
          });
          EXPECT_EQ(traps.count(), 0) << text_of(of, own, flags, callers);
          EXPECT_EQ(changed, 0) << text_of(of, own, flags, callers);
          EXPECT_EQ(in_another_mode, 0) << text_of(of, own, flags, callers);
        }
      }
    }
  }
}

#if defined(__x86_64__)
constexpr unsigned division_by_zero = 4;  // in the flags of the x87 and of SSE

// The task raises what its thread traps on and the caller does not: no trap, now or later; and the flag is there.
TEST(floating_point_trap, flags_of_a_task_do_not_trap_in_its_thread) {
  for (const unit& of : every_unit()) {
    for (const unsigned own : {0u, division_by_zero, of.exceptions}) {
      std::atomic<int> lost{0};
      const trap_counter traps;
      const auto has_the_flag = [] {
        volatile long double one = 1;
        const volatile long double two = one + one;  // would report what is pending
        static_cast<void>(two);
        return std::fetestexcept(FE_DIVBYZERO) != 0;
      };
      step(threads_in_state<decltype(has_the_flag)>{of, own, 0, &lost, has_the_flag}, of, 0, of.divide);
      EXPECT_EQ(traps.count(), 0) << text_of(of, own, 0, 0);
      EXPECT_EQ(lost, 0) << text_of(of, own, 0, 0);
    }
  }
}

// Emulators may not trap.
bool traps_on_this_machine(const unit& of) {
  const trap_counter traps;
  of.set(division_by_zero, 0);
  of.divide();
  calm();
  return traps.count() != 0;
}

// The task raises what the caller traps on: a trap, in the task, as there is on the calling thread.
TEST(floating_point_trap, what_the_caller_traps_on_traps_in_tasks) {
  for (const unit& of : every_unit()) {
    if (!traps_on_this_machine(of)) GTEST_SKIP() << of.name << " traps on nothing here: this is no real CPU";
    for (const unsigned own : {0u, division_by_zero}) {
      std::atomic<int> changed{0};
      const trap_counter traps;
      const auto is_right = [] { return true; };
      step(threads_in_state<decltype(is_right)>{of, own, 0, &changed, is_right}, of, division_by_zero, of.divide);
      EXPECT_EQ(traps.count(), 3) << "one for each task, which then masks all: "
                                  << text_of(of, own, 0, division_by_zero);
    }
  }
}
#endif

// On ordinary values, and on NaN, the kernels raise nothing that a program would trap on: in no tail, on no target.
template <class T, class G>
void test_kernels() {
  using check = kernel_check<T, G, T>;
  constexpr int worth_a_trap = FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW;
  for (std::ptrdiff_t n = 0; n <= 130; ++n) {
    for (const double g : {0.25, -0.0, std::numeric_limits<double>::quiet_NaN()}) {
      std::vector<T> var(130, nearest<T>(0.75)), m(130, nearest<T>(-0.5));
      const std::vector<G> grad(130, nearest<G>(g));
      const auto s = check::rounded(0.125, 1.5, 0.75, 0.875);
      std::feclearexcept(FE_ALL_EXCEPT);
      signopt::apply_add_sign_n(var.data(), m.data(), s[0], s[1], s[2], s[3], grad.data(), n);
      EXPECT_EQ(std::fetestexcept(worth_a_trap), 0) << n << " elements, grad " << g;
    }
  }
}

const bool registered = [] {
  for_each_dtype([](auto zero, const char* dtype) {
    using T = decltype(zero);
    register_on_every_target(std::string("floating_point_trap/") + dtype, "ordinary_values", __FILE__, __LINE__,
                             test_kernels<T, T>);
  });
  return true;
}();

TEST(floating_point_trap, a_result_that_overflows_raises_its_flag) {
  Eigen::ArrayXf var = Eigen::ArrayXf::Ones(90), m = var;
  std::feclearexcept(FE_ALL_EXCEPT);
  signopt::apply_add_sign(var, m, 1e30, 1, 1, 0.5, Eigen::ArrayXf::Constant(90, 1e30f));
  EXPECT_NE(std::fetestexcept(FE_OVERFLOW), 0);
}

}  // namespace
