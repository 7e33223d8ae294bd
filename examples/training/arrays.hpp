// The arrays of a network, and the type that is computed in.
//
// A network is a class template over the type of its elements. Its gradients and each optimizer's state have the same
// shape, and so the same template. It has
//
//     network.cast<To>()                            the same with elements of another type
//     Network::visit_arrays(visit, networks...)     visit(array...) for each array, from all networks side by side
//     Network::names()                              of the arrays, in that order
#pragma once

#include <Eigen/Core>
#include <type_traits>

namespace training {

template <class T>
using matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
template <class T>
using vector = Eigen::Matrix<T, Eigen::Dynamic, 1>;

// The type to compute in: 16-bit numbers are only stored.
template <class T>
using compute_type = std::conditional_t<std::is_same_v<T, double>, double, float>;

// An array of its elements in the type to compute in. Whole arrays are converted at once, because Eigen's arithmetic on
// single 16-bit numbers is very slow.
template <class Matrix>
auto widened(const Matrix& stored) {
  return stored.template cast<compute_type<typename Matrix::Scalar>>().array().eval();
}

// Calls visit(array...) for each array, taken from all the given networks side by side.
template <class Visit, class First, class... Others>
void for_each_array(Visit visit, First& first, Others&... others) {
  std::remove_const_t<First>::visit_arrays(visit, first, others...);
}

// A network of the same shape, all zeros.
template <class Network>
Network zeros_like(const Network& network) {
  Network result = network;
  for_each_array([](auto& array) { array.setZero(); }, result);
  return result;
}

template <class Network>
Eigen::Index parameters_of(const Network& network) {
  Eigen::Index count = 0;
  for_each_array([&](const auto& array) { count += array.size(); }, network);
  return count;
}

}  // namespace training
