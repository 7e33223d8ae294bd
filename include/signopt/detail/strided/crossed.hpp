// Two operands that have their neighbours along one axis, and one that has them along another: a matrix by rows beside
// two by columns. The two stay where they are, and the kernel runs on a line of theirs after the other. What it needs
// of the third is transposed into a tile on the stack, and back where it is written.
#pragma once

#include <cstddef>
#include <cstdint>

#include "../kernel/kernel_table.hpp"
#include "tile.hpp"
#include "walk.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// Shorter lines cost less gathered into tiles of all three.
inline constexpr std::ptrdiff_t shortest_crossed_line = 32;

// A tile is a cache line of the third operand wide, so that each of its lines is read and written whole; and as long as
// the pages that it reaches over are few enough for the TLB, wherever they lie, and as prefetchers have a line of the
// other two to run along. Lines of a tile are a cache line further apart than their elements need: otherwise they, and
// in a matrix whose size is a power of two all that it is made of, would meet in one set of the cache.
inline constexpr std::ptrdiff_t crossed_length = 512;
constexpr std::ptrdiff_t crossed_width(std::ptrdiff_t element_size) noexcept { return cache_line_bytes / element_size; }
constexpr std::ptrdiff_t crossed_distance(std::ptrdiff_t element_size) noexcept {
  return crossed_length + crossed_width(element_size);
}
inline constexpr std::ptrdiff_t crossed_tile_bytes = cache_line_bytes * crossed_distance(2);

// Lines of the third operand are asked for so many before they are transposed, and before they are written, since they
// may be gone by then. In a matrix whose size is a power of two they lie in a few sets of the caches, which hold no
// more: in the first level not even these.
inline constexpr std::ptrdiff_t crossed_prefetch = 32;

// Whether an arranged walk is one of these, and which of the operands is the third.
class crossing {
 public:
  crossing(const walk& over, const tiled_operand& var, const tiled_operand& m, const tiled_operand& grad) noexcept {
    if (over.rank() < 2 || !(var.is_memory && m.is_memory && grad.is_memory)) return;
    const axis& along = over[over.rank() - 1];
    const int others = (along.var != 1 ? 1 : 0) + (along.m != 1 ? 1 : 0) + (along.grad != 1 ? 1 : 0);
    if (others != 1 || along.size < shortest_crossed_line) return;
    stride_ = along.var != 1 ? &axis::var : along.m != 1 ? &axis::m : &axis::grad;
    place_ = along.var != 1 ? &position::var : along.m != 1 ? &position::m : &position::grad;
    operand_ = along.var != 1 ? &var : along.m != 1 ? &m : &grad;
    for (int k = 0; k < over.rank() - 1; ++k) {
      if (over[k].*stride_ == 1) across_ = k;
    }
  }

  bool exists() const noexcept { return across_ >= 0; }
  bool is_var() const noexcept { return stride_ == &axis::var; }

  // The axis along which the third operand has its neighbours.
  int across() const noexcept { return across_; }
  const tiled_operand& operand() const noexcept { return *operand_; }
  std::ptrdiff_t stride(const axis& along) const noexcept { return along.*stride_; }
  std::ptrdiff_t place(const position& at) const noexcept { return at.*place_; }

  // Of a tile along axis k, but for the first and the last ones.
  std::ptrdiff_t extent(const walk& over, int k) const noexcept {
    return k == over.rank() - 1 ? crossed_length : k == across_ ? crossed_width(operand_->element_size) : 1;
  }

 private:
  std::ptrdiff_t axis::*stride_ = nullptr;
  std::ptrdiff_t position::*place_ = nullptr;
  const tiled_operand* operand_ = nullptr;
  int across_ = -1;
};

// The steps of a walk, or of a part of it, that crosses. A tile's neighbour across comes next: so the pages of the
// third operand are used up while the TLB has them.
class crossed_steps {
 public:
  crossed_steps(kernel update, const void* constants, std::int64_t number, const tiled_operand& var,
                const tiled_operand& m, const tiled_operand& grad, const crossing& third, const walk& over) noexcept
      : update_(update),
        constants_(constants),
        number_(number),
        var_(var),
        m_(m),
        grad_(grad),
        third_(third),
        along_(over[over.rank() - 1]),
        across_(over[third.across()]),
        width_(crossed_width(third.operand().element_size)),
        distance_(crossed_distance(third.operand().element_size)) {}

