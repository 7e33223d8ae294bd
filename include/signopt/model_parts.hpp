// A model whose optimizer is shared out to several processes: each holds the momentum of its own elements, and updates
// these alone (ZeRO stage 1: Rajbhandari, Rasley, Ruwase, He, "ZeRO: Memory Optimizations Toward Training Trillion
// Parameter Models", SC 2020). The library sends nothing: what crosses between processes is the program's, by MPI or
// whatever else it has. docs/scaling.md has a training loop. Needs no Eigen.
//
//     const signopt::model_parts parts(sizes, ranks);                the numbers of elements of all tensors, in order
//     for (const signopt::tensor_part& each : parts.tensors(rank))
//       own.push_back(signopt::part_of(model[each.tensor], each));   parameters without m: the object holds it
//     opt.add_group(own, settings);
//     ...                                                            every step:
//     const bool is_finite = opt.sum_blocks(executor, sums + parts.first_block(rank));
//     ...                                                            sums of all ranks to all; is_finite of all: and
//     opt.step(executor, request, parts.report(sums, all_are_finite, request.scale));
//     ...                                                            var of all ranks to all
//
// How a model is cut
//   Its tensors one behind the other, each cut into blocks of 4096 elements from its first on, the last one shorter:
//   those in which optimizer.hpp sums the norm. Part p of `count` has blocks first_block(p) to first_block(p + 1) - 1:
//   as many as any other part, or one more or fewer. In a model whose tensors lie one behind the other without gaps,
//   these are elements first_element(p) to first_element(p + 1) - 1. Where there are fewer blocks than parts, some are
//   empty.
//
// The norm has the bits of one object that holds all tensors, however many parts there are: borders of parts are
// borders of blocks, and report adds the sums of all blocks in the order of optimizer.hpp. So does a step, whatever it
// does, where the part's settings are those of the tensor's group; with stochastic rounding, where also
// options.rounding.random.tensor is the number of the part's first tensor, `tensors(p)[0].tensor`, more than it is for
// one object.
//
// A tensor without a gradient must be without one in all parts: then all of it is left alone.
//
// Errors: shape_error where a size is negative, or where there are more elements than any array has; operand_error
// where there is to be less than one part, there is no such part, or part_of is asked for elements that the tensor does
// not have.
// Cost: O(tensors) to make and for what a part has; O(log tensors) to ask for a border; O(tensors + blocks) for a
// report. Making it and tensors() allocate.
// Threads: as a standard container's. An object that was moved from can be destroyed and assigned to.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <type_traits>

#include "detail/base/own_vector.hpp"
#include "detail/base/raise_error.hpp"
#include "detail/check/memory_operands.hpp"
#include "detail/optimizer/clip.hpp"
#include "detail/run/gradient_norm.hpp"
#include "error.hpp"
#include "parameter.hpp"
#include "step_report.hpp"

