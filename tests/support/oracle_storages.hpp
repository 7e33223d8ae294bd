// A rule on operands that have storages of their own, and what else may become of a new var, computed literally. Part
// of the oracle: includes nothing of the library.
//
// Inner is the rule's oracle for <C, C, C>: what is widened, and rounded to storage, is so here.
#pragma once

#include <cstdint>

#include "oracle.hpp"

namespace signopt_test::oracle {

// T, M, G: how var, m and grad are stored.
template <format T, format M, format G, format C, class Inner>
class stored_rule {
 public:
  template <class... Arguments>
  explicit stored_rule(const Arguments&... arguments) : inner_(arguments...) {}

  result operator()(std::uint64_t var_bits, std::uint64_t m_bits, std::uint64_t grad_bits) const {
    const result in_c = unrounded(var_bits, m_bits, grad_bits);
    return {soft_convert<C, T>(in_c.var), soft_convert<C, M>(in_c.m)};
  }

  // As values of C.
  result unrounded(std::uint64_t var_bits, std::uint64_t m_bits, std::uint64_t grad_bits) const {
    return inner_(soft_convert<T, C>(var_bits), soft_convert<M, C>(m_bits), soft_convert<G, C>(grad_bits));
  }

 private:
  Inner inner_;
};

// ---- Stochastic rounding of a float32 to bfloat16 (rounding.hpp of the library) ----

inline std::uint64_t mix(std::uint64_t number) {
  number += 0x9e3779b97f4a7c15u;
  number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9u;
  number = (number ^ (number >> 27)) * 0x94d049bb133111ebu;
  return number ^ (number >> 31);
}

inline std::uint64_t random_key(std::uint64_t seed, std::uint64_t step, std::uint64_t tensor) {
  return mix(mix(mix(seed) + step) + tensor);
}

// The 16 bits that the element of this number is rounded by.
inline std::uint32_t random_half(std::uint64_t key, std::uint64_t number) {
  const auto scatter = [](std::uint32_t x) {
    x ^= x >> 16;
    x *= 0x7feb352du;
    x ^= x >> 15;
    x *= 0x846ca68bu;
    return x ^ (x >> 16);
  };
  const std::uint64_t own = mix(key + (number >> 32));
  const std::uint32_t first = static_cast<std::uint32_t>(own), second = static_cast<std::uint32_t>(own >> 32);
  return scatter(scatter(static_cast<std::uint32_t>(number) ^ first) ^ second) & 0xffffu;
}

// Up where what is cut off and the random number are a whole together. A NaN is rounded as ever.
inline std::uint64_t stochastic(std::uint64_t float32_bits, std::uint32_t half) {
  if (is_nan(format::float32, float32_bits)) return soft_convert<format::float32, format::bfloat16>(float32_bits);
  const std::uint64_t below = float32_bits >> 16, cut_off = float32_bits & 0xffffu;
  return cut_off + half >= 0x10000u ? below + 1 : below;
}

}  // namespace signopt_test::oracle
