#include "machine.hpp"

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <fstream>
#include <signopt/target.hpp>

namespace signopt_bench {
namespace {

// The value in the first line "key : value" of a file in /proc.
std::string proc_value(const char* file, const std::string& key) {
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos || line.compare(0, key.size(), key) != 0) continue;
    const std::size_t begin = line.find_first_not_of(" \t", colon + 1);
    if (begin != std::string::npos) return line.substr(begin);
  }
  return {};
}

}  // namespace

std::string cpu_name() {
  const std::string name = proc_value("/proc/cpuinfo", "model name");
  if (!name.empty()) return name;
#if SIGNOPT_AARCH64
  return "AArch64";
#else
  return "unknown";
#endif
}

std::string compiler_name() {
#if SIGNOPT_CLANG
  return __VERSION__;
#elif SIGNOPT_GCC
  return "GCC " __VERSION__;
#else
  return "unknown";
#endif
}

std::string usable_targets() {
  std::string names;
  for (const std::string_view name : signopt::available_targets()) names.append(names.empty() ? "" : " ").append(name);
  return names;
}

std::uint64_t available_memory() {
  const std::string kilobytes = proc_value("/proc/meminfo", "MemAvailable");
  if (!kilobytes.empty()) return std::stoull(kilobytes) * 1024;
  return static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)) / 2;
}

std::uint64_t huge_page_bytes() {
  const std::string kilobytes = proc_value("/proc/self/smaps_rollup", "AnonHugePages");
  return kilobytes.empty() ? 0 : std::stoull(kilobytes) * 1024;
}

void add_context(const std::string& command) {
  benchmark::AddCustomContext("cpu", cpu_name());
  benchmark::AddCustomContext("compiler", compiler_name());
  benchmark::AddCustomContext("flags", SIGNOPT_BENCH_FLAGS);
  benchmark::AddCustomContext("targets", usable_targets());
  benchmark::AddCustomContext("command", command);
}

}  // namespace signopt_bench
