// The tensors of a model, checked once: what a parameter_set holds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "../../parameter.hpp"
#include "../base/dtype_traits.hpp"
#include "../base/own_vector.hpp"
#include "../check/memory_operands.hpp"
#include "../check/memory_ranges.hpp"
#include "gradient_object.hpp"
#include "many_tensors.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

template <class T, class Copy>
constexpr bool copy_is_valid() noexcept {
  if constexpr (std::is_void_v<Copy>) {
    return true;
  } else {
    return has_dtype<Copy>::value && has_dtype<T>::value && dtype_or<T>(dtype::float64) == dtype::float32 &&
           size_of(dtype_or<Copy>(dtype::float64)) == 2;
  }
}

template <class T, class G, class M = T, class Copy = void>
class checked_parameters {
  using parameter_type = parameter<T, G, M, Copy>;
  static_assert(copy_is_valid<T, Copy>(),
                "signopt: the Copy of a parameter must be void, or a float16 or bfloat16 type beside a float32 var");

 public:
  checked_parameters() = default;
  explicit checked_parameters(own_vector<parameter_type> parameters) : parameters_(std::move(parameters)) {
    check_all();
    joins_.resize(parameters_.size());
    for (std::ptrdiff_t i = 0; i < size(); ++i) update_joins(i);
  }

  std::ptrdiff_t size() const noexcept { return static_cast<std::ptrdiff_t>(parameters_.size()); }
  // With a gradient or without. A set that was moved from is empty.
  std::ptrdiff_t elements() const noexcept { return parameters_.empty() ? 0 : elements_; }

  const parameter_type& at(std::ptrdiff_t i) const {
    if (i < 0 || i >= size()) raise_error<operand_error>("there is no parameter ", i, ": the set has ", size());
    return parameters_[static_cast<std::size_t>(i)];
  }

  void set_grad(std::ptrdiff_t i, const G* gradient) {
    const std::ptrdiff_t elements = at(i).size;
    if (elements > 0 && gradient != nullptr)
      check_disjoint(written_, checked_range(i, at(i).name, "grad", gradient, elements, false));
    parameter_type& changed = parameters_[static_cast<std::size_t>(i)];
    if ((changed.grad == nullptr) != (gradient == nullptr))
      add_elements(counts_.data(), size(), i, gradient == nullptr ? -elements : elements);
    changed.grad = gradient;
    update_joins(i);
  }

  // Where its size is known. Null may have none.
  void set_grad(std::ptrdiff_t i, const G* gradient, std::ptrdiff_t elements) {
    if (gradient != nullptr || elements != 0) check_grad_size(i, elements);
    set_grad(i, gradient);
  }

  // Of an object that knows its shape. Where the tensor's is not known, its size alone is compared.
  void set_grad(std::ptrdiff_t i, const gradient_memory<G>& gradient) {
    const parameter_type& of = at(i);
    check_grad_size(i, gradient.rows * gradient.cols);
    if (of.rows != 0) check_grad_shape(i, gradient, of.size / of.rows);
    set_grad(i, gradient.data);
  }

  std::string name_of_grad(std::ptrdiff_t i) const { return name_of("grad", i, at(i).name); }

  void set_lr_scale(std::ptrdiff_t i, double scale) {
    static_cast<void>(at(i));
    parameters_[static_cast<std::size_t>(i)].lr_scale = scale;
    update_joins(i);
  }

  tensor_sequence<parameter_type> sequence() const noexcept {
    static constexpr std::ptrdiff_t no_elements = 0;
    return {parameters_.data(), {counts_.empty() ? &no_elements : counts_.data(), size()}, joins_.data()};
  }

 private:
  void check_grad_size(std::ptrdiff_t i, std::ptrdiff_t elements) const {
    const std::ptrdiff_t expected = at(i).size;
    if (elements != expected)
      raise_error<shape_error>(name_of_grad(i), " has ", elements, " elements, and the parameter has ", expected);
  }

  void check_grad_shape(std::ptrdiff_t i, const gradient_memory<G>& gradient, std::ptrdiff_t cols) const {
    const parameter_type& of = at(i);
    if (gradient.rows != of.rows) {
      raise_error<shape_error>(name_of_grad(i), " has shape (", gradient.rows, ", ", gradient.cols,
                               "), and the parameter has (", of.rows, ", ", cols, ")");
    }
    if (gradient.is_row_major != of.is_row_major && of.rows > 1 && cols > 1) {
      raise_error<operand_error>(name_of_grad(i), " has another storage order than the parameter: ",
                                 gradient.is_row_major ? "by rows and not by columns" : "by columns and not by rows");
    }
  }

