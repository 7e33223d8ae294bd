// From which size on arrays are taken to come from memory, and whether they are prefetched: on machines that this one
// is not, and on this one.
#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <signopt/apply_add_sign.hpp>
#include <string>

#include "support/emulated_cpu.hpp"

namespace {

using namespace signopt::detail;

constexpr std::ptrdiff_t mebibyte = std::ptrdiff_t{1} << 20, never = cache_thresholds::never;

TEST(beyond_caches, amd_s_cpus_prefetch_what_has_16_bits) {
  const cache_thresholds here = thresholds_for(cpu_vendor::amd, 32 * mebibyte, prefetch_request::automatic);
  EXPECT_EQ(here.uncached, 32 * mebibyte);
  EXPECT_EQ(here.prefetch_16_bit, 32 * mebibyte);
  EXPECT_EQ(here.prefetch_wider, never);
}

TEST(beyond_caches, others_prefetch_all) {
  const cache_thresholds here = thresholds_for(cpu_vendor::other, 30 * mebibyte, prefetch_request::automatic);
  EXPECT_EQ(here.uncached, 30 * mebibyte);
  EXPECT_EQ(here.prefetch_16_bit, 30 * mebibyte);
  EXPECT_EQ(here.prefetch_wider, 30 * mebibyte);
}

TEST(beyond_caches, a_request_comes_before_what_is_known) {
  for (const cpu_vendor vendor : {cpu_vendor::amd, cpu_vendor::other}) {
    const cache_thresholds on = thresholds_for(vendor, 8 * mebibyte, prefetch_request::on);
    EXPECT_EQ(on.uncached, 8 * mebibyte);
    EXPECT_EQ(on.prefetch_16_bit, 8 * mebibyte);
    EXPECT_EQ(on.prefetch_wider, 8 * mebibyte);
    const cache_thresholds off = thresholds_for(vendor, 8 * mebibyte, prefetch_request::off);
    EXPECT_EQ(off.uncached, 8 * mebibyte);
    EXPECT_EQ(off.prefetch_16_bit, never);
    EXPECT_EQ(off.prefetch_wider, never);
  }
}

TEST(beyond_caches, a_cache_of_unknown_size_is_a_usual_one) {
  EXPECT_EQ(thresholds_for(cpu_vendor::other, 0, prefetch_request::automatic).uncached, 32 * mebibyte);
}

TEST(beyond_caches, a_cache_that_many_cores_share_counts_for_no_more_than_64_MiB) {
  EXPECT_EQ(thresholds_for(cpu_vendor::other, 300 * mebibyte, prefetch_request::automatic).uncached, 64 * mebibyte);
  EXPECT_EQ(thresholds_for(cpu_vendor::amd, 96 * mebibyte, prefetch_request::automatic).prefetch_16_bit, 64 * mebibyte);
}

TEST(beyond_caches, access_follows_the_thresholds) {
  cache_thresholds& here = thresholds_here();
  const cache_thresholds before = here;
  here = {4 * mebibyte, 8 * mebibyte, never};
  EXPECT_EQ(access_to(4 * mebibyte - 1, false), memory_access::cached);
  EXPECT_EQ(access_to(4 * mebibyte, false), memory_access::uncached);
  EXPECT_EQ(access_to(never, false), memory_access::prefetched);
  EXPECT_EQ(access_to(4 * mebibyte, true), memory_access::uncached);
  EXPECT_EQ(access_to(8 * mebibyte, true), memory_access::prefetched);
  here = {0, 0, 0};
  EXPECT_EQ(access_to(always_cached_bytes - 1, true), memory_access::cached);
  EXPECT_EQ(access_to(always_cached_bytes, true), memory_access::prefetched);
  here = before;
}

TEST(beyond_caches, requests_are_read) {
  EXPECT_EQ(read_prefetch_request(nullptr), prefetch_request::automatic);
  EXPECT_EQ(read_prefetch_request(""), prefetch_request::automatic);
  EXPECT_EQ(read_prefetch_request("auto"), prefetch_request::automatic);
  EXPECT_EQ(read_prefetch_request("on"), prefetch_request::on);
  EXPECT_EQ(read_prefetch_request("off"), prefetch_request::off);
  for (const char* const mistake : {"of", "ON", "1", "on ", "no"})
    EXPECT_EQ(read_prefetch_request(mistake), prefetch_request::unknown) << mistake;
}

TEST(cpu_vendor, is_the_name_in_leaf_0) {
  EXPECT_EQ(vendor_of({0x10, 0x68747541u, 0x444d4163u, 0x69746e65u}), cpu_vendor::amd);    // AuthenticAMD
  EXPECT_EQ(vendor_of({0x10, 0x6f677948u, 0x656e6975u, 0x6e65476eu}), cpu_vendor::amd);    // HygonGenuine
  EXPECT_EQ(vendor_of({0x1f, 0x756e6547u, 0x6c65746eu, 0x49656e69u}), cpu_vendor::other);  // GenuineIntel
  EXPECT_EQ(vendor_of({0x1f, 0x68747541u, 0x444d4163u, 0x49656e69u}), cpu_vendor::other);
  EXPECT_EQ(vendor_of({0, 0, 0, 0}), cpu_vendor::other);
}

#if SIGNOPT_X86_64
// As CPUID gave them on a Zen 4: 32 KiB of data, 32 KiB of instructions, 1 MiB, 32 MiB; and on a Xeon of 30 MiB.
TEST(last_level_cache, is_the_largest_level_of_data) {
  const cpuid_leaf zen4[] = {{0x00004121u, 0x01c0003fu, 0x3fu, 0},
                             {0x00004122u, 0x01c0003fu, 0x3fu, 0},
                             {0x00004143u, 0x01c0003fu, 0x7ffu, 2},
                             {0x0003c163u, 0x03c0003fu, 0x7fffu, 9},
                             {0, 0, 0, 0}};
  const std::ptrdiff_t bytes[] = {32 << 10, 0, 1 << 20, 32 << 20, 0};
  cache_size last;
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(cache_of(zen4[i]).bytes, bytes[i]) << "subleaf " << i;
    keep_the_last(last, cache_of(zen4[i]));
  }
  EXPECT_EQ(last.bytes, 32 << 20);
  EXPECT_EQ(last.level, 3u);
  EXPECT_EQ(cache_of({0x00000163u, 0x04c0003fu, 0x5fffu, 0}).bytes, 30 << 20);
  EXPECT_EQ(cache_of({0xffffff63u, 0xffffffffu, 0xffffffffu, 0xffffffffu}).bytes, 0) << "more than any cache has";
}
#endif

#if defined(__linux__)
// What the system says of the same cache, where it says something.
TEST(last_level_cache, is_that_of_the_system_s_files) {
  if (signopt_test::cpu_is_emulated()) GTEST_SKIP() << "the files are those of the machine below the emulator";
  cache_size last;
  for (int i = 0; i != 8; ++i) {
    const std::string folder = "/sys/devices/system/cpu/cpu0/cache/index" + std::to_string(i) + "/";
    cache_size found;
    std::string size;
    std::ifstream(folder + "level") >> found.level;
    if (!(std::ifstream(folder + "size") >> size)) continue;
    found.bytes = std::stol(size) << (size.back() == 'K' ? 10 : size.back() == 'M' ? 20 : 0);
    keep_the_last(last, found);
  }
  if (last.bytes == 0) GTEST_SKIP() << "this system has no files about its caches";
  EXPECT_EQ(read_last_level_cache_bytes(), last.bytes);
}
#endif

}  // namespace
