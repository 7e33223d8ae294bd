// Eigen's 16-bit types among those of native_arrays.hpp, and a session for each type that there is then.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <memory>
#include <string>

#include "native_arrays.hpp"
#include "worker.hpp"

namespace signopt_peers {

template <>
struct bits_of<Eigen::half> {
  static constexpr unsigned fraction = 10;
};
template <>
struct bits_of<Eigen::bfloat16> {
  static constexpr unsigned fraction = 7;
};

// What a family loads whose sessions are classes over the type of the elements.
template <template <class> class SessionOf>
std::unique_ptr<session> load_session(const std::string& dtype, std::ptrdiff_t n, int threads) {
  if (dtype == "float32") return std::make_unique<SessionOf<float>>(n, threads);
  if (dtype == "float64") return std::make_unique<SessionOf<double>>(n, threads);
  if (dtype == "float16") return std::make_unique<SessionOf<Eigen::half>>(n, threads);
  if (dtype == "bfloat16") return std::make_unique<SessionOf<Eigen::bfloat16>>(n, threads);
  return nullptr;
}

}  // namespace signopt_peers
