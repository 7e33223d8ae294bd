// The memory of many tensors: whether any that is written is also something else.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <vector>

#include "../base/raise_error.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// What an operand of a parameter occupies.
struct memory_range {
  std::uintptr_t begin, end;
  std::ptrdiff_t parameter;
  const char* operand;
  bool is_written;
  const char* name = nullptr;  // the tensor's own, or null
};

inline std::string name_of(const char* operand, std::ptrdiff_t parameter, const char* name) {
  std::string text = std::string(operand).append(" of parameter ").append(std::to_string(parameter));
  return name == nullptr ? text : text.append(" (\"").append(name).append("\")");
}
inline std::string name_of(const memory_range& range) { return name_of(range.operand, range.parameter, range.name); }

[[noreturn]] SIGNOPT_COLD inline void report_overlap(const memory_range& a, const memory_range& b) {
  const bool is_in_order = a.parameter <= b.parameter;
  const memory_range &first = is_in_order ? a : b, &second = is_in_order ? b : a;
  const bool second_is_above = second.begin >= first.begin;
  const std::uintptr_t distance = second_is_above ? second.begin - first.begin : first.begin - second.begin;
  raise_error<operand_error>(name_of(first), " and ", name_of(second), " overlap in memory: the second begins ",
                             static_cast<long long>(distance), second_is_above ? " bytes after" : " bytes before",
                             " the first, which has ", static_cast<long long>(first.end - first.begin), " bytes");
}

// By their beginnings. In linear time where there are no more than three ascending runs of them, as of var, m and grad
// each where tensors come in the order of their addresses.
inline void sort_by_address(std::vector<memory_range>& ranges) {
  const auto is_before = [](const memory_range& a, const memory_range& b) { return a.begin < b.begin; };
  const auto second = std::is_sorted_until(ranges.begin(), ranges.end(), is_before);
  const auto third = std::is_sorted_until(second, ranges.end(), is_before);
  if (std::is_sorted_until(third, ranges.end(), is_before) != ranges.end())
    return std::sort(ranges.begin(), ranges.end(), is_before);
  // Not std::inplace_merge: clang warns of what libstdc++'s has inside.
  std::vector<memory_range> first_two, all;
  first_two.reserve(ranges.size());
  all.reserve(ranges.size());
  std::merge(ranges.begin(), second, second, third, std::back_inserter(first_two), is_before);
  std::merge(first_two.begin(), first_two.end(), third, ranges.end(), std::back_inserter(all), is_before);
  ranges.swap(all);
}

// Ranges that are not empty, in any order; they are sorted by their beginnings. What is only read may be read twice.
// Where there is an overlap, the later of the two meets the range that reaches furthest among those before it.
inline void check_disjoint(std::vector<memory_range>& ranges) {
  sort_by_address(ranges);
  const memory_range* furthest = nullptr;
  const memory_range* furthest_written = nullptr;
  for (const memory_range& range : ranges) {
    const memory_range* const other = range.is_written ? furthest : furthest_written;
    if (other != nullptr && other->end > range.begin) report_overlap(*other, range);
    if (furthest == nullptr || range.end > furthest->end) furthest = &range;
    if (range.is_written && (furthest_written == nullptr || range.end > furthest_written->end))
      furthest_written = &range;
  }
}

// One more range, beside disjoint ones that are sorted: only the last that begins before its end can reach into it.
inline void check_disjoint(const std::vector<memory_range>& sorted, const memory_range& added) {
  const auto next = std::lower_bound(sorted.begin(), sorted.end(), added.end,
                                     [](const memory_range& range, std::uintptr_t end) { return range.begin < end; });
  if (next != sorted.begin() && (next - 1)->end > added.begin) report_overlap(*(next - 1), added);
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
