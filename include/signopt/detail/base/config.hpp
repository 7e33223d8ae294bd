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
#  define SIGNOPT_NOINLINE __attribute__((noinline))
#  define SIGNOPT_COLD __attribute__((cold, noinline))
#  define SIGNOPT_VISIBLE __attribute__((visibility("default")))
#  define SIGNOPT_LIKELY(condition) __builtin_expect(!!(condition), 1)
#  define SIGNOPT_PREFETCH(address) __builtin_prefetch(address)
#else
#  define SIGNOPT_ALWAYS_INLINE inline
#  define SIGNOPT_NOINLINE
#  define SIGNOPT_COLD
#  define SIGNOPT_VISIBLE
#  define SIGNOPT_LIKELY(condition) (condition)
#  define SIGNOPT_PREFETCH(address) static_cast<void>(address)
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

// ---- Architecture: which targets this compiler can build ----
// SIGNOPT_HAS_* may be defined to 0 before the first include, to leave a target out.
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
#  if SIGNOPT_X86_64 && SIGNOPT_HAS_AVX512 && (SIGNOPT_GCC >= 12 || SIGNOPT_CLANG >= 14)
#    define SIGNOPT_HAS_AVX512_FP16 1
#  else
#    define SIGNOPT_HAS_AVX512_FP16 0
#  endif
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

#define SIGNOPT_AVX2_INSTRUCTIONS "avx2,fma,f16c"
#define SIGNOPT_AVX512_INSTRUCTIONS "avx2,fma,f16c,avx512f,avx512bw,avx512dq,avx512vl"
#define SIGNOPT_AVX512_FP16_INSTRUCTIONS "avx2,fma,f16c,avx512f,avx512bw,avx512dq,avx512vl,avx512fp16"

// ---- Names made of names, for the forms of a call (call/forms.inl) ----
#define SIGNOPT_JOIN_2(a, b) SIGNOPT_JOIN_2_EXPANDED(a, b)
#define SIGNOPT_JOIN_2_EXPANDED(a, b) a##b
#define SIGNOPT_JOIN_3(a, b, c) SIGNOPT_JOIN_3_EXPANDED(a, b, c)
#define SIGNOPT_JOIN_3_EXPANDED(a, b, c) a##b##c
#define SIGNOPT_TEXT(name) SIGNOPT_TEXT_EXPANDED(name)
#define SIGNOPT_TEXT_EXPANDED(name) #name

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
        "signopt: this compiler's fast-math or contraction mode would change the bits of results: compile without it."
#  endif
#endif
#if defined(__FLT_EVAL_METHOD__)
#  if __FLT_EVAL_METHOD__ == 1 || __FLT_EVAL_METHOD__ == 2 || (SIGNOPT_GCC && __FLT_EVAL_METHOD__ < 0)
#    error \
        "signopt: float arithmetic has excess precision here, which changes bits of results: use -msse2 -mfpmath=sse."
#  endif
#endif

// ---- The ABI namespace ----
// A weak function compiled with -march=haswell may replace its twin in a baseline program, which then dies of an
// illegal instruction. So all code stands in an inline namespace whose name tells what it was compiled for: the
// version, the compiler, and a digit, 0 or 1, for the exception mode, each target, and each instruction set that a
// compiler uses unasked. Of x86-64 and AArch64, that is; elsewhere a program needs one -march for all its parts.
#if SIGNOPT_CLANG
#  define SIGNOPT_ABI_COMPILER clang
#elif SIGNOPT_GCC
#  define SIGNOPT_ABI_COMPILER gcc
#else
#  define SIGNOPT_ABI_COMPILER other
#endif

// 1 where the macro is defined as 1, else 0: pasting 1 makes SIGNOPT_DIGIT_IS_1, which shifts the arguments by one.
#define SIGNOPT_DIGIT_IS_1 0,
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
                 __APX_F__, __AVX10_1__, __AVX10_2__)
#if SIGNOPT_AARCH64
#  define SIGNOPT_ABI_SETS_1                                                                             \
    SIGNOPT_DIGITS(__ARM_FEATURE_ATOMICS, __ARM_FEATURE_RCPC, __ARM_FEATURE_CRC32, __ARM_FEATURE_CRYPTO, \
                   __ARM_FEATURE_DOTPROD, __ARM_FEATURE_JCVT, __ARM_FEATURE_FRINT, __ARM_FEATURE_MOPS)
#  define SIGNOPT_ABI_SETS_2                                                                                           \
    SIGNOPT_DIGITS(__ARM_FEATURE_FP16_SCALAR_ARITHMETIC, __ARM_FEATURE_FP16_VECTOR_ARITHMETIC, __ARM_FEATURE_FP16_FML, \
                   __ARM_FEATURE_BF16, __ARM_FEATURE_MATMUL_INT8, __ARM_FEATURE_SVE, __ARM_FEATURE_SVE2,               \
                   __ARM_FEATURE_CSSC)
#  define SIGNOPT_ABI_SETS_3 0
#  define SIGNOPT_ABI_SETS_4 0
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
#endif

#define SIGNOPT_ABI_JOIN(...) SIGNOPT_ABI_JOIN_EXPANDED(__VA_ARGS__)
#define SIGNOPT_ABI_JOIN_EXPANDED(major, minor, compiler, mode, sets_1, sets_2, sets_3, sets_4) \
  v##major##_##minor##_##compiler##_##mode##_##sets_1##_##sets_2##_##sets_3##_##sets_4
