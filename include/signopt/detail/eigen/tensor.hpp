// Tensors of Eigen's unsupported module: what the compiler knows of them, their shapes, and the walk over them.
#pragma once

#include "core.hpp"  // first: it says so where there is no Eigen

#include <cstddef>
#include <type_traits>
#include <unsupported/Eigen/CXX11/Tensor>
#include <utility>

#include "../check/shape.hpp"
#include "../strided/walk.hpp"
#include "layout.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// Generic code knows its arguments as Eigen::TensorBase<Derived>: what counts is the Derived.
template <class Derived>
struct tensor_found {
  using type = Derived;
};
template <class Derived>
tensor_found<Derived> find_tensor(const Eigen::TensorBase<Derived, Eigen::ReadOnlyAccessors>*);
tensor_found<void> find_tensor(...);
template <class Argument>
using tensor_of = typename decltype(find_tensor(static_cast<bare_type<Argument>*>(nullptr)))::type;

// Tensors and every expression of them.
template <class Argument>
inline constexpr bool is_tensor = !std::is_void_v<tensor_of<Argument>>;

// The tensors that are arrays in memory. They leave no gaps.
template <class Tensor>
inline constexpr bool is_stored = false;
template <class Scalar, int Rank, int Options, class Index>
inline constexpr bool is_stored<Eigen::Tensor<Scalar, Rank, Options, Index>> = true;
template <class Scalar, class Sizes, int Options, class Index>
inline constexpr bool is_stored<Eigen::TensorFixedSize<Scalar, Sizes, Options, Index>> = true;
template <class Plain, int Options, template <class> class MakePointer>
inline constexpr bool is_stored<Eigen::TensorMap<Plain, Options, MakePointer>> = true;

template <class Dimensions>
inline constexpr bool is_fixed = false;
template <std::ptrdiff_t... Sizes>
inline constexpr bool is_fixed<Eigen::Sizes<Sizes...>> = true;
template <class Dimensions>
inline constexpr bool size_may_be_one = true;
template <std::ptrdiff_t... Sizes>
inline constexpr bool size_may_be_one<Eigen::Sizes<Sizes...>> = (std::ptrdiff_t{1} * ... * Sizes) == 1;

// What the compiler knows of an operand. One that is no tensor has an error by then.
template <class Operand, bool = is_tensor<Operand>>
struct tensor_facts {
  static constexpr bool is_in_memory = true, is_writable = true;
  static constexpr int rank = -1;
  using dimensions = void;
};

template <class Operand>
struct tensor_facts<Operand, true> {
  using tensor = tensor_of<Operand>;
  using evaluator = Eigen::TensorEvaluator<const tensor, Eigen::DefaultDevice>;
  using element = std::remove_const_t<typename tensor::Scalar>;
  using dimensions = typename evaluator::Dimensions;
  static constexpr int rank = static_cast<int>(tensor::NumDimensions);
  static constexpr bool is_row_major = int(evaluator::Layout) == int(Eigen::RowMajor);
  static constexpr bool is_in_memory = is_stored<tensor>;
  static constexpr bool points_to_const() {
    if constexpr (is_in_memory) {
      return std::is_const_v<std::remove_pointer_t<decltype(std::declval<tensor&>().data())>>;
    }
    return false;
  }
  static constexpr bool is_writable = !std::is_const_v<std::remove_reference_t<Operand>> && !points_to_const();
};

template <class Operand, class Var>
inline constexpr bool rank_agrees =
    tensor_facts<Operand>::rank == tensor_facts<Var>::rank || tensor_facts<Operand>::rank < 0;

// Sizes that the compiler knows are part of the type.
template <class Operand, class Var>
inline constexpr bool sizes_may_agree =
    !is_fixed<typename tensor_facts<Operand>::dimensions> || !is_fixed<typename tensor_facts<Var>::dimensions> ||
    std::is_same_v<typename tensor_facts<Operand>::dimensions, typename tensor_facts<Var>::dimensions>;

template <class Argument>
const tensor_of<Argument>& tensor_in(const Argument& argument) noexcept {
  return static_cast<const tensor_of<Argument>&>(argument);
}
template <class Argument>
auto& tensor_in(Argument& argument) noexcept {
  return static_cast<tensor_of<Argument>&>(argument);
}

// The sizes of a tensor's dimensions; an array of no element is none in C++.
template <int Rank>
struct tensor_shape {
  static constexpr int rank = Rank;
  std::ptrdiff_t sizes[std::size_t{Rank + (Rank == 0 ? 1 : 0)}] = {};

  template <class Dimensions>
  explicit tensor_shape(const Dimensions& dimensions) noexcept {
    using index = std::conditional_t<is_fixed<Dimensions>, std::ptrdiff_t, std::size_t>;
    for (int i = 0; i < rank; ++i) sizes[i] = static_cast<std::ptrdiff_t>(dimensions[static_cast<index>(i)]);
  }

  shape_view<std::ptrdiff_t> view() const noexcept { return {sizes, rank, rank}; }
};

// Tensors of one shape, with n elements, each in its own order: column-major or, where true, row-major.
inline walk walk_over(const std::ptrdiff_t* sizes, int rank, std::ptrdiff_t n, bool var_is_row_major,
                      bool m_is_row_major, bool grad_is_row_major) noexcept {
  walk over;
  if (n == 0) {
    over.push_back({0, 0, 0, 0});
    return over;
  }
  std::ptrdiff_t before = 1;  // from an element to the next along the dimension, were it column-major
  for (int i = 0; i < rank; ++i) {
    const std::ptrdiff_t after = n / (before * sizes[i]);
    over.push_back({sizes[i], var_is_row_major ? after : before, m_is_row_major ? after : before,
                    grad_is_row_major ? after : before});
    before *= sizes[i];
  }
  return over;
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
