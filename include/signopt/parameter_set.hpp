// The tensors of a model, for multi_tensor.hpp: a set of them that is checked once. Needs no Eigen.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "detail/base/own_vector.hpp"
#include "detail/check/memory_operands.hpp"
#include "detail/check/memory_ranges.hpp"
#include "detail/run/many_tensors.hpp"
#include "parameter.hpp"

namespace signopt {
inline namespace SIGNOPT_ABI {

/// A std::vector of parameters that belongs to the code that it was compiled with, as parameter_set does, for programs
/// whose parts differ in -march (parameter.hpp says why). Elsewhere std::vector will do.
template <class T, class G = T>
using parameter_list = detail::own_vector<parameter<T, G>>;

/// The tensors of a model, checked once and updated many times. It holds pointers, and owns no element.
///
///     signopt::parameter_set<float> model(tensors);             // a range of signopt::parameter<float>
///     signopt::apply_R_multi(executor, model, settings);        // R: a rule
///
/// T and G are the types of var and m, and of grad, in all tensors. A model of several dtypes is a set for each.
///
/// The constructors check all tensors:
///   shape_error    a negative size; more elements in all than any array has
///   operand_error  var or m a null pointer with a size above 0; an address that is no multiple of the element size;
///                  var or m of a tensor that overlaps anything else in the set, as where a tensor is listed twice: the
///                  message has the indices of both. Gradients, which are only read, may overlap each other.
/// A gradient may be null: the tensor is left alone, var and m, until it has one (parameter.hpp); all else about it is
/// checked. Empty tensors are valid. Cost: O(size() log size()); no element is read. Allocates; steps on it
/// do not.
///
/// Threads: as a standard container's. Steps only read the set.
template <class T, class G = T>
class parameter_set {
 public:
  template <class Range, class = decltype(std::begin(std::declval<const Range&>()))>
  explicit parameter_set(const Range& tensors) : parameters_(std::begin(tensors), std::end(tensors)) {
    check_tensors();
  }
  parameter_set(std::initializer_list<parameter<T, G>> tensors) : parameters_(tensors) { check_tensors(); }

  /// How many tensors there are, and how many elements they have, with a gradient or without.
  std::ptrdiff_t size() const noexcept { return static_cast<std::ptrdiff_t>(parameters_.size()); }
  std::ptrdiff_t elements() const noexcept { return parameters_.empty() ? 0 : elements_; }

  /// Tensor i; operand_error where there is none.
  const parameter<T, G>& operator[](std::ptrdiff_t i) const {
    if (i < 0 || i >= size()) detail::raise_error<operand_error>("there is no parameter ", i, ": the set has ", size());
    return parameters_[static_cast<std::size_t>(i)];
  }

  /// From now on the gradient of tensor i is there; null: it has none, and steps leave it alone. Checked as in the
  /// constructors, in O(log size()) and without an allocation; after an error the set is as it was.
  void grad(std::ptrdiff_t i, const G* gradient) {
    const std::ptrdiff_t elements = (*this)[i].size;
    if (elements > 0 && gradient != nullptr)
      detail::check_disjoint(written_, checked_range(i, "grad", gradient, elements, false));
    parameter<T, G>& changed = parameters_[static_cast<std::size_t>(i)];
    if ((changed.grad == nullptr) != (gradient == nullptr))
      detail::add_elements(counts_.data(), size(), i, gradient == nullptr ? -elements : elements);
    changed.grad = gradient;
    update_joins(i);
  }

  /// The same, where the gradient's size is known: shape_error where it is not that of the tensor. Null may have the
  /// size 0 too, as a framework says it of a gradient that is not there.
  void grad(std::ptrdiff_t i, const G* gradient, std::ptrdiff_t elements) {
    const std::ptrdiff_t expected = (*this)[i].size;
    const bool is_absent = gradient == nullptr && elements == 0;
    if (elements != expected && !is_absent) {
      detail::raise_error<shape_error>("grad of parameter ", i, " has ", elements, " elements, and the parameter has ",
                                       expected);
    }
    grad(i, gradient);
  }

  /// From now on the learning rate of tensor i is lr * scale. 0 is no freeze (parameter.hpp): that is grad(i, nullptr).
  void lr_scale(std::ptrdiff_t i, double scale) {
    static_cast<void>((*this)[i]);
    parameters_[static_cast<std::size_t>(i)].lr_scale = scale;
    update_joins(i);
  }

  /// The library's own view of it.
  detail::tensor_sequence<parameter<T, G>> sequence() const noexcept {
    static constexpr std::ptrdiff_t no_elements = 0;  // a set that was moved from is empty
    return {parameters_.data(), {counts_.empty() ? &no_elements : counts_.data(), size()}, joins_.data()};
  }

 private:
  template <class Element>
  static detail::memory_range checked_range(std::ptrdiff_t i, const char* operand, const Element* data,
                                            std::ptrdiff_t elements, bool is_written) {
    const detail::memory_operand memory{operand, data, sizeof(Element)};
    if (!detail::is_sound(memory)) {
      const std::string name = detail::name_of(operand, i);
      detail::check_one({name.c_str(), data, sizeof(Element)}, elements);
    }
    const std::uintptr_t begin = memory.address(), bytes = static_cast<std::uintptr_t>(elements) * sizeof(Element);
    return {begin, bytes < UINTPTR_MAX - begin ? begin + bytes : UINTPTR_MAX, i, operand, is_written};
  }

  void check_tensors() {
    counts_.resize(parameters_.size() + 1);
    std::vector<detail::memory_range> ranges;
    ranges.reserve(3 * parameters_.size());
    for (std::ptrdiff_t i = 0; i < size(); ++i) {
      const parameter<T, G>& each = (*this)[i];
      if (each.size < 0)
        detail::raise_error<shape_error>("the size of parameter ", i, " must not be negative, and is ", each.size);
      if (each.size > detail::largest_size - elements())
        detail::raise_error<shape_error>("parameters 0 to ", i, " have more elements than any array can have");
      elements_ += each.size;
      if (detail::takes_part(each)) detail::add_elements(counts_.data(), size(), i, each.size);
      if (each.size == 0) continue;
      ranges.push_back(checked_range(i, "var", each.var, each.size, true));
      ranges.push_back(checked_range(i, "m", each.m, each.size, true));
      if (each.grad != nullptr) ranges.push_back(checked_range(i, "grad", each.grad, each.size, false));
    }
    detail::check_disjoint(ranges);
    for (const detail::memory_range& range : ranges) {
      if (range.is_written) written_.push_back(range);
    }
    joins_.resize(parameters_.size());
    for (std::ptrdiff_t i = 0; i < size(); ++i) update_joins(i);
  }

  // Tensor i has changed, and with it what it and the one before it are to the next.
  void update_joins(std::ptrdiff_t i) {
    for (std::ptrdiff_t k = i > 0 ? i - 1 : 0; k <= i && k + 1 < size(); ++k)
      joins_[static_cast<std::size_t>(k)] = detail::continues((*this)[k], (*this)[k + 1]) ? 1 : 0;
  }

  parameter_list<T, G> parameters_;
  detail::own_vector<std::ptrdiff_t> counts_;  // see tensor_sequence
  detail::own_vector<unsigned char> joins_;
  std::vector<detail::memory_range> written_;  // sorted, for gradients to come
  std::ptrdiff_t elements_ = 0;
};

}  // namespace SIGNOPT_ABI

namespace detail {
inline namespace SIGNOPT_ABI {

// The set that a range of parameters makes.
template <class Element>
struct set_of_element {
  static constexpr bool exists = false;
};
template <class T, class G>
struct set_of_element<parameter<T, G>> {
  static constexpr bool exists = true;
  using type = parameter_set<T, G>;
  using var = T;
  using grad = G;
};

template <class Range, class = void>
struct set_of_range : set_of_element<void> {};
template <class Range>
struct set_of_range<Range, std::void_t<decltype(*std::begin(std::declval<const Range&>()))>>
    : set_of_element<std::remove_cv_t<std::remove_reference_t<decltype(*std::begin(std::declval<const Range&>()))>>> {};
template <class Range>
using set_of = typename set_of_range<Range>::type;

template <class Range>
struct check_range {
  static constexpr bool is_valid = set_of_range<Range>::exists;
  static_assert(is_valid,
                "signopt: tensors, the argument before the scalars, must be a parameter_set, or a range of "
                "parameter<T, G> (parameter_set.hpp)");
};

}  // namespace SIGNOPT_ABI
}  // namespace detail

inline namespace SIGNOPT_ABI {

template <class Range>
parameter_set(const Range&)
    -> parameter_set<typename detail::set_of_range<Range>::var, typename detail::set_of_range<Range>::grad>;

}  // namespace SIGNOPT_ABI
}  // namespace signopt
