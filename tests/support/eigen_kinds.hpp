// Kinds of Eigen objects by short names, and views of them.
#pragma once

#include <Eigen/Core>
#include <type_traits>

namespace signopt_test {

using Eigen::Dynamic;

// What Eigen 5 has in another namespace. In one of its own: variables of the tests have its name.
namespace names_of_eigen {
#if EIGEN_VERSION_AT_LEAST(3, 4, 90)
using Eigen::placeholders::all;
#else
using Eigen::all;
#endif
}  // namespace names_of_eigen

template <class T>
using column_major = Eigen::Array<T, Dynamic, Dynamic, Eigen::ColMajor>;
template <class T>
using row_major = Eigen::Array<T, Dynamic, Dynamic, Eigen::RowMajor>;
template <class T>
using matrix = Eigen::Matrix<T, Dynamic, Dynamic>;
template <class T>
using row_major_matrix = Eigen::Matrix<T, Dynamic, Dynamic, Eigen::RowMajor>;
template <class T>
using column = Eigen::Array<T, Dynamic, 1>;
template <class T>
using row = Eigen::Array<T, 1, Dynamic>;

// Fixed-size objects are passed by value, which reads them.
template <class Fixed>
Fixed zeros() {
  return Fixed::Zero();
}

inline constexpr auto whole = [](auto& parent) -> auto& { return parent; };

// A Map of `rows` x `cols` elements, `offset` elements into its parent.
template <class Plain, int Alignment = Eigen::Unaligned, class Stride = Eigen::Stride<0, 0>>
auto map_at(int offset, int rows, int cols, Stride stride = Stride()) {
  return [=](auto& parent) {
    using plain = std::conditional_t<std::is_const_v<std::remove_reference_t<decltype(parent)>>, const Plain, Plain>;
    return Eigen::Map<plain, Alignment, Stride>(parent.data() + offset, rows, cols, stride);
  };
}

}  // namespace signopt_test
