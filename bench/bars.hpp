// What the library is to reach: built without -march; ratios within one run, of the best repetitions. Those of one
// thread that name avx512 were set for a machine with AVX512-FP16.
#pragma once

#include <cstddef>

namespace signopt_bench {

inline constexpr std::ptrdiff_t size_1k = 1024, size_32k = 32768, size_1m = 1048576, size_4m = 4194304,
                                size_16m = 16777216, size_128m = 134217728;

enum class measure { of_roof, of_better_auto_loop, of_aligned, of_add_sign, of_scalar, of_own_32k };

struct bar {
  const char* operands;  // null: all
  std::ptrdiff_t n;      // in each placement that is not `huge`
  // A target; "best", for the best target that was run; or "misaligned", "power_sign" or "lion": the best target's.
  const char* row;
  measure ratio;
  double least;
  // Where the bar is the smaller of two, reaching either is enough.
  measure other_ratio = measure::of_roof;
  double other_least = 0;
};

inline constexpr bar bars[] = {
    {"float32", size_1k, "avx512", measure::of_better_auto_loop, 1.5},
    {"float32", size_32k, "avx512", measure::of_roof, 0.85},
    {"float32", size_1m, "avx512", measure::of_roof, 0.97},
    {"float32", size_128m, "avx512", measure::of_roof, 0.97},

    {"float16", size_1m, "avx512", measure::of_roof, 0.80, measure::of_own_32k, 0.95},
    {"float16", size_128m, "avx512", measure::of_roof, 0.90},
    {"bfloat16", size_1m, "avx512", measure::of_roof, 0.80, measure::of_own_32k, 0.95},
    {"bfloat16", size_128m, "avx512", measure::of_roof, 0.90},
    {"float16_native", size_1m, "avx512_fp16", measure::of_roof, 0.95},
    {"float16_native", size_4m, "avx512_fp16", measure::of_roof, 0.95},
    {"float16_native", size_16m, "avx512_fp16", measure::of_roof, 0.95},
    {"float32_grad_float16", size_1m, "avx512", measure::of_roof, 0.95},
    {"float64", size_1m, "avx512", measure::of_roof, 0.97},

    // On any CPU.
    {"float32", size_1m, "best", measure::of_roof, 0.95},
    {"float64", size_1m, "best", measure::of_roof, 0.95},
    {nullptr, size_4m, "best", measure::of_better_auto_loop, 1},
    {nullptr, size_16m, "best", measure::of_better_auto_loop, 1},
    {"float32", size_4m, "best", measure::of_roof, 0.97},
    {"float32", size_16m, "best", measure::of_roof, 0.97},
    {"float64", size_4m, "best", measure::of_roof, 0.97},
    {"float64", size_16m, "best", measure::of_roof, 0.97},
    {"float32_grad_float16", size_4m, "best", measure::of_roof, 0.95},
    {"float32_grad_float16", size_16m, "best", measure::of_roof, 0.95},
    {"float32_grad_bfloat16", size_4m, "best", measure::of_roof, 0.95},
    {"float32_grad_bfloat16", size_16m, "best", measure::of_roof, 0.95},
    {"float16", size_4m, "best", measure::of_roof, 0.90},
    {"float16", size_16m, "best", measure::of_roof, 0.90},
    {"bfloat16", size_4m, "best", measure::of_roof, 0.90},
    {"bfloat16", size_16m, "best", measure::of_roof, 0.90},

    // Narrower vectors than the CPU may have. 16-bit storage is bound by arithmetic there.
    {"float32", size_1m, "avx2", measure::of_roof, 0.95},
    {"float32", size_4m, "avx2", measure::of_roof, 0.95},
    {"float32", size_16m, "avx2", measure::of_roof, 0.95},
    {"float64", size_4m, "avx2", measure::of_roof, 0.95},
    {"float64", size_16m, "avx2", measure::of_roof, 0.95},
    {"float32_grad_float16", size_16m, "avx2", measure::of_roof, 0.95},
    {"float32_grad_bfloat16", size_16m, "avx2", measure::of_roof, 0.95},
    {"float16", size_1m, "avx2", measure::of_roof, 0.45},
    {"float32", size_32k, "portable", measure::of_scalar, 3.0},
    {"float32", size_4m, "portable", measure::of_roof, 0.60},
    {"float32", size_16m, "portable", measure::of_roof, 0.60},
    {"float64", size_4m, "portable", measure::of_roof, 0.60},
    {"float64", size_16m, "portable", measure::of_roof, 0.60},

    {nullptr, size_32k, "misaligned", measure::of_aligned, 0.85},
    {"float16", size_32k, "misaligned", measure::of_aligned, 0.95},
    {nullptr, size_1m, "misaligned", measure::of_aligned, 0.97},
    {nullptr, size_4m, "misaligned", measure::of_aligned, 0.97},
    {nullptr, size_16m, "misaligned", measure::of_aligned, 0.97},
    {nullptr, size_128m, "misaligned", measure::of_aligned, 0.97},

    {"float32", size_16m, "power_sign", measure::of_roof, 0.97},
    {"float32", size_16m, "lion", measure::of_roof, 0.97},
    {nullptr, size_32k, "power_sign", measure::of_add_sign, 0.95},
    {nullptr, size_1m, "power_sign", measure::of_add_sign, 0.95},
    {nullptr, size_16m, "power_sign", measure::of_add_sign, 0.95},
    {nullptr, size_128m, "power_sign", measure::of_add_sign, 0.95},
    {nullptr, size_32k, "lion", measure::of_add_sign, 0.95},
    {nullptr, size_1m, "lion", measure::of_add_sign, 0.95},
    {nullptr, size_16m, "lion", measure::of_add_sign, 0.95},
    {nullptr, size_128m, "lion", measure::of_add_sign, 0.95},
};

// Those of read_bench: all_finite of any dtype on the best target, beside the roof of one read, from this size on.
inline constexpr std::ptrdiff_t read_bar_n = size_1m;
inline constexpr double read_bar_of_roof = 0.9;

// A call on 16 elements, of any dtype and kind of scalars, above the bare kernel; not on the scalar target.
inline constexpr std::ptrdiff_t call_bar_n = 16;
inline constexpr double call_bar_nanoseconds = 15;
// The same of another rule, above AddSign's call: PowerSign computes two exponentials.
inline constexpr double other_rule_bar_nanoseconds = 60;

// Those of scaling_bench, whose rows are named <group>/<work>/<executor>: how many times the speed of another row of
// the group.
enum class beside {
  serial,  // the same work on one thread
  roof,    // the roof on the same executor
  flat,    // one array of as many elements on the same executor
  eigen    // the Eigen expressions, on one thread
};

struct scaling_bar {
  const char* group;
  const char* work;
  bool two_threads;  // every executor with two; otherwise "serial"
  beside reference;
  double least;
};

inline constexpr scaling_bar scaling_bars[] = {
    {"threads/262144", "flat", true, beside::serial, 1.9},
    {"threads/1048576", "flat", true, beside::roof, 0.95},
    {"threads/16777216", "flat", true, beside::roof, 0.95},
    {"threads/16777216/spread", "flat", true, beside::roof, 0.95},

    {"resnet50", "flat", true, beside::roof, 0.95},
    {"resnet50", "multi", false, beside::flat, 0.97},
    {"resnet50", "multi", true, beside::flat, 0.97},
    {"gpt2_small", "flat", true, beside::roof, 0.95},
    {"gpt2_small", "multi", true, beside::roof, 0.95},
    {"gpt2_small", "multi", false, beside::flat, 0.97},
    {"gpt2_small", "multi", true, beside::flat, 0.97},

    {"small_side_by_side", "multi", false, beside::flat, 1 / 1.5},
    {"small_side_by_side", "multi", true, beside::flat, 1 / 1.5},
    {"small_side_by_side", "multi", false, beside::eigen, 20},
    {"small_scattered", "multi", false, beside::eigen, 20},
    {"small_scattered", "multi", false, beside::roof, 0.35},
};

// Those of optimizer_bench, whose rows are named <group>/<row>: how many times the speed of another row of the group.
struct optimizer_bar {
  const char* group;
  const char* row;
  const char* of;
  double least;
};

inline constexpr optimizer_bar optimizer_bars[] = {
    {"16777216", "whole_step", "roof", 0.95},
    {"16777216", "whole_step", "eigen_passes", 1.6},
    {"1048576", "whole_step", "eigen_passes", 2},
    {"resnet50", "list", "one_array", 0.97},
    {"gpt2_small", "list", "one_array", 0.97},
    {"resnet50", "list_2", "one_array_2", 0.97},
    {"gpt2_small", "list_2", "one_array_2", 0.97},
    {"resnet50", "plain_2", "multi_2", 0.97},
    {"gpt2_small", "plain_2", "multi_2", 0.97},

    {"storages_16777216", "m_bfloat16", "float32", 1.15},
    {"storages_16777216", "m_and_grad_bfloat16", "float32", 1.3},
    {"storages_16777216", "copy", "float32", 1 / 1.12},
    {"storages_16777216", "bfloat16_stochastic", "bfloat16", 1 / 1.6},
    {"storages_134217728", "bfloat16_stochastic", "bfloat16", 1 / 1.3},
};

// A call that is too small to gain from a second thread, above the same call without an executor.
inline constexpr char small_call_group[] = "call/1024";
inline constexpr double small_call_bar_nanoseconds = 50;

}  // namespace signopt_bench
