// Takes all arrays that kernels may take for large ones to be larger than the caches, while it lives: with prefetching,
// or without.
#pragma once

#include <cstddef>
#include <signopt/detail/kernel/beyond_caches.hpp>

namespace signopt_test {

// From so many elements of so many bytes on, var, m and grad together.
constexpr std::size_t least_uncached_elements(std::size_t element_bytes) {
  return std::size_t{signopt::detail::always_cached_bytes} / element_bytes + 1;
}

class small_caches {
 public:
  explicit small_caches(bool prefetching) : before_(signopt::detail::thresholds_here()) {
    const std::ptrdiff_t from = prefetching ? 0 : signopt::detail::cache_thresholds::never;
    signopt::detail::thresholds_here() = {0, from, from};
  }
  ~small_caches() { signopt::detail::thresholds_here() = before_; }
  small_caches(const small_caches&) = delete;
  small_caches& operator=(const small_caches&) = delete;

 private:
  signopt::detail::cache_thresholds before_;
};

}  // namespace signopt_test