  // The element at `first`, and all that follow along the two axes.
  void run_plane(const position& first) const {
    for (std::ptrdiff_t begin = 0; begin < along_.size; begin += crossed_length) {
      position at = first;
      at.move(along_, begin);
      const std::ptrdiff_t length = smaller(crossed_length, along_.size - begin);
      std::ptrdiff_t width = smaller(width_to_line(at), across_.size);
      for (std::ptrdiff_t done = 0; done < across_.size; done += width, width = smaller(width_, across_.size - done)) {
        run_tile(at, length, width);
        at.move(across_, width);
      }
    }
  }

 private:
  static std::ptrdiff_t smaller(std::ptrdiff_t a, std::ptrdiff_t b) noexcept { return a < b ? a : b; }

  // Up to where a cache line of the third operand begins. Where its lines lie whole cache lines apart, as they do in a
  // matrix whose size is a power of two, one begins there in each of them.
  std::ptrdiff_t width_to_line(const position& at) const noexcept {
    const std::ptrdiff_t size = third_.operand().element_size;
    const std::uintptr_t address = reinterpret_cast<std::uintptr_t>(third_.operand().at(third_.place(at)));
    return width_ - static_cast<std::ptrdiff_t>(address % std::uintptr_t{cache_line_bytes}) / size;
  }

  void run_tile(position at, std::ptrdiff_t length, std::ptrdiff_t width) const {
    alignas(cache_line_bytes) unsigned char tile[crossed_tile_bytes];
    const tiled_operand& third = third_.operand();
    const std::ptrdiff_t first = third_.place(at);
    read(first, length, width, tile);
    for (std::ptrdiff_t i = 0; i < width; ++i) {
      unsigned char* const line = tile + i * distance_ * third.element_size;
      position next = at;
      next.move(across_, 1);
      update_(in_line(var_, at.var, next.var, line), in_line(m_, at.m, next.m, line),
              in_line(grad_, at.grad, next.grad, line), length, constants_,
              {memory_access::cached, number_ + at.number});
      at = next;
    }
    if (&third != &grad_) write(first, length, width, tile);
  }

  // An operand's line: in the tile, or where it is. There the beginning of the next one is asked for, which prefetchers
  // cannot know of; they do the rest.
  unsigned char* in_line(const tiled_operand& operand, std::ptrdiff_t at, std::ptrdiff_t next,
                         unsigned char* line) const noexcept {
    if (&operand == &third_.operand()) return line;
    // As a number: behind the last line there is no element.
    const std::uintptr_t begin = reinterpret_cast<std::uintptr_t>(operand.at(at));
    const std::ptrdiff_t step = (next - at) * operand.element_size;
    SIGNOPT_PREFETCH_LINE(reinterpret_cast<const void*>(begin + static_cast<std::uintptr_t>(step)));
    return operand.at(at);
  }

  plane lines(std::ptrdiff_t length, std::ptrdiff_t width) const noexcept {
    return {length, third_.stride(along_), 1, width, 1, distance_};
  }

  void read(std::ptrdiff_t first, std::ptrdiff_t length, std::ptrdiff_t width, unsigned char* tile) const {
    const tiled_operand& third = third_.operand();
    for_each_square(first, length, width, [&](std::ptrdiff_t line, std::ptrdiff_t count, std::ptrdiff_t from) {
      third.read(third.source, from, lines(count, width), tile + line * third.element_size);
    });
  }

  void write(std::ptrdiff_t first, std::ptrdiff_t length, std::ptrdiff_t width, const unsigned char* tile) const {
    const tiled_operand& third = third_.operand();
    for_each_square(first, length, width, [&](std::ptrdiff_t line, std::ptrdiff_t count, std::ptrdiff_t to) {
      third.write(third.source, to, lines(count, width), tile + line * third.element_size);
    });
  }

  // move(line, count, element) of a square of the third operand after the other: its first line in the tile, how many
  // there are, and its first element in memory.
  template <class Move>
  void for_each_square(std::ptrdiff_t first, std::ptrdiff_t length, std::ptrdiff_t width, Move move) const {
    const std::ptrdiff_t stride = third_.stride(along_);
    std::ptrdiff_t asked = crossed_prefetch;
    for (std::ptrdiff_t begin = 0; begin < length; begin += width_) {
      const std::ptrdiff_t end = smaller(begin + width_, length);
      for (const std::ptrdiff_t ahead = smaller(end + crossed_prefetch, length); asked < ahead; ++asked)
        SIGNOPT_PREFETCH_INTO_L2(third_.operand().at(first + asked * stride + width - 1));
      move(begin, end - begin, first + begin * stride);
    }
  }

  kernel update_;
  const void* constants_;
  std::int64_t number_;  // of the walk's first element
  const tiled_operand &var_, &m_, &grad_;
  const crossing& third_;
  const axis &along_, &across_;
  std::ptrdiff_t width_, distance_;
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
