// What an address is. All of it with the mutex held.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "state.hpp"

namespace signopt_test::fake_acl::detail {

inline std::uintptr_t address_of(const void* pointer) { return reinterpret_cast<std::uintptr_t>(pointer); }

// The block, live or freed, in which the address lies, its padding included.
device_block* find_device_block(const void* pointer);
pinned_block* find_pinned_block(const void* pointer);

// What is wrong with `bytes` bytes of device memory from there on, of this device; empty where nothing is.
std::string problem_of_device_memory(const void* pointer, std::size_t bytes, int device);

}  // namespace signopt_test::fake_acl::detail
