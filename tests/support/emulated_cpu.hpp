// Whether the CPU is an emulated one. The test presets of such CPUs say so in the environment.
#pragma once

#include <sys/mman.h>

#include <cstdlib>

namespace signopt_test {

inline bool cpu_is_emulated() { return std::getenv("SIGNOPT_EMULATED_CPU_CHOOSES") != nullptr; }

// The protection of the pages around an array that a kernel must not touch. Under qemu they may be read on x86-64: its
// VMASKMOVPS and VMASKMOVPD read what their masks leave out, as no CPU's do. What is written outside is found all the
// same.
inline int protection_of_walls() {
#if defined(__x86_64__)
  if (cpu_is_emulated()) return PROT_READ;
#endif
  return PROT_NONE;
}

}  // namespace signopt_test
