// A rule on many tensors: one parallel region, in which each task has the same number of elements. Large tensors are
// cut, small ones packed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "../base/memory.hpp"
#include "call_context.hpp"
#include "contiguous.hpp"
#include "element_counts.hpp"
#include "learning_rate.hpp"
#include "parallel.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// Zeros of two signs are two rates: with -0 a var of -0 becomes +0.
inline bool is_same_scale(double a, double b) noexcept { return std::memcmp(&a, &b, sizeof a) == 0; }

// A tensor without a gradient is left alone, var and m.
template <class Parameter>
bool takes_part(const Parameter& tensor) noexcept {
  return tensor.grad != nullptr;
}

// What parameters say of their copies; nothing, where they cannot have any.
template <class Parameter>
inline constexpr bool may_have_copy = !std::is_void_v<std::remove_pointer_t<decltype(Parameter::copy)>>;

template <class Parameter>
inline constexpr std::ptrdiff_t bytes_of_copy = may_have_copy<Parameter> ? 2 : 0;

template <class Parameter>
bool copies_continue(const Parameter& a, const Parameter& b) noexcept {
  if constexpr (may_have_copy<Parameter>) {
    return a.copy == nullptr ? b.copy == nullptr : a.copy + a.size == b.copy;
  } else {
    return true;
  }
}

// Whether b goes on where a ends, in all arrays and at the same learning rate: the two are one then. From a tensor that
// is left alone nothing goes on, nor into it.
template <class Parameter>
bool continues(const Parameter& a, const Parameter& b) noexcept {
  return takes_part(a) && takes_part(b) && a.var + a.size == b.var && a.m + a.size == b.m &&
         a.grad + a.size == b.grad && copies_continue(a, b) && is_same_scale(a.lr_scale, b.lr_scale);
}

// Tensors that lie anywhere: no prefetcher knows of the next one. So the lines with which it begins are asked for while
// some before it are computed. Where a tensor is longer, the hardware goes on from there.
inline constexpr std::ptrdiff_t tensors_ahead = 6, lines_ahead = 8;

template <class Element>
void prefetch_beginning(const Element* data, std::ptrdiff_t size) noexcept {
  constexpr std::ptrdiff_t per_line = cache_line_bytes / std::ptrdiff_t{sizeof(Element)};
  const std::ptrdiff_t end = size < lines_ahead * per_line ? size : lines_ahead * per_line;
  for (std::ptrdiff_t i = 0; i < end; i += per_line) SIGNOPT_PREFETCH_LINE(data + i);
}

template <class Parameter>
void prefetch_tensor(const Parameter& tensor) noexcept {
  if (!takes_part(tensor)) return;
  prefetch_beginning(tensor.grad, tensor.size);
  prefetch_beginning(tensor.m, tensor.size);
  prefetch_beginning(tensor.var, tensor.size);
}

// Elements of a tensor, or of several that continue each other.
template <class Parameter>
struct tensor_run {
  decltype(Parameter::var) var;
  decltype(Parameter::m) m;
  decltype(Parameter::grad) grad;
  std::ptrdiff_t size;
  double lr_scale;
  std::int64_t first;
  decltype(Parameter::copy) copy;
};

// Tensors one behind the other, as if the elements of those that take part were those of one array. Parameter: var, m,
// grad, size and lr_scale of each; counts: the elements of those that take part; joins: for each, 1 where the next one
// continues it, and otherwise 0.
template <class Parameter>
struct tensor_sequence {
  const Parameter* parameters;
  element_counts counts;
  const unsigned char* joins;

  std::ptrdiff_t count() const noexcept { return counts.count; }
  std::ptrdiff_t elements() const noexcept { return counts.total(); }

  // A task begins at a line of var, as it does in a step on that tensor alone.
  std::ptrdiff_t border(const even_parts& parts, std::ptrdiff_t part, std::ptrdiff_t line) const noexcept {
    const std::ptrdiff_t element = parts.border(part);
    return element == elements() ? element : element - counts.place_of(element).offset % line;
  }

