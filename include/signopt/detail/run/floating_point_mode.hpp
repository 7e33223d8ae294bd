// How this thread rounds, treats denormals and traps: the control half of the floating-point environment. Workers take
// that of the caller for a task, so that a step has the same bits, and the same traps, whoever computes it.
//
// Flags are the other half, and stay with the thread that raised them: those from before a task are there after it, and
// those that the task raises are added. They never trap by themselves: a flag from before that the caller does not mask
// is put aside for the task, and a flag of the task that the thread does not mask is left where it can be asked for and
// cannot trap.
#pragma once

#include "../base/config.hpp"
#include "x87_unit.hpp"

#if !SIGNOPT_X86_64 && !SIGNOPT_AARCH64
#  include <cfenv>
#endif

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

#if SIGNOPT_X86_64
// MXCSR, whose flags are harmless: only an operation that raises one traps. And the control word of the x87, which
// std::fegetround() reads, and long double is computed by.
class floating_point_mode {
 public:
  static floating_point_mode current() noexcept { return {read_mxcsr() & ~mxcsr_flags, x87_control()}; }

  bool operator!=(const floating_point_mode& other) const noexcept {
    return mxcsr_ != other.mxcsr_ || x87_ != other.x87_;
  }

  // Sets it in place of the thread's own mode. Returns the flags that are put aside meanwhile.
  unsigned set_for_task(const floating_point_mode& own) const noexcept {
    write_mxcsr(mxcsr_ | (read_mxcsr() & mxcsr_flags));
    return x87_ != own.x87_ ? exchange_x87(x87_, 0) : 0u;
  }

  // This is the thread's own mode, which is set again. Exceptions that the caller wants to trap, and that the x87 has
  // not reported yet, are reported first.
  void set_again(const floating_point_mode& callers, unsigned put_aside) const noexcept {
    unsigned flags = read_mxcsr() & mxcsr_flags;
    if (x87_ != callers.x87_) {
      x87_wait();
      const unsigned raised = x87_raised(), unmasked = x87_exceptions & ~x87_;
      exchange_x87(x87_, put_aside | (raised & ~unmasked));
      flags |= raised & unmasked;  // std::fetestexcept() asks both units, whose flags have one order
    }
    write_mxcsr(mxcsr_ | flags);
  }

 private:
  static constexpr unsigned mxcsr_flags = 0x3f;

  floating_point_mode(unsigned mxcsr, unsigned x87) noexcept : mxcsr_(mxcsr), x87_(x87) {}

  static unsigned read_mxcsr() noexcept {
    unsigned mxcsr;
    __asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
    return mxcsr;
  }
  static void write_mxcsr(unsigned mxcsr) noexcept { __asm__ volatile("ldmxcsr %0" : : "m"(mxcsr) : "memory"); }

  unsigned mxcsr_, x87_;
};
#else
// The flags are no part of what is read and written here. Where the CPU is another one than AArch64, only the rounding
// is known; traps are then the affair of each thread.
class floating_point_mode {
 public:
  static floating_point_mode current() noexcept { return floating_point_mode(read()); }

  bool operator!=(const floating_point_mode& other) const noexcept { return bits_ != other.bits_; }

  unsigned set_for_task(const floating_point_mode&) const noexcept {
    write(bits_);
    return 0;
  }
  void set_again(const floating_point_mode&, unsigned) const noexcept { write(bits_); }

 private:
#  if SIGNOPT_AARCH64
  using bits = unsigned long long;

  static bits read() noexcept {
    bits fpcr;
    __asm__ volatile("mrs %0, fpcr" : "=r"(fpcr));
    return fpcr;
  }
  static void write(bits fpcr) noexcept { __asm__ volatile("msr fpcr, %0" : : "r"(fpcr) : "memory"); }
#  else
  using bits = int;

  static bits read() noexcept { return std::fegetround(); }
  static void write(bits rounding) noexcept { std::fesetround(rounding); }
#  endif

  explicit floating_point_mode(bits control) noexcept : bits_(control) {}

  bits bits_;
};
#endif

// Sets a mode where it differs, and then restores what was there.
class scoped_floating_point_mode {
 public:
  explicit scoped_floating_point_mode(const floating_point_mode& wanted) noexcept
      : wanted_(wanted), before_(floating_point_mode::current()), differs_(before_ != wanted) {
    if (differs_) put_aside_ = wanted.set_for_task(before_);
  }
  ~scoped_floating_point_mode() {
    if (differs_) before_.set_again(wanted_, put_aside_);
  }
  scoped_floating_point_mode(const scoped_floating_point_mode&) = delete;
  scoped_floating_point_mode& operator=(const scoped_floating_point_mode&) = delete;

 private:
  floating_point_mode wanted_, before_;
  bool differs_;
  unsigned put_aside_ = 0;
};

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
