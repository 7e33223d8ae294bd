// How large the last cache before memory is: from CPUID on x86-64, from the system's files on other Linux machines.
#pragma once

#include <cstddef>
#include <cstdint>

#include "cpu.hpp"
#if defined(__linux__) && !SIGNOPT_X86_64
#  include <fcntl.h>
#  include <unistd.h>
#endif

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

struct cache_size {
  unsigned level = 0;
  std::ptrdiff_t bytes = 0;  // 0 where it is not known, or holds no data
};

inline void keep_the_last(cache_size& last, const cache_size& found) noexcept {
  if (found.bytes > 0 && found.level > last.level) last = found;
}

#if SIGNOPT_X86_64
// A subleaf of CPUID.4, as Intel has it, or of CPUID.8000001D, as AMD has it: they mean the same.
constexpr cache_size cache_of(const cpuid_leaf& subleaf) noexcept {
  enum : std::uint32_t { none = 0, instructions = 2 };
  const std::uint32_t type = subleaf.eax & 0x1fu;
  if (type == none || type == instructions) return {};
  const auto ways = std::uint64_t{subleaf.ebx >> 22} + 1, parts = std::uint64_t{(subleaf.ebx >> 12) & 0x3ffu} + 1,
             line = std::uint64_t{subleaf.ebx & 0xfffu} + 1, sets = std::uint64_t{subleaf.ecx} + 1;
  // Of 64 bits at most; a hypervisor may say anything, and what no cache has counts as unknown.
  const std::uint64_t bytes = ways * parts * line * sets;
  return {(subleaf.eax >> 5) & 7u, bytes >> 40 == 0 ? static_cast<std::ptrdiff_t>(bytes) : 0};
}

// The leaf that lists the caches, or 0.
inline std::uint32_t leaf_of_caches(cpu_vendor vendor) noexcept {
  if (vendor != cpu_vendor::amd) return read_cpuid(0).eax >= 4 ? 4 : 0;
  constexpr std::uint32_t topology_extensions = 1u << 22, amd_leaf = 0x8000001du;
  if (read_cpuid(0x80000000u).eax < amd_leaf) return 0;
  return (read_cpuid(0x80000001u).ecx & topology_extensions) != 0 ? amd_leaf : 0;
}

inline std::ptrdiff_t read_last_level_cache_bytes() noexcept {
  cache_size last;
  if (const std::uint32_t leaf = leaf_of_caches(read_cpu_vendor())) {
    for (std::uint32_t subleaf = 0; subleaf != 8; ++subleaf) keep_the_last(last, cache_of(read_cpuid(leaf, subleaf)));
  }
  return last.bytes;
}

#elif defined(__linux__)
// "32768K" is 32 MiB, "3" is 3; 0 where there is no number.
constexpr std::ptrdiff_t number_with_unit(const char* text) noexcept {
  std::ptrdiff_t number = 0;
  for (; *text >= '0' && *text <= '9' && number < std::ptrdiff_t{1} << 17; ++text) number = 10 * number + (*text - '0');
  const std::ptrdiff_t unit = std::ptrdiff_t{1} << (*text == 'K' ? 10 : *text == 'M' ? 20 : 0);
  return number <= (std::ptrdiff_t{1} << 30) / unit ? number * unit : 0;
}

// A file that begins with a number; 0 where it cannot be read. By system calls, which allocate nothing.
inline std::ptrdiff_t number_in_file(const char* path) noexcept {
  const int file = ::open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  char text[32] = {};
  const auto read = ::read(file, text, sizeof(text) - 1);
  ::close(file);
  return read > 0 ? number_with_unit(text) : 0;
}

inline std::ptrdiff_t read_last_level_cache_bytes() noexcept {
  char level_path[] = "/sys/devices/system/cpu/cpu0/cache/index0/level";
  char size_path[] = "/sys/devices/system/cpu/cpu0/cache/index0/size";
  constexpr std::size_t place_of_number = sizeof("/sys/devices/system/cpu/cpu0/cache/index") - 1;
  cache_size last;
  for (char index = '0'; index != '8'; ++index) {
    level_path[place_of_number] = size_path[place_of_number] = index;
    keep_the_last(last, {static_cast<unsigned>(number_in_file(level_path)), number_in_file(size_path)});
  }
  return last.bytes;
}

#else
inline std::ptrdiff_t read_last_level_cache_bytes() noexcept { return 0; }
#endif

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
