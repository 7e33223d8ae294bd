// The units of the CPU that have floating-point traps and flags of their own, set and read without the library, and a
// count of the traps that are taken.
#pragma once

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <vector>
#if defined(__x86_64__)
#  include <sys/ucontext.h>
#  include <xmmintrin.h>
#endif

namespace signopt_test {

// Exceptions are bits, in the order of the unit's flags; `trapping` are those that are not masked.
struct unit {
  const char* name;
  unsigned exceptions;
  void (*set)(unsigned trapping, unsigned flags);
  unsigned (*trapping)();
  unsigned (*flags)();
  void (*divide)();  // 1 by 0
};

#if defined(__x86_64__)

// The control word is set to its default but for the masks: extended precision, nearest.
inline void set_x87(unsigned trapping, unsigned flags) {
  struct {
    unsigned control, status, rest[5];
  } environment;
  __asm__ volatile("fnstenv %0\n\tfnclex" : "=m"(environment));
  environment.control = 0xffff0340u | (0x3fu & ~trapping);
  environment.status = flags | ((flags & trapping) != 0 ? 0x8080u : 0u);
  __asm__ volatile("fldenv %0" : : "m"(environment) : "memory");
}
inline unsigned x87_trapping() {
  unsigned short control;
  __asm__ volatile("fnstcw %0" : "=m"(control));
  return 0x3fu & ~control;
}
inline unsigned x87_flags() {
  unsigned short status;
  __asm__ volatile("fnstsw %0" : "=m"(status));
  return 0x3fu & status;
}

inline void set_sse(unsigned trapping, unsigned flags) { _mm_setcsr((0x3fu & ~trapping) << 7 | flags); }
inline unsigned sse_trapping() { return 0x3fu & ~(_mm_getcsr() >> 7); }
inline unsigned sse_flags() { return 0x3fu & _mm_getcsr(); }

template <class T>
void divide_by_zero() {
  volatile T one = 1, zero = 0;
  const volatile T infinity = one / zero;
  static_cast<void>(infinity);
}

inline std::vector<unit> every_unit() {
  return {{"x87", 0x3f, set_x87, x87_trapping, x87_flags, divide_by_zero<long double>},
          {"SSE", 0x3f, set_sse, sse_trapping, sse_flags, divide_by_zero<float>}};
}

#elif defined(__aarch64__)

inline void set_fpu(unsigned trapping, unsigned flags) {
  const unsigned long long fpcr = static_cast<unsigned long long>(trapping) << 8, fpsr = flags;
  __asm__ volatile("msr fpsr, %0\n\tmsr fpcr, %1" : : "r"(fpsr), "r"(fpcr) : "memory");
}
inline unsigned fpu_trapping() {
  unsigned long long fpcr;
  __asm__ volatile("mrs %0, fpcr" : "=r"(fpcr));
  return 0x9fu & static_cast<unsigned>(fpcr >> 8);
}
inline unsigned fpu_flags() {
  unsigned long long fpsr;
  __asm__ volatile("mrs %0, fpsr" : "=r"(fpsr));
  return 0x9fu & static_cast<unsigned>(fpsr);
}
inline void divide_by_zero() {
  volatile float one = 1, zero = 0;
  const volatile float infinity = one / zero;
  static_cast<void>(infinity);
}

// Most of these CPUs have no traps: the exceptions that can be chosen are those that stay chosen.
inline std::vector<unit> every_unit() {
  set_fpu(0x9f, 0);
  const unsigned can_trap = fpu_trapping();
  set_fpu(0, 0);
  return {{"FPU", can_trap, set_fpu, fpu_trapping, fpu_flags, divide_by_zero}};
}

#else
inline std::vector<unit> every_unit() { return {}; }
#endif

// Counts the traps while it lives. A thread that has trapped goes on with all exceptions masked; where that is not
// known how to do, the program ends.
class trap_counter {
 public:
  trap_counter() {
    count_ = 0;
    struct sigaction counting {};
    counting.sa_sigaction = take;
    counting.sa_flags = SA_SIGINFO;
    sigaction(SIGFPE, &counting, &before_);
  }
  ~trap_counter() { sigaction(SIGFPE, &before_, nullptr); }
  trap_counter(const trap_counter&) = delete;
  trap_counter& operator=(const trap_counter&) = delete;

  int count() const { return count_; }

 private:
  static void take(int, siginfo_t*, void* context) {
    ++count_;
#if defined(__x86_64__)
    auto& state = *static_cast<ucontext_t*>(context)->uc_mcontext.fpregs;
    state.mxcsr = (state.mxcsr & ~0x3fu) | 0x1f80u;
    state.cwd = static_cast<unsigned short>(state.cwd | 0x3fu);
    state.swd = static_cast<unsigned short>(state.swd & ~0x80ffu);
#else
    static_cast<void>(context);
    _exit(1);
#endif
  }

  static inline std::atomic<int> count_{0};
  struct sigaction before_;
};

}  // namespace signopt_test
