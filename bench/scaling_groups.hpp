// The groups of rows of scaling_bench. Rows are named <group>/<work>/<executor>.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "executors.hpp"
#include "placement.hpp"
#include "runner.hpp"
#include "tensor_list.hpp"

namespace signopt_bench {

// All in float32: var and m read and written, grad read.
inline constexpr std::ptrdiff_t step_bytes_per_element = 20, memory_per_element = 12;

struct scaling_group {
  std::string name;
  std::uint64_t bytes;          // of operands
  std::function<void()> begin;  // allocates the operands
  std::vector<row> rows;
  std::function<void()> end;  // frees them; throws where a row changed them, as none should
};

// One array of n elements: work "flat", and the loops of the roof, in chunks on the same executor. The name ends with
// the placement where that has a name.
scaling_group array_group(const executors& all, const std::string& name, std::ptrdiff_t n, placement where);

// The same without a threshold: where two threads begin to gain.
scaling_group split_group(const executors& all, const std::string& name, std::ptrdiff_t n);

// As that, but that before each step the calling thread is busy with something else for so long that the others have
// gone to sleep, as in a training loop. That time does not count.
inline constexpr std::chrono::microseconds gap{500};
scaling_group rested_group(const executors& all, const std::string& name, std::ptrdiff_t n);

// A list of tensors, beside one array of as many elements. Works:
//   multi       one step of a parameter_set
//   range       the same from a range of parameters: with its checks
//   one_by_one  a call for each tensor
//   eigen       an Eigen expression for each
//   flat, and the loops of the roof, as in array_group
scaling_group list_group(const executors& all, const std::string& name, const std::vector<std::ptrdiff_t>& sizes,
                         list_layout where);

// n elements on one thread, on each target, which here takes the place of the executor. Works: "ordinary" numbers, and
// what is left of m after 10,000 steps with grad = 0: "stuck"; with the option, "ordinary_flushing" and "flushed".
scaling_group momentum_group(const std::string& name, std::ptrdiff_t n);

// Throws std::runtime_error where an executor or a list does not give the bits of one call per tensor on one thread.
void check_scaling(const executors& all);

}  // namespace signopt_bench
