// Tensors of a model, for multi_tensor.hpp, from Eigen objects. Comes with apply_R.hpp of each rule R.
//
//     template <class Var, class M, class Grad>
//     parameter<T, G, M> make_parameter(Var&& var, M&& m, Grad&& grad, double lr_scale = 1);
//
//     template <class G = void, class Var, class M>
//     parameter<T, G, M> make_parameter(Var&& var, M&& m, double lr_scale = 1);
//
//     make_parameter(var, nullptr, ...)    either, without momentum: for an object that holds it (optimizer.hpp)
//
//     template <class T, class G, class M, class Copy>
//     parameter<T, G, M, C> with_copy(const parameter<T, G, M>& tensor, Copy&& copy);
//
// with_copy adds a 16-bit copy of a float32 var, which each step leaves in `copy` (parameter.hpp): an Eigen object,
// whose elements are of type C. What is said of var, m and grad holds for it too. That C is a 16-bit type beside
// float32 is checked where a set is made.
//
// T, G and M are the types of var's, of grad's and of m's elements. Without grad, steps leave the tensor alone until
// parameter_set::grad gives it a gradient, whose elements then are of type G; void: of var's.
// `make_parameter<Eigen::half>(var, m)` is a tensor of float, say, that will have gradients of float16.
//
// var, m and grad are of one shape, contiguous in memory, matrices in one storage order. The parameter points to their
// elements: they must live, and stay where they are, as long as it is used. An array that is resized, swapped or given
// what a function returns (grad = backward()) does not: Eigen moves other memory into its place. Temporary arrays are
// refused, and temporary Refs to const, which may hold a copy; a Ref to const that is a parameter of a function may
// hold one too, and then ends with that function. Other temporary views are valid.
//
// Errors: shape_error where shapes differ; operand_error where an object is not contiguous, or a copy is in another
// storage order. What the compiler can know is a static_assert that names the argument. What overlaps, the set finds.
// Threads: only the objects' addresses and sizes are read. Cost: O(1); allocates nothing.
#pragma once

#include <cstddef>
#include <type_traits>

#include "detail/eigen/parameter.hpp"
#include "error.hpp"
#include "parameter.hpp"

namespace signopt {
inline namespace SIGNOPT_ABI {

/// A tensor with a gradient: see the top of this header.
template <class Var, class M, class Grad, class = std::enable_if_t<!std::is_arithmetic_v<detail::bare_type<Grad>>>>
auto make_parameter(Var&& var, M&& m, Grad&& grad, double lr_scale = 1) {
  return detail::parameter_of<Var, M, Grad>(var, m, grad, lr_scale);
}

/// One that has none yet.
template <class G = void, class Var, class M>
auto make_parameter(Var&& var, M&& m, double lr_scale = 1) {
  return detail::parameter_without_gradient<G, Var, M>(var, m, lr_scale);
}

/// The same with a copy of var beside it.
template <class T, class G, class M, class Copy>
auto with_copy(const parameter<T, G, M>& tensor, Copy&& copy) {
  return detail::parameter_with_copy<Copy>(tensor, copy);
}

/// Those whose momentum an optimizer object will hold.
template <class Var, class Grad, class = std::enable_if_t<!std::is_arithmetic_v<detail::bare_type<Grad>>>>
auto make_parameter(Var&& var, std::nullptr_t, Grad&& grad, double lr_scale = 1) {
  return detail::without_momentum([&] { return detail::parameter_of<Var, Var, Grad>(var, var, grad, lr_scale); });
}
template <class G = void, class Var>
auto make_parameter(Var&& var, std::nullptr_t, double lr_scale = 1) {
  return detail::without_momentum([&] { return detail::parameter_without_gradient<G, Var, Var>(var, var, lr_scale); });
}

}  // namespace SIGNOPT_ABI
}  // namespace signopt
