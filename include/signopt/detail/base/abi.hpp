// The ABI namespace. config.hpp ends with it.
//
// A weak function compiled with -march=haswell may replace its twin in a baseline program, which then dies of an
// illegal instruction. So all code stands in an inline namespace whose name tells what it was compiled for: the
// version, the compiler, and a digit, 0 or 1, for the exception mode, each target, and each instruction set that a
// compiler uses unasked: of x86, ARM, POWER, s390x, RISC-V and WebAssembly, that is. Elsewhere a program needs one
// -march for all its parts.
#pragma once

#include "config.hpp"

#if SIGNOPT_CLANG
#  define SIGNOPT_ABI_COMPILER clang
#elif SIGNOPT_GCC
#  define SIGNOPT_ABI_COMPILER gcc
#else
#  define SIGNOPT_ABI_COMPILER other
#endif

// 1 where the macro is defined as 1, 2, 3, or 1000000, as RISC-V writes the version 1.0, otherwise 0: pasting 1 makes
// SIGNOPT_DIGIT_IS_1, which shifts the arguments by one.
#define SIGNOPT_DIGIT_IS_1 0,
#define SIGNOPT_DIGIT_IS_2 0,
#define SIGNOPT_DIGIT_IS_3 0,
#define SIGNOPT_DIGIT_IS_1000000 0,
#define SIGNOPT_DIGIT(macro) SIGNOPT_DIGIT_OF(macro)
#define SIGNOPT_DIGIT_OF(value) SIGNOPT_DIGIT_SHIFT(SIGNOPT_DIGIT_IS_##value)
#define SIGNOPT_DIGIT_SHIFT(...) SIGNOPT_DIGIT_SECOND(__VA_ARGS__ 1, 0, 0)
#define SIGNOPT_DIGIT_SECOND(first, second, ...) second

#define SIGNOPT_DIGITS(a, b, c, d, e, f, g, h)                                                             \
  SIGNOPT_JOIN_8(SIGNOPT_DIGIT(a), SIGNOPT_DIGIT(b), SIGNOPT_DIGIT(c), SIGNOPT_DIGIT(d), SIGNOPT_DIGIT(e), \
                 SIGNOPT_DIGIT(f), SIGNOPT_DIGIT(g), SIGNOPT_DIGIT(h))
#define SIGNOPT_JOIN_8(...) SIGNOPT_JOIN_8_EXPANDED(__VA_ARGS__)
#define SIGNOPT_JOIN_8_EXPANDED(a, b, c, d, e, f, g, h) a##b##c##d##e##f##g##h

#define SIGNOPT_ABI_MODE                                                                                              \
  SIGNOPT_DIGITS(SIGNOPT_EXCEPTIONS, SIGNOPT_HAS_AVX2, SIGNOPT_HAS_AVX512, SIGNOPT_HAS_AVX512_FP16, SIGNOPT_HAS_NEON, \
                 SIGNOPT_HAS_PORTABLE, __SSE2__, __SSE2_MATH__)
#if SIGNOPT_AARCH64
#  define SIGNOPT_ABI_SETS_1                                                                             \
    SIGNOPT_DIGITS(__ARM_FEATURE_ATOMICS, __ARM_FEATURE_RCPC, __ARM_FEATURE_CRC32, __ARM_FEATURE_CRYPTO, \
                   __ARM_FEATURE_DOTPROD, __ARM_FEATURE_JCVT, __ARM_FEATURE_FRINT, __ARM_FEATURE_MOPS)
#  define SIGNOPT_ABI_SETS_2                                                                                           \
    SIGNOPT_DIGITS(__ARM_FEATURE_FP16_SCALAR_ARITHMETIC, __ARM_FEATURE_FP16_VECTOR_ARITHMETIC, __ARM_FEATURE_FP16_FML, \
                   __ARM_FEATURE_BF16, __ARM_FEATURE_MATMUL_INT8, __ARM_FEATURE_SVE, __ARM_FEATURE_SVE2,               \
                   __ARM_FEATURE_CSSC)
#elif defined(__arm__)
#  define SIGNOPT_ABI_SETS_1                                                                                         \
    SIGNOPT_DIGITS(__ARM_NEON, __ARM_FEATURE_FMA, __ARM_FEATURE_IDIV, __ARM_FEATURE_SIMD32, __ARM_FEATURE_UNALIGNED, \
                   __ARM_FEATURE_CRC32, __ARM_FEATURE_CRYPTO, __ARM_FEATURE_DSP)
