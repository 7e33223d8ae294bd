// A part of the elements that stays in the first-level cache: gathered from an operand into contiguous memory on the
// stack, and scattered back.
#pragma once

#include <cstddef>
#include <cstring>

#include "../kernel/transpose_table.hpp"
#include "walk.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// What a tile has room for, of each operand: three of them fit into the smallest caches that are about. In 2-byte
// elements, a box of that many has 12 axes at most along which it has more than one.
inline constexpr std::ptrdiff_t tile_bytes = 8192;
inline constexpr int tile_rank = 12;

// Elements on a grid of lines: how far apart they lie in an operand and in the tile, in elements.
struct plane {
  std::ptrdiff_t lines, line_stride, line_tile_stride;
  std::ptrdiff_t size, stride, tile_stride;
};

// Where the elements of an operand come from and go to: memory, or the coefficients of an object that has none to
// show. `first` tells an element as the operand counts them. `write` is null where nothing is written.
struct tiled_operand {
  void* source;
  void (*read)(void* source, std::ptrdiff_t first, const plane& from, unsigned char* tile);
  void (*write)(void* source, std::ptrdiff_t first, const plane& to, const unsigned char* tile);
  std::ptrdiff_t element_size;
  bool is_memory;

  unsigned char* at(std::ptrdiff_t element) const noexcept {
    return static_cast<unsigned char*>(source) + element * element_size;
  }
};

// Neighbours in a line of one of the two that are neighbours across the lines of the other change places in registers.
template <std::ptrdiff_t Size>
void copy_plane(unsigned char* to, std::ptrdiff_t to_line, std::ptrdiff_t to_stride, const unsigned char* from,
                std::ptrdiff_t from_line, std::ptrdiff_t from_stride, std::ptrdiff_t lines, std::ptrdiff_t size) {
  if (from_stride == 1 && to_line == 1)
    return transpose<Size>(to, to_stride * Size, from, from_line * Size, lines, size);
  if (to_stride == 1 && from_line == 1)
    return transpose<Size>(to, to_line * Size, from, from_stride * Size, size, lines);
  const bool is_worth_a_call = to_stride == 1 && from_stride == 1 && size * Size >= cache_line_bytes;
  for (std::ptrdiff_t line = 0; line < lines; ++line, to += to_line * Size, from += from_line * Size) {
    if (is_worth_a_call) {
      std::memcpy(to, from, static_cast<std::size_t>(size * Size));
    } else {
      copy_line<Size>(to, to_stride * Size, from, from_stride * Size, size);
    }
  }
}

template <std::ptrdiff_t Size>
void read_memory(void* source, std::ptrdiff_t first, const plane& from, unsigned char* tile) {
  copy_plane<Size>(tile, from.line_tile_stride, from.tile_stride,
                   static_cast<const unsigned char*>(source) + first * Size, from.line_stride, from.stride, from.lines,
                   from.size);
}

template <std::ptrdiff_t Size>
void write_memory(void* source, std::ptrdiff_t first, const plane& to, const unsigned char* tile) {
  copy_plane<Size>(static_cast<unsigned char*>(source) + first * Size, to.line_stride, to.stride, tile,
                   to.line_tile_stride, to.tile_stride, to.lines, to.size);
}

template <std::ptrdiff_t Size>
tiled_operand memory_of(void* data) noexcept {
  return {data, read_memory<Size>, write_memory<Size>, Size, true};
}

// The elements of one operand in one tile, along one axis after the other: the one along which its neighbours lie
// closest in memory first, so that a cache line is used whole once it is there; but axes too short for a loop last.
class tile_axes {
 public:
  tile_axes() noexcept {}  // and not zeros, which cost more than the rest

  void push_back(std::ptrdiff_t size, std::ptrdiff_t stride, std::ptrdiff_t tile_stride) noexcept {
    const tile_axis added{size, stride, tile_stride};
    int to = rank_++;
    for (; to > 0 && added.is_before(axes_[to - 1]); --to) axes_[to] = axes_[to - 1];
    axes_[to] = added;
  }

  // Whether the elements lie in memory as they would in the tile.
  bool is_packed() const noexcept {
    for (int k = 0; k < rank_; ++k) {
      if (axes_[k].stride != axes_[k].tile_stride) return false;
    }
    return true;
  }

  void read(const tiled_operand& operand, std::ptrdiff_t first, unsigned char* tile) const {
    for_each_plane([&](const plane& part, std::ptrdiff_t from, std::ptrdiff_t to) {
      operand.read(operand.source, first + from, part, tile + to * operand.element_size);
    });
  }

  void write(const tiled_operand& operand, std::ptrdiff_t first, const unsigned char* tile) const {
    for_each_plane([&](const plane& part, std::ptrdiff_t to, std::ptrdiff_t from) {
      operand.write(operand.source, first + to, part, tile + from * operand.element_size);
    });
  }

 private:
  struct tile_axis {
    std::ptrdiff_t size, stride, tile_stride;

    bool is_short() const noexcept { return size < 8; }
    bool is_before(const tile_axis& other) const noexcept {
      if (is_short() != other.is_short()) return other.is_short();
      return magnitude(stride) < magnitude(other.stride);
    }
  };

  template <class Move>
  void for_each_plane(Move move) const {
    const tile_axis one{1, 0, 0};
    const tile_axis& inner = rank_ > 0 ? axes_[0] : one;
    const tile_axis& outer = rank_ > 1 ? axes_[1] : one;
    const plane part{outer.size, outer.stride, outer.tile_stride, inner.size, inner.stride, inner.tile_stride};
    std::ptrdiff_t done[tile_rank], at = 0, tile_at = 0;
    for (int k = 2; k < rank_; ++k) done[k] = 0;
    for (;;) {
      move(part, at, tile_at);
      int k = 2;
      for (; k < rank_; ++k) {
        at += axes_[k].stride;
        tile_at += axes_[k].tile_stride;
        if (++done[k] < axes_[k].size) break;
        at -= axes_[k].size * axes_[k].stride;
        tile_at -= axes_[k].size * axes_[k].tile_stride;
        done[k] = 0;
      }
      if (k >= rank_) return;
    }
  }

  union {  // says that there are no values at first
    tile_axis axes_[tile_rank];
  };
  int rank_ = 0;
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
