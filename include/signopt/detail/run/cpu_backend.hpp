// What signopt::backend is where a program is built for no NPU: an executor, and calls that have nothing to do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "any_executor.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// FallsBack is of no concern here; it keeps the two types of a program apart, as they are in a build for an NPU.
template <bool FallsBack>
class cpu_backend {
 public:
  static constexpr bool is_npu = false, falls_back = FallsBack;

  explicit cpu_backend(std::int32_t /*device*/ = 0) noexcept {}
  template <class Executor, class = std::enable_if_t<is_executor<Executor> &&
                                                     !std::is_same_v<std::remove_const_t<Executor>, cpu_backend>>>
  explicit cpu_backend(Executor& executor, std::int32_t /*device*/ = 0) noexcept : cpu_(executor) {}
  cpu_backend(cpu_backend&&) noexcept = default;
  cpu_backend& operator=(cpu_backend&&) noexcept = default;

  any_executor& cpu() noexcept { return cpu_; }
  void synchronize() noexcept {}
  void finalize() noexcept {}

  int concurrency() const { return cpu_.concurrency(); }
  std::ptrdiff_t grain_bytes() const { return cpu_.grain_bytes(); }
  template <class F>
  void bulk(std::ptrdiff_t tasks, F&& f) {
    cpu_.bulk(tasks, std::forward<F>(f));
  }

 private:
  any_executor cpu_;
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
