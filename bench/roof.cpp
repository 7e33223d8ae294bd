#include "roof.hpp"

#include <cstdint>
#include <signopt/target.hpp>
#include <string_view>
#if SIGNOPT_X86_64
#  include <immintrin.h>
#endif

namespace signopt_bench {
namespace {

// As far as the kernels': what carries a stream across the page borders at which the hardware's prefetchers stop.
template <class Element>
inline void __attribute__((always_inline)) prefetch_ahead(const Element* element) {
  __builtin_prefetch(reinterpret_cast<const void*>(reinterpret_cast<std::uintptr_t>(element) + 2048));
}

}  // namespace
}  // namespace signopt_bench

#if SIGNOPT_X86_64
SIGNOPT_TARGET_BEGIN("avx2,avx512f,avx512bw,avx512dq,avx512vl")
#  define SIGNOPT_BENCH_REGION wide_64
#  define SIGNOPT_BENCH_VECTOR_BYTES 64
#  define SIGNOPT_BENCH_VECTOR_REGISTER "v"
#  define SIGNOPT_BENCH_WIDENED(vector, narrow) \
    reinterpret_cast<vector>(_mm512_maskz_cvtepu16_epi32(0xffff, reinterpret_cast<__m256i>(narrow)))
#  include "roof_loop.inl"
#  undef SIGNOPT_BENCH_REGION
#  undef SIGNOPT_BENCH_VECTOR_BYTES
#  undef SIGNOPT_BENCH_VECTOR_REGISTER
#  undef SIGNOPT_BENCH_WIDENED
SIGNOPT_TARGET_END

SIGNOPT_TARGET_BEGIN("avx2")
#  define SIGNOPT_BENCH_REGION wide_32
#  define SIGNOPT_BENCH_VECTOR_BYTES 32
#  define SIGNOPT_BENCH_VECTOR_REGISTER "x"
#  define SIGNOPT_BENCH_WIDENED(vector, narrow) \
    reinterpret_cast<vector>(_mm256_cvtepu16_epi32(reinterpret_cast<__m128i>(narrow)))
#  include "roof_loop.inl"
#  undef SIGNOPT_BENCH_REGION
#  undef SIGNOPT_BENCH_VECTOR_BYTES
#  undef SIGNOPT_BENCH_VECTOR_REGISTER
#  undef SIGNOPT_BENCH_WIDENED
SIGNOPT_TARGET_END
#endif

// SSE2 and NEON are always there; where there are no vectors, the compiler makes of it what it can.
#define SIGNOPT_BENCH_REGION wide_16
#define SIGNOPT_BENCH_VECTOR_BYTES 16
#if SIGNOPT_X86_64
#  define SIGNOPT_BENCH_VECTOR_REGISTER "x"
#elif SIGNOPT_AARCH64
#  define SIGNOPT_BENCH_VECTOR_REGISTER "w"
#elif SIGNOPT_HAS_PORTABLE
#  define SIGNOPT_BENCH_VECTOR_REGISTER SIGNOPT_VECTOR_REGISTER
#else
#  define SIGNOPT_BENCH_VECTOR_REGISTER "m"
#endif
#define SIGNOPT_BENCH_WIDENED(vector, narrow) __builtin_convertvector(narrow, vector)
#include "roof_loop.inl"

namespace signopt_bench {
namespace {

bool has_target(std::string_view name) {
  for (const std::string_view usable : signopt::available_targets()) {
    if (usable == name) return true;
  }
  return false;
}

}  // namespace

int roof_vector_bytes() { return has_target("avx512") ? 64 : has_target("avx2") ? 32 : 16; }

read_roof find_read_roof() {
#if SIGNOPT_X86_64
  if (roof_vector_bytes() == 64) return &wide_64::read;
  if (roof_vector_bytes() == 32) return &wide_32::read;
#endif
  return &wide_16::read;
}

roof find_roof(std::size_t var_size, std::size_t grad_size, bool prefetching) {
#if SIGNOPT_X86_64
  if (roof_vector_bytes() == 64) return wide_64::find(var_size, grad_size, prefetching);
  if (roof_vector_bytes() == 32) return wide_32::find(var_size, grad_size, prefetching);
#endif
  return wide_16::find(var_size, grad_size, prefetching);
}

}  // namespace signopt_bench
