// The sum of the squares of the gradients of many tensors, and whether all of these are finite, in one read. The bits
// are the same however the read is cut: each tensor is cut into blocks of 4096 elements from its first on, a block is
// summed as sum_of_squares.inl says, and then the blocks of a tensor are added in order, and the tensors in order.
#pragma once

#include <atomic>
#include <cstddef>

#include "../base/real_number.hpp"
#include "../kernel/sum_of_squares_table.hpp"
#include "finite_tasks.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

struct squares_of_gradients {
  double sum;  // infinite where squares of float64 overflow
  bool is_finite;
};

// How many blocks a tensor has.
constexpr std::ptrdiff_t square_blocks(std::ptrdiff_t elements) noexcept {
  return elements / square_block_elements + (elements % square_block_elements != 0 ? 1 : 0);
}

// For each of a tensor's blocks whose first element, counted over all tensors, is of [begin, end): sum_block(slot,
// gradient, elements), where slot counts the blocks of all tensors.
template <class Parameter, class SumBlock>
void for_each_square_block(const Parameter* tensors, std::ptrdiff_t count, std::ptrdiff_t begin, std::ptrdiff_t end,
                           const SumBlock& sum_block) {
  std::ptrdiff_t before = 0, blocks_before = 0;  // elements and blocks of the tensors that were passed
  for (std::ptrdiff_t i = 0; i < count && before < end; ++i) {
    const std::ptrdiff_t size = gradient_elements(tensors[i]);
    std::ptrdiff_t block = begin > before ? square_blocks(begin - before) : 0;
    for (std::ptrdiff_t at = block * square_block_elements; at < size && before + at < end; ++block) {
      const std::ptrdiff_t left = size - at;
      const std::ptrdiff_t elements = left < square_block_elements ? left : square_block_elements;
      sum_block(blocks_before + block, tensors[i].grad + at, elements);
      at += elements;
    }
    before += size;
    blocks_before += square_blocks(size);
  }
}

// A tensor's, from the sums of its blocks.
inline double sum_of_blocks(const double* sums, std::ptrdiff_t blocks) noexcept {
  double sum = 0;
  for (std::ptrdiff_t i = 0; i < blocks; ++i) sum = scalar::sum_in_order(sum, sums[i]);
  return sum;
}

// Every gradient has been checked. `sums` has a place for each block. What is infinite or no number shows in the sum of
// its block, for which it costs nothing; only where a sum is not finite, which in float64 an overflow may cause as
// well, the elements are asked.
template <dtype Type, class Executor, class Parameter>
squares_of_gradients sum_squares(Executor& executor, const Parameter* tensors, std::ptrdiff_t count,
                                 std::ptrdiff_t total, double* sums) {
  const auto sum_of_squares = sum_of_squares_table<Type>::by_target[current_target()];
  const auto all_finite = finite_kernel<Type>();
  const memory_access access = access_to_read(total * size_of(Type));
  std::atomic<bool> is_finite{true};
  const auto sum_part = [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
    for_each_square_block(
        tensors, count, begin, end, [&](std::ptrdiff_t slot, const auto* gradient, std::ptrdiff_t elements) {
          sums[slot] = sum_of_squares(gradient, elements, access);
          if (!SIGNOPT_LIKELY(is_real(sums[slot])) && !all_finite(gradient, elements, memory_access::cached))
            is_finite.store(false, std::memory_order_relaxed);
        });
  };
  const std::ptrdiff_t tasks = task_count(executor, total, size_of(Type));
  if (tasks == 1) {
    sum_part(0, total);
  } else {
    const even_parts parts{total, 1, tasks};
    run_tasks(
        executor, tasks, [&](std::ptrdiff_t task) { sum_part(parts.border(task), parts.border(task + 1)); },
        ": the norm of the gradients is unknown, and nothing was written");
  }

  double sum = 0;
  const double* next = sums;
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    const std::ptrdiff_t blocks = square_blocks(gradient_elements(tensors[i]));
    sum = scalar::sum_in_order(sum, sum_of_blocks(next, blocks));
    next += blocks;
  }
  return {sum, is_finite.load(std::memory_order_relaxed)};
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
