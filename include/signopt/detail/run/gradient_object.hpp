// A gradient as an object that knows its shape: what parameter_set::grad and optimizer::grad take in the place of a
// pointer. Which objects there are, the headers of their kinds say: eigen/parameter.hpp.
#pragma once

#include <cstddef>
#include <type_traits>

#include "../base/config.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// Contiguous memory, as a matrix.
template <class G>
struct gradient_memory {
  const G* data;
  std::ptrdiff_t rows, cols;
  bool is_row_major;
};

// Operand is the type of the caller's argument: a reference where that is no temporary. A kind of object adds
//   exists, is_valid                                      static_asserts say why it is not
//   is_contiguous(object), report_gaps(object, name)      the error where it is not
//   memory(object)                                        of a contiguous one
template <class G, class Operand, class = void>
struct gradient_object {
  static constexpr bool exists = false;
};

// Everything but pointers, and what becomes one.
template <class G, class Operand>
inline constexpr bool is_gradient_object =
    !std::is_convertible_v<Operand, const G*> && !std::is_arithmetic_v<std::remove_reference_t<Operand>>;

// The gradient of tensor i of `tensors`, which are checked_parameters, from now on.
template <class G, class Operand, class Tensors>
void set_gradient_object(Tensors& tensors, std::ptrdiff_t i, const std::remove_reference_t<Operand>& gradient) {
  using object = gradient_object<G, Operand>;
  static_assert(object::exists,
                "signopt: grad must be a pointer to elements of the set's type G, or an Eigen object of them, which "
                "needs apply_R.hpp of a rule R");
  if constexpr (object::exists) {
    if constexpr (object::is_valid) {
      if (!object::is_contiguous(gradient)) object::report_gaps(gradient, tensors.name_of_grad(i).c_str());
      tensors.set_grad(i, object::memory(gradient));
    }
  }
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
