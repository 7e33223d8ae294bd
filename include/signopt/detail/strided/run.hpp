// A rule on operands that are not contiguous: the kernel runs on the operands themselves where all three are contiguous
// along an axis, on lines of two of them where the third lies across, and otherwise on tiles on the stack. Needs no
// Eigen; all front ends that know strides stand on it.
#pragma once

#include <cstddef>

#include "../run/contiguous.hpp"
#include "../run/parallel.hpp"
#include "crossed.hpp"
#include "tile.hpp"
#include "tiling.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// Runs shorter than this cost less gathered into tiles than as calls of the kernel.
inline constexpr std::ptrdiff_t shortest_run = 8;

// One call: the kernel, what it takes, and the operands. Where elements are numbered, every call of the kernel gets
// consecutive ones; `first` is the number of the first of all.
class strided_call {
 public:
  strided_call(kernel update, const void* constants, std::int64_t first, bool needs_numbers, const tiled_operand& var,
               const tiled_operand& m, const tiled_operand& grad) noexcept
      : update_(update),
        constants_(constants),
        first_(first),
        needs_numbers_(needs_numbers),
        var_(var),
        m_(m),
        grad_(grad) {}

  // By value: the walk is arranged here.
  template <class Executor>
  void run(Executor& executor, walk over) const {
    if (over.is_empty()) return;
    const position start = over.arrange();
    if (needs_numbers_) over.number_by_address();
    const std::ptrdiff_t total = over.size();
    const std::ptrdiff_t moved = 2 * var_.element_size + 2 * m_.element_size + grad_.element_size;
    const std::ptrdiff_t tasks = task_count(executor, total, moved);
    if (has_long_runs(over)) {
      const std::ptrdiff_t element_bytes = var_.element_size + m_.element_size + grad_.element_size;
      const memory_access access = access_to(total * element_bytes, var_.element_size == 2);
      const auto unit = [&](int k) { return k == over.rank() - 1 ? line_elements(var_.element_size) : 1; };
      run_parts(executor, tasks, over, start, unit,
                [&](const walk& own, const position& at) { run_in_place(own, at, access); });
    } else if (const crossing third(over, var_, m_, grad_); third.exists() && !(needs_numbers_ && third.is_var())) {
      const auto unit = [&](int k) { return third.extent(over, k); };
      run_parts(executor, tasks, over, start, unit,
                [&](const walk& own, const position& at) { run_crossed(own, third, at); });
    } else {
      const tiling tiles(over, var_, m_, grad_, needs_numbers_);
      const auto unit = [&](int k) { return tiles.extent(k); };
      run_parts(executor, tasks, over, start, unit,
                [&](const walk& own, const position& at) { run_by_tiles(own, tiles, at); });
    }
  }

 private:
  // Cut along one axis at multiples of its unit, so that the tiles are those of the whole: what an expression gives may
  // depend on where a tile begins.
  template <class Executor, class Unit, class RunPart>
  static void run_parts(Executor& executor, std::ptrdiff_t tasks, const walk& over, const position& start, Unit unit,
                        RunPart run_part) {
    if (tasks == 1) return run_part(over, start);
    const int k = axis_to_cut(over, unit, tasks);
    const even_parts parts{over[k].size, unit(k), tasks};
    run_tasks(executor, tasks, [&](std::ptrdiff_t task) {
      const std::ptrdiff_t begin = parts.border(task), end = parts.border(task + 1);
      if (begin == end) return;
      walk own = over;
      position at = start;
      own.cut(k, begin, end, at);
      run_part(own, at);
    });
  }

  // The outermost that makes even parts, for memory that lies together; otherwise the one with most units.
  template <class Unit>
  static int axis_to_cut(const walk& over, Unit unit, std::ptrdiff_t tasks) {
    constexpr std::ptrdiff_t enough_for_a_task = 8;
    int most = 0;
    for (int k = 0; k < over.rank(); ++k) {
      if (over[k].size / unit(k) >= enough_for_a_task * tasks) return k;
      if (over[k].size / unit(k) > over[most].size / unit(most)) most = k;
    }
    return most;
  }

