// The step as a compiler vectorises it, given every help: restrict pointers, -O3 and this machine's instruction set.
// Two sources, because compilers differ in which one they can.
//
// Declarations of plain data only: the loops are compiled with -march=native, and an inline function that both sides
// share might be taken from there by the linker.
#pragma once

#include <cstddef>
#include <cstdint>

namespace signopt_bench {

// float16 and bfloat16 arrays and scalars as their bits.
template <class T, class G, class C>
struct auto_loop {
  using step = void (*)(T* var, T* m, const G* grad, std::ptrdiff_t n, C lr, C alpha, C sign_decay, C beta);
  step select;      // one of three steps, chosen by comparisons
  step arithmetic;  // sign(x) as (x > 0) - (x < 0), multiplied
};

using bits16 = std::uint16_t;
extern const auto_loop<float, float, float> auto_float32;
extern const auto_loop<bits16, bits16, float> auto_float16;
extern const auto_loop<bits16, bits16, float> auto_bfloat16;
extern const auto_loop<bits16, bits16, bits16> auto_float16_native;
extern const auto_loop<bits16, bits16, bits16> auto_bfloat16_native;
extern const auto_loop<float, bits16, float> auto_float32_grad_float16;
extern const auto_loop<float, bits16, float> auto_float32_grad_bfloat16;
extern const auto_loop<double, double, double> auto_float64;

}  // namespace signopt_bench
