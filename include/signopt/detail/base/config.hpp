// The compiler and the architecture: their macros are read here, in targets.hpp and in abi.hpp, and nowhere else. With
// it come the targets, the ABI namespace and the texts of messages.
#pragma once

#define SIGNOPT_VERSION_MAJOR 0
#define SIGNOPT_VERSION_MINOR 2
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
#  define SIGNOPT_NOINLINE __attribute__((noinline))
#  define SIGNOPT_COLD __attribute__((cold, noinline))
#  define SIGNOPT_VISIBLE __attribute__((visibility("default")))
#  define SIGNOPT_LIKELY(condition) __builtin_expect(!!(condition), 1)
#  define SIGNOPT_PREFETCH_LINE(address) __builtin_prefetch(address)
#  define SIGNOPT_PREFETCH_INTO_L2(address) __builtin_prefetch(address, 0, 2)
#else
#  define SIGNOPT_ALWAYS_INLINE inline
#  define SIGNOPT_NOINLINE
#  define SIGNOPT_COLD
#  define SIGNOPT_VISIBLE
#  define SIGNOPT_LIKELY(condition) (condition)
#  define SIGNOPT_PREFETCH_LINE(address) static_cast<void>(address)
#  define SIGNOPT_PREFETCH_INTO_L2(address) static_cast<void>(address)
#endif

// Before a function whose unsigned arithmetic is meant to wrap, of which clang's -fsanitize=integer would report.
#if SIGNOPT_CLANG
#  define SIGNOPT_WRAPS __attribute__((no_sanitize("unsigned-integer-overflow")))
#else
#  define SIGNOPT_WRAPS
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

// ---- Architecture ----
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

// ---- System: what files and memory are asked for ----
#if defined(__unix__) || defined(__APPLE__)
#  define SIGNOPT_POSIX 1
#else
#  define SIGNOPT_POSIX 0
#endif
#if defined(__linux__)
#  define SIGNOPT_LINUX 1
#else
#  define SIGNOPT_LINUX 0
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

#define SIGNOPT_AVX2_INSTRUCTIONS "avx2,fma,f16c"
#define SIGNOPT_AVX512_INSTRUCTIONS "avx2,fma,f16c,avx512f,avx512bw,avx512dq,avx512vl"
#define SIGNOPT_AVX512_FP16_INSTRUCTIONS "avx2,fma,f16c,avx512f,avx512bw,avx512dq,avx512vl,avx512fp16"

// ---- The promise of the bits ----
// A compiler may fuse, reassociate or drop arithmetic on values it can see through, under -ffp-contract=fast and
// -ffast-math, and no pragma forbids it everywhere. An empty asm makes a value opaque at no cost: every product, and
// every constant that enters the arithmetic, goes through one.
#if SIGNOPT_CLANG || SIGNOPT_GCC
#  if defined(__SSE2__)
#    define SIGNOPT_OPAQUE_SCALAR(value) __asm__("" : "+x"(value))
#  elif defined(__aarch64__)
#    define SIGNOPT_OPAQUE_SCALAR(value) __asm__("" : "+w"(value))
#  elif defined(__arm__) && defined(__ARM_FP) && !defined(__SOFTFP__)
#    define SIGNOPT_OPAQUE_SCALAR(value) __asm__("" : "+t"(value))
#  elif defined(__powerpc64__) && defined(__VSX__)
#    define SIGNOPT_OPAQUE_SCALAR(value) __asm__("" : "+wa"(value))
#  elif defined(__wasm__)
#    define SIGNOPT_OPAQUE_SCALAR(value) __asm__("" : "+r"(value))
#  elif defined(__s390x__) || defined(__riscv_flen)
#    define SIGNOPT_OPAQUE_SCALAR(value) __asm__("" : "+f"(value))
#  else
#    define SIGNOPT_OPAQUE_SCALAR(value) __asm__("" : "+m"(value))
#  endif
#  define SIGNOPT_OPAQUE_VECTOR(value) __asm__("" : "+" SIGNOPT_VECTOR_REGISTER(value))
#else
#  define SIGNOPT_OPAQUE_SCALAR(value) static_cast<void>(0)
#  if defined(__FAST_MATH__) || defined(_M_FP_FAST) || defined(_M_FP_CONTRACT)
#    error \
        "signopt: this compiler's fast-math or contraction mode would change the bits of results: compile without it."
#  endif
#endif
#if defined(__FLT_EVAL_METHOD__)
#  if __FLT_EVAL_METHOD__ == 1 || __FLT_EVAL_METHOD__ == 2 || (SIGNOPT_GCC && __FLT_EVAL_METHOD__ < 0)
#    error \
        "signopt: float arithmetic has excess precision here, which changes bits of results: use -msse2 -mfpmath=sse."
#  endif
#endif

// Which half of a word of 32 bits is the first of two 16-bit elements in memory.
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#  define SIGNOPT_LITTLE_ENDIAN 0
#else
#  define SIGNOPT_LITTLE_ENDIAN 1
#endif

#include "targets.hpp"

#include "abi.hpp"
#include "messages.hpp"
