// The targets, best first, and which of them runs: decided at the first call from the environment and the CPU, changed
// by use_target(). No knowledge of kernels.
//
// The choice is one atomic number, so the hot path is one relaxed load and a compare. The number is absolute, and
// shared by all code of the program, however each part was compiled: a part that lacks the chosen target takes its next
// best (kernel_table.hpp), with the same bits.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "../base/raise_error.hpp"
#include "beyond_caches.hpp"
#include "cpu.hpp"

namespace signopt {
namespace detail {

enum target_number : int {
  undecided = -1,
  scalar_target,
  neon_target,
  avx2_target,
  avx512_target,
  avx512_fp16_target,
  portable_target,
  target_count
};

SIGNOPT_VISIBLE inline std::atomic<int> chosen_target{undecided};

inline namespace SIGNOPT_ABI {

struct target_entry {
  std::string_view name;
  target_number number;
  bool is_compiled_in;
  bool cpu_features::*needs;  // null: nothing but the architecture,
  bool architecture_has_it;   // which this is about
};

inline constexpr target_entry targets_best_first[] = {
    {"avx512_fp16", avx512_fp16_target, SIGNOPT_HAS_AVX512_FP16, &cpu_features::avx512_fp16, false},
    {"avx512", avx512_target, SIGNOPT_HAS_AVX512, &cpu_features::avx512_f_bw_dq_vl, false},
    {"avx2", avx2_target, SIGNOPT_HAS_AVX2, &cpu_features::avx2_fma_f16c, false},
    {"neon", neon_target, SIGNOPT_HAS_NEON, nullptr, SIGNOPT_AARCH64},
    {"portable", portable_target, SIGNOPT_HAS_PORTABLE, nullptr, SIGNOPT_ARCHITECTURE_HAS_PORTABLE},
    {"scalar", scalar_target, true, nullptr, true},
};

inline const target_entry* find_target(std::string_view name) noexcept {
  for (const target_entry& target : targets_best_first) {
    if (target.name == name) return &target;
  }
  return nullptr;
}

// Of this target, or, if it is not compiled in, of the next best that is.
inline std::string_view name_of_next_best(int number) noexcept {
  bool is_reached = false;
  for (const target_entry& target : targets_best_first) {
    is_reached = is_reached || target.number == number;
    if (is_reached && target.is_compiled_in) return target.name;
  }
  return "scalar";
}

// The names of the targets that are compiled in and that this CPU can run, best first.
struct target_names {
  std::array<std::string_view, target_count> name;
  std::size_t size = 0;

  const std::string_view* begin() const noexcept { return name.data(); }
  const std::string_view* end() const noexcept { return name.data() + size; }
};

inline const cpu_features& this_cpu() noexcept {
  static const cpu_features features = features_of(read_cpu_registers());
  return features;
}

inline bool is_usable(const target_entry& target) noexcept {
  return target.is_compiled_in && (target.needs == nullptr || this_cpu().*target.needs);
}

inline const target_names& usable_targets() noexcept {
  static const target_names usable = [] {
    target_names found;
    for (const target_entry& target : targets_best_first) {
      if (is_usable(target)) found.name[found.size++] = target.name;
    }
    return found;
  }();
  return usable;
}

// The best that this CPU can run, compiled in here or not: other parts of the program may have it, and this part runs
// its next best.
inline target_number best_target() noexcept {
  for (const target_entry& target : targets_best_first) {
    if (target.needs == nullptr ? target.architecture_has_it : this_cpu().*target.needs) return target.number;
  }
  return scalar_target;
}

// A usable target's number, or target_error. `source` begins the message.
inline target_number number_of_usable(std::string_view name, const char* source) {
  const target_entry* const target = find_target(name);
  if (target != nullptr && is_usable(*target)) return target->number;
  std::string usable;
  for (const std::string_view each : usable_targets()) usable.append("\"").append(each).append("\" ");
  raise_error<target_error>(source, " \"", name,
                            target == nullptr ? "\" is unknown" : "\" cannot run on this CPU or was not compiled in",
                            "; usable here are ", usable, "and \"auto\"");
}

// The environment variable SIGNOPT_TARGET, read once. No target has a name as long as this array: what does not fit
// is unknown anyhow, and ends in "..." for the message.
struct requested_target {
  char name[32] = {};

  requested_target() noexcept {
    const char* const value = std::getenv("SIGNOPT_TARGET");
    if (value == nullptr) return;
    std::strncpy(name, value, sizeof(name) - 1);
    if (std::strlen(value) >= sizeof(name)) std::memcpy(name + sizeof(name) - 4, "...", 3);
  }

  bool is_automatic() const noexcept { return name[0] == '\0' || std::string_view(name) == "auto"; }
};

inline const requested_target& environment() noexcept {
  static const requested_target requested;
  return requested;
}

// What the library chooses by itself: SIGNOPT_TARGET where it is usable, otherwise the best.
inline target_number automatic_target() noexcept {
  const target_entry* const requested = find_target(environment().name);
  return requested != nullptr && is_usable(*requested) ? requested->number : best_target();
}

// A mistake in SIGNOPT_PREFETCH, which is for measuring, would measure something else.
inline void check_prefetch_request() {
  const char* const value = std::getenv("SIGNOPT_PREFETCH");
  if (read_prefetch_request(value) == prefetch_request::unknown)
    raise_error<target_error>("environment variable SIGNOPT_PREFETCH: expected \"on\", \"off\" or \"auto\", got \"",
                              value, "\"");
}

// The first call. What cannot be used in the environment is an error, since somebody meant something by it.
SIGNOPT_COLD inline int decide_target() {
  if (chosen_target.load(std::memory_order_relaxed) >= target_count) return best_target();
  if (!environment().is_automatic())
    number_of_usable(environment().name, "environment variable SIGNOPT_TARGET: target");
  check_prefetch_request();
  int expected = undecided;
  const int decided = automatic_target();
  return chosen_target.compare_exchange_strong(expected, decided) ? decided : expected;
}

// Below target_count always: another part of the program may know more targets, and have chosen one of those.
SIGNOPT_ALWAYS_INLINE int current_target() {
  const int target = chosen_target.load(std::memory_order_relaxed);
  return SIGNOPT_LIKELY(target >= 0 && target < target_count) ? target : decide_target();
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
