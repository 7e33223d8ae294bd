// all_finite on contiguous memory, on every target: one element that is not finite, of every kind, wherever it is; all
// that is finite; every value of the 16-bit formats; and that nothing outside of the array is read.
#include <signopt/all_finite.hpp>

#ifdef EIGEN_CORE_H
#  error "all_finite.hpp must not need Eigen"
#endif

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <signopt/apply_add_sign.hpp>
#include <string>
#include <vector>

#include "support/bits.hpp"
#include "support/memory.hpp"
#include "support/special_values.hpp"
#include "support/targets.hpp"

namespace {

using namespace signopt_test;

// Infinities; quiet and signalling NaN, of the smallest and the largest payload and of one between; each of both signs.
std::vector<std::uint64_t> bad_bits(oracle::format f) {
  using namespace oracle;
  const std::uint64_t quiet = quiet_nan(f), middle = one << (fraction_bits(f) / 2);
  std::vector<std::uint64_t> all;
  for (const std::uint64_t bits : {infinity(f), infinity(f) | 1, infinity(f) | middle, quiet - 1, quiet, quiet | 1,
                                   quiet | middle, sign_bit(f) - 1}) {
    all.push_back(bits);
    all.push_back(bits | sign_bit(f));
  }
  return all;
}

// Zeros, the ends of the denormals and of the normals, ordinary numbers; each of both signs.
std::vector<std::uint64_t> good_bits(oracle::format f) {
  std::vector<std::uint64_t> all;
  for (const std::uint64_t bits : special_bits(f)) {
    if (!oracle::is_nan(f, bits) && !oracle::is_infinite(f, bits)) all.push_back(bits);
  }
  return all;
}

// By turns, so that each comes to stand in every place of a vector.
template <class T>
std::vector<T> finite_values(std::size_t size) {
  const std::vector<std::uint64_t> bits = good_bits(format_of_v<T>);
  std::vector<T> values(size);
  for (std::size_t i = 0; i < size; ++i) values[i] = from_bits<T>(bits[i % bits.size()]);
  return values;
}

template <class T>
bool asked(const T* data, std::size_t size) {
  return signopt::all_finite(data, static_cast<std::ptrdiff_t>(size));
}

// As a part of what is too large for any cache, which is read by a loop of its own.
template <class T>
bool asked_as_a_part(const T* data, std::size_t size) {
  return signopt::detail::finite_kernel<signopt::dtype_of<T>::value>()(data, static_cast<std::ptrdiff_t>(size),
                                                                       signopt::detail::memory_access::prefetched);
}

template <class T>
constexpr std::size_t elements_in_vector = 64 / sizeof(T);

// Sizes from nothing to more than four of the longest vectors, at every place in a line; beside what is asked about,
// memory is full of NaN.
template <class T>
void finite_everywhere() {
  const std::size_t most = 4 * elements_in_vector<T> + 3, places = elements_in_vector<T>;
  const std::vector<T> values = finite_values<T>(most);
  const T outside = from_bits<T>(oracle::quiet_nan(format_of_v<T>));
  fenced_array<T> memory(3 * most + places);
  const std::vector<T> background(3 * most, outside);
  for (std::size_t place = 0; place < places; ++place) {
    for (std::size_t size = 0; size <= most; ++size) {
      T* const all = memory.place(background.data(), background.size(), place);
      for (std::size_t i = 0; i < size; ++i) all[most + i] = values[(i + place) % most];
      ASSERT_TRUE(asked(all + most, size)) << size << " elements, " << place << " after a page border";
    }
  }
}

// Each kind at each position of each size, and the others finite.
template <class T>
void one_that_is_not() {
  const std::size_t most = 4 * elements_in_vector<T> + 3;
  for (std::size_t size = 1; size <= most; ++size) {
    std::vector<T> values = finite_values<T>(size);
    for (std::size_t i = 0; i < size; ++i) {
      const T good = values[i];
      for (const std::uint64_t bits : bad_bits(format_of_v<T>)) {
        values[i] = from_bits<T>(bits);
        ASSERT_FALSE(asked(values.data(), size)) << describe(values[i]) << " at " << i << " of " << size;
      }
      values[i] = good;
    }
  }
}

// The same at every place in a line, in arrays that are long enough to be aligned first and for several blocks.
template <class T>
void one_that_is_not_in_many() {
  const std::size_t size = 3 * 8192 / sizeof(T) + 5 * elements_in_vector<T> + 3, places = elements_in_vector<T>;
  const std::vector<T> values = finite_values<T>(size);
  const std::vector<std::uint64_t> bad = bad_bits(format_of_v<T>);
  fenced_array<T> memory(size + places);
  for (std::size_t place = 0; place < places; ++place) {
    T* const all = memory.place(values.data(), size, place);
    ASSERT_TRUE(asked(all, size) && asked_as_a_part(all, size)) << place << " after a page border";
    for (std::size_t i = 0; i < size; i += i < 2 * places || i + 6 * places > size ? 1 : 37) {
      const T good = all[i];
      all[i] = from_bits<T>(bad[i % bad.size()]);
      ASSERT_FALSE(asked(all, size)) << describe(all[i]) << " at " << i << ", " << place << " after a page border";
      ASSERT_FALSE(asked_as_a_part(all, size)) << describe(all[i]) << " at " << i << ", " << place;
      all[i] = good;
    }
  }
}

// Nothing outside is read: not even where a vector would reach across.
template <class T>
void page_borders() {
  const std::size_t most = 5 * elements_in_vector<T>;
  std::vector<T> values = finite_values<T>(most);
  walled_array<T> memory(most);
  for (std::size_t size = 0; size <= most; ++size) {
    ASSERT_TRUE(asked(memory.place_at_end(values.data(), size), size)) << size;
    ASSERT_TRUE(asked(memory.place_at_start(values.data(), size), size)) << size;
  }
  const std::size_t large = 2 * 8192 / sizeof(T) + 3;
  values = finite_values<T>(large);
  walled_array<T> more(large);
  ASSERT_TRUE(asked(more.place_at_end(values.data(), large), large));
  ASSERT_TRUE(asked(more.place_at_start(values.data(), large), large));
  ASSERT_TRUE(asked_as_a_part(more.place_at_end(values.data(), large), large));
}

// Every value of the 16-bit formats; of the others every exponent, with the ends of the fraction and some between.
template <class T>
void every_exponent() {
  constexpr oracle::format f = format_of_v<T>;
  constexpr int low_bits = sizeof(T) == 2 ? 0 : oracle::fraction_bits(f);
  const std::uint64_t top = std::uint64_t{1} << (oracle::total_bits(f) - low_bits);
  const std::uint64_t ones = (std::uint64_t{1} << low_bits) - 1;
  for (std::uint64_t high = 0; high < top; ++high) {
    for (const std::uint64_t low : {std::uint64_t{0}, std::uint64_t{1}, ones / 3, ones / 2, ones / 2 + 1, ones}) {
      const std::uint64_t bits = high << low_bits | (low & ones);
      const bool is_finite = !oracle::is_nan(f, bits) && !oracle::is_infinite(f, bits);
      const T values[3] = {T(), from_bits<T>(bits), T()};
      ASSERT_EQ(asked(values, 3), is_finite) << describe(values[1]);
      if (low_bits == 0) break;
    }
  }
}

template <class T>
void of_one_dtype() {
  const auto add = [](const char* name, void (*body)()) {
    register_on_every_target(std::string("all_finite/") + oracle::name_of(format_of_v<T>), name, __FILE__, __LINE__,
                             body);
  };
  add("finite_everywhere", &finite_everywhere<T>);
  add("one_that_is_not", &one_that_is_not<T>);
  add("one_that_is_not_in_many", &one_that_is_not_in_many<T>);
  add("page_borders", &page_borders<T>);
  add("every_exponent", &every_exponent<T>);
}

const bool registered = [] {
  for_each_dtype([](auto value, const char*) { of_one_dtype<decltype(value)>(); });
  return true;
}();

}  // namespace
