// Compiled with -O3 -march=native: nothing here may have external linkage but the tables at the end.
#include "auto_loops.hpp"

// Where the CPU has float16 arithmetic, compilers vectorise it. Conversions to float are another matter: clang 14
// vectorises them there, but not on CPUs that have the conversions alone (F16C), and g++ 12 nowhere. Bit operations,
// which both vectorise, are several times as fast as converting element by element, so that is what a loop is given
// then, and always for bfloat16.
#if defined(__AVX512FP16__)
#  define SIGNOPT_BENCH_FLOAT16_ARITHMETIC _Float16
#endif
#if defined(__aarch64__)
#  define SIGNOPT_BENCH_FLOAT16_STORAGE __fp16
#elif defined(__AVX512FP16__) && defined(__clang__)
#  define SIGNOPT_BENCH_FLOAT16_STORAGE _Float16
#endif

namespace signopt_bench {
namespace {

// How elements lie in memory, and what they are computed as: `round` is what each operation's result goes through.
template <class Value>
struct plain {
  using element = Value;
  using memory = Value;
  using compute = Value;
  static compute load(const memory& stored) { return stored; }
  static void store(memory& to, compute value) { to = value; }
  static compute round(compute value) { return value; }
};

template <class To, class From>
To bits_as(From from) {
  static_assert(sizeof(To) == sizeof(From), "bits are kept");
  To to;
  __builtin_memcpy(&to, &from, sizeof(to));
  return to;
}

struct bfloat16_bits {
  static float widened(bits16 stored) { return bits_as<float>(static_cast<std::uint32_t>(stored) << 16); }
  static bits16 narrowed(float value) {
    const std::uint32_t bits = bits_as<std::uint32_t>(value);
    const std::uint32_t rounded = (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
    const std::uint32_t quiet = (bits >> 16) | 0x40u;
    const bool is_number = (bits & 0x7fffffffu) <= 0x7f800000u;
    return static_cast<bits16>(is_number ? rounded : quiet);
  }
};

// The exponents' biases differ by 112, and float normalises what is denormal in float16. Without branches, which would
// not be vectorised.
struct float16_bits {
  static float widened(bits16 stored) {
    const std::uint32_t magnitude = stored & 0x7fffu;
    const std::uint32_t finite = bits_as<std::uint32_t>(bits_as<float>(magnitude << 13) * 0x1p112f);
    const std::uint32_t bits = magnitude < 0x7c00u ? finite : (magnitude << 13) | 0x7f800000u;
    return bits_as<float>(bits | (stored & 0x8000u) << 16);
  }
  static bits16 narrowed(float value) {
    const std::uint32_t bits = bits_as<std::uint32_t>(value);
    const std::uint32_t magnitude = bits & 0x7fffffffu;
    const std::uint32_t normal = (magnitude - 0x38000000u + 0xfffu + ((magnitude >> 13) & 1u)) >> 13;
    const std::uint32_t denormal = bits_as<std::uint32_t>(bits_as<float>(magnitude) + 0.5f) - 0x3f000000u;
    const std::uint32_t finite = magnitude < 0x38800000u ? denormal : normal;
    const std::uint32_t not_finite = magnitude > 0x7f800000u ? 0x7e00u : 0x7c00u;
    const std::uint32_t half = magnitude < 0x477ff000u ? finite : not_finite;
    return static_cast<bits16>(half | ((bits >> 16) & 0x8000u));
  }
};

// Stored in 16 bits, computed in float.
template <class Format>
struct narrow {
  using element = bits16;
  using memory = bits16;
  using compute = float;
  static float load(const bits16& stored) { return Format::widened(stored); }
  static void store(bits16& to, float value) { to = Format::narrowed(value); }
  static float round(float value) { return value; }
};

// Every operation rounded to 16 bits, which is exact by way of float.
template <class Format>
struct narrow_native : narrow<Format> {
  static float round(float value) { return Format::widened(Format::narrowed(value)); }
};

using bfloat16 = narrow<bfloat16_bits>;
using bfloat16_native = narrow_native<bfloat16_bits>;
#ifdef SIGNOPT_BENCH_FLOAT16_STORAGE
struct float16 {
  using element = bits16;
  using memory = SIGNOPT_BENCH_FLOAT16_STORAGE;
  using compute = float;
  static float load(const memory& stored) { return static_cast<float>(stored); }
  static void store(memory& to, float value) { to = static_cast<memory>(value); }
  static float round(float value) { return value; }
};
#else
using float16 = narrow<float16_bits>;
#endif
#ifdef SIGNOPT_BENCH_FLOAT16_ARITHMETIC
struct float16_native : plain<SIGNOPT_BENCH_FLOAT16_ARITHMETIC> {
  using element = bits16;
};
#else
using float16_native = narrow_native<float16_bits>;
#endif

struct select_source {
  template <class Storage>
  struct step {
    using C = typename Storage::compute;
    C agree, zero, differ;
    step(C lr, C alpha, C sign_decay)
        : agree(Storage::round(lr * Storage::round(alpha + sign_decay))),
          zero(Storage::round(lr * alpha)),
          differ(Storage::round(lr * Storage::round(alpha - sign_decay))) {}
    // By value first: clang chooses between the members' addresses otherwise, and gathers.
    C operator()(C g, C m) const {
      const C if_agree = agree, if_zero = zero, if_differ = differ;
      const C if_positive = m > 0 ? if_agree : m < 0 ? if_differ : if_zero;
      const C if_negative = m > 0 ? if_differ : m < 0 ? if_agree : if_zero;
      return g > 0 ? if_positive : g < 0 ? if_negative : if_zero;
    }
  };
};

struct arithmetic_source {
  template <class Storage>
  struct step {
    using C = typename Storage::compute;
    C lr, alpha, sign_decay;
    step(C lr_, C alpha_, C sign_decay_) : lr(lr_), alpha(alpha_), sign_decay(sign_decay_) {}
    C operator()(C g, C m) const {
      const C signs = static_cast<C>(((g > 0) - (g < 0)) * ((m > 0) - (m < 0)));
      return Storage::round(lr * Storage::round(alpha + Storage::round(sign_decay * signs)));
    }
  };
};

// A scalar comes as a number, or as the bits of an element where it is computed in 16 bits.
template <class Storage>
typename Storage::compute scalar(bits16 bits) {
  typename Storage::memory stored;
  __builtin_memcpy(&stored, &bits, sizeof(bits));
  return Storage::load(stored);
}
template <class Storage>
float scalar(float value) {
  return value;
}
template <class Storage>
double scalar(double value) {
  return value;
}

// Not inlined, since GCC trusts only the restrict of parameters.
template <class Source, class Var, class Grad>
__attribute__((noinline)) void loop(typename Var::memory* __restrict var, typename Var::memory* __restrict m,
                                    const typename Grad::memory* __restrict grad, std::ptrdiff_t n,
                                    const typename Source::template step<Var> step, const typename Var::compute beta) {
  using compute = typename Var::compute;
  const compute one_minus_beta = Var::round(static_cast<compute>(1) - beta);
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const compute g = static_cast<compute>(Grad::load(grad[i]));
    const compute m_i = Var::round(Var::round(beta * Var::load(m[i])) + Var::round(one_minus_beta * g));
    Var::store(m[i], m_i);
    Var::store(var[i], Var::round(Var::load(var[i]) - Var::round(step(g, m_i) * g)));
  }
}

template <class Source, class Var, class Grad, class C>
void run(typename Var::element* var, typename Var::element* m, const typename Grad::element* grad, std::ptrdiff_t n,
         C lr, C alpha, C sign_decay, C beta) {
  loop<Source, Var, Grad>(reinterpret_cast<typename Var::memory*>(var), reinterpret_cast<typename Var::memory*>(m),
                          reinterpret_cast<const typename Grad::memory*>(grad), n,
                          {scalar<Var>(lr), scalar<Var>(alpha), scalar<Var>(sign_decay)}, scalar<Var>(beta));
}

template <class Var, class Grad, class C>
constexpr auto_loop<typename Var::element, typename Grad::element, C> both = {&run<select_source, Var, Grad, C>,
                                                                              &run<arithmetic_source, Var, Grad, C>};

}  // namespace

const auto_loop<float, float, float> auto_float32 = both<plain<float>, plain<float>, float>;
const auto_loop<double, double, double> auto_float64 = both<plain<double>, plain<double>, double>;
const auto_loop<bits16, bits16, float> auto_bfloat16 = both<bfloat16, bfloat16, float>;
const auto_loop<bits16, bits16, bits16> auto_bfloat16_native = both<bfloat16_native, bfloat16_native, bits16>;
const auto_loop<float, bits16, float> auto_float32_grad_bfloat16 = both<plain<float>, bfloat16, float>;
const auto_loop<bits16, bits16, float> auto_float16 = both<float16, float16, float>;
const auto_loop<bits16, bits16, bits16> auto_float16_native = both<float16_native, float16_native, bits16>;
const auto_loop<float, bits16, float> auto_float32_grad_float16 = both<plain<float>, float16, float>;

}  // namespace signopt_bench
