// Eigen's 16-bit types among those of native_arrays.hpp.
#pragma once

#include <Eigen/Core>

#include "native_arrays.hpp"

namespace signopt_peers {

template <>
struct bits_of<Eigen::half> {
  static constexpr unsigned fraction = 10;
};
template <>
struct bits_of<Eigen::bfloat16> {
  static constexpr unsigned fraction = 7;
};

}  // namespace signopt_peers