#define SIGNOPT_ABI                                                                                      \
  SIGNOPT_ABI_JOIN(SIGNOPT_VERSION_MAJOR, SIGNOPT_VERSION_MINOR, SIGNOPT_ABI_COMPILER, SIGNOPT_ABI_MODE, \
                   SIGNOPT_ABI_SETS_1, SIGNOPT_ABI_SETS_2, SIGNOPT_ABI_SETS_3, SIGNOPT_ABI_SETS_4)

// ---- AscendCL: asked where its headers are included ----
#define SIGNOPT_ACL_COUNTS_USERS (ACL_MAJOR_VERSION > 1 || (ACL_MAJOR_VERSION == 1 && ACL_MINOR_VERSION >= 15))

// ---- Texts ----
// The message of a static_assert must be a literal; these are the parts that several arguments share.
#define SIGNOPT_HAS_NO_DTYPE \
  " has an unsupported dtype: it must be float16, bfloat16, float32 or float64 (see signopt::dtype_of)"
#define SIGNOPT_CANNOT_BE_CONVERTED "var is updated in place and cannot be converted"
#define SIGNOPT_MUST_BE_A_SCALAR                                                                \
  " must be a number (float, double or an integer, not bool), a float16 or bfloat16 value, or " \
  "an Eigen object of one element of a supported dtype (beside a DLTensor: a DLTensor of one element)"
#define SIGNOPT_MUST_BE_ONE_ELEMENT " must have exactly one element"
#define SIGNOPT_MUST_BE_A_POINTER " must be a pointer to elements of a dtype"
#define SIGNOPT_MUST_BE_A_DL_TENSOR \
  " must be a DLTensor, a DLManagedTensor or, with DLPack 1, a DLManagedTensorVersioned (of a pointer, *tensor)"
#define SIGNOPT_IS_A_POINTER_TO_VOID " is a pointer to void: it must point to elements of a dtype"
#define SIGNOPT_IS_NO_EIGEN_OBJECT " must be an Eigen object (Array, Matrix, Map, Ref or Block), as var is"
#define SIGNOPT_CANNOT_BE_WRITTEN \
  " cannot be written, and is updated in place: it is const, a view of something const, or an expression"
#define SIGNOPT_HAS_ANOTHER_SHAPE " has another shape than var"
#define SIGNOPT_IS_NO_TENSOR " must be an Eigen::Tensor, TensorFixedSize or TensorMap, as var is"
#define SIGNOPT_IS_A_TENSOR_EXPRESSION \
  " is a tensor expression, and is updated in place: it must be an Eigen::Tensor, TensorFixedSize or TensorMap"
#define SIGNOPT_HAS_ANOTHER_RANK " has another rank than var: tensors must have the same number of dimensions"
#define SIGNOPT_MUST_BE_SETTINGS(rule, count, scalars)                                                                 \
  "signopt: settings, where there are no " count " scalars, must be of the type " rule "_settings; or pass all " count \
  " scalars" scalars                                                                                                   \
  "; or the first argument is meant as an executor, and has no concurrency() and bulk() as in "                        \
  "execution.hpp"
#define SIGNOPT_WITH_AN_EXECUTOR_OR_NOT \
  ", with an executor before them or not; options are a member of the settings (settings.hpp)"
#define SIGNOPT_IS_NO_ASCEND_DTYPE \
  " must be float32 or float16 on the NPU, whose operator has no other dtypes (and nothing is narrowed silently)"
#define SIGNOPT_ARGUMENT_AFTER_SESSION_IS \
  "signopt: var, the argument after the session, must be an Eigen object (Array, Matrix, Map, Ref or Block)"
#define SIGNOPT_SESSION_IS_NO_VARIABLE "signopt: the session of a step must be a variable, and not const"
#define SIGNOPT_IS_A_TEMPORARY " is a temporary array, which would be gone before the parameter that points to it"
#define SIGNOPT_IS_NOT_IN_MEMORY " is not in memory, as a parameter's operands must be: evaluate it into an array first"
#define SIGNOPT_FIRST_ARGUMENT_IS(rule)                                                             \
  "signopt: var, the first argument, must be an Eigen object (with apply_" rule                     \
  ".hpp: Array, Matrix, Map, Ref or "                                                               \
  "Block), with tensor.hpp an Eigen::Tensor, with dlpack.hpp a DLTensor, or an executor before it " \
  "(execution.hpp); for pointers there is apply_" rule "_n"
#define SIGNOPT_ARGUMENT_AFTER_EXECUTOR_IS(rule)                                                            \
  "signopt: var, the argument after the executor, must be an Eigen object (with apply_" rule                \
  ".hpp: Array, "                                                                                           \
  "Matrix, Map, Ref or Block), with tensor.hpp an Eigen::Tensor, with dlpack.hpp a DLTensor; for pointers " \
  "there is apply_" rule "_n"
#define SIGNOPT_POINTERS_HAVE_NO_SESSION(rule)                                   \
  "signopt: pointers to host memory cannot be updated on a session: apply_" rule \
  "_multi(session, ...) takes a "                                                \
  "parameter_set of them, and apply_" rule "_async device memory"
#define SIGNOPT_SIZE_IS_NO_INTEGER "signopt: n, the number of elements, must be an integer"
#define SIGNOPT_LISTS_NEED_A_HEADER(rule) "signopt: apply_" rule "_multi needs multi_tensor.hpp"
#define SIGNOPT_VAR_OF_A_PARAMETER_IS "signopt: var must be an Eigen object (Array, Matrix, Map, Ref or Block)"
#define SIGNOPT_ALL_FINITE_TAKES                                                                                      \
  "signopt: all_finite takes an Eigen object or expression (with apply_add_sign.hpp), a parameter_set or a range of " \
  "parameter; or a pointer to elements of a dtype and their number; with an executor before them or not "             \
  "(execution.hpp)"
