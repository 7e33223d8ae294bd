// What the library asks of an executor: how much a task should move; and the executor of a call that names none.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include "../../execution.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

template <class Executor, class = void>
struct grain {
  static std::ptrdiff_t bytes(Executor&) noexcept { return default_grain_bytes; }
};
template <class Executor>
struct grain<Executor, std::void_t<decltype(std::declval<Executor&>().grain_bytes())>> {
  static std::ptrdiff_t bytes(Executor& executor) { return executor.grain_bytes(); }
};

template <class Executor>
std::ptrdiff_t grain_bytes_of(Executor& executor) {
  return grain<Executor>::bytes(executor);
}

inline constexpr serial calling_thread{};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
