// A std::vector that belongs to the code that was compiled with it: the allocator puts the ABI namespace into the names
// of its functions. Those of std::vector<unsigned char> are shared by the whole program, and the linker may keep a copy
// with instructions that the CPU lacks.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

#include "config.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

template <class T>
struct own_allocator {
  static_assert(alignof(T) <= __STDCPP_DEFAULT_NEW_ALIGNMENT__, "signopt: operator new aligns for this type");
  using value_type = T;

  own_allocator() = default;
  template <class Other>
  own_allocator(const own_allocator<Other>&) noexcept {}

  // std::vector has checked that so many bytes can be counted.
  T* allocate(std::size_t n) { return static_cast<T*>(::operator new(n * sizeof(T))); }
  void deallocate(T* memory, std::size_t) noexcept { ::operator delete(memory); }

  friend bool operator==(const own_allocator&, const own_allocator&) noexcept { return true; }
  friend bool operator!=(const own_allocator&, const own_allocator&) noexcept { return false; }
};

template <class T>
using own_vector = std::vector<T, own_allocator<T>>;

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
