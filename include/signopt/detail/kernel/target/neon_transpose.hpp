// Transposing on AArch64 with its baseline vectors: LDR, ZIP1 and ZIP2, STR.
#pragma once

#include <utility>

#include "neon.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {
namespace neon {

struct lane_vector {
  using reg = uint8x16_t;
  static constexpr std::ptrdiff_t count = 1;

  SIGNOPT_ALWAYS_INLINE static reg load(const unsigned char* from, std::ptrdiff_t) { return vld1q_u8(from); }
  SIGNOPT_ALWAYS_INLINE static void store(unsigned char* to, reg value) { vst1q_u8(to, value); }

  template <std::ptrdiff_t Size>
  SIGNOPT_ALWAYS_INLINE static reg zip_low(reg a, reg b) {
    if constexpr (Size == 2) {
      return vreinterpretq_u8_u16(vzip1q_u16(vreinterpretq_u16_u8(a), vreinterpretq_u16_u8(b)));
    } else if constexpr (Size == 4) {
      return vreinterpretq_u8_u32(vzip1q_u32(vreinterpretq_u32_u8(a), vreinterpretq_u32_u8(b)));
    } else {
      return vreinterpretq_u8_u64(vzip1q_u64(vreinterpretq_u64_u8(a), vreinterpretq_u64_u8(b)));
    }
  }
  template <std::ptrdiff_t Size>
  SIGNOPT_ALWAYS_INLINE static reg zip_high(reg a, reg b) {
    if constexpr (Size == 2) {
      return vreinterpretq_u8_u16(vzip2q_u16(vreinterpretq_u16_u8(a), vreinterpretq_u16_u8(b)));
    } else if constexpr (Size == 4) {
      return vreinterpretq_u8_u32(vzip2q_u32(vreinterpretq_u32_u8(a), vreinterpretq_u32_u8(b)));
    } else {
      return vreinterpretq_u8_u64(vzip2q_u64(vreinterpretq_u64_u8(a), vreinterpretq_u64_u8(b)));
    }
  }
};

}  // namespace neon
}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt

#define SIGNOPT_REGION neon
#include "../transpose.inl"
#undef SIGNOPT_REGION