  bool has_long_runs(const walk& over) const noexcept {
    if (over.rank() == 0 || !(var_.is_memory && m_.is_memory && grad_.is_memory)) return false;
    const axis& inner = over[over.rank() - 1];
    return inner.var == 1 && inner.m == 1 && inner.grad == 1 && inner.size >= shortest_run;
  }

  void run_in_place(const walk& over, const position& first, memory_access access) const {
    const int inner = over.rank() - 1;
    const std::ptrdiff_t n = over[inner].size;
    over.without(inner, inner).for_each_place(first, [&](const position& at) {
      update_(var_.at(at.var), m_.at(at.m), grad_.at(at.grad), n, constants_, {access, first_ + at.number});
    });
  }

  void run_crossed(const walk& over, const crossing& third, const position& first) const {
    const crossed_steps steps(update_, constants_, first_, var_, m_, grad_, third, over);
    over.without(third.across(), over.rank() - 1).for_each_place(first, [&](const position& at) {
      steps.run_plane(at);
    });
  }

  void run_by_tiles(const walk& over, const tiling& tiles, position at) const {
    std::ptrdiff_t done[walk::capacity];
    for (int k = 0; k < over.rank(); ++k) done[k] = 0;
    for (;;) {
      run_tile(over, tiles, done, at);
      int k = over.rank() - 1;
      for (; k >= 0; --k) {
        const std::ptrdiff_t size = tile_size(over, tiles, k, done[k]);
        at.move(over[k], size);
        done[k] += size;
        if (done[k] < over[k].size) break;
        at.move(over[k], -done[k]);
        done[k] = 0;
      }
      if (k < 0) return;
    }
  }

  // Along axis k, of the tile that begins after `done` elements.
  static std::ptrdiff_t tile_size(const walk& over, const tiling& tiles, int k, std::ptrdiff_t done) noexcept {
    const std::ptrdiff_t left = over[k].size - done;
    return left < tiles.extent(k) ? left : tiles.extent(k);
  }

  // An operand's part in a tile: where it is, or a copy.
  struct part {
    const tiled_operand& operand;
    std::ptrdiff_t first;
    tile_axes axes;
    unsigned char* copy;

    bool is_in_place() const noexcept { return operand.is_memory && axes.is_packed(); }
    unsigned char* fetch() {
      if (is_in_place()) return operand.at(first);
      axes.read(operand, first, copy);
      return copy;
    }
    void store() const {
      if (!is_in_place()) axes.write(operand, first, copy);
    }
  };

  void run_tile(const walk& over, const tiling& tiles, const std::ptrdiff_t* done, const position& at) const {
    alignas(cache_line_bytes) unsigned char copies[3][tile_bytes];
    part var{var_, at.var, {}, copies[0]}, m{m_, at.m, {}, copies[1]}, grad{grad_, at.grad, {}, copies[2]};
    std::ptrdiff_t n = 1;
    for (int k = over.rank() - 1; k >= 0; --k) {
      const std::ptrdiff_t size = tile_size(over, tiles, k, done[k]);
      if (size == 1) continue;
      var.axes.push_back(size, over[k].var, n);
      m.axes.push_back(size, over[k].m, n);
      grad.axes.push_back(size, over[k].grad, n);
      n *= size;
    }
    // grad first: it may be an expression that reads var and m.
    const unsigned char* const grad_elements = grad.fetch();
    unsigned char* const var_elements = var.fetch();
    unsigned char* const m_elements = m.fetch();
    update_(var_elements, m_elements, grad_elements, n, constants_, {memory_access::cached, first_ + at.number});
    m.store();
    var.store();
  }

  kernel update_;
  const void* constants_;
  std::int64_t first_;
  bool needs_numbers_;
  tiled_operand var_, m_, grad_;
};

// The operands as they are to be walked: sizes, overlap and addresses have been checked. Where they are in memory, they
// begin with the element at index (0, ..., 0).
template <dtype Var, dtype Moment, dtype Grad, class Executor, class Constants>
void run_strided(Executor&& executor, typed_kernel<Var, Moment, Grad> of_types, const Constants& constants,
                 const tiled_operand& var, const tiled_operand& m, const tiled_operand& grad, const walk& over) {
  strided_call(of_types.update, &constants, of_types.first(), of_types.random != nullptr, var, m, grad)
      .run(executor, over);
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
