// What the figures were measured on.
#pragma once

#include <cstdint>
#include <string>

namespace signopt_bench {

std::string cpu_name();
std::string compiler_name();
std::string usable_targets();  // "avx512 avx2 scalar"

// Bytes that can be allocated without swapping.
std::uint64_t available_memory();

// Of this process, in huge pages that it did not reserve; 0 where the system does not say.
std::uint64_t huge_page_bytes();

// Into the context of the JSON file.
void add_context(const std::string& command);

}  // namespace signopt_bench