  template <class Element>
  static memory_range checked_range(std::ptrdiff_t i, const char* name, const char* operand, const Element* data,
                                    std::ptrdiff_t elements, bool is_written) {
    const memory_operand memory{operand, data, sizeof(Element)};
    if (!is_sound(memory)) {
      const std::string full_name = name_of(operand, i, name);
      check_one({full_name.c_str(), data, sizeof(Element)}, elements);
    }
    const std::uintptr_t begin = memory.address(), bytes = static_cast<std::uintptr_t>(elements) * sizeof(Element);
    return {begin, bytes < UINTPTR_MAX - begin ? begin + bytes : UINTPTR_MAX, i, operand, is_written, name};
  }

  static memory_range range_of_var(std::ptrdiff_t i, const parameter_type& of) {
    return checked_range(i, of.name, "var", of.var, of.size, true);
  }
  static memory_range range_of_m(std::ptrdiff_t i, const parameter_type& of) {
    return checked_range(i, of.name, "m", of.m, of.size, true);
  }
  static memory_range range_of_copy(std::ptrdiff_t i, const parameter_type& of) {
    if constexpr (std::is_void_v<Copy>) {
      return {};  // has been refused
    } else {
      return checked_range(i, of.name, "copy", of.copy, of.size, true);
    }
  }
  static memory_range range_of_grad(std::ptrdiff_t i, const parameter_type& of) {
    return checked_range(i, of.name, "grad", of.grad, of.size, false);
  }

  void check_all() {
    counts_.resize(parameters_.size() + 1);
    std::ptrdiff_t ranges = 0;
    for (std::ptrdiff_t i = 0; i < size(); ++i) {
      const parameter_type& each = at(i);
      if (each.size < 0)
        raise_error<shape_error>(name_of("the size", i, each.name), " must not be negative, and is ", each.size);
      if (each.size > largest_size - elements())
        raise_error<shape_error>("parameters 0 to ", i, " have more elements than any array can have");
      if (each.first < 0 || each.first > largest_element_number)
        raise_error<operand_error>(name_of("first", i, each.name), " must be from 0 to 2^60, and is ",
                                   static_cast<long long>(each.first));
      elements_ += each.size;
      if (takes_part(each)) add_elements(counts_.data(), size(), i, each.size);
      if (std::is_void_v<Copy> && each.copy != nullptr)
        raise_error<operand_error>(name_of("copy", i, each.name), " is given, and the parameter's type has no Copy");
      if (each.size == 0) continue;
      static_cast<void>(range_of_var(i, each));
      static_cast<void>(range_of_m(i, each));
      if (takes_part(each)) static_cast<void>(range_of_grad(i, each));
      if (each.copy != nullptr) static_cast<void>(range_of_copy(i, each));
      ranges += 2 + (takes_part(each) ? 1 : 0) + (each.copy != nullptr ? 1 : 0);
    }
    check_overlap(static_cast<std::size_t>(ranges));
  }

  // All var, then all m, all gradients, and all copies: each in ascending order where the tensors come in that of their
  // addresses.
  void check_overlap(std::size_t count) {
    std::vector<memory_range> ranges;
    ranges.reserve(count);
    const auto add = [&](auto range_of, auto exists) {
      for (std::ptrdiff_t i = 0; i < size(); ++i) {
        const parameter_type& each = at(i);
        if (each.size != 0 && exists(each)) ranges.push_back(range_of(i, each));
      }
    };
    const auto always = [](const parameter_type&) { return true; };
    add(range_of_var, always);
    add(range_of_m, always);
    add(range_of_grad, takes_part<parameter_type>);
    add(range_of_copy, [](const parameter_type& each) { return each.copy != nullptr; });
    check_disjoint(ranges);
    written_.reserve(count);
    for (const memory_range& range : ranges) {
      if (range.is_written) written_.push_back(range);
    }
  }

  // Tensor i has changed, and with it what it and the one before it are to the next.
  void update_joins(std::ptrdiff_t i) {
    for (std::ptrdiff_t k = i > 0 ? i - 1 : 0; k <= i && k + 1 < size(); ++k)
      joins_[static_cast<std::size_t>(k)] = continues(at(k), at(k + 1)) ? 1 : 0;
  }

  own_vector<parameter_type> parameters_;
  own_vector<std::ptrdiff_t> counts_;  // see tensor_sequence
  own_vector<unsigned char> joins_;
  std::vector<memory_range> written_;  // sorted, for gradients to come
  std::ptrdiff_t elements_ = 0;
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