namespace signopt {

/// Elements of one tensor of a model: `size` of them, from `first` on.
struct tensor_part {
  std::ptrdiff_t tensor = 0;  ///< its number in the model
  std::ptrdiff_t first = 0;   ///< the number of the first element in it
  std::ptrdiff_t size = 0;    ///< how many elements there are
};

inline namespace SIGNOPT_ABI {

/// See the top of this header.
class model_parts {
 public:
  /// `sizes` is a range of numbers of elements, of any integral type.
  template <class Sizes>
  model_parts(const Sizes& sizes, std::ptrdiff_t count) : count_(count) {
    if (count < 1) detail::raise_error<operand_error>("a model must have at least 1 part, not ", count);
    borders_.push_back({0, 0});
    for (const auto& size : sizes) add(size);
  }
  /// The same, of sizes in braces.
  model_parts(std::initializer_list<std::ptrdiff_t> sizes, std::ptrdiff_t count)
      : model_parts(detail::own_vector<std::ptrdiff_t>(sizes), count) {}

  /// The number of parts.
  std::ptrdiff_t count() const noexcept { return count_; }
  /// The number of all elements.
  std::ptrdiff_t elements() const noexcept { return borders_.back().element; }
  /// The number of all blocks.
  std::ptrdiff_t blocks() const noexcept { return borders_.back().block; }

  /// The first block of a part. That of part count() is blocks(): part p ends where p + 1 begins.
  std::ptrdiff_t first_block(std::ptrdiff_t part) const {
    check_part(part, count_);
    const std::ptrdiff_t rest = blocks() % count_;  // the first parts have one more
    return blocks() / count_ * part + (part < rest ? part : rest);
  }

  /// The first element of a part, where tensors lie one behind the other; elements() for part count().
  std::ptrdiff_t first_element(std::ptrdiff_t part) const {
    const std::ptrdiff_t block = first_block(part);
    if (block == blocks()) return elements();
    const border& of_tensor = borders_[tensor_of_block(block)];
    return of_tensor.element + (block - of_tensor.block) * detail::square_block_elements;
  }

  /// What a part has of the tensors, in order, and none is left out between its first and its last: so a tensor's
  /// number in the part is that in the model less that of the first. One without elements is of the part in which the
  /// next element is, or of the last.
  detail::own_vector<tensor_part> tensors(std::ptrdiff_t part) const {
    check_part(part, count_ - 1);
    const std::ptrdiff_t begin = first_element(part), end = first_element(part + 1);
    detail::own_vector<tensor_part> all;
    for (std::size_t i = 0; i + 1 < borders_.size(); ++i) {
      const std::ptrdiff_t first = borders_[i].element, last = borders_[i + 1].element;
      const std::ptrdiff_t from = begin > first ? begin : first, to = end < last ? end : last;
      const bool is_empty = first == last, is_here = first >= begin && (first < end || part + 1 == count_);
      if (is_empty ? is_here : from < to) all.push_back({static_cast<std::ptrdiff_t>(i), from - first, to - from});
    }
    return all;
  }

  /// What optimizer::inspect says of all tensors, from the sums of all parts' blocks in order (optimizer::sum_blocks),
  /// and from whether the gradients of all parts are finite.
  gradient_report report(const double* sums, bool are_finite, double scale = 1) const noexcept {
    double sum = 0;
    for (std::size_t i = 0; i + 1 < borders_.size(); ++i) {
      const std::ptrdiff_t of_tensor = borders_[i + 1].block - borders_[i].block;
      sum = detail::scalar::sum_in_order(sum, detail::sum_of_blocks(sums + borders_[i].block, of_tensor));
    }
    return {detail::norm_of(sum, scale), are_finite};
  }

 private:
  // Where a tensor begins.
  struct border {
    std::ptrdiff_t element, block;
  };

  template <class Size>
  void add(Size size) {
    static_assert(std::is_integral_v<Size>, "signopt: the sizes of tensors are whole numbers");
    const border last = borders_.back();
    const auto tensor = static_cast<std::ptrdiff_t>(borders_.size()) - 1;
    if constexpr (std::is_signed_v<Size>) {
      if (size < 0) {
        detail::raise_error<shape_error>("the size of tensor ", tensor, " must not be negative, and is ",
                                         static_cast<long long>(size));
      }
    }
    const auto left = static_cast<unsigned long long>(detail::largest_size - last.element);
    if (static_cast<unsigned long long>(size) > left)
      detail::raise_error<shape_error>("tensors 0 to ", tensor, " have more elements than any array can have");
    const auto elements = static_cast<std::ptrdiff_t>(size);
    borders_.push_back({last.element + elements, last.block + detail::square_blocks(elements)});
  }

  void check_part(std::ptrdiff_t part, std::ptrdiff_t last) const {
    if (part < 0 || part > last)
      detail::raise_error<operand_error>("there is no part ", part, ": the model has ", count_);
  }

  // That has it: of tensors without elements none.
  std::size_t tensor_of_block(std::ptrdiff_t block) const noexcept {
    std::size_t low = 0, high = borders_.size() - 1;  // borders_[low].block <= block < borders_[high].block
    while (high - low > 1) {
      const std::size_t middle = low + (high - low) / 2;
      (borders_[middle].block <= block ? low : high) = middle;
    }
    return low;
  }

  std::ptrdiff_t count_;
  detail::own_vector<border> borders_;  // of all tensors, and of the end
};

/// The parameter of some elements of a tensor, whose m, grad and copy may be null. It has the tensor's name, lr_scale
/// and, for stochastic rounding, the numbers of its elements.
template <class T, class G, class M, class Copy>
parameter<T, G, M, Copy> part_of(const parameter<T, G, M, Copy>& tensor, const tensor_part& part) {
  if (part.first < 0 || part.size < 0 || part.first > tensor.size || part.size > tensor.size - part.first) {
    detail::raise_error<operand_error>("tensor ", part.tensor, " has no ", part.size, " elements from ", part.first,
                                       " on: it has ", tensor.size);
  }
  parameter<T, G, M, Copy> made = tensor;
  if (made.var != nullptr) made.var += part.first;
  if (made.m != nullptr) made.m += part.first;
  if (made.grad != nullptr) made.grad += part.first;
  if constexpr (!std::is_void_v<Copy>) {
    if (made.copy != nullptr) made.copy += part.first;
  }
  made.first += part.first;
  made.size = part.size;
  made.rows = 0;
  return made;
}

}  // namespace SIGNOPT_ABI
}  // namespace signopt
