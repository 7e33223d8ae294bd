// What stands in a table for each target, by its number: its own code, or that of the next best that has some, with the
// same bits.
#pragma once

#include "dispatch.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// What a target has of its own: nothing where it was not compiled in, or has no code for these types. Whether there is
// something is kept beside it: that a function's address is not null is no constant to g++'s sanitizers.
template <class Entry>
class own_entry {
 public:
  constexpr own_entry& operator=(const Entry& of_target) noexcept {
    entry_ = of_target;
    is_there_ = true;
    return *this;
  }
  constexpr const Entry& or_else(const Entry& next_best) const noexcept { return is_there_ ? entry_ : next_best; }

 private:
  Entry entry_{};
  bool is_there_ = false;
};

template <class Entry>
struct own_entries {
  Entry scalar{};
  own_entry<Entry> portable{}, neon{}, avx2{}, avx512{}, avx512_fp16{};
};

template <class Entry>
struct entry_by_target {
  Entry entries[target_count];
  constexpr const Entry& operator[](int target) const noexcept { return entries[target]; }
};

template <class Entry>
constexpr entry_by_target<Entry> with_next_best(const own_entries<Entry>& own) noexcept {
  static_assert(target_count == 6, "a new target needs an own_entry, and a next best");
  entry_by_target<Entry> of{};
  of.entries[scalar_target] = own.scalar;
  of.entries[portable_target] = own.portable.or_else(of[scalar_target]);
  of.entries[neon_target] = own.neon.or_else(of[portable_target]);
  of.entries[avx2_target] = own.avx2.or_else(of[portable_target]);
  of.entries[avx512_target] = own.avx512.or_else(of[avx2_target]);
  of.entries[avx512_fp16_target] = own.avx512_fp16.or_else(of[avx512_target]);
  return of;
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
