// The coefficients of an Eigen expression, and those of a writable object that has no memory to show (x.reverse(),
// x(indices, Eigen::all)), for tiles.
//
// They are counted along the expression's own storage order, so that its neighbours are one apart. Where Eigen cannot
// count them so itself, one number is left out at the end of each row or column: then no two of these are walked as
// one, and each distance is a number of rows or of columns.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>

#include "../strided/tile.hpp"
#include "core.hpp"
#include "layout.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// Holds the one evaluator of a call: what Eigen evaluates before it nests, products above all, it evaluates when this
// is made.
template <class Dense>
class coefficients {
  using evaluator = Eigen::internal::evaluator<Dense>;
  using element = typename Dense::Scalar;
  using packet_facts = Eigen::internal::packet_traits<element>;
  static constexpr int flags = int(evaluator::Flags);
  static constexpr bool is_row_major = layout<Dense>::is_row_major;
  // The evaluator of a lazy product may have another order than the product: it then gives single coefficients only.
  static constexpr bool has_own_order = ((flags & Eigen::RowMajorBit) != 0) == is_row_major;
  static constexpr bool is_linear = has_own_order && (flags & Eigen::LinearAccessBit) != 0;
  using packet = typename packet_facts::type;
  static constexpr std::ptrdiff_t packet_size = std::ptrdiff_t{packet_facts::size};
  static constexpr bool has_packets = has_own_order && (flags & Eigen::PacketAccessBit) != 0 &&
                                      bool(packet_facts::Vectorizable) &&
                                      sizeof(packet) == packet_facts::size * sizeof(element);
  static constexpr std::ptrdiff_t element_size = sizeof(element);

 public:
  explicit coefficients(const Dense& dense)
      : evaluator_(dense), pitch_((is_row_major ? dense.cols() : dense.rows()) + (is_linear ? 0 : 1)) {}
  coefficients(const coefficients&) = delete;
  coefficients& operator=(const coefficients&) = delete;

  std::ptrdiff_t row_stride() const noexcept { return is_row_major ? pitch_ : 1; }
  std::ptrdiff_t col_stride() const noexcept { return is_row_major ? 1 : pitch_; }

  tiled_operand read_only() noexcept { return {this, read, nullptr, element_size, false}; }
  tiled_operand writable() noexcept { return {this, read, write, element_size, false}; }

 private:
  // Where a coefficient is, or how far it is from another.
  struct place {
    std::ptrdiff_t outer, inner;
    void move(const place& by, std::ptrdiff_t times) noexcept {
      outer += by.outer * times;
      inner += by.inner * times;
    }
    std::ptrdiff_t row() const noexcept { return is_row_major ? outer : inner; }
    std::ptrdiff_t col() const noexcept { return is_row_major ? inner : outer; }
  };

  place place_of(std::ptrdiff_t number) const noexcept {
    if constexpr (is_linear) {
      return {0, number};
    } else {
      return {number / pitch_, number % pitch_};
    }
  }

  place distance_of(std::ptrdiff_t stride) const noexcept {
    const bool is_outer = !is_linear && stride % pitch_ == 0;
    return is_outer ? place{stride / pitch_, 0} : place{0, stride};
  }

  template <class Visit>
  static void for_each_line(const coefficients& self, std::ptrdiff_t first, const plane& part, Visit visit) {
    place at = self.place_of(first);
    const place to_next_line = self.distance_of(part.line_stride);
    for (std::ptrdiff_t line = 0; line < part.lines; ++line) {
      visit(at, line * part.line_tile_stride * element_size);
      at.move(to_next_line, 1);
    }
  }

  static void read(void* source, std::ptrdiff_t first, const plane& from, unsigned char* tile) {
    const coefficients& self = *static_cast<const coefficients*>(source);
    const place distance = self.distance_of(from.stride);
    for_each_line(self, first, from, [&](place at, std::ptrdiff_t line) {
      unsigned char* to = tile + line;
      std::ptrdiff_t i = 0;
      if constexpr (has_packets) {
        if (from.tile_stride == 1 && distance.inner == 1) i = self.read_packets(at, from.size, to);
      }
      for (; i < from.size; ++i) {
        const element value = self.coefficient_at(at);
        std::memcpy(to, &value, sizeof value);
        at.move(distance, 1);
        to += from.tile_stride * element_size;
      }
    });
  }

  // As many as there are whole packets for. Four at a time: the compiler, which cannot know that the tile is apart from
  // the evaluator, may load them all before it stores one.
  std::ptrdiff_t read_packets(place& at, std::ptrdiff_t size, unsigned char*& to) const {
    constexpr std::ptrdiff_t packet_bytes = packet_size * element_size;
    std::ptrdiff_t i = 0;
    for (; i <= size - 4 * packet_size; i += 4 * packet_size) {
      const packet a = packet_at(at, 0), b = packet_at(at, packet_size), c = packet_at(at, 2 * packet_size),
                   d = packet_at(at, 3 * packet_size);
      std::memcpy(to, &a, sizeof a);
      std::memcpy(to + packet_bytes, &b, sizeof b);
      std::memcpy(to + 2 * packet_bytes, &c, sizeof c);
      std::memcpy(to + 3 * packet_bytes, &d, sizeof d);
      at.inner += 4 * packet_size;
      to += 4 * packet_bytes;
    }
    for (; i <= size - packet_size; i += packet_size) {
      const packet a = packet_at(at, 0);
      std::memcpy(to, &a, sizeof a);
      at.inner += packet_size;
      to += packet_bytes;
    }
    return i;
  }

  static void write(void* source, std::ptrdiff_t first, const plane& to, const unsigned char* tile) {
    coefficients& self = *static_cast<coefficients*>(source);
    const place distance = self.distance_of(to.stride);
    for_each_line(self, first, to, [&](place at, std::ptrdiff_t line) {
      for (std::ptrdiff_t i = 0; i < to.size; ++i) {
        std::memcpy(self.address_of(at), tile + line + i * to.tile_stride * element_size, sizeof(element));
        at.move(distance, 1);
      }
    });
  }

  element coefficient_at(const place& at) const {
    if constexpr (is_linear) {
      return evaluator_.coeff(at.inner);
    } else {
      return evaluator_.coeff(at.row(), at.col());
    }
  }

  packet packet_at(const place& at, std::ptrdiff_t further) const {
    if constexpr (is_linear) {
      return evaluator_.template packet<Eigen::Unaligned, packet>(at.inner + further);
    } else {
      const place there{at.outer, at.inner + further};
      return evaluator_.template packet<Eigen::Unaligned, packet>(there.row(), there.col());
    }
  }

  void* address_of(const place& at) {
    if constexpr (is_linear) {
      return std::addressof(evaluator_.coeffRef(at.inner));
    } else {
      return std::addressof(evaluator_.coeffRef(at.row(), at.col()));
    }
  }

  evaluator evaluator_;
  std::ptrdiff_t pitch_;
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