  // use(run, its first tensor) for the elements from `begin` to `end`, by tensors that continue each other, or by
  // tensors alone.
  template <class Use>
  void for_each_run(std::ptrdiff_t begin, std::ptrdiff_t end, bool joins_tensors, Use use) const {
    if (begin == end) return;
    const element_place first = counts.place_of(begin);
    std::ptrdiff_t skipped = first.offset, left = end - begin;
    for (std::ptrdiff_t tensor = first.tensor; left > 0;) {
      const std::ptrdiff_t last = joins_tensors ? last_of_run(tensor) : tensor;
      if (last < count() - tensors_ahead) prefetch_tensor(parameters[last + tensors_ahead]);
      const Parameter& begins = parameters[tensor];
      if (takes_part(begins)) {
        const std::ptrdiff_t size = parameters[last].var - begins.var + parameters[last].size - skipped;
        const std::ptrdiff_t taken = size < left ? size : left;
        tensor_run<Parameter> run{
            begins.var + skipped,   begins.m + skipped, begins.grad + skipped, taken, begins.lr_scale,
            begins.first + skipped, begins.copy};
        if constexpr (may_have_copy<Parameter>) {
          if (run.copy != nullptr) run.copy += skipped;
        }
        if (taken != 0) use(static_cast<const tensor_run<Parameter>&>(run), tensor);
        left -= taken;
      }
      skipped = 0;
      tensor = last + 1;
    }
  }

 private:
  std::ptrdiff_t last_of_run(std::ptrdiff_t tensor) const noexcept {
    const void* const last = std::memchr(joins + tensor, 0, static_cast<std::size_t>(count() - tensor));
    return static_cast<const unsigned char*>(last) - joins;
  }
};

// A run's kernel, and what it is told of var.
template <dtype Var, dtype Moment, dtype Grad, class Constants, class Parameter>
kernel kernel_of_run(const typed_kernel<Var, Moment, Grad>& of_types, Constants& own, const tensor_run<Parameter>& run,
                     std::ptrdiff_t tensor) noexcept {
  if constexpr (has_output<Constants>) {
    if (of_types.random != nullptr)
      own.output.key = key_of_tensor(*of_types.random, static_cast<std::uint64_t>(tensor));
    if constexpr (may_have_copy<Parameter>) {
      own.output.copy = run.copy;
      if (run.copy != nullptr) return of_types.with_copy;
    }
  }
  return of_types.update;
}

// The elements from `begin` to `end` of all that take part. The constants of every rule have scale_lr(lr_scale), which
// makes those of the call those of a tensor.
template <dtype Var, dtype Moment, dtype Grad, class Constants, class Parameter>
void run_part(typed_kernel<Var, Moment, Grad> of_types, const Constants& constants,
              const tensor_sequence<Parameter>& tensors, std::ptrdiff_t begin, std::ptrdiff_t end) {
  const memory_access access = of_types.access(tensors.elements(), bytes_of_copy<Parameter>);
  Constants own = constants;
  double lr_scale = 1;
  const bool joins_tensors = of_types.random == nullptr;
  tensors.for_each_run(begin, end, joins_tensors, [&](const tensor_run<Parameter>& run, std::ptrdiff_t tensor) {
    if (!is_same_scale(run.lr_scale, lr_scale)) {
      lr_scale = run.lr_scale;
      own = constants;
      own.scale_lr(lr_scale);
    }
    const kernel update = kernel_of_run(of_types, own, run, tensor);
    update(run.var, run.m, run.grad, run.size, &own, {access, of_types.first() + run.first});
  });
}

// part(begin, end) for all elements, in one part or in a task of the executor each.
template <dtype Var, dtype Moment, dtype Grad, class Executor, class Parameter, class Part>
void run_parts(Executor& executor, const tensor_sequence<Parameter>& tensors, const Part& part) {
  const std::ptrdiff_t total = tensors.elements();
  const std::ptrdiff_t tasks = task_count(executor, total, moved_bytes<Var, Moment, Grad> + bytes_of_copy<Parameter>);
  if (tasks == 1) return part(0, total);
  const even_parts parts{total, 1, tasks};
  constexpr std::ptrdiff_t line = line_elements(size_of(Var));
  run_tasks(executor, tasks, [&](std::ptrdiff_t task) {
    part(tensors.border(parts, task, line), tensors.border(parts, task + 1, line));
  });
}

template <dtype Var, dtype Moment, dtype Grad, class Executor, class Constants, class Parameter>
void run_many(Executor& executor, typed_kernel<Var, Moment, Grad> of_types, const Constants& constants,
              const tensor_sequence<Parameter>& tensors) {
  run_parts<Var, Moment, Grad>(executor, tensors, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
    run_part(of_types, constants, tensors, begin, end);
  });
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
