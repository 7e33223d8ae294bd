// Which targets are compiled in: those that this compiler can build for this architecture, or of these the ones that
// SIGNOPT_TARGETS names. config.hpp ends with it.
#pragma once

#include "config.hpp"

// SIGNOPT_TARGETS may be defined before the first include, to leave targets out: a list of their names, as in
// -DSIGNOPT_TARGETS=avx2,portable. `scalar` stays, named or not, and a name of another architecture says nothing here,
// so that one list does for all. Parts of a program may have lists of their own.
#define SIGNOPT_LISTED_scalar 1
#define SIGNOPT_LISTED_portable 2
#define SIGNOPT_LISTED_neon 4
#define SIGNOPT_LISTED_avx2 8
#define SIGNOPT_LISTED_avx512 16
#define SIGNOPT_LISTED_avx512_fp16 32
#define SIGNOPT_LISTED_no_more 64

#if defined(SIGNOPT_TARGETS)
#  define SIGNOPT_EACH_LISTED(operation, ...) \
    SIGNOPT_EACH_LISTED_OF(operation, __VA_ARGS__, no_more, no_more, no_more, no_more, no_more, no_more, no_more)
#  define SIGNOPT_EACH_LISTED_OF(operation, a, b, c, d, e, f, ...)                          \
    (SIGNOPT_LISTED_##a operation SIGNOPT_LISTED_##b operation SIGNOPT_LISTED_##c operation \
         SIGNOPT_LISTED_##d operation SIGNOPT_LISTED_##e operation SIGNOPT_LISTED_##f)
#  define SIGNOPT_SEVENTH_LISTED(...) \
    SIGNOPT_SEVENTH_LISTED_OF(__VA_ARGS__, no_more, no_more, no_more, no_more, no_more, no_more, no_more)
#  define SIGNOPT_SEVENTH_LISTED_OF(a, b, c, d, e, f, g, ...) SIGNOPT_LISTED_##g
// A name that is none is no macro, and so 0.
#  if !SIGNOPT_EACH_LISTED(&&, SIGNOPT_TARGETS) || SIGNOPT_SEVENTH_LISTED(SIGNOPT_TARGETS) != SIGNOPT_LISTED_no_more
#    error "signopt: SIGNOPT_TARGETS is a list of targets, each at most once, as in -DSIGNOPT_TARGETS=avx2,portable."
#  endif
#  define SIGNOPT_IS_LISTED(target) ((SIGNOPT_EACH_LISTED(|, SIGNOPT_TARGETS) & SIGNOPT_LISTED_##target) != 0)
#  if SIGNOPT_IS_LISTED(avx512_fp16) && !SIGNOPT_IS_LISTED(avx512)
#    error "signopt: SIGNOPT_TARGETS: avx512_fp16 needs avx512, which has most of its code."
#  endif
#else
#  define SIGNOPT_IS_LISTED(target) 1
#endif

// ---- Compiled in regions, and chosen by the CPU at run time ----
// On Windows the stack is aligned to 16 bytes, and g++ puts wider vectors there as if it were to 32 or 64 (its bug
// 54412): programs crash. Some distributions have mended theirs, and nothing tells. Whoever knows that theirs is, as
// Debian's, may define SIGNOPT_AVX_ON_MINGW.
#if SIGNOPT_X86_64 && (!SIGNOPT_GCC || !(defined(_WIN32) || defined(__CYGWIN__)) || defined(SIGNOPT_AVX_ON_MINGW))
#  define SIGNOPT_ALIGNS_AVX 1
#else
#  define SIGNOPT_ALIGNS_AVX 0
#endif
#if SIGNOPT_ALIGNS_AVX && SIGNOPT_IS_LISTED(avx2)
#  define SIGNOPT_HAS_AVX2 1
#else
#  define SIGNOPT_HAS_AVX2 0
#endif
#if SIGNOPT_ALIGNS_AVX && SIGNOPT_IS_LISTED(avx512)
#  define SIGNOPT_HAS_AVX512 1
#else
#  define SIGNOPT_HAS_AVX512 0
#endif
#if SIGNOPT_ALIGNS_AVX && SIGNOPT_IS_LISTED(avx512_fp16) && (SIGNOPT_GCC >= 12 || SIGNOPT_CLANG >= 14)
#  define SIGNOPT_HAS_AVX512_FP16 1
#else
#  define SIGNOPT_HAS_AVX512_FP16 0
#endif
#if SIGNOPT_AARCH64 && SIGNOPT_IS_LISTED(neon)
#  define SIGNOPT_HAS_NEON 1
#else
#  define SIGNOPT_HAS_NEON 0
#endif

// ---- Vectors of 128 bits that need not be asked for, and the asm constraint for a register of theirs ----
// Where there are none, or none of float32 (s390x before z14), a compiler computes vectors one element at a time, which
// gains nothing over `scalar`. AArch64 has `neon`, and needs no second target of the same vectors.
#if !(SIGNOPT_GCC || SIGNOPT_CLANG)
#elif defined(__SSE2__)
#  define SIGNOPT_VECTOR_REGISTER "x"
#elif (defined(__aarch64__) && !SIGNOPT_HAS_NEON && defined(__ARM_NEON)) || (defined(__arm__) && defined(__ARM_NEON))
#  define SIGNOPT_VECTOR_REGISTER "w"
#elif defined(__powerpc64__) && defined(__VSX__) && defined(__POWER8_VECTOR__)
#  define SIGNOPT_VECTOR_REGISTER "wa"
#elif defined(__s390x__) && defined(__VX__) && __ARCH__ >= 12
#  define SIGNOPT_VECTOR_REGISTER "v"
#elif defined(__wasm_simd128__) || (defined(__riscv_v) && SIGNOPT_CLANG >= 16)
#  define SIGNOPT_VECTOR_REGISTER "m"  // clang has no constraint for these registers: through memory
#endif
#if defined(SIGNOPT_VECTOR_REGISTER)
#  define SIGNOPT_ARCHITECTURE_HAS_PORTABLE 1
#else
#  define SIGNOPT_ARCHITECTURE_HAS_PORTABLE 0
#endif
#if SIGNOPT_ARCHITECTURE_HAS_PORTABLE && SIGNOPT_IS_LISTED(portable)
#  define SIGNOPT_HAS_PORTABLE 1
#else
#  define SIGNOPT_HAS_PORTABLE 0
#endif

// NEON of 32-bit ARM takes subnormal numbers for zeros, whatever the mode, and has no float64.
#if defined(__arm__)
#  define SIGNOPT_VECTORS_FLUSH_SUBNORMALS 1
#  define SIGNOPT_HAS_PORTABLE_FLOAT64 0
#else
#  define SIGNOPT_VECTORS_FLUSH_SUBNORMALS 0
#  define SIGNOPT_HAS_PORTABLE_FLOAT64 1
#endif
