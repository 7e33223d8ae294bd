// The compiler and the architecture: the only place where their macros are read, and where SIGNOPT_* macros are
// defined.
#pragma once

#define SIGNOPT_VERSION_MAJOR 0
#define SIGNOPT_VERSION_MINOR 1
#define SIGNOPT_VERSION_PATCH 0

// ---- Language ----
#if defined(_MSVC_LANG)
#  define SIGNOPT_CPLUSPLUS _MSVC_LANG
#else
#  define SIGNOPT_CPLUSPLUS __cplusplus
#endif
#if SIGNOPT_CPLUSPLUS < 201703L
#  error "signopt needs C++17 or later (-std=c++17)."
#endif

// ---- Compiler ----
#if defined(__clang__)
#  define SIGNOPT_CLANG __clang_major__
#  define SIGNOPT_GCC 0
#elif defined(__GNUC__)
#  define SIGNOPT_CLANG 0
#  define SIGNOPT_GCC __GNUC__
#else
#  define SIGNOPT_CLANG 0
#  define SIGNOPT_GCC 0
#endif

#if SIGNOPT_CLANG || SIGNOPT_GCC
#  define SIGNOPT_ALWAYS_INLINE __attribute__((always_inline)) inline
#  define SIGNOPT_COLD __attribute__((cold, noinline))
#  define SIGNOPT_VISIBLE __attribute__((visibility("default")))
#  define SIGNOPT_LIKELY(condition) __builtin_expect(!!(condition), 1)
#  define SIGNOPT_PREFETCH(address) __builtin_prefetch(address)
#else
#  define SIGNOPT_ALWAYS_INLINE inline
#  define SIGNOPT_COLD
#  define SIGNOPT_VISIBLE
#  define SIGNOPT_LIKELY(condition) (condition)
#  define SIGNOPT_PREFETCH(address) static_cast<void>(address)
#endif

#if defined(__cpp_exceptions) || defined(__EXCEPTIONS) || defined(_CPPUNWIND)
#  define SIGNOPT_EXCEPTIONS 1
#else
#  define SIGNOPT_EXCEPTIONS 0
#endif

// What a failed check does where exceptions are off; `message` is a const char*. May be defined before the first
// include, the same in the whole program. Should it return, std::terminate follows.
#if !SIGNOPT_EXCEPTIONS && !defined(SIGNOPT_FAIL)
#  define SIGNOPT_FAIL(message) (static_cast<void>(message), std::terminate())
#endif

// ---- Architecture: which targets this compiler can build. Each may be defined to 0 before the first include. ----
#if (defined(__x86_64__) || defined(_M_X64)) && (SIGNOPT_GCC >= 9 || SIGNOPT_CLANG >= 9)
#  define SIGNOPT_X86_64 1
#else
#  define SIGNOPT_X86_64 0
#endif
#if defined(__aarch64__) && defined(__AARCH64EL__) && defined(__ARM_NEON) && (SIGNOPT_GCC || SIGNOPT_CLANG)
#  define SIGNOPT_AARCH64 1
#else
#  define SIGNOPT_AARCH64 0
#endif

#ifndef SIGNOPT_HAS_AVX2
#  define SIGNOPT_HAS_AVX2 SIGNOPT_X86_64
#endif
#ifndef SIGNOPT_HAS_AVX512
#  define SIGNOPT_HAS_AVX512 SIGNOPT_X86_64
#endif
#ifndef SIGNOPT_HAS_AVX512_FP16
#  define SIGNOPT_HAS_AVX512_FP16 (SIGNOPT_X86_64 && SIGNOPT_HAS_AVX512 && (SIGNOPT_GCC >= 12 || SIGNOPT_CLANG >= 14))
#endif
#ifndef SIGNOPT_HAS_NEON
#  define SIGNOPT_HAS_NEON SIGNOPT_AARCH64
#endif

// The language's own 16-bit types, where values of them can be named without a target region.
#if defined(__STDCPP_FLOAT16_T__) || (SIGNOPT_GCC >= 13 && defined(__FLT16_MANT_DIG__)) ||    \
    (SIGNOPT_GCC >= 12 && defined(__SSE2__)) || (SIGNOPT_CLANG >= 15 && defined(__SSE2__)) || \
    (SIGNOPT_CLANG && defined(__AVX512FP16__)) || (SIGNOPT_CLANG && SIGNOPT_AARCH64)
#  define SIGNOPT_HAS_FLOAT16_TYPE 1
#else
#  define SIGNOPT_HAS_FLOAT16_TYPE 0
#endif
#if defined(__STDCPP_BFLOAT16_T__) || (SIGNOPT_GCC >= 13 && defined(__BFLT16_MANT_DIG__)) || \
    (SIGNOPT_CLANG >= 17 && defined(__SSE2__))
#  define SIGNOPT_HAS_BFLOAT16_TYPE 1
#else
#  define SIGNOPT_HAS_BFLOAT16_TYPE 0
#endif

// ---- Target regions: the functions between BEGIN and END are compiled for the instruction sets named. ----
#define SIGNOPT_PRAGMA(text) _Pragma(#text)
#if SIGNOPT_CLANG
#  define SIGNOPT_TARGET_BEGIN(instruction_sets) \
    SIGNOPT_PRAGMA(clang attribute push(__attribute__((target(instruction_sets))), apply_to = function))
