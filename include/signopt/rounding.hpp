// How a new var is rounded to what it is stored as: an option of every rule (settings.hpp).
//
//     settings.options.rounding = signopt::stochastic{seed, step};
//
// nearest      The default: to the nearest number, as everywhere else. A step of less than half a last place is lost
//              then, each time: a bfloat16 weight of 1 does not move by less than .0039, nor downwards by less than
//              .00195.
// stochastic   For bfloat16 arrays that are computed in float32: to one of the two neighbours, and to the upper one
//              with the probability of the distance from the lower. What is lost on one element is gained on another:
//              the mean of var moves as it would in float32. m is rounded to nearest.
//
// The random numbers are a function of seed, step, tensor, and of the number of the element in its tensor, and of
// nothing else: the same bits on every target, thread count, cut, alignment and kind of operand. Two steps of one
// number round alike: an element that was not moved by the first is not moved by the second, and what the rounding is
// for is lost.
//
//   seed     any number, one for a training
//   step     the number of the step: another one in each. A call without it is an error
//   tensor   where a step is of several tensors, the number of this one. apply_R_multi counts them itself, from this
//            one on, in the order of the set; tensors without a gradient are counted
//   first    the number of var's first element in its tensor, where var is a part of one, from 0 to 2^60
//
// An optimizer object (optimizer.hpp) counts steps and tensors itself: it is given stochastic{seed}. Where a training
// has several objects, each has a seed of its own, or `tensor` is the number of its first one.
//
// Elements are numbered in the order of their addresses in var: for a contiguous array 0, 1, 2 and so on. In an array
// with gaps the gaps are not counted, and where a stride is negative the number rises with the address all the same. An
// Eigen object that is reached by its coefficients, as array.reverse(), is counted in its own storage order.
//
// 16 random bits are added to the 32 of the number that is rounded, and the lower 16 are cut off. Infinities stay; a
// NaN stays one; beyond the largest number of bfloat16 a value may become infinite, with the same probability. The bits
// of element i are the lower half of
//
//     lowbias32(lowbias32(low(i) ^ low(k)) ^ high(k)), k = mix(mix(mix(mix(seed) + step) + tensor) + high(i))
//
// where low and high are halves of 64 bits, and mix is the finalizer of SplitMix64. A later version may have another
// function, and says so in the CHANGELOG: a training that is resumed with it goes on, with other random numbers.
//
// Errors, before the first write
//   type_error     var is not bfloat16 (for float16 it is not built; wider types lose nothing here), or is computed in
//                  bfloat16
//   operand_error  a call without a step; `first` is out of range; on an NPU (ascend.hpp)
//
// Threads, memory: as without it; allocates nothing.
// Cost: some 20 operations for an element; as soon as arrays are larger than the caches most of them are free
// (docs/performance.md). Where var lies across m and grad, a step goes by tiles of one line, which is slower.
// Source: Gupta, Agrawal, Gopalakrishnan, Narayanan, "Deep Learning with Limited Numerical Precision", ICML 2015;
// lowbias32: Wellons, "Prospecting for Hash Functions", 2018; SplitMix64: Steele, Lea, Flood, OOPSLA 2014.
#pragma once

#include <cstdint>

#include "detail/base/config.hpp"

namespace signopt {

/// The type of `nearest`.
struct nearest_rounding {};
/// To the nearest number: the default.
inline constexpr nearest_rounding nearest{};

/// Of a step whose number is not given, as it is for an optimizer object, which counts itself.
inline constexpr std::uint64_t step_not_given = UINT64_MAX;

/// To one of the two neighbours: see the top of this header.
struct stochastic {
  std::uint64_t seed = 0;               ///< one for a training
  std::uint64_t step = step_not_given;  ///< another one in each step
  std::uint64_t tensor = 0;             ///< the number of the tensor, where a step is of several
  std::int64_t first = 0;               ///< the number of var's first element in its tensor
};

/// One of the two.
struct var_rounding {
  /// `nearest`, unless it is given stochastic.
  SIGNOPT_ALWAYS_INLINE constexpr var_rounding() noexcept {}
  SIGNOPT_ALWAYS_INLINE constexpr var_rounding(nearest_rounding) noexcept {}
  SIGNOPT_ALWAYS_INLINE constexpr var_rounding(const stochastic& with) noexcept : is_stochastic(true), random(with) {}

  bool is_stochastic = false;  ///< which of the two it is
  stochastic random = {};      ///< what it was given
};

}  // namespace signopt
