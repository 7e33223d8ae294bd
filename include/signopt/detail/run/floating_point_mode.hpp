// How this thread rounds and treats denormals: the part of the floating-point environment that changes results. Workers
// take that of the caller, so that a step has the same bits whoever computes it.
#pragma once

#include "../base/config.hpp"

#if !SIGNOPT_X86_64 && !SIGNOPT_AARCH64
#  include <cfenv>
#endif

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

class floating_point_mode {
 public:
  static floating_point_mode current() noexcept { return floating_point_mode(read() & control_bits); }

  // The status flags that the thread has raised stay.
  void set() const noexcept { write((read() & ~control_bits) | bits_); }

  bool operator!=(const floating_point_mode& other) const noexcept { return bits_ != other.bits_; }

 private:
#if SIGNOPT_X86_64
  // MXCSR, and above it the control word of the x87, which std::fegetround() reads, and long double is computed by.
  using bits = unsigned long long;
  static constexpr bits control_bits = 0xffff'0000'ffc0;  // all but MXCSR's flags

  static bits read() noexcept {
    unsigned mxcsr;
    unsigned short x87;
    __asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
    __asm__ volatile("fnstcw %0" : "=m"(x87));
    return bits{x87} << 32 | mxcsr;
  }
  static void write(bits both) noexcept {
    const unsigned mxcsr = static_cast<unsigned>(both & 0xffff'ffff);
    const unsigned short x87 = static_cast<unsigned short>(both >> 32);
    __asm__ volatile("ldmxcsr %0" : : "m"(mxcsr) : "memory");
    __asm__ volatile("fldcw %0" : : "m"(x87) : "memory");
  }
#elif SIGNOPT_AARCH64
  using bits = unsigned long long;
  static constexpr bits control_bits = ~bits{0};  // the flags have a register of their own

  static bits read() noexcept {
    bits fpcr;
    __asm__ volatile("mrs %0, fpcr" : "=r"(fpcr));
    return fpcr;
  }
  static void write(bits fpcr) noexcept { __asm__ volatile("msr fpcr, %0" : : "r"(fpcr) : "memory"); }
#else
  using bits = int;
  static constexpr bits control_bits = ~bits{0};

  static bits read() noexcept { return std::fegetround(); }
  static void write(bits rounding) noexcept { std::fesetround(rounding); }
#endif

  explicit floating_point_mode(bits control) noexcept : bits_(control) {}

  bits bits_;
};

// Sets a mode where it differs, and then restores what was there.
class scoped_floating_point_mode {
 public:
  explicit scoped_floating_point_mode(const floating_point_mode& wanted) noexcept
      : before_(floating_point_mode::current()), differs_(before_ != wanted) {
    if (differs_) wanted.set();
  }
  ~scoped_floating_point_mode() {
    if (differs_) before_.set();
  }
  scoped_floating_point_mode(const scoped_floating_point_mode&) = delete;
  scoped_floating_point_mode& operator=(const scoped_floating_point_mode&) = delete;

 private:
  floating_point_mode before_;
  bool differs_;
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
