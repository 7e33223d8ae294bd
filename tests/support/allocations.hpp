// Counts allocations: every operator new, and every allocation of Eigen's own, which asks the condition of eigen_assert
// whether it may. Defines operators and macros: for one file of a program, and before its first include of Eigen.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>

namespace signopt_test {

inline bool is_counting = false;
inline int allocations = 0;

}  // namespace signopt_test

// Not inline: GCC warns of a free() of what it sees to be from new.
__attribute__((noinline)) void* operator new(std::size_t size) {
  if (signopt_test::is_counting) ++signopt_test::allocations;
  if (void* const memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void* operator new[](std::size_t size) { return operator new(size); }
__attribute__((noinline)) void operator delete(void* memory) noexcept { std::free(memory); }
__attribute__((noinline)) void operator delete[](void* memory) noexcept { std::free(memory); }
__attribute__((noinline)) void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
__attribute__((noinline)) void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

#define EIGEN_RUNTIME_NO_MALLOC
#define eigen_assert(condition) ((condition) ? static_cast<void>(0) : static_cast<void>(++signopt_test::allocations))

#include <Eigen/Core>

namespace signopt_test {

template <class Call>
int allocations_in(Call call) {
  allocations = 0;
  is_counting = true;
  Eigen::internal::set_is_malloc_allowed(false);
  call();
  Eigen::internal::set_is_malloc_allowed(true);
  is_counting = false;
  return allocations;
}

}  // namespace signopt_test
