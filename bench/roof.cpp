#include "roof.hpp"

#include <cstdint>
#include <iterator>
#include <signopt/target.hpp>
#include <string_view>
#include <utility>
#if SIGNOPT_X86_64
#  include <immintrin.h>
#endif

namespace signopt_bench {
namespace {

struct roof_shape {
  bool takes_lines, has_var_last, prefetches;
};
constexpr roof_shape roof_shapes[] = {
    {false, false, false}, {false, false, true}, {false, true, false}, {false, true, true},
    {true, false, false},  {true, false, true},  {true, true, false},  {true, true, true},
};

// Plain data: what the linker merges must not be compiled for other instruction sets, as the loops are.
struct two_passes {
  roof::pass forth, back;
};
struct two_reads {
  read_roof::pass plain, prefetching;
};

constexpr std::ptrdiff_t line_bytes = 64;

// As far as the kernels': what carries a stream across the page borders at which the hardware's prefetchers stop.
template <class Element>
SIGNOPT_ALWAYS_INLINE void prefetch_ahead(const Element* element) {
  __builtin_prefetch(reinterpret_cast<const void*>(reinterpret_cast<std::uintptr_t>(element) + 2048));
}

// What stands before it in the program is read or written before what stands behind it, as far as the compiler goes.
SIGNOPT_ALWAYS_INLINE void keep_order() { __asm__ volatile("" ::: "memory"); }

}  // namespace
}  // namespace signopt_bench

#if SIGNOPT_X86_64
SIGNOPT_TARGET_BEGIN("avx2,avx512f,avx512bw,avx512dq,avx512vl")
#  define SIGNOPT_BENCH_REGION wide_64
#  define SIGNOPT_BENCH_VECTOR_BYTES 64
#  define SIGNOPT_BENCH_VECTOR_REGISTERS 32
#  define SIGNOPT_BENCH_VECTOR_REGISTER "v"
#  define SIGNOPT_BENCH_WIDENED(vector, narrow) \
    reinterpret_cast<vector>(_mm512_maskz_cvtepu16_epi32(0xffff, reinterpret_cast<__m256i>(narrow)))
#  include "roof_loop.inl"
#  undef SIGNOPT_BENCH_REGION
#  undef SIGNOPT_BENCH_VECTOR_BYTES
#  undef SIGNOPT_BENCH_VECTOR_REGISTERS
#  undef SIGNOPT_BENCH_VECTOR_REGISTER
#  undef SIGNOPT_BENCH_WIDENED
SIGNOPT_TARGET_END

SIGNOPT_TARGET_BEGIN("avx2")
#  define SIGNOPT_BENCH_REGION wide_32
#  define SIGNOPT_BENCH_VECTOR_BYTES 32
#  define SIGNOPT_BENCH_VECTOR_REGISTERS 16
#  define SIGNOPT_BENCH_VECTOR_REGISTER "x"
#  define SIGNOPT_BENCH_WIDENED(vector, narrow) \
    reinterpret_cast<vector>(_mm256_cvtepu16_epi32(reinterpret_cast<__m128i>(narrow)))
#  include "roof_loop.inl"
#  undef SIGNOPT_BENCH_REGION
#  undef SIGNOPT_BENCH_VECTOR_BYTES
#  undef SIGNOPT_BENCH_VECTOR_REGISTERS
#  undef SIGNOPT_BENCH_VECTOR_REGISTER
#  undef SIGNOPT_BENCH_WIDENED
SIGNOPT_TARGET_END
#endif

// SSE2 and NEON are always there; where there are no vectors, the compiler makes of it what it can.
#define SIGNOPT_BENCH_REGION wide_16
#define SIGNOPT_BENCH_VECTOR_BYTES 16
#if SIGNOPT_X86_64
#  define SIGNOPT_BENCH_VECTOR_REGISTER "x"
#  define SIGNOPT_BENCH_VECTOR_REGISTERS 16
#elif SIGNOPT_AARCH64
#  define SIGNOPT_BENCH_VECTOR_REGISTER "w"
#  define SIGNOPT_BENCH_VECTOR_REGISTERS 32
#elif SIGNOPT_HAS_PORTABLE
#  define SIGNOPT_BENCH_VECTOR_REGISTER SIGNOPT_VECTOR_REGISTER
#  define SIGNOPT_BENCH_VECTOR_REGISTERS 16
#else
#  define SIGNOPT_BENCH_VECTOR_REGISTER "m"
#  define SIGNOPT_BENCH_VECTOR_REGISTERS 16
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

// In vectors of one size.
struct all_loops {
  const two_passes* (*find_passes)(std::size_t var_size, std::size_t grad_size);  // in the order of the shapes
  two_reads reads;
};
#if SIGNOPT_X86_64
constexpr all_loops loops_64{&wide_64::find_passes, {&wide_64::read<false>, &wide_64::read<true>}};
constexpr all_loops loops_32{&wide_32::find_passes, {&wide_32::read<false>, &wide_32::read<true>}};
#endif
constexpr all_loops loops_16{&wide_16::find_passes, {&wide_16::read<false>, &wide_16::read<true>}};

struct named_loops {
  const char* name;
  const all_loops& loops;
};

// In the widest vectors of this CPU, and in those half as wide where it has such.
std::vector<named_loops> loops_here() {
#if SIGNOPT_X86_64
  if (has_target("avx512")) return {{"roof", loops_64}, {"roof_narrow", loops_32}};
  if (has_target("avx2")) return {{"roof", loops_32}, {"roof_narrow", loops_16}};
#endif
  return {{"roof", loops_16}};
}

std::string suffix_of(const roof_shape& shape) {
  return std::string(shape.takes_lines ? "_lines" : "") + (shape.has_var_last ? "_var_last" : "") +
         (shape.prefetches ? "_prefetch" : "");
}

}  // namespace

std::vector<roof> find_roofs(std::size_t var_size, std::size_t grad_size) {
  std::vector<roof> roofs;
  for (const named_loops& of : loops_here()) {
    const two_passes* passes = of.loops.find_passes(var_size, grad_size);
    for (const roof_shape& shape : roof_shapes) {
      roofs.push_back({of.name + suffix_of(shape), passes->forth, passes->back});
      ++passes;
    }
  }
  return roofs;
}

std::vector<read_roof> find_read_roofs() {
  std::vector<read_roof> roofs;
  for (const named_loops& of : loops_here()) {
    roofs.push_back({of.name, of.loops.reads.plain});
    roofs.push_back({of.name + std::string("_prefetch"), of.loops.reads.prefetching});
  }
  return roofs;
}

}  // namespace signopt_bench