#  define SIGNOPT_TARGET_END SIGNOPT_PRAGMA(clang attribute pop)
#elif SIGNOPT_GCC
#  define SIGNOPT_TARGET_BEGIN(instruction_sets) \
    SIGNOPT_PRAGMA(GCC push_options)             \
    SIGNOPT_PRAGMA(GCC target(instruction_sets))
#  define SIGNOPT_TARGET_END SIGNOPT_PRAGMA(GCC pop_options)
#endif

// ---- The promise of the bits ----
// A compiler may fuse, reassociate or drop arithmetic on values it can see through, under -ffp-contract=fast and
// -ffast-math, and no pragma forbids it everywhere. An empty asm makes a value opaque at no cost: every product, and
// every constant that enters the arithmetic, goes through one.
#if SIGNOPT_CLANG || SIGNOPT_GCC
#  if defined(__SSE2__)
#    define SIGNOPT_OPAQUE_SCALAR(value) __asm__("" : "+x"(value))
#  elif defined(__aarch64__)
#    define SIGNOPT_OPAQUE_SCALAR(value) __asm__("" : "+w"(value))
#  else
#    define SIGNOPT_OPAQUE_SCALAR(value) __asm__("" : "+m"(value))
#  endif
#else
#  define SIGNOPT_OPAQUE_SCALAR(value) static_cast<void>(0)
#  if defined(__FAST_MATH__) || defined(_M_FP_FAST) || defined(_M_FP_CONTRACT)
#    error \
        "signopt: results are bit-exact, and this compiler's fast-math or contraction mode would change them: compile without it."
#  endif
#endif
#if defined(__FLT_EVAL_METHOD__)
#  if __FLT_EVAL_METHOD__ == 1 || __FLT_EVAL_METHOD__ == 2
#    error \
        "signopt: float arithmetic has excess precision here (x87?), so results would not be bit-exact: use SSE2 (-msse2 -mfpmath=sse)."
#  endif
#endif

// ---- The ABI namespace ----
// A weak function compiled with -march=haswell may replace its twin in a baseline program, which then dies of an
// illegal instruction. So the code of every combination of compiler, instruction sets and exception mode has a name of
// its own.
#if SIGNOPT_CLANG
#  define SIGNOPT_ABI_COMPILER clang
#elif SIGNOPT_GCC
#  define SIGNOPT_ABI_COMPILER gcc
#else
#  define SIGNOPT_ABI_COMPILER other
#endif
#if SIGNOPT_EXCEPTIONS
#  define SIGNOPT_ABI_EXCEPTIONS
#else
#  define SIGNOPT_ABI_EXCEPTIONS _noexceptions
#endif
#if defined(__SSE4_2__)
#  define SIGNOPT_ABI_SSE4 _sse4
#elif defined(__SSE3__)
#  define SIGNOPT_ABI_SSE4 _sse3
#else
#  define SIGNOPT_ABI_SSE4
#endif
#if defined(__AVX__)
#  define SIGNOPT_ABI_AVX _avx
#else
#  define SIGNOPT_ABI_AVX
#endif
#if defined(__AVX2__)
#  define SIGNOPT_ABI_AVX2 _avx2
#else
#  define SIGNOPT_ABI_AVX2
#endif
#if defined(__F16C__)
#  define SIGNOPT_ABI_F16C _f16c
#else
#  define SIGNOPT_ABI_F16C
#endif
#if defined(__FMA__) || defined(__ARM_FEATURE_SVE)
#  define SIGNOPT_ABI_FMA _fma
#else
#  define SIGNOPT_ABI_FMA
#endif
#if defined(__BMI2__)
#  define SIGNOPT_ABI_BMI2 _bmi2
#else
#  define SIGNOPT_ABI_BMI2
#endif
#if defined(__AVX512VL__)
#  define SIGNOPT_ABI_AVX512 _avx512vl
#elif defined(__AVX512F__)
#  define SIGNOPT_ABI_AVX512 _avx512f
#else
#  define SIGNOPT_ABI_AVX512
#endif
#if defined(__AVX512FP16__) || defined(__ARM_FEATURE_FP16_VECTOR_ARITHMETIC)
#  define SIGNOPT_ABI_FP16 _fp16
#else
#  define SIGNOPT_ABI_FP16
#endif
#define SIGNOPT_ABI_JOIN(compiler, exceptions, sse4, avx, avx2, f16c, fma, bmi2, avx512, fp16) \
  v0_##compiler##exceptions##sse4##avx##avx2##f16c##fma##bmi2##avx512##fp16
#define SIGNOPT_ABI_NAME(...) SIGNOPT_ABI_JOIN(__VA_ARGS__)
#define SIGNOPT_ABI                                                                                                   \
  SIGNOPT_ABI_NAME(SIGNOPT_ABI_COMPILER, SIGNOPT_ABI_EXCEPTIONS, SIGNOPT_ABI_SSE4, SIGNOPT_ABI_AVX, SIGNOPT_ABI_AVX2, \
                   SIGNOPT_ABI_F16C, SIGNOPT_ABI_FMA, SIGNOPT_ABI_BMI2, SIGNOPT_ABI_AVX512, SIGNOPT_ABI_FP16)
