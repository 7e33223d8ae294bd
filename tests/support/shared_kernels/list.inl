// The kernels of one formula, for every row of the type table and every target that is compiled in: declared or defined
// outside of the programs of tests, as SIGNOPT_TEST_INSTANTIATE says. SIGNOPT_TEST_FORMULA is the formula, one word.
//
// No include guard. SIGNOPT_TEST_FORMULA ends with this file.

namespace signopt {
namespace detail {

#define SIGNOPT_TEST_KERNEL(target, compute, var, grad)                                             \
  SIGNOPT_TEST_INSTANTIATE void                                                                     \
  target::update<SIGNOPT_TEST_FORMULA, false, dtype::compute, dtype::var, dtype::var, dtype::grad>( \
      void*, void*, const void*, std::ptrdiff_t, const void*, step_part);                           \
  SIGNOPT_TEST_INSTANTIATE void                                                                     \
  target::update<SIGNOPT_TEST_FORMULA, true, dtype::compute, dtype::var, dtype::var, dtype::grad>(  \
      void*, void*, const void*, std::ptrdiff_t, const void*, step_part);
#define SIGNOPT_TEST_ROWS_OF_FLOAT16(target) SIGNOPT_TEST_KERNEL(target, float16, float16, float16)
#define SIGNOPT_TEST_ROWS_OF_FLOAT32(target)                \
  SIGNOPT_TEST_KERNEL(target, bfloat16, bfloat16, bfloat16) \
  SIGNOPT_TEST_KERNEL(target, float32, float16, float16)    \
  SIGNOPT_TEST_KERNEL(target, float32, bfloat16, bfloat16)  \
  SIGNOPT_TEST_KERNEL(target, float32, float32, float16)    \
  SIGNOPT_TEST_KERNEL(target, float32, float32, bfloat16)   \
  SIGNOPT_TEST_KERNEL(target, float32, float32, float32)
#define SIGNOPT_TEST_ROWS_OF_FLOAT64(target)              \
  SIGNOPT_TEST_KERNEL(target, float64, float64, float16)  \
  SIGNOPT_TEST_KERNEL(target, float64, float64, bfloat16) \
  SIGNOPT_TEST_KERNEL(target, float64, float64, float32)  \
  SIGNOPT_TEST_KERNEL(target, float64, float64, float64)

SIGNOPT_TEST_ROWS_OF_FLOAT16(scalar)
SIGNOPT_TEST_ROWS_OF_FLOAT32(scalar)
SIGNOPT_TEST_ROWS_OF_FLOAT64(scalar)
#if SIGNOPT_HAS_PORTABLE
SIGNOPT_TEST_ROWS_OF_FLOAT16(portable)
SIGNOPT_TEST_ROWS_OF_FLOAT32(portable)
#  if SIGNOPT_HAS_PORTABLE_FLOAT64
SIGNOPT_TEST_ROWS_OF_FLOAT64(portable)
#  endif
#endif
#if SIGNOPT_HAS_NEON
SIGNOPT_TEST_ROWS_OF_FLOAT16(neon)
SIGNOPT_TEST_ROWS_OF_FLOAT32(neon)
SIGNOPT_TEST_ROWS_OF_FLOAT64(neon)
#endif
#if SIGNOPT_HAS_AVX2
SIGNOPT_TEST_ROWS_OF_FLOAT16(avx2)
SIGNOPT_TEST_ROWS_OF_FLOAT32(avx2)
SIGNOPT_TEST_ROWS_OF_FLOAT64(avx2)
#endif
#if SIGNOPT_HAS_AVX512
SIGNOPT_TEST_ROWS_OF_FLOAT16(avx512)
SIGNOPT_TEST_ROWS_OF_FLOAT32(avx512)
SIGNOPT_TEST_ROWS_OF_FLOAT64(avx512)
#endif
#if SIGNOPT_HAS_AVX512_FP16
SIGNOPT_TEST_ROWS_OF_FLOAT16(avx512_fp16)
#endif

#undef SIGNOPT_TEST_ROWS_OF_FLOAT64
#undef SIGNOPT_TEST_ROWS_OF_FLOAT32
#undef SIGNOPT_TEST_ROWS_OF_FLOAT16
#undef SIGNOPT_TEST_KERNEL

}  // namespace detail
}  // namespace signopt

#undef SIGNOPT_TEST_FORMULA
