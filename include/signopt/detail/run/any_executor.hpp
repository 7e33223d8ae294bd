// An executor of any type behind one type: for a class that is no template and is given one.
#pragma once

#include <cstddef>
#include <type_traits>

#include "executors.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// Refers to an executor, which must outlive it; without one it is the calling thread. Allocates nothing: bulk() hands
// the task on as two pointers.
class any_executor {
 public:
  any_executor() noexcept : any_executor(calling_thread) {}
  template <class Executor, class = std::enable_if_t<is_executor<Executor> &&
                                                     !std::is_same_v<std::remove_const_t<Executor>, any_executor>>>
  explicit any_executor(Executor& executor) noexcept
      : executor_(const_cast<std::remove_const_t<Executor>*>(&executor)),
        concurrency_([](void* of) { return static_cast<int>(static_cast<const Executor*>(of)->concurrency()); }),
        grain_bytes_([](void* of) { return grain_bytes_of(*static_cast<Executor*>(of)); }),
        bulk_([](void* of, std::ptrdiff_t tasks, const task& each) { static_cast<Executor*>(of)->bulk(tasks, each); }) {
  }

  int concurrency() const { return concurrency_(executor_); }
  std::ptrdiff_t grain_bytes() const { return grain_bytes_(executor_); }

  template <class F>
  void bulk(std::ptrdiff_t tasks, F&& f) {
    using function = std::remove_reference_t<F>;
    const task each{const_cast<std::remove_const_t<function>*>(&f),
                    [](void* of, std::ptrdiff_t number) { (*static_cast<function*>(of))(number); }};
    bulk_(executor_, tasks, each);
  }

 private:
  struct task {
    void* function;
    void (*call)(void*, std::ptrdiff_t);
    void operator()(std::ptrdiff_t number) const { call(function, number); }
  };

  void* executor_;
  int (*concurrency_)(void*);
  std::ptrdiff_t (*grain_bytes_)(void*);
  void (*bulk_)(void*, std::ptrdiff_t, const task&);
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
