// The vectors of 128 bits that an architecture has unasked, by the compiler's own vector types: SSE2, VSX and the
// like (base/targets.hpp: SIGNOPT_HAS_PORTABLE). One element's operations, written once, for every place of a register.
//
//   dtype      load                         store                         arithmetic
//   float64    as it is                     as it is                      float64
//   float32    as it is                     as it is                      float32
//   float16    the even ones and the odd    rounded and put together      float32, then rounded where it is
//   bfloat16   ones of a register           by integer operations
//
// Of integers, only shifts, logic, additions, and comparisons of 32 bits: what a CPU lacks, a compiler does place by
// place.
#pragma once

#include "../../base/constants.hpp"
#include "../../base/memory.hpp"
#include "../tuning.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace portable {

inline constexpr std::ptrdiff_t vector_registers = 16;

#if SIGNOPT_VECTORS_FLUSH_SUBNORMALS
// 32-bit ARM: on the scalar unit, which keeps subnormals. Its registers s0 to s7 are the places of q0 and q1. A
// compiler that is given the places one by one takes them through memory.
#  define SIGNOPT_IN_EACH_PLACE(instruction)                                                                      \
    register reg left __asm__("q0") = a;                                                                          \
    register reg right __asm__("q1") = b;                                                                         \
    __asm__(instruction " s0, s0, s4\n\t" instruction " s1, s1, s5\n\t" instruction " s2, s2, s6\n\t" instruction \
                        " s3, s3, s7"                                                                             \
            : "+w"(left)                                                                                          \
            : "w"(right));                                                                                        \
    return left
#endif

// float and double differ in nothing but their type and the integers of their size.
template <class Float, class Bits, class SignedBits, dtype Type>
struct vector_of {
  typedef Float reg __attribute__((vector_size(16)));
  typedef Bits bits __attribute__((vector_size(16)));
  typedef SignedBits signed_bits __attribute__((vector_size(16)));

  static constexpr std::ptrdiff_t width = std::ptrdiff_t{16 / sizeof(Float)};
  template <dtype>
  static constexpr bool has_masks = false;

  // By its bits: nothing is added to a -0.
  SIGNOPT_ALWAYS_INLINE static reg splat(Float value) { return opaque(reg_of(bits{} + bit_cast<Bits>(value))); }

  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static void store(unsigned char* to, reg value) {
    static_assert(Storage == Type, "signopt: one register is stored as what it holds");
    std::memcpy(to, &value, sizeof(value));
  }

#if SIGNOPT_VECTORS_FLUSH_SUBNORMALS
  SIGNOPT_ALWAYS_INLINE static reg add(reg a, reg b) { SIGNOPT_IN_EACH_PLACE("vadd.f32"); }
  SIGNOPT_ALWAYS_INLINE static reg sub(reg a, reg b) { SIGNOPT_IN_EACH_PLACE("vsub.f32"); }
  SIGNOPT_ALWAYS_INLINE static reg mul(reg a, reg b) { SIGNOPT_IN_EACH_PLACE("vmul.f32"); }
#else
  SIGNOPT_ALWAYS_INLINE static reg add(reg a, reg b) { return a + b; }
  SIGNOPT_ALWAYS_INLINE static reg sub(reg a, reg b) { return a - b; }
  SIGNOPT_ALWAYS_INLINE static reg mul(reg a, reg b) { return opaque(a * b); }
#endif

  // In the form in which two masks are enough to choose: where the values differ.
  struct choice {
    SIGNOPT_ALWAYS_INLINE choice(reg if_differ, reg if_zero_, reg if_agree)
        : if_zero(bits_of(if_zero_)),
          zero_to_agree(bits_of(if_agree) ^ if_zero),
          agree_to_differ(bits_of(if_differ) ^ bits_of(if_agree)) {}
    bits if_zero, zero_to_agree, agree_to_differ;
  };

  // A magnitude less 1 is negative for 0, and infinity less a magnitude for NaN.
  SIGNOPT_ALWAYS_INLINE static reg select_by_sign(const choice& from, reg x, reg y) {
    const bits x_magnitude = magnitude_of(bits_of(x)), y_magnitude = magnitude_of(bits_of(y));
    const bits differ = where_negative(bits_of(x) ^ bits_of(y));
    const bits zero = where_negative((x_magnitude - 1) | (y_magnitude - 1) | (infinity - y_magnitude));
    const bits change = from.zero_to_agree ^ (from.agree_to_differ & differ);
    return reg_of(from.if_zero ^ (change & ~zero));
  }

  SIGNOPT_ALWAYS_INLINE static reg times_sign(reg value, reg x) {
    const bits magnitude = magnitude_of(bits_of(x)), sign = bits_of(x) ^ magnitude;
    const bits has_none = where_negative((magnitude - 1) | (infinity - magnitude));
    return reg_of((bits_of(value) ^ sign) & ~has_none);
  }

