// The tensors that an optimizer object is given, as it holds them.
#pragma once

#include <cstddef>
#include <type_traits>

#include "../base/own_vector.hpp"
#include "../base/raise_error.hpp"
#include "../check/memory_ranges.hpp"
#include "../run/parameter_range.hpp"
#include "../run/same_tensor.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

template <class Element, class Parameter>
inline constexpr bool differ_in_momentum = false;
template <class T, class G, class M, class Other, class Copy>
inline constexpr bool differ_in_momentum<parameter<T, G, M, Copy>, parameter<T, G, Other, Copy>> =
    !std::is_same_v<M, Other>;

// Tensors that come without momentum, as make_parameter makes them of var alone, have whatever type that of the object
// has.
template <class Parameter, class Tensor>
Parameter tensor_of_object(const Tensor& tensor, std::ptrdiff_t i) {
  if (tensor.m != nullptr) {
    raise_error<operand_error>(name_of("m", i, tensor.name),
                               " is given, of another type than the momentum of this object: it must be null");
  }
  Parameter made = same_tensor<Parameter>(tensor);
  made.copy = tensor.copy;
  return made;
}

template <class Parameter, class Range>
own_vector<Parameter> tensors_of_object(const Range& tensors) {
  if constexpr (differ_in_momentum<typename set_of_range<Range>::element, Parameter>) {
    own_vector<Parameter> list;
    for (const auto& tensor : tensors)
      list.push_back(tensor_of_object<Parameter>(tensor, static_cast<std::ptrdiff_t>(list.size())));
    return list;
  } else {
    return list_of<Parameter>(tensors);
  }
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
