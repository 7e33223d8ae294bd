// The arrays that every peer starts from, by a formula: peer_data.py says which, and has the same for the workers in
// Python.
#pragma once

#include <cstddef>
#include <cstdint>

namespace signopt_peers {

enum class stream : std::uint32_t { var = 0, m = 1, grad = 2 };

inline std::uint32_t hashed(std::uint32_t x) {
  x = (x ^ (x >> 16)) * 0x7feb352du;
  x = (x ^ (x >> 15)) * 0x846ca68bu;
  return x ^ (x >> 16);
}

// fraction_bits: of the significand behind its first bit, 52 for float64, otherwise fewer than 32.
inline double value_of(stream of, std::ptrdiff_t i, unsigned fraction_bits) {
  const std::uint32_t h = hashed(4 * static_cast<std::uint32_t>(i) + static_cast<std::uint32_t>(of));
  const std::uint64_t fraction =
      fraction_bits == 52 ? std::uint64_t{h >> 1} << 21 | hashed(h) >> 11 : h >> (32 - fraction_bits);
  double magnitude = 1 + static_cast<double>(fraction) / static_cast<double>(std::uint64_t{1} << fraction_bits);
  if (of == stream::m) magnitude *= 0.5;
  if (of == stream::grad) magnitude *= (h & 2) != 0 ? 16 : 0.5;
  return (h & 1) != 0 ? -magnitude : magnitude;
}

}  // namespace signopt_peers
