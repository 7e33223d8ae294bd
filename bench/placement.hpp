// Where the three arrays of a group lie. Beyond the caches it decides as much as the loop: lines of arrays that lie at
// one offset in their pages drive each other out of the first-level cache.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace signopt_bench {

enum class placement {
  small,      // at multiples of 64 bytes, wherever operator new finds room
  allocated,  // as operator new gives large arrays: pages of their own, all at the same offset in the first
  spread,     // from borders of 2 MiB on, so far apart that they share no sets of the first two caches for long
  huge        // the same, in huge pages
};

// Those of arrays of n elements: `small`, or from 4M elements on all others that this system has. A smoke run tries
// them all.
std::vector<placement> placements_of(std::ptrdiff_t n, bool smoke);

// What the placement adds to the name of a group: nothing, or "/spread" or "/huge".
std::string suffix_of(placement where);

// Of one array: an offset from a multiple of an alignment.
struct array_place {
  std::size_t alignment = 64, offset = 0;
  bool has_huge_pages = false;
};
array_place place_of(placement where, std::size_t array);

// For the 2 MiB-aligned memory, as far as it is whole huge pages. Throws std::runtime_error where the system refuses.
void ask_for_huge_pages(void* memory, std::size_t bytes);

}  // namespace signopt_bench
