// Whether a gradient may go into a step: whether it is free of infinities and NaNs. Needs no Eigen.
//
// True if no element of x is an infinity or a NaN; zeros, denormals and the largest numbers are finite. True for no
// elements.
//
//     template <class X> bool all_finite(const X& x);
//     template <class T> bool all_finite(const T* data, std::ptrdiff_t n);
//     all_finite(executor, ...)                                                  either, on an executor (execution.hpp)
//
//     if (signopt::all_finite(grad)) signopt::apply_R(var, m, settings, grad);   R: a rule
//
// Arguments
//   data, n  n elements in contiguous memory: of float, double, a float16 or a bfloat16 type (dtype.hpp). Null only
//            where n is 0.
//   x        with apply_R.hpp an Eigen object of any shape, strides and storage order, or an expression; or a
//            parameter_set, or a range of parameter, of which each call makes a set (parameter_set.hpp): all
//            gradients are looked at, and tensors without one are passed over.
//
// The answer comes from the bits of the exponents, as they are in memory: so under -ffast-math and
// -ffinite-math-only too, where a compiler takes x.isFinite(), std::isfinite(x) and x == x to be true. That is so for
// all that is in memory. What an expression computes (g * inv_scale, unlike g) is computed under the program's own
// flags: under these two the compiler may do as if no infinity came of it, so ask about g. It is evaluated tile by
// tile, each coefficient at most once, and its products ahead, as in apply_R.
//
// It is the same on every target (target.hpp) and with every executor. Nothing is written, and nothing outside of x is
// read. An array may be left before its end once the answer is known.
//
// Errors, all before the first element is read
//   shape_error    n < 0; an Eigen object of a negative size
//   operand_error  a null pointer with n > 0; an address that is no multiple of the element size; strides that reach
//                  outside of all memory
//   target_error   see target.hpp; also for no elements
//   Those of parameter_set, for a range. What an executor throws reaches the caller, and what an expression throws
//   where the executor hands it on; `error`, where bulk() has not run each task once. A type that does not fit is a
//   static_assert that names the argument. With -fno-exceptions: SIGNOPT_FAIL (error.hpp).
//
// Threads: safe, as x is only read. Tasks read at least grain_bytes each.
// Cost: O(size), at the speed of reading: one pass. For a set O(elements + tensors) in each task. Allocates nothing,
// but for a range, which becomes a set, and what Eigen allocates for products.
#pragma once

#include <cstddef>
#include <type_traits>

#include "detail/call/finite_operand.hpp"
#include "dtype.hpp"
#include "error.hpp"
#include "execution.hpp"
#include "parameter_set.hpp"
#include "target.hpp"

namespace signopt {
inline namespace SIGNOPT_ABI {

/// Whether no element of x is an infinity or a NaN: see the top of this header.
template <class X>
[[nodiscard]] bool all_finite(const X& x) {
  return detail::all_finite_of(detail::calling_thread, x);
}
template <class Executor, class X, class = std::enable_if_t<is_executor<Executor>>>
[[nodiscard]] bool all_finite(Executor&& executor, const X& x) {
  return detail::all_finite_of(executor, x);
}
template <class T>
[[nodiscard]] bool all_finite(const T* data, std::ptrdiff_t n) {
  return detail::all_finite_n(detail::calling_thread, data, n);
}
template <class Executor, class T, class = std::enable_if_t<is_executor<Executor>>>
[[nodiscard]] bool all_finite(Executor&& executor, const T* data, std::ptrdiff_t n) {
  return detail::all_finite_n(executor, data, n);
}

/// Not a call that can be made: one clear message.
template <class... Arguments, class = std::enable_if_t<!detail::is_finite_call<Arguments...>>>
bool all_finite(Arguments&&...) {
  constexpr bool begins_with_pool = detail::begins_with_thread_pool<Arguments...>;
  static_assert(!begins_with_pool, SIGNOPT_POOL_IS_NO_EXECUTOR);
  static_assert(begins_with_pool || detail::is_finite_call<Arguments...>, SIGNOPT_ALL_FINITE_TAKES);
  return false;
}

}  // namespace SIGNOPT_ABI
}  // namespace signopt
