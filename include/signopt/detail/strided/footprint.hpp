// The bytes that an operand with strides occupies: whether two of its elements are one, and whether it shares an
// element with another operand, as far as that can be told without looking at every element.
#pragma once

#include <cstddef>
#include <cstdint>

#include "../check/memory_operands.hpp"
#include "walk.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

class footprint {
 public:
  footprint(const memory_operand& operand, const walk& over, std::ptrdiff_t axis::*stride) noexcept
      : element_size_(operand.element_size), lowest_(operand.address()) {
    if (!exists()) return;
    for (const axis& each : over) add(static_cast<std::uintptr_t>(each.size - 1), each.*stride);
    // The null pointer is no address of an element, and where the last one ends must be an address too.
    is_possible_ = is_possible_ && lowest_ != 0 && reach_ + element_size_ <= UINTPTR_MAX - lowest_;
  }

  // Whether there is memory at all: not where the size of an element is 0.
  bool exists() const noexcept { return element_size_ != 0; }

  // Whether it stays inside the address space. All other questions are for such operands only.
  bool is_possible() const noexcept { return is_possible_; }
  std::uintptr_t lowest() const noexcept { return lowest_; }

  // Whether no two elements are one: surely so where each stride reaches past all smaller ones together, as in every
  // view of an array that names no element twice. Other overlaps are not looked for.
  bool is_injective() const noexcept {
    std::uintptr_t reach_of_smaller = 0;
    for (int k = 0; k < rank_; ++k) {
      if (extents_[k].stride < reach_of_smaller + element_size_) return false;
      reach_of_smaller += extents_[k].reach();
    }
    return !has_zero_stride_;
  }

  // Whether two operands surely share an element: where their ranges meet, if the first or the last element of one is
  // an element of the other, or if they have the same strides and an element in common.
  SIGNOPT_WRAPS static bool surely_meet(const footprint& a, const footprint& b) noexcept {
    if (a.is_before(b) || b.is_before(a)) return false;
    if (a.has(b.lowest_) || a.has(b.highest()) || b.has(a.lowest_) || b.has(a.highest())) return true;
    int tries = most_tries;
    return same_strides(a, b) &&
           have_distance(a, b, a.rank_ - 1, static_cast<std::ptrdiff_t>(b.lowest_ - a.lowest_), tries);
  }

 private:
  // Bytes from one element to the next, and how often: `count` is one less than the size of the axis.
  struct extent {
    std::uintptr_t count, stride;
    std::uintptr_t reach() const noexcept { return count * stride; }
  };

  // The search below can take a time that is exponential in the number of axes, for strides that no view of an array
  // has; it is given up before.
  static constexpr int most_tries = 1000;

  SIGNOPT_WRAPS void add(std::uintptr_t count, std::ptrdiff_t stride) noexcept {
    if (stride == 0) {
      has_zero_stride_ = true;
      return;
    }
    const std::uintptr_t bytes = static_cast<std::uintptr_t>(stride < 0 ? -(stride + 1) : stride - 1) + 1;
    if (bytes > (furthest_distance - element_size_ - reach_) / element_size_ / count) is_possible_ = false;
    if (!is_possible_) return;
    const extent added{count, bytes * element_size_};
    reach_ += added.reach();
    if (stride < 0) lowest_ -= added.reach();  // may wrap: then the whole reach does not fit behind it
    int to = rank_++;
    for (; to > 0 && extents_[to - 1].stride > added.stride; --to) extents_[to] = extents_[to - 1];
    extents_[to] = added;
  }

  std::uintptr_t highest() const noexcept { return lowest_ + reach_; }
  bool is_before(const footprint& other) const noexcept { return highest() + (element_size_ - 1) < other.lowest_; }

  // Whether the byte is one of an element. The largest stride first: what is left has to be within reach of the
  // smaller ones, so that there is one way only. In a grad that is not injective, it may miss some.
  bool has(std::uintptr_t address) const noexcept {
    if (address < lowest_) return false;
    std::uintptr_t distance = address - lowest_;
    for (int k = rank_ - 1; k >= 0; --k) {
      const std::uintptr_t times = distance / extents_[k].stride;
      distance -= (times < extents_[k].count ? times : extents_[k].count) * extents_[k].stride;
    }
    return distance < element_size_;
  }

  static bool same_strides(const footprint& a, const footprint& b) noexcept {
    if (a.rank_ != b.rank_ || a.element_size_ != b.element_size_) return false;
    for (int k = 0; k < a.rank_; ++k) {
      if (a.extents_[k].stride != b.extents_[k].stride) return false;
    }
    return true;
  }

  // Whether an element of a lies `distance` bytes after one of b, both counted from their lowest, along the axes up to
  // k. Along axis k they are then either as many whole strides apart as the distance has, or one more.
  static bool have_distance(const footprint& a, const footprint& b, int k, std::ptrdiff_t distance,
                            int& tries) noexcept {
    if (k < 0) return distance == 0;
    if (--tries < 0) return false;
    const std::ptrdiff_t stride = static_cast<std::ptrdiff_t>(a.extents_[k].stride);
    const std::ptrdiff_t nearest_below = distance / stride - (distance % stride < 0 ? 1 : 0);
    for (std::ptrdiff_t times = nearest_below; times <= nearest_below + 1; ++times) {
      const bool is_within = times <= static_cast<std::ptrdiff_t>(a.extents_[k].count) &&
                             -times <= static_cast<std::ptrdiff_t>(b.extents_[k].count);
      if (is_within && have_distance(a, b, k - 1, distance - times * stride, tries)) return true;
    }
    return false;
  }

  std::uintptr_t element_size_, lowest_, reach_ = 0;
  extent extents_[walk::capacity];  // shortest first
  int rank_ = 0;
  bool is_possible_ = true, has_zero_stride_ = false;
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
