// The tensors of a model, for multi_tensor.hpp: a set of them, checked once and updated many times. It holds pointers,
// and owns no element. Needs no Eigen.
//
//     signopt::parameter_set<float> model(tensors);             // a range of signopt::parameter<float>
//     signopt::apply_R_multi(executor, model, settings);        // R: a rule
//
// parameter_set<T, G, M, Copy>: the types of var, grad, m and the copies in all tensors, as in parameter.hpp. A model
// of several dtypes is a set for each.
//
// The constructors check all tensors:
//   shape_error    a negative size; more elements in all than any array has
//   operand_error  var or m a null pointer with a size above 0; an address that is no multiple of the element size;
//                  var, m or copy of a tensor that overlaps anything else in the set, as where a tensor is listed
//                  twice: the message has the indices of both. Gradients, which are only read, may overlap each other.
//                  `first` below 0 or above 2^60. A copy that is not null where the type has no Copy.
// Messages name a tensor by its number, and by its name where it has one (parameter.hpp).
// A gradient may be null: the tensor is left alone, var and m, until it has one (parameter.hpp); all else about it is
// checked. Empty tensors are valid.
//
// A copy of a set points to the same arrays, var, m and grad: a step on it is a step on the original's tensors.
// Threads: as a standard container's. Steps only read the set.
// Cost: O(size() log size()) to make one, half of it to sort addresses: that is left out where var, m and the gradients
// each come in the order of their addresses, and no tensor has a copy. No element is read. Allocates; steps on it do
// not. So a set is made once, and told of what changes: grad(i, ...) and lr_scale(i, ...) cost next to nothing.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <type_traits>
#include <utility>

#include "detail/run/checked_parameters.hpp"
#include "detail/run/gradient_object.hpp"
#include "detail/run/parameter_range.hpp"
#include "parameter.hpp"

namespace signopt {
inline namespace SIGNOPT_ABI {

/// A std::vector of parameters that belongs to the code that it was compiled with, as parameter_set does, for programs
/// whose parts differ in -march (parameter.hpp says why). Elsewhere std::vector will do.
template <class T, class G = T, class M = T, class Copy = void>
using parameter_list = detail::own_vector<parameter<T, G, M, Copy>>;

/// The tensors of a model, checked once: see the top of this header.
template <class T, class G = T, class M = T, class Copy = void>
class parameter_set {
 public:
  /// What it is made of.
  using parameter_type = parameter<T, G, M, Copy>;

  /// One without tensors, to be assigned to.
  parameter_set() = default;
  /// Of a range of parameters, which it checks.
  template <class Range, class = decltype(std::begin(std::declval<const Range&>()))>
  explicit parameter_set(const Range& tensors) : tensors_(detail::list_of<parameter_type>(tensors)) {}
  parameter_set(std::initializer_list<parameter_type> tensors) : tensors_(parameter_list<T, G, M, Copy>(tensors)) {}

  /// How many tensors there are, with a gradient or without.
  std::ptrdiff_t size() const noexcept { return tensors_.size(); }
  /// How many elements they have.
  std::ptrdiff_t elements() const noexcept { return tensors_.elements(); }

  /// Tensor i; operand_error where there is none.
  const parameter_type& operator[](std::ptrdiff_t i) const { return tensors_.at(i); }
  /// The first tensor.
  const parameter_type* begin() const noexcept { return sequence().parameters; }
  /// Behind the last.
  const parameter_type* end() const noexcept { return begin() + size(); }

  /// From now on the gradient of tensor i is there; null: it has none, and steps leave it alone. Checked as in the
  /// constructors, in O(log size()) and without an allocation; after an error the set is as it was.
  void grad(std::ptrdiff_t i, const G* gradient) { tensors_.set_grad(i, gradient); }

  /// The same, where the gradient's size is known: shape_error where it is not that of the tensor. Null may have the
  /// size 0 too, as a framework says it of a gradient that is not there.
  void grad(std::ptrdiff_t i, const G* gradient, std::ptrdiff_t elements) { tensors_.set_grad(i, gradient, elements); }

  /// The same of an Eigen object, which must stay where it is, as in make_parameter.hpp: of the dtype G, contiguous,
  /// and of the shape and storage order of tensor i, where that is made of an Eigen object; otherwise of its size.
  /// shape_error, operand_error, and what the compiler can know a static_assert.
  template <class Grad, class = std::enable_if_t<detail::is_gradient_object<G, Grad>>>
  void grad(std::ptrdiff_t i, Grad&& gradient) {
    detail::set_gradient_object<G, Grad>(tensors_, i, gradient);
  }

  /// From now on the learning rate of tensor i is lr * scale. 0 is no freeze (parameter.hpp): that is grad(i, nullptr).
  void lr_scale(std::ptrdiff_t i, double scale) { tensors_.set_lr_scale(i, scale); }

  /// The library's own view of it.
  detail::tensor_sequence<parameter_type> sequence() const noexcept { return tensors_.sequence(); }

 private:
  detail::checked_parameters<T, G, M, Copy> tensors_;
};

template <class Range>
parameter_set(const Range&)
    -> parameter_set<typename detail::set_of_range<Range>::var, typename detail::set_of_range<Range>::grad,
                     typename detail::set_of_range<Range>::moment, typename detail::set_of_range<Range>::copy>;

}  // namespace SIGNOPT_ABI
}  // namespace signopt
