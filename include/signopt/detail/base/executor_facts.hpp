// Whether a type has what an executor must have (execution.hpp).
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include "config.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

struct any_task {
  void operator()(std::ptrdiff_t) const noexcept {}
};

template <class Candidate, class = void>
struct executor_facts : std::false_type {};
template <class Candidate>
struct executor_facts<Candidate, std::void_t<decltype(static_cast<int>(std::declval<const Candidate&>().concurrency())),
                                             decltype(std::declval<Candidate&>().bulk(
                                                 std::ptrdiff_t{}, std::declval<const any_task&>()))>>
    : std::true_type {};

// A pool of threads, as Eigen's, that somebody may take for an executor: there are messages for that.
template <class Candidate, class = void>
struct is_thread_pool : std::false_type {};
template <class Candidate>
struct is_thread_pool<Candidate, std::void_t<decltype(std::declval<Candidate&>().NumThreads()),
                                             decltype(std::declval<Candidate&>().CurrentThreadId())>> : std::true_type {
};

// Of the arguments of a call.
template <class First = void, class...>
inline constexpr bool begins_with_thread_pool = is_thread_pool<std::remove_reference_t<First>>::value;

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
