// Whether the CPU is an emulated one. The test presets of such CPUs say so in the environment.
#pragma once

#include <cstdlib>

namespace signopt_test {

inline bool cpu_is_emulated() { return std::getenv("SIGNOPT_EMULATED_CPU_CHOOSES") != nullptr; }

}  // namespace signopt_test
