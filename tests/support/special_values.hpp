// Values at which number formats turn, and a reproducible stream of ordinary ones.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "bits.hpp"

namespace signopt_test {

// Bit patterns: zeros, the ends of the denormals and of the normals, values whose halves and sums are rounding ties,
// infinities, quiet and signalling NaN.
inline std::vector<std::uint64_t> special_bits(oracle::format f) {
  using namespace oracle;
  const std::uint64_t first_normal = one << fraction_bits(f);
  const std::uint64_t number_one = static_cast<std::uint64_t>(bias(f)) << fraction_bits(f);
  const std::uint64_t positive[] = {
      0,                 // zero
      1,                 // smallest denormal
      3,                 // its half is a tie between denormals
      first_normal - 1,  // greatest denormal
      first_normal,      // smallest normal
      number_one - 1,    // the last below 1
      number_one,
      number_one + 1,   // the sum with 1 is a tie: down to even
      number_one + 3,   // the sum with 1 is a tie: up to even
      infinity(f) - 1,  // greatest finite
      infinity(f),
  };
  std::vector<std::uint64_t> all;
  for (const std::uint64_t bits : positive) {
    all.push_back(bits);
    all.push_back(bits | sign_bit(f));
  }
  all.push_back(quiet_nan(f));
  all.push_back(infinity(f) | 1);  // signalling
  all.push_back(quiet_nan(f) | sign_bit(f) | 1);
  all.push_back(sign_bit(f) - 1);  // a NaN of all ones: a careless rounding carries it over into -0
  return all;
}

// xorshift64*: the same numbers on every platform.
class random_bits {
 public:
  explicit random_bits(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15u + 0x2545f4914f6cdd1du) {}
  std::uint64_t operator()() {
    state_ ^= state_ >> 12;
    state_ ^= state_ << 25;
    state_ ^= state_ >> 27;
    return state_ * 0x2545f4914f6cdd1du;
  }
  // A value in [0, bound): the high bits of the product, which are the random ones.
  std::uint64_t below(std::uint64_t bound) { return (((*this)() >> 32) * bound) >> 32; }

 private:
  std::uint64_t state_;
};

// A mixture that reaches every path: mostly magnitudes near 1, where sums round, tie and cancel; some of any exponent;
// some from a grid so coarse that sums are exactly zero; some special.
inline std::uint64_t mixed_bits(oracle::format f, random_bits& random) {
  using namespace oracle;
  const std::uint64_t any = random();
  switch (random.below(16)) {
    case 0: {
      const std::vector<std::uint64_t> specials = special_bits(f);
      return specials[static_cast<std::size_t>(random.below(specials.size()))];
    }
    case 1:
    case 2:
    case 3:
      return any & (sign_bit(f) | (sign_bit(f) - 1));
    case 4:
    case 5:
    case 6:
      // four magnitudes of either sign
      return (any & sign_bit(f)) | (static_cast<std::uint64_t>(bias(f)) + random.below(4)) << fraction_bits(f);
    default: {
      const std::uint64_t fraction = any & ((one << fraction_bits(f)) - 1);
      const std::uint64_t exponent = static_cast<std::uint64_t>(bias(f)) - 6 + random.below(8);
      return (any & sign_bit(f)) | (exponent << fraction_bits(f)) | fraction;
    }
  }
}

}  // namespace signopt_test
