// How a walk is cut into tiles.
#pragma once

#include <cstddef>

#include "../base/memory.hpp"
#include "tile.hpp"
#include "walk.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// Along the last axis most operands have their neighbours, and a tile has as many elements as there is room for. Where
// another operand has its neighbours along another axis, a tile has a cache line of these, so that each line is used
// whole once it is there. Measured: long and narrow beats square; and half a tile is better where all have one order,
// as the gathering of one tile and the stores of the one before it are then in flight together.
//
// Where the elements are counted, a tile has some that follow each other: along one axis.
class tiling {
 public:
  tiling(const walk& over, const tiled_operand& var, const tiled_operand& m, const tiled_operand& grad,
         bool needs_numbers = false) noexcept
      : over_(over) {
    extents_[0] = 1;  // there is a first axis, which GCC does not always see, and warns
    for (int k = 1; k < over.rank(); ++k) extents_[k] = 1;
    const std::ptrdiff_t widest = larger(var.element_size, larger(m.element_size, grad.element_size));
    const std::ptrdiff_t most = tile_bytes / widest;
    if (needs_numbers) {
      for (int k = 0; k < over.rank(); ++k) {
        if (over[k].number == 1) extents_[k] = smaller(over[k].size, most);
      }
      return;
    }
    std::ptrdiff_t size = 1;
    use_lines(&axis::var, var, most, size);
    use_lines(&axis::m, m, most, size);
    use_lines(&axis::grad, grad, most, size);
    const bool is_one_order = size == 1;
    const std::ptrdiff_t room = is_one_order ? most / 2 : most;
    for (int k = over.rank() - 1; k >= 0; --k) {
      const std::ptrdiff_t others = size / extents_[k];
      extents_[k] = smaller(over[k].size, room / others);
      size = others * extents_[k];
    }
  }

  // Of a tile along axis k, but for the last ones.
  std::ptrdiff_t extent(int k) const noexcept { return extents_[k]; }

 private:
  static std::ptrdiff_t smaller(std::ptrdiff_t a, std::ptrdiff_t b) noexcept { return a < b ? a : b; }
  static std::ptrdiff_t larger(std::ptrdiff_t a, std::ptrdiff_t b) noexcept { return a < b ? b : a; }

  // An operand that stays where it is along an axis (a grad of stride 0) has no neighbours there.
  int nearest_axis(std::ptrdiff_t axis::*stride) const noexcept {
    int nearest = over_.rank() - 1;
    for (int k = nearest - 1; k >= 0; --k) {
      const std::ptrdiff_t best = over_[nearest].*stride, other = over_[k].*stride;
      if (other != 0 && (best == 0 || magnitude(other) < magnitude(best))) nearest = k;
    }
    return nearest;
  }

  // A line where there is room for it: three axes of a rank of 4 or more can ask for one each.
  void use_lines(std::ptrdiff_t axis::*stride, const tiled_operand& operand, std::ptrdiff_t most,
                 std::ptrdiff_t& size) noexcept {
    const int k = nearest_axis(stride);
    if (k < 0 || k == over_.rank() - 1) return;
    const std::ptrdiff_t others = size / extents_[k];
    const std::ptrdiff_t line = smaller(cache_line_bytes / operand.element_size, most / others);
    extents_[k] = larger(extents_[k], smaller(over_[k].size, line));
    size = others * extents_[k];
  }

  const walk& over_;
  std::ptrdiff_t extents_[walk::capacity];
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
