// Which instructions run: asked, and forced by name. Every front end includes it.
//
//     target_list available_targets() noexcept       names of those that can run here, best first
//     std::string_view active_target()               the name of the one that the next call runs
//     void use_target(std::string_view name)         runs that one from now on
//
// Names, best first: "avx512_fp16" "avx512" "avx2" "neon" "portable" "scalar". All give the same bits (NaNs aside,
// whose sign and payload are free), so forcing one is for tests, for benchmarks, and for a machine on which the best is
// not the fastest. "portable" is the vectors that an architecture has unasked; SIGNOPT_TARGETS leaves targets out of a
// build: detail/base/targets.hpp.
//
// The choice is made once, at the first call: the environment variable SIGNOPT_TARGET where it is set (read once; empty
// or "auto" count as unset), otherwise the best target that this CPU can run. It is the program's: shared by all
// threads and all translation units. One that was built without the chosen target runs its own next best. (A library
// that is loaded with dlopen shares the choice only if the program exports its symbols, as with -rdynamic;
// SIGNOPT_TARGET reaches all.)
//
// Where operands are larger than the last cache, memory is prefetched by software on CPUs that gain by it. The
// environment variable SIGNOPT_PREFETCH, for measuring, is "on", "off", or "auto" (as which count empty and unset). It
// is read at the first call; something else in it is a target_error there, and in use_target(). No bit depends on it.
#pragma once

#include <cstddef>
#include <string_view>

#include "detail/kernel/dispatch.hpp"

namespace signopt {
inline namespace SIGNOPT_ABI {

/// Names of targets, best first: a contiguous range. Its elements live as long as the program.
class target_list {
 public:
  using value_type = std::string_view;             ///< a name
  using const_iterator = const std::string_view*;  ///< as containers have it
  using iterator = const_iterator;                 ///< the same: names cannot be written

  /// The library's own.
  explicit target_list(const detail::target_names& names) noexcept : first_(names.begin()), size_(names.size) {}

  /// The first name.
  const std::string_view* data() const noexcept { return first_; }
  /// How many names there are.
  std::size_t size() const noexcept { return size_; }
  /// False: "scalar" is always there.
  bool empty() const noexcept { return size_ == 0; }
  /// The first name.
  const_iterator begin() const noexcept { return first_; }
  /// Behind the last.
  const_iterator end() const noexcept { return first_ + size_; }
  /// Name i, which must be there.
  const std::string_view& operator[](std::size_t i) const noexcept { return first_[i]; }

 private:
  const std::string_view* first_;
  std::size_t size_;
};

/// The targets that were compiled in and that this CPU can run, best first; the last is always "scalar". Thread-safe;
/// allocates and throws nothing.
[[nodiscard]] inline target_list available_targets() noexcept { return target_list(detail::usable_targets()); }

/// The target that the next call in this translation unit runs. Thread-safe. Throws target_error if SIGNOPT_TARGET
/// names none that is usable and use_target() was not called.
///
/// "avx512_fp16" has code of its own for float16 computed in float16; all else runs the code of "avx512" there.
[[nodiscard]] inline std::string_view active_target() { return detail::name_of_next_best(detail::current_target()); }

/// Runs `name` from now on, in all threads; calls under way end on the target that they began with. "auto" goes back to
/// the library's own choice: SIGNOPT_TARGET where it is usable, otherwise the best. Throws target_error, which lists
/// the usable ones, if `name` is unknown or cannot run here: the choice then stays. Thread-safe.
inline void use_target(std::string_view name) {
  detail::check_prefetch_request();
  const detail::target_number target =
      name == "auto" ? detail::automatic_target() : detail::number_of_usable(name, "target");
  detail::chosen_target.store(target, std::memory_order_relaxed);
}

}  // namespace SIGNOPT_ABI
}  // namespace signopt
