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
//   static gradient_memory<G> memory(const object&)    after its checks
template <class G, class Operand, class = void>
struct gradient_object {
  static constexpr bool exists = false;
};

// set(memory) is called where the types fit.
template <class G, class Operand, class Set>
void use_gradient_object(const std::remove_reference_t<Operand>& gradient, const Set& set) {
  using object = gradient_object<G, Operand>;
  static_assert(object::exists,
                "signopt: grad must be a pointer to elements of the set's type G, or an Eigen object of them, which "
                "needs apply_R.hpp of a rule R");
  if constexpr (object::exists) {
    if constexpr (object::is_valid) set(object::memory(gradient));
  }
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