  template <dtype Narrow>
  SIGNOPT_ALWAYS_INLINE static reg flush_subnormal(reg value) {
    constexpr auto smallest = static_cast<Bits>(smallest_normal_bits<Narrow, Type>());
    const bits of_value = bits_of(opaque(value)), magnitude = magnitude_of(of_value);
    return reg_of(of_value ^ (magnitude & where_negative(magnitude - smallest)));
  }

 protected:
  static constexpr Bits infinity =
      Type == dtype::float32 ? Bits{0xffu} << 23 : static_cast<Bits>(std::uint64_t{0x7ffu} << 52);

  // Converted are parameters, not operations: nvcc takes what an operation gives in a template for a number.
  SIGNOPT_ALWAYS_INLINE static bits bits_of(reg value) { return reinterpret_cast<bits>(value); }
  SIGNOPT_ALWAYS_INLINE static reg reg_of(bits value) { return reinterpret_cast<reg>(value); }
  SIGNOPT_ALWAYS_INLINE static bits unsigned_of(signed_bits value) { return reinterpret_cast<bits>(value); }
  SIGNOPT_ALWAYS_INLINE static bits magnitude_of(bits value) { return value & static_cast<Bits>(~Bits{0} >> 1); }

  // All ones in each place whose uppermost bit is set.
  SIGNOPT_ALWAYS_INLINE static bits where_negative(bits value) {
    return unsigned_of(reinterpret_cast<signed_bits>(value) >> (8 * sizeof(Bits) - 1));
  }

  SIGNOPT_ALWAYS_INLINE static reg opaque(reg value) {
    SIGNOPT_OPAQUE_VECTOR(value);
    return value;
  }
};

struct float32 : vector_of<float, std::uint32_t, std::int32_t, dtype::float32> {
  static constexpr bool has_nontemporal_stores = false;
  using words = bits;

  static constexpr bool has_two = true;
  struct two {
    reg first, second;
  };

  template <dtype Narrow>
  SIGNOPT_ALWAYS_INLINE static reg splat_narrow(std::uint16_t value) {
    return splat(convert<dtype::float32, Narrow>(value));
  }

  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static reg load(const unsigned char* from) {
    if constexpr (Storage == dtype::float32) {
      reg stored;
      std::memcpy(&stored, from, sizeof(stored));
      return stored;
    } else {
      std::uint16_t stored[4];
      std::memcpy(stored, from, sizeof(stored));
      return widen<Storage>(bits{stored[0], stored[1], stored[2], stored[3]});
    }
  }

  template <dtype Storage, bool IsRounded = false>
  SIGNOPT_ALWAYS_INLINE static void store(unsigned char* to, reg value) {
    if constexpr (Storage == dtype::float32) {
      vector_of::template store<Storage>(to, value);
    } else {
      const bits words = narrow<Storage, IsRounded>(value);
      const std::uint16_t stored[4] = {static_cast<std::uint16_t>(words[0]), static_cast<std::uint16_t>(words[1]),
                                       static_cast<std::uint16_t>(words[2]), static_cast<std::uint16_t>(words[3])};
      std::memcpy(to, stored, sizeof(stored));
    }
  }

  // The elements in the lower halves of the words, and those in the upper ones.
  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static two load_two(const unsigned char* from) {
    bits words;
    std::memcpy(&words, from, sizeof(words));
    if constexpr (Storage == dtype::float16) {
      return {widen<Storage>(words & 0xffffu), widen<Storage>(words >> 16)};
    } else {
      return {widen<Storage>(words), reinterpret_cast<reg>(words & 0xffff0000u)};
    }
  }

  template <dtype Storage, bool IsRounded = false>
  SIGNOPT_ALWAYS_INLINE static void store_two(unsigned char* to, two value) {
    bits words;
    if constexpr (Storage == dtype::float16) {
      words = to_float16(value.first) | (to_float16(value.second) << 16);
    } else {
      words = (high_word<IsRounded>(value.first) >> 16) | (high_word<IsRounded>(value.second) & 0xffff0000u);
    }
    std::memcpy(to, &words, sizeof(words));
  }

  SIGNOPT_ALWAYS_INLINE static reg clamp_nans(reg value) {
    const bits of_value = bits_of(value), magnitude = magnitude_of(of_value);
    return reg_of(of_value & ~(where_negative(infinity - magnitude) & 0xffffu));
  }

  template <dtype Narrow>
  SIGNOPT_ALWAYS_INLINE static reg round_to(reg value) {
    if constexpr (Narrow == dtype::float16) {
      return round_to_float16(value);
    } else {
      return reinterpret_cast<reg>(round_to_high_word(value) & 0xffff0000u);
    }
  }

