// What this CPU can do, and what its operating system saves: feature bits only, no knowledge of kernels.
//
// Read from CPUID and XCR0: __builtin_cpu_supports of clang 14 knows neither F16C nor AVX512-FP16.
#pragma once

#include <cstdint>

#include "../base/config.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

struct cpu_features {
  bool avx2_fma_f16c = false;      // and the system saves the 256-bit registers
  bool avx512_f_bw_dq_vl = false;  // the same, and the system saves the 512-bit and mask registers as well
  bool avx512_fp16 = false;        // the same
};

// The registers that decide, as CPUID and XGETBV give them: given by hand in tests.
struct cpu_registers {
  std::uint32_t max_leaf = 0;   // CPUID.0:EAX
  std::uint32_t leaf1_ecx = 0;  // CPUID.1:ECX
  std::uint32_t leaf7_ebx = 0;  // CPUID.7.0:EBX
  std::uint32_t leaf7_edx = 0;  // CPUID.7.0:EDX
  std::uint64_t xcr0 = 0;       // 0 where OSXSAVE is not set
};

constexpr cpu_features features_of(const cpu_registers& registers) noexcept {
  const auto all_set = [](std::uint64_t word, std::uint64_t bits) { return (word & bits) == bits; };
  constexpr std::uint32_t fma = 1u << 12, osxsave = 1u << 27, avx = 1u << 28, f16c = 1u << 29;  // leaf 1, ECX
  constexpr std::uint32_t avx2 = 1u << 5, avx512f = 1u << 16, avx512dq = 1u << 17, avx512bw = 1u << 30,
                          avx512vl = 1u << 31;                 // leaf 7, EBX
  constexpr std::uint32_t avx512fp16 = 1u << 23;               // leaf 7, EDX
  constexpr std::uint64_t ymm_state = 0x06, zmm_state = 0xe6;  // XCR0
  cpu_features found;
  if (registers.max_leaf < 7) return found;
  found.avx2_fma_f16c = all_set(registers.leaf1_ecx, fma | osxsave | avx | f16c) &&
                        all_set(registers.leaf7_ebx, avx2) && all_set(registers.xcr0, ymm_state);
  found.avx512_f_bw_dq_vl = found.avx2_fma_f16c &&
                            all_set(registers.leaf7_ebx, avx512f | avx512dq | avx512bw | avx512vl) &&
                            all_set(registers.xcr0, zmm_state);
  found.avx512_fp16 = found.avx512_f_bw_dq_vl && all_set(registers.leaf7_edx, avx512fp16);
  return found;
}

struct cpuid_leaf {
  std::uint32_t eax, ebx, ecx, edx;
};

#if SIGNOPT_X86_64

inline cpuid_leaf read_cpuid(std::uint32_t leaf, std::uint32_t subleaf = 0) noexcept {
  cpuid_leaf found;
  __asm__ volatile("cpuid"
                   : "=a"(found.eax), "=b"(found.ebx), "=c"(found.ecx), "=d"(found.edx)
                   : "a"(leaf), "c"(subleaf));
  return found;
}

inline std::uint64_t read_xcr0() noexcept {
  std::uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (static_cast<std::uint64_t>(high) << 32) | low;
}
#endif

// Hygon's CPUs are of AMD's design.
enum class cpu_vendor { other, amd };

constexpr cpu_vendor vendor_of(const cpuid_leaf& leaf0) noexcept {
  const auto is = [&](std::uint32_t b, std::uint32_t d, std::uint32_t c) {
    return leaf0.ebx == b && leaf0.edx == d && leaf0.ecx == c;
  };
  const bool authentic_amd = is(0x68747541u, 0x69746e65u, 0x444d4163u);  // the name, four letters in each
  const bool hygon_genuine = is(0x6f677948u, 0x6e65476eu, 0x656e6975u);
  return authentic_amd || hygon_genuine ? cpu_vendor::amd : cpu_vendor::other;
}

inline cpu_vendor read_cpu_vendor() noexcept {
#if SIGNOPT_X86_64
  return vendor_of(read_cpuid(0));
#else
  return cpu_vendor::other;
#endif
}

inline cpu_registers read_cpu_registers() noexcept {
  cpu_registers registers;
#if SIGNOPT_X86_64
  registers.max_leaf = read_cpuid(0).eax;
  if (registers.max_leaf < 7) return registers;
  const cpuid_leaf leaf7 = read_cpuid(7);
  registers.leaf1_ecx = read_cpuid(1).ecx;
  registers.leaf7_ebx = leaf7.ebx;
  registers.leaf7_edx = leaf7.edx;
  const bool system_saves_extended_state = (registers.leaf1_ecx & (1u << 27)) != 0;  // OSXSAVE; without it XGETBV traps
  if (system_saves_extended_state) registers.xcr0 = read_xcr0();
#endif
  return registers;
}

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
