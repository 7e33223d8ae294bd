// An exception that has to wait until all tasks of an executor have come to their end.
#pragma once

#include <atomic>
#include <exception>
#include <utility>

#include "../base/config.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

#if SIGNOPT_EXCEPTIONS
class first_exception {
 public:
  // Runs f; what it throws is kept, if it is the first. On any thread.
  template <class F>
  void keep_from(F&& f) noexcept {
    try {
      f();
    } catch (...) {
      if (!is_taken_.test_and_set()) kept_ = std::current_exception();
    }
  }

  // When the other threads are done, and are known to be. The exception is then the caller's alone: this object may
  // live on, where a thread comes late.
  void rethrow() {
    if (kept_) std::rethrow_exception(std::exchange(kept_, nullptr));
  }

 private:
  std::atomic_flag is_taken_ = ATOMIC_FLAG_INIT;
  std::exception_ptr kept_;
};
#else
struct first_exception {
  template <class F>
  void keep_from(F&& f) noexcept {
    f();
  }
  void rethrow() const noexcept {}
};
#endif

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