 private:
  SIGNOPT_ALWAYS_INLINE static bits where_above(bits a, std::int32_t limit) {
    return reinterpret_cast<bits>(reinterpret_cast<signed_bits>(a) > limit);
  }
  SIGNOPT_ALWAYS_INLINE static bits select(bits where, bits a, bits b) { return b ^ ((a ^ b) & where); }

  // 16-bit values in words, with zeros above them.
  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static reg widen(bits stored) {
    if constexpr (Storage == dtype::bfloat16) return reinterpret_cast<reg>(stored << 16);
    const bits magnitude = stored & 0x7fffu;
    const bits is_not_finite = where_above(magnitude, 0x7bff);
    const bits normal = (magnitude << 13) + 0x38000000u + (is_not_finite & 0x38000000u);
    const reg subnormal =
        mul(__builtin_convertvector(reinterpret_cast<signed_bits>(magnitude), reg), splat(1.0f / (1 << 24)));
    return reinterpret_cast<reg>(select(where_above(magnitude, 0x3ff), normal, bits_of(subnormal)) |
                                 ((stored & 0x8000u) << 16));
  }

  template <dtype Storage, bool IsRounded>
  SIGNOPT_ALWAYS_INLINE static bits narrow(reg value) {
    if constexpr (Storage == dtype::float16) {
      return to_float16(value);
    } else {
      return high_word<IsRounded>(value) >> 16;
    }
  }

  // What of the words is stored is their upper halves.
  template <bool IsRounded>
  SIGNOPT_ALWAYS_INLINE static bits high_word(reg value) {
    if constexpr (IsRounded) {
      return bits_of(value);
    } else {
      return round_to_high_word(value);
    }
  }

  SIGNOPT_ALWAYS_INLINE static bits round_to_high_word(reg value) {
    return bits_of(value) + 0x7fffu + ((bits_of(value) >> 16) & 1u);
  }

  // Where a value is so small that float16 has fewer digits for it, the last digit of float16 is that of 0.5: what is
  // added to 0.5 is rounded to it.
  SIGNOPT_ALWAYS_INLINE static reg beside_a_half(bits magnitude, reg half) {
    return add(reinterpret_cast<reg>(magnitude), half);
  }

  // A NaN that came from float16 remains one: a carry does not go beyond its fraction.
  SIGNOPT_ALWAYS_INLINE static reg round_to_float16(reg value) {
    const bits magnitude = magnitude_of(bits_of(value)), sign = bits_of(value) ^ magnitude;
    const bits rounded = (magnitude + 0xfffu + ((magnitude >> 13) & 1u)) & 0xffffe000u;
    const bits overflows = where_above(rounded, 0x477fffff) & ~where_above(magnitude, 0x7f800000);
    const bits if_large = select(overflows, bits{} + 0x7f800000u, rounded);
    const reg half = splat(0.5f);
    const reg if_small = sub(opaque(beside_a_half(magnitude, half)), half);
    return reinterpret_cast<reg>(select(where_above(magnitude, 0x387fffff), if_large, bits_of(if_small)) | sign);
  }

  SIGNOPT_ALWAYS_INLINE static bits to_float16(reg value) {
    const bits magnitude = magnitude_of(bits_of(value)), sign = (bits_of(value) ^ magnitude) >> 16;
    const bits rounded = (magnitude - 0x38000000u + 0xfffu + ((magnitude >> 13) & 1u)) >> 13;
    const bits not_finite = 0x7c00u | (where_above(magnitude, 0x7f800000) & 0x200u);
    const bits if_large = select(where_above(magnitude, 0x477fefff), not_finite, rounded);
    const bits if_small = bits_of(beside_a_half(magnitude, splat(0.5f))) - 0x3f000000u;
    return select(where_above(magnitude, 0x387fffff), if_large, if_small) | sign;
  }
};

#if SIGNOPT_HAS_PORTABLE_FLOAT64
struct float64 : vector_of<double, std::uint64_t, std::int64_t, dtype::float64> {
  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static reg load(const unsigned char* from) {
    value_of<Storage> stored[2];
    std::memcpy(stored, from, sizeof(stored));
    return reg{convert<dtype::float64, Storage>(stored[0]), convert<dtype::float64, Storage>(stored[1])};
  }
};
#else
using float64 = float32;  // named by vector_types.inl, and compiled for nothing: kernel_table.hpp
#endif

}  // namespace portable
}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt

#if SIGNOPT_VECTORS_FLUSH_SUBNORMALS
#  undef SIGNOPT_IN_EACH_PLACE
#endif

#define SIGNOPT_REGION portable
#include "../vector_types.inl"

#include "../loop.inl"
#undef SIGNOPT_REGION
