// An executor that sees from outside which elements each task updates, and how often it was called.
#pragma once

#include <cstddef>
#include <signopt/execution.hpp>
#include <vector>

namespace signopt_test {

// How often bulk was called, and with how many tasks; it runs them.
struct counting_executor {
  int tasks_at_once;
  std::ptrdiff_t grain;
  std::vector<std::ptrdiff_t> calls;

  explicit counting_executor(int concurrency, std::ptrdiff_t grain_bytes = 1)
      : tasks_at_once(concurrency), grain(grain_bytes) {}
  int concurrency() const { return tasks_at_once; }
  std::ptrdiff_t grain_bytes() const { return grain; }
  template <class F>
  void bulk(std::ptrdiff_t tasks, F&& f) {
    calls.push_back(tasks);
    for (std::ptrdiff_t i = 0; i < tasks; ++i) f(i);
  }
};

// The settings with which m becomes grad: m = 0 before and grad = 1 make an update visible.
inline constexpr double visible_lr = 0.5, visible_alpha = 1, visible_sign_decay = 1, visible_beta = 0;

// The indices in m, an array of zeros, that each task sets to something else. The tasks run in reverse order: the
// borders may not depend on that.
template <class T>
struct watching_executor {
  int tasks_at_once;
  std::vector<T>& m;
  std::vector<std::vector<std::ptrdiff_t>> updated = {};

  int concurrency() const { return tasks_at_once; }
  std::ptrdiff_t grain_bytes() const { return 1; }
  template <class F>
  void bulk(std::ptrdiff_t tasks, F&& f) {
    updated.assign(static_cast<std::size_t>(tasks), {});
    std::vector<bool> is_known(m.size());
    for (std::ptrdiff_t task = tasks; task-- > 0;) {
      f(task);
      for (std::size_t i = 0; i < m.size(); ++i) {
        if (is_known[i] || m[i] == T(0)) continue;
        is_known[i] = true;
        updated[static_cast<std::size_t>(task)].push_back(static_cast<std::ptrdiff_t>(i));
      }
    }
  }
};

}  // namespace signopt_test
