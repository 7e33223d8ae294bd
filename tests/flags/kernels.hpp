// What kernels.cpp, compiled with many flags, offers to same_bits.cpp, compiled with plain ones. Only plain types
// cross: a template or an inline function would be one symbol for both, and whose code runs then is the linker's
// choice.
#pragma once

#include <cstddef>
#include <cstdint>

namespace flags_test {

enum class number { float16, bfloat16, float32, float64 };

enum class formula { add_sign, power_sign, lion };

// The four scalars as bits of the compute type, in the order of the call.
struct scalar_bits {
  std::uint64_t first, second, third, fourth;
};

// One row of the type table, as a function; one kernel for each arithmetic comes with its flush of subnormal momentum.
struct row {
  number var;
  number grad;
  number compute;
  bool flushes_subnormal_momentum;
  formula rule;
  void (*update)(void* var, void* m, const scalar_bits& scalars, const void* grad, std::ptrdiff_t n);
};

int row_count();
row row_at(int index);

int target_count();
const char* target_name(int index);
bool force_target(int index);  // false if another one runs in spite of it

}  // namespace flags_test
