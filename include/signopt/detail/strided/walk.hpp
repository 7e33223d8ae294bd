// How three operands that are not contiguous are walked together: one axis for each dimension, with the distance that
// each operand moves.
#pragma once

#include <cstddef>

#include "../base/config.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// `size` places along a dimension; var, m and grad: how far apart two neighbours are in each, in its elements, forwards
// or backwards. number: how far apart they are when the elements are counted (number_by_address).
struct axis {
  std::ptrdiff_t size, var, m, grad, number = 0;
};

// Where an operand is, in its elements, and which element that is.
struct position {
  std::ptrdiff_t var = 0, m = 0, grad = 0, number = 0;

  void move(const axis& along, std::ptrdiff_t places) noexcept {
    var += places * along.var;
    m += places * along.m;
    grad += places * along.grad;
    number += places * along.number;
  }
};

inline std::ptrdiff_t magnitude(std::ptrdiff_t stride) noexcept { return stride < 0 ? -stride : stride; }

// The axes in any order. Those of one place are left out: with fewer than 2^62 elements in all, which whoever fills a
// walk makes sure of, there are no more than `capacity` others.
class walk {
 public:
  static constexpr int capacity = 62;

  walk() noexcept {}
  // A copy of what is there, and not of all that there is room for.
  walk(const walk& other) noexcept : rank_(other.rank_), is_empty_(other.is_empty_) {
    for (int k = 0; k < rank_; ++k) axes_[k] = other.axes_[k];
  }
  walk& operator=(const walk&) = delete;

  void push_back(const axis& added) noexcept {
    is_empty_ = is_empty_ || added.size == 0;
    if (added.size > 1 && rank_ < capacity) axes_[rank_++] = added;
  }

  // Whether there is no element, and how many there are.
  bool is_empty() const noexcept { return is_empty_; }
  std::ptrdiff_t size() const noexcept {
    std::ptrdiff_t product = is_empty_ ? 0 : 1;
    for (const axis& each : *this) product *= each.size;
    return product;
  }

  int rank() const noexcept { return rank_; }
  const axis* begin() const noexcept { return axes_; }
  const axis* end() const noexcept { return axes_ + rank_; }
  const axis& operator[](int k) const noexcept { return axes_[k]; }

  // All axes but these.
  walk without(int a, int b) const noexcept {
    walk others;
    for (int k = 0; k < rank_; ++k) {
      if (k != a && k != b) others.push_back(axes_[k]);
    }
    return others;
  }

  // use(position) for each place, from that of the first one on, the last axis fastest. There is one where there is no
  // axis.
  template <class Use>
  void for_each_place(position at, Use use) const {
    std::ptrdiff_t done[capacity];
    for (int k = 0; k < rank_; ++k) done[k] = 0;
    for (;;) {
      use(static_cast<const position&>(at));
      int k = rank_ - 1;
      for (; k >= 0; --k) {
        at.move(axes_[k], 1);
        if (++done[k] < axes_[k].size) break;
        at.move(axes_[k], -done[k]);
        done[k] = 0;
      }
      if (k < 0) return;
    }
  }

  // Counts the elements of an arranged walk in the order of their addresses in var.
  void number_by_address() noexcept {
    for (int k = 0; k < rank_; ++k) {
      axes_[k].number = 1;
      for (const axis& other : *this) {
        if (other.var < axes_[k].var) axes_[k].number *= other.size;
      }
    }
  }

  // Keeps the part from `begin` to `end` along axis k; `at` moves to where that begins.
  void cut(int k, std::ptrdiff_t begin, std::ptrdiff_t end, position& at) noexcept {
    at.move(axes_[k], begin);
    axes_[k].size = end - begin;
  }

  // The same elements by fewer and better axes: var moves forwards along each; the last is the one along which most
  // operands have their neighbours; and axes that are one for all three operands are one. Tells where the elements are
  // with which it begins now. var's and m's strides must have passed check_strided.
  position arrange() noexcept {
    position start;
    for (int k = 0; k < rank_; ++k) {
      if (axes_[k].var < 0) reverse(axes_[k], start);
    }
    sort();
    merge();
    return start;
  }

 private:
  static void reverse(axis& turned, position& start) noexcept {
    start.move(turned, turned.size - 1);
    turned = {turned.size, -turned.var, -turned.m, -turned.grad, 0};
  }

  // How far the three move together: where two operands agree in the order of two axes, they outvote the third.
  static std::ptrdiff_t distance(const axis& along) noexcept {
    return magnitude(along.var) + magnitude(along.m) + magnitude(along.grad);
  }

  // By insertion: few axes, and mostly sorted.
  void sort() noexcept {
    for (int k = 1; k < rank_; ++k) {
      const axis moved = axes_[k];
      int to = k;
      for (; to > 0 && distance(axes_[to - 1]) < distance(moved); --to) axes_[to] = axes_[to - 1];
      axes_[to] = moved;
    }
  }

  static bool are_one(const axis& outer, const axis& inner) noexcept {
    return outer.var == inner.size * inner.var && outer.m == inner.size * inner.m &&
           outer.grad == inner.size * inner.grad;
  }

  void merge() noexcept {
    int last = 0;
    for (int k = 1; k < rank_; ++k) {
      if (are_one(axes_[last], axes_[k])) {
        const std::ptrdiff_t size = axes_[last].size * axes_[k].size;
        axes_[last] = axes_[k];
        axes_[last].size = size;
      } else {
        axes_[++last] = axes_[k];
      }
    }
    rank_ = rank_ == 0 ? 0 : last + 1;
  }

  union {                  // says that a walk begins without values here
    axis axes_[capacity];  // the first rank_ of them
  };
  int rank_ = 0;
  bool is_empty_ = false;
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
