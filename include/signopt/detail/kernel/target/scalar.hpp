// The target that every compiler and CPU has: one element at a time, in plain C++. 16-bit conversions are integer code.
#pragma once

#include "../../base/constants.hpp"
#include "../../base/memory.hpp"
#include "../tuning.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace scalar {

inline constexpr std::ptrdiff_t vector_registers = 0;

// float and double differ in nothing but their type and the integer of their size.
template <class Float, class Bits, dtype Type>
struct single {
  using reg = Float;
  using words = Bits;
  static constexpr std::ptrdiff_t width = 1;
  template <dtype>
  static constexpr bool has_masks = false;
  static constexpr bool has_two = false;
  static constexpr bool has_nontemporal_stores = false;

  SIGNOPT_ALWAYS_INLINE static reg splat(Float value) { return opaque(value); }

  template <dtype Narrow>
  SIGNOPT_ALWAYS_INLINE static reg splat_narrow(std::uint16_t bits) {
    return opaque(convert<Type, Narrow>(bits));
  }

  template <dtype Storage>
  SIGNOPT_ALWAYS_INLINE static reg load(const unsigned char* from) {
    value_of<Storage> stored;
    std::memcpy(&stored, from, sizeof(stored));
    return convert<Type, Storage>(stored);
  }

  template <dtype Storage, bool IsRounded = false>
  SIGNOPT_ALWAYS_INLINE static void store(unsigned char* to, reg value) {
    const value_of<Storage> stored =
        IsRounded ? static_cast<value_of<Storage>>(bit_cast<Bits>(value) >> 16) : convert<Storage, Type>(value);
    std::memcpy(to, &stored, sizeof(stored));
  }

  SIGNOPT_ALWAYS_INLINE static reg add(reg a, reg b) { return a + b; }
  SIGNOPT_ALWAYS_INLINE static reg sub(reg a, reg b) { return a - b; }
  SIGNOPT_ALWAYS_INLINE static reg mul(reg a, reg b) { return opaque(a * b); }

  template <dtype Narrow>
  SIGNOPT_ALWAYS_INLINE static reg round_to(reg value) {
    return convert<Type, Narrow>(convert<Narrow, Type>(value));
  }

  SIGNOPT_ALWAYS_INLINE static reg clamp_nans(reg value) { return with_short_nan(value); }

  // Looked up: signs are close to random, and branches on them would be mispredicted.
  struct choice {
    SIGNOPT_ALWAYS_INLINE choice(reg if_differ, reg if_zero, reg if_agree) : by_index{if_zero, if_differ, if_agree} {}
    reg by_index[3];
  };

  SIGNOPT_ALWAYS_INLINE static reg select_by_sign(const choice& from, reg x, reg y) {
    const Bits x_bits = bit_cast<Bits>(x), y_bits = bit_cast<Bits>(y);
    const unsigned x_is_not_zero = magnitude_of(x_bits) != 0;
    const unsigned both_have_signs = x_is_not_zero & unsigned{has_sign(y_bits)};
    const unsigned signs_agree = (x_bits ^ y_bits) >> (8 * sizeof(Bits) - 1) == 0;
    return from.by_index[both_have_signs + (both_have_signs & signs_agree)];
  }

  SIGNOPT_ALWAYS_INLINE static reg times_sign(reg value, reg x) {
    const Bits x_bits = bit_cast<Bits>(x);
    const Bits turned = bit_cast<Bits>(value) ^ x_bits ^ magnitude_of(x_bits);
    return bit_cast<reg>(static_cast<Bits>(turned * Bits{has_sign(x_bits)}));
  }

  template <dtype Narrow>
  SIGNOPT_ALWAYS_INLINE static reg flush_subnormal(reg value) {
    constexpr auto smallest = static_cast<Bits>(smallest_normal_bits<Narrow, Type>());
    const Bits bits = bit_cast<Bits>(opaque(value));
    const Bits magnitude = magnitude_of(bits);
    return bit_cast<reg>(magnitude < smallest ? bits ^ magnitude : bits);
  }

 private:
  // Magnitudes from the smallest denormal to infinity: as integers, 1 to `infinity`. 0 wraps to beyond it.
  SIGNOPT_WRAPS SIGNOPT_ALWAYS_INLINE static bool has_sign(Bits bits) {
    constexpr Bits infinity =
        Type == dtype::float32 ? Bits{0xffu} << 23 : static_cast<Bits>(std::uint64_t{0x7ffu} << 52);
    return static_cast<Bits>(magnitude_of(bits) - 1) < infinity;
  }

  SIGNOPT_ALWAYS_INLINE static Bits magnitude_of(Bits bits) { return bits & ~(Bits{1} << (8 * sizeof(Bits) - 1)); }

  SIGNOPT_ALWAYS_INLINE static reg opaque(reg value) {
    SIGNOPT_OPAQUE_SCALAR(value);
    return value;
  }
};

using float32 = single<float, std::uint32_t, dtype::float32>;
using float64 = single<double, std::uint64_t, dtype::float64>;

}  // namespace scalar
}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt

#define SIGNOPT_REGION scalar
#include "../vector_types.inl"

#include "../loop.inl"
#undef SIGNOPT_REGION
