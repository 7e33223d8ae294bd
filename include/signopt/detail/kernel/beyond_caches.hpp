// What kernels do about arrays that are larger than the caches: from which size on, and whether they prefetch by
// software. Measured: docs/performance.md, "Beyond the caches".
//
// Hardware prefetchers stop at page borders, and software can carry the streams across. On Intel's CPUs that gained in
// every row at 16M elements. On AMD's it gains where elements have 16 bits, and costs 6 to 14% elsewhere. CPUs that
// nobody measured are taken for Intel's: that way at most those 14% are lost, the other way 30%.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <limits>
#include <string_view>

#include "last_level_cache.hpp"

namespace signopt {
namespace detail {
inline namespace SIGNOPT_ABI {

// For all arrays of a step together, in bytes: what is smaller than the caches is larger than any number.
struct cache_thresholds {
  static constexpr std::ptrdiff_t never = (std::numeric_limits<std::ptrdiff_t>::max)();

  std::ptrdiff_t uncached = never;         // from here on they are read from memory
  std::ptrdiff_t prefetch_16_bit = never;  // and prefetched, where elements of var have 16 bits,
  std::ptrdiff_t prefetch_wider = never;   // and where they have more
};

// The environment variable SIGNOPT_PREFETCH, for measuring: "on", "off", or "auto", as which count empty and unset.
enum class prefetch_request { automatic, on, off, unknown };

inline prefetch_request read_prefetch_request(const char* value) noexcept {
  const std::string_view text = value == nullptr ? "" : value;
  if (text.empty() || text == "auto") return prefetch_request::automatic;
  return text == "on" ? prefetch_request::on : text == "off" ? prefetch_request::off : prefetch_request::unknown;
}

// Of a last cache whose size is not known; and what a step can hope for in one that is larger, which dozens of cores
// share, and under a hypervisor other machines: at 192 MiB a Xeon was measured to gain by prefetching.
inline constexpr std::ptrdiff_t usual_cache_bytes = std::ptrdiff_t{32} << 20,
                                largest_share_bytes = std::ptrdiff_t{64} << 20;

constexpr cache_thresholds thresholds_for(cpu_vendor vendor, std::ptrdiff_t cache_bytes,
                                          prefetch_request request) noexcept {
  const std::ptrdiff_t known = cache_bytes > 0 ? cache_bytes : usual_cache_bytes;
  const std::ptrdiff_t uncached = known < largest_share_bytes ? known : largest_share_bytes;
  const bool gains_for_wider = vendor != cpu_vendor::amd;
  const bool is_forced = request == prefetch_request::on, is_forbidden = request == prefetch_request::off;
  return {uncached, is_forbidden ? cache_thresholds::never : uncached,
          is_forced || (gains_for_wider && !is_forbidden) ? uncached : cache_thresholds::never};
}

// Not const: tests set them, since what is uncached on one machine is more than the memory of another.
SIGNOPT_COLD inline cache_thresholds& thresholds_here() noexcept {
  static cache_thresholds here = thresholds_for(read_cpu_vendor(), read_last_level_cache_bytes(),
                                                read_prefetch_request(std::getenv("SIGNOPT_PREFETCH")));
  return here;
}

enum class memory_access { cached, uncached, prefetched };

// No last cache is smaller than this: smaller steps, which are many, ask no further.
inline constexpr std::ptrdiff_t always_cached_bytes = std::ptrdiff_t{1} << 20;

inline memory_access access_to_much(std::ptrdiff_t bytes, bool is_16_bit) noexcept {
  const cache_thresholds& from = thresholds_here();
  if (bytes >= (is_16_bit ? from.prefetch_16_bit : from.prefetch_wider)) return memory_access::prefetched;
  return bytes >= from.uncached ? memory_access::uncached : memory_access::cached;
}

SIGNOPT_ALWAYS_INLINE memory_access access_to(std::ptrdiff_t bytes, bool is_16_bit) noexcept {
  return SIGNOPT_LIKELY(bytes < always_cached_bytes) ? memory_access::cached : access_to_much(bytes, is_16_bit);
}

// Of one array that is only read. On AMD's CPUs prefetching costs 8 to 10% there, whatever the elements are.
SIGNOPT_ALWAYS_INLINE memory_access access_to_read(std::ptrdiff_t bytes) noexcept { return access_to(bytes, false); }

}  // namespace SIGNOPT_ABI
}  // namespace detail
}  // namespace signopt
