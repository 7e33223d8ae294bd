// Which instructions run: asked, and forced by name. Pulled in by the doors.
//
// Names, best first: "avx512_fp16" "avx512" "avx2" "neon" "scalar". All give the same bits (NaNs aside, whose sign and
// payload are free), so forcing one is for tests, for benchmarks, and for a machine on which the best is not the
// fastest.
//
// The choice is made once, at the first call: the environment variable SIGNOPT_TARGET where it is set (read once; empty
// or "auto" count as unset), else the best target that this CPU can run. It is the program's: shared by all threads and
// all translation units.
#pragma once

#include <string_view>

#include "detail/dispatch.hpp"

namespace signopt {
inline namespace SIGNOPT_ABI {

/// The targets that were compiled in and that this CPU can run, best first; the last is always "scalar". Thread-safe;
/// allocates and throws nothing.
[[nodiscard]] inline const target_list& available_targets() noexcept { return detail::usable_targets(); }

/// The target that the next call runs. Thread-safe. Throws target_error if SIGNOPT_TARGET names none that is usable and
/// use_target() was not called.
///
/// "avx512_fp16" has instructions of its own for float16 computed in float16; every other combination runs the code of
/// "avx512" there.
[[nodiscard]] inline std::string_view active_target() {
  const int current = detail::current_target();
  for (const detail::target_entry& target : detail::targets_best_first) {
    if (target.number == current) return target.name;
  }
  return "scalar";
}

/// Runs `name` from now on, in all threads; calls under way end on the target that they began with. "auto" goes back to
/// the library's own choice: SIGNOPT_TARGET where it is usable, else the best. Throws target_error, which lists the
/// usable, if `name` is unknown or cannot run here: the choice then stays. Thread-safe.
inline void use_target(std::string_view name) {
  const detail::target_number target =
      name == "auto" ? detail::automatic_target() : detail::number_of_usable(name, "target");
  detail::chosen_target.store(target, std::memory_order_relaxed);
}

}  // namespace SIGNOPT_ABI
}  // namespace signopt
