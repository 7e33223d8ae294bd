// The x87 unit of x86-64, which computes long double. It reports late: an exception whose flag is raised and whose mask
// is clear traps at the next instruction that waits for the unit, whoever executes that, and loading a control word
// waits too. So a control word is never loaded here on top of flags that it does not mask.
#pragma once

#include "../base/config.hpp"

#if SIGNOPT_X86_64

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// The status word's flags that stay until they are cleared: the six exceptions, in the order of the control word's
// masks, and stack fault.
inline constexpr unsigned x87_exceptions = 0x3f, x87_flags = 0x7f;

inline unsigned x87_control() noexcept {
  unsigned short control;
  __asm__ volatile("fnstcw %0" : "=m"(control));
  return control;
}

inline unsigned x87_raised() noexcept {
  unsigned short status;
  __asm__ volatile("fnstsw %0" : "=m"(status));
  return status & x87_flags;
}

// Delivers what is pending, as the unit's next instruction would.
inline void x87_wait() noexcept { __asm__ volatile("fwait" : : : "memory"); }

// Sets the control word and the flags, and returns the flags that were raised. Nothing traps here; where a flag that is
// set is not masked, the next instruction of the unit does. No call leaves anything in the unit's registers, so that
// out of line the compiler has nothing there either.
SIGNOPT_NOINLINE inline unsigned exchange_x87(unsigned control, unsigned flags) noexcept {
  constexpr unsigned summaries = 0x8080;  // set while an exception is pending
  struct {
    unsigned control, status, tags, last_instruction[4];
  } environment;
  __asm__ volatile("fnstenv %0" : "=m"(environment));
  __asm__ volatile("fnclex" : : : "memory");
  const unsigned raised = environment.status & x87_flags;
  const bool is_pending = (flags & x87_exceptions & ~control) != 0;
  environment.control = (environment.control & 0xffff0000u) | control;
  environment.status = (environment.status & ~(x87_flags | summaries)) | flags | (is_pending ? summaries : 0u);
  __asm__ volatile("fldenv %0" : : "m"(environment) : "memory");
  return raised;
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt

#endif