#  define SIGNOPT_ABI_SETS_2 __ARM_ARCH
#elif defined(__powerpc__)
#  define SIGNOPT_ABI_SETS_1 \
    SIGNOPT_DIGITS(__ALTIVEC__, __VSX__, _ARCH_PWR7, _ARCH_PWR8, _ARCH_PWR9, _ARCH_PWR10, _ARCH_PWR11, __MMA__)
#elif defined(__s390x__)
#  define SIGNOPT_ABI_SETS_1 SIGNOPT_DIGITS(__VX__, __HTM__, 0, 0, 0, 0, 0, 0)
#  define SIGNOPT_ABI_SETS_2 __ARCH__
#elif defined(__riscv)
#  define SIGNOPT_ABI_SETS_1                                                                               \
    SIGNOPT_DIGITS(__riscv_vector, __riscv_compressed, __riscv_zba, __riscv_zbb, __riscv_zbs, __riscv_zfh, \
                   __riscv_zvfh, __riscv_zicond)
#elif defined(__wasm__)
#  define SIGNOPT_ABI_SETS_1                                                                         \
    SIGNOPT_DIGITS(__wasm_simd128__, __wasm_relaxed_simd__, __wasm_bulk_memory__, __wasm_sign_ext__, \
                   __wasm_nontrapping_fptoint__, __wasm_multivalue__, __wasm_atomics__, __wasm_tail_call__)
#else
#  define SIGNOPT_ABI_SETS_1 \
    SIGNOPT_DIGITS(__SSE3__, __SSSE3__, __SSE4_1__, __SSE4_2__, __POPCNT__, __SSE4A__, __MOVBE__, __LZCNT__)
#  define SIGNOPT_ABI_SETS_2 SIGNOPT_DIGITS(__AVX__, __F16C__, __FMA__, __FMA4__, __XOP__, __TBM__, __BMI__, __BMI2__)
#  define SIGNOPT_ABI_SETS_3                                                                                   \
    SIGNOPT_DIGITS(__AVX2__, __AVXVNNI__, __AVX512F__, __AVX512CD__, __AVX512BW__, __AVX512DQ__, __AVX512VL__, \
                   __AVX512FP16__)
#  define SIGNOPT_ABI_SETS_4                                                                          \
    SIGNOPT_DIGITS(__AVX512IFMA__, __AVX512VBMI__, __AVX512VBMI2__, __AVX512VNNI__, __AVX512BITALG__, \
                   __AVX512VPOPCNTDQ__, __AVX512BF16__, __GFNI__)
#  define SIGNOPT_ABI_SETS_5 SIGNOPT_DIGITS(__APX_F__, __AVX10_1__, __AVX10_2__, 0, 0, 0, 0, 0)
#endif
#ifndef SIGNOPT_ABI_SETS_2
#  define SIGNOPT_ABI_SETS_2 0
#endif
#ifndef SIGNOPT_ABI_SETS_3
#  define SIGNOPT_ABI_SETS_3 0
#  define SIGNOPT_ABI_SETS_4 0
#  define SIGNOPT_ABI_SETS_5 0
#endif

#define SIGNOPT_ABI_JOIN(...) SIGNOPT_ABI_JOIN_EXPANDED(__VA_ARGS__)
#define SIGNOPT_ABI_JOIN_EXPANDED(major, minor, compiler, mode, sets_1, sets_2, sets_3, sets_4, sets_5) \
  v##major##_##minor##_##compiler##_##mode##_##sets_1##_##sets_2##_##sets_3##_##sets_4##_##sets_5
#define SIGNOPT_ABI                                                                                      \
  SIGNOPT_ABI_JOIN(SIGNOPT_VERSION_MAJOR, SIGNOPT_VERSION_MINOR, SIGNOPT_ABI_COMPILER, SIGNOPT_ABI_MODE, \
                   SIGNOPT_ABI_SETS_1, SIGNOPT_ABI_SETS_2, SIGNOPT_ABI_SETS_3, SIGNOPT_ABI_SETS_4, SIGNOPT_ABI_SETS_5)
