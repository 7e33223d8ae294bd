#ifndef SIGNOPT_TESTS_SUPPORT_FP16_EMULATOR_PLATFORM_HPP
#define SIGNOPT_TESTS_SUPPORT_FP16_EMULATOR_PLATFORM_HPP

// The emulator lives in a Linux signal handler on x86-64. Elsewhere its files are empty and its tests are skipped.
#if defined(__x86_64__) && defined(__linux__) && !defined(__ILP32__)
#  define SIGNOPT_FP16_EMULATOR 1
#else
#  define SIGNOPT_FP16_EMULATOR 0
#endif

#endif
