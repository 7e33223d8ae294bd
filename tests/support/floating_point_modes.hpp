// The floating-point modes of a thread, set and read without the library.
#pragma once

#include <cfenv>
#include <string>
#include <vector>
#if defined(__x86_64__)
#  include <xmmintrin.h>
#endif

namespace signopt_test {

struct mode {
  std::string name;
  int rounding;
  bool flushes;  // denormal operands and results are zeros
};

inline std::vector<mode> every_mode() {
  std::vector<mode> all = {{"nearest", FE_TONEAREST, false},
                           {"upward", FE_UPWARD, false},
                           {"downward", FE_DOWNWARD, false},
                           {"toward zero", FE_TOWARDZERO, false}};
#if defined(__x86_64__) || defined(__aarch64__)
  all.push_back({"nearest, flushing", FE_TONEAREST, true});
  all.push_back({"upward, flushing", FE_UPWARD, true});
#endif
  return all;
}

inline void set_flushing(bool flushes) {
#if defined(__x86_64__)
  constexpr unsigned flush_to_zero_and_denormals_are_zeros = 0x8040;
  _mm_setcsr((_mm_getcsr() & ~flush_to_zero_and_denormals_are_zeros) |
             (flushes ? flush_to_zero_and_denormals_are_zeros : 0u));
#elif defined(__aarch64__)
  constexpr unsigned long long flush_to_zero = 1ull << 24;
  unsigned long long fpcr;
  __asm__ volatile("mrs %0, fpcr" : "=r"(fpcr));
  fpcr = (fpcr & ~flush_to_zero) | (flushes ? flush_to_zero : 0u);
  __asm__ volatile("msr fpcr, %0" : : "r"(fpcr) : "memory");
#else
  static_cast<void>(flushes);
#endif
}

inline void set_mode(const mode& wanted) {
  std::fesetround(wanted.rounding);
  set_flushing(wanted.flushes);
}

inline bool has_mode(const mode& expected) {
  volatile float smallest_normal = 0x1p-126f, half = 0.5f;
  const volatile float subnormal = smallest_normal * half;
  const volatile float again = subnormal + subnormal;
  const bool flushes = again == 0.0f;
  return std::fegetround() == expected.rounding && flushes == expected.flushes;
}

// This thread computes in the mode while the object lives.
class scoped_mode {
 public:
  explicit scoped_mode(const mode& wanted) { set_mode(wanted); }
  ~scoped_mode() { set_mode({"", FE_TONEAREST, false}); }
  scoped_mode(const scoped_mode&) = delete;
  scoped_mode& operator=(const scoped_mode&) = delete;
};

}  // namespace signopt_test
