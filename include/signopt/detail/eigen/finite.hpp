// all_finite on Eigen objects and expressions: on memory where it is contiguous, or along runs of it, and otherwise on
// tiles into which the elements are gathered.
#pragma once

#include <cstddef>
#include <type_traits>

#include "../call/finite_operand.hpp"
#include "../strided/check.hpp"
#include "../strided/tiling.hpp"
#include "run.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// The one operand of a walk of two axes at most, in pieces of `rows` by `cols` elements: a part of a run, or a tile.
// The pieces are those of the whole, whatever the tasks are.
class pieces {
 public:
  pieces(const tiled_operand& operand, walk& over) noexcept
      : operand_(operand), start_(over.arrange().var), access_(access_to_read(over.size() * operand.element_size)) {
    if (over.rank() > 0) inner_ = over[over.rank() - 1];
    if (over.rank() > 1) outer_ = over[0];
    if (operand.is_memory && inner_.var == 1 && inner_.size >= shortest_run) {
      cols_ = inner_.size < run_bytes / operand.element_size ? inner_.size : run_bytes / operand.element_size;
    } else {
      const tiling tiles(over, operand, operand, operand);
      if (over.rank() > 0) cols_ = tiles.extent(over.rank() - 1);
      if (over.rank() > 1) rows_ = tiles.extent(0);
    }
  }

  std::ptrdiff_t count() const noexcept { return parts(outer_.size, rows_) * parts(inner_.size, cols_); }

  // use(data, n, access) for one of them: where it is, of all, or a copy.
  template <class Use>
  auto with(std::ptrdiff_t piece, Use use) const {
    const std::ptrdiff_t in_a_row = parts(inner_.size, cols_);
    const std::ptrdiff_t row = piece / in_a_row * rows_, col = piece % in_a_row * cols_;
    const std::ptrdiff_t rows = size_of_part(outer_.size, row, rows_), cols = size_of_part(inner_.size, col, cols_);
    const std::ptrdiff_t first = start_ + row * outer_.var + col * inner_.var;
    tile_axes axes;
    if (cols > 1) axes.push_back(cols, inner_.var, 1);
    if (rows > 1) axes.push_back(rows, outer_.var, cols);
    if (operand_.is_memory && axes.is_packed()) return use(operand_.at(first), rows * cols, access_);
    alignas(cache_line_bytes) unsigned char copy[tile_bytes];
    axes.read(operand_, first, copy);
    return use(copy, rows * cols, memory_access::cached);
  }

 private:
  static constexpr std::ptrdiff_t run_bytes = std::ptrdiff_t{64} << 10;

  static std::ptrdiff_t parts(std::ptrdiff_t size, std::ptrdiff_t of) noexcept { return size / of + (size % of != 0); }
  static std::ptrdiff_t size_of_part(std::ptrdiff_t size, std::ptrdiff_t begin, std::ptrdiff_t most) noexcept {
    return size - begin < most ? size - begin : most;
  }

  const tiled_operand& operand_;
  std::ptrdiff_t start_;
  memory_access access_;
  axis outer_{1, 0, 0, 0}, inner_{1, 0, 0, 0};
  std::ptrdiff_t rows_ = 1, cols_ = 1;
};

template <dtype Type, class Executor, class Dense>
bool all_finite_in_pieces(Executor& executor, const Dense& dense) {
  operand_source<const Dense> source(dense);
  const std::ptrdiff_t row = source.row_stride(), col = source.col_stride();
  walk over;
  over.push_back({dense.rows(), row, row, row});
  over.push_back({dense.cols(), col, col, col});
  const memory_operand memory = source.memory("x");
  if (!over.is_empty()) check_alone(memory, footprint(memory, over, &axis::var), over);
  const auto all_finite = finite_kernel<Type>();
  if (over.is_empty()) return true;

  const std::ptrdiff_t total = over.size();
  const tiled_operand operand = source.read_only();
  const pieces all(operand, over);
  const auto all_finite_from = [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
    for (std::ptrdiff_t piece = begin; piece < end; ++piece) {
      if (!all.with(piece, all_finite)) return false;
    }
    return true;
  };
  const std::ptrdiff_t tasks = task_count(executor, total, size_of(Type));
  if (tasks == 1) return all_finite_from(0, all.count());
  const even_parts parts{all.count(), 1, tasks};
  return all_parts(executor, tasks,
                   [&](std::ptrdiff_t task) { return all_finite_from(parts.border(task), parts.border(task + 1)); });
}

template <class X>
struct finite_operand<X, std::enable_if_t<is_dense<X>>> {
  static constexpr bool exists = true;

  template <class Executor>
  static bool all_finite(Executor& executor, const X& x) {
    using dense = dense_of<X>;
    using element = typename dense::Scalar;
    constexpr bool is_supported = has_dtype<element>::value;
    static_assert(is_supported, "signopt: x" SIGNOPT_HAS_NO_DTYPE);
    if constexpr (is_supported) {
      constexpr dtype type = dtype_of<element>::value;
      using layout_of = layout<dense>;
      const dense& object = x.derived();
      check_size(object, "x");
      if constexpr (layout_of::is_in_memory) {
        if (SIGNOPT_LIKELY(layout_of::is_contiguous(object))) {
          const auto* const data = layout_of::data(object);
          check_memory({"x", data, sizeof(element)}, object.size());
          return all_finite_contiguous<type>(executor, data, object.size());
        }
      }
      if constexpr (!layout_of::is_always_contiguous()) return all_finite_in_pieces<type>(executor, object);
    }
    return false;
  }
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
