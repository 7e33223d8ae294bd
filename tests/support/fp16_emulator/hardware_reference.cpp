#include "hardware_reference.hpp"

#if SIGNOPT_FP16_EMULATOR
#  include <immintrin.h>

#  include <utility>

// Without AVX512-FP16: on a CPU that has it this must stay another way.
#  define SIGNOPT_REFERENCE_REGION __attribute__((noinline, target("avx512f,avx512bw,avx512dq,avx512vl,f16c")))

namespace signopt_test::fp16_emulator::hardware {
namespace {

template <int Mode>
SIGNOPT_REFERENCE_REGION void compute_16(operation what, const unsigned char* a, const unsigned char* b,
                                         unsigned char* result) {
  constexpr int mode = Mode | _MM_FROUND_NO_EXC;
  constexpr __mmask16 all = 0xffff;  // the forms without a mask draw false warnings from the headers of g++ 12
  const __m512 x = _mm512_maskz_cvtph_ps(all, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(a)));
  const __m512 y = _mm512_maskz_cvtph_ps(all, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(b)));
  __m512 z = y;
  switch (what) {
    case operation::add:
      z = _mm512_maskz_add_round_ps(all, x, y, mode);
      break;
    case operation::subtract:
      z = _mm512_maskz_sub_round_ps(all, x, y, mode);
      break;
    case operation::multiply:
      z = _mm512_maskz_mul_round_ps(all, x, y, mode);
      break;
    case operation::divide:
      z = _mm512_maskz_div_round_ps(all, x, y, mode);
      break;
    case operation::square_root:
      z = _mm512_maskz_sqrt_round_ps(all, y, mode);
      break;
    case operation::minimum:
      z = _mm512_maskz_min_ps(all, x, y);
      break;
    case operation::maximum:
      z = _mm512_maskz_max_ps(all, x, y);
      break;
  }
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(result), _mm512_maskz_cvtps_ph(all, z, Mode));
}

template <int Mode>
SIGNOPT_REFERENCE_REGION binary16 narrow_one(float value) {
  return static_cast<binary16>(_mm_cvtsi128_si32(_mm_cvtps_ph(_mm_set_ss(value), Mode)) & 0xffff);
}

template <int Predicate>
SIGNOPT_REFERENCE_REGION bool compare_one(float a, float b) {
  return (_mm_cmp_ss_mask(_mm_set_ss(a), _mm_set_ss(b), Predicate) & 1) != 0;
}

template <int... Predicates>
bool compare_any(float a, float b, unsigned predicate, std::integer_sequence<int, Predicates...>) {
  using function = bool (*)(float, float);
  constexpr function functions[] = {compare_one<Predicates>...};
  return functions[predicate](a, b);
}

template <int Class>
SIGNOPT_REFERENCE_REGION bool has_class_one(std::uint32_t bits) {
  return (_mm_fpclass_ss_mask(_mm_castsi128_ps(_mm_cvtsi32_si128(static_cast<int>(bits))), Class) & 1) != 0;
}

}  // namespace

vector_register compute(operation what, rounding mode, const vector_register& a, const vector_register& b) {
  using function = void (*)(operation, const unsigned char*, const unsigned char*, unsigned char*);
  constexpr function functions[] = {compute_16<_MM_FROUND_TO_NEAREST_INT>, compute_16<_MM_FROUND_TO_NEG_INF>,
                                    compute_16<_MM_FROUND_TO_POS_INF>, compute_16<_MM_FROUND_TO_ZERO>};
  vector_register result;
  for (std::size_t at = 0; at < 64; at += 32)
    functions[static_cast<unsigned>(mode)](what, a.bytes.data() + at, b.bytes.data() + at, result.bytes.data() + at);
  return result;
}

SIGNOPT_REFERENCE_REGION float to_single(binary16 value) {
  return _mm_cvtss_f32(_mm_cvtph_ps(_mm_cvtsi32_si128(value)));
}

double to_double(binary16 value) { return static_cast<double>(to_single(value)); }

binary16 from_single(float value, rounding mode) {
  switch (mode) {
    case rounding::down:
      return narrow_one<_MM_FROUND_TO_NEG_INF>(value);
    case rounding::up:
      return narrow_one<_MM_FROUND_TO_POS_INF>(value);
    case rounding::toward_zero:
      return narrow_one<_MM_FROUND_TO_ZERO>(value);
    case rounding::nearest_even:
      break;
  }
  return narrow_one<_MM_FROUND_TO_NEAREST_INT>(value);
}

bool compare(binary16 a, binary16 b, unsigned predicate) {
  return compare_any(to_single(a), to_single(b), predicate, std::make_integer_sequence<int, 32>{});
}

// A float32 of the same class, field by field: widening would make a denormal normal and a signalling NaN quiet.
bool has_class(binary16 value, unsigned wanted_classes) {
  const std::uint32_t sign = static_cast<std::uint32_t>(value & 0x8000) << 16;
  const std::uint32_t half_exponent = (value >> 10) & 31u;
  const std::uint32_t exponent = half_exponent == 31 ? 255 : half_exponent;
  const std::uint32_t bits = sign | exponent << 23 | static_cast<std::uint32_t>(value & 0x03ff) << 13;
  bool found = false;
  if ((wanted_classes & 0x01u) != 0) found |= has_class_one<0x01>(bits);
  if ((wanted_classes & 0x02u) != 0) found |= has_class_one<0x02>(bits);
  if ((wanted_classes & 0x04u) != 0) found |= has_class_one<0x04>(bits);
  if ((wanted_classes & 0x08u) != 0) found |= has_class_one<0x08>(bits);
  if ((wanted_classes & 0x10u) != 0) found |= has_class_one<0x10>(bits);
  if ((wanted_classes & 0x20u) != 0) found |= has_class_one<0x20>(bits);
  if ((wanted_classes & 0x40u) != 0) found |= has_class_one<0x40>(bits);
  if ((wanted_classes & 0x80u) != 0) found |= has_class_one<0x80>(bits);
  return found;
}

}  // namespace signopt_test::fp16_emulator::hardware
#endif
