// Transposing, on every target and in every size of element: all numbers of lines and elements about those that are
// moved at once, lines with gaps and backwards, bits of any kind; nothing is read or written beside the elements.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <signopt/detail/kernel/transpose_table.hpp>
#include <vector>

#include "support/memory.hpp"
#include "support/special_values.hpp"
#include "support/targets.hpp"

namespace {

using namespace signopt_test;
using index = std::ptrdiff_t;

template <class Element>
void expect_transposed(index lines, index size, index from_gap, index to_gap, bool is_backwards, random_bits& random) {
  constexpr index element = sizeof(Element);
  const index from_line = size + from_gap, to_line = lines + to_gap;
  const index from_elements = (lines - 1) * from_line + size, to_elements = (size - 1) * to_line + lines;
  std::vector<Element> from(static_cast<std::size_t>(from_elements)), to(static_cast<std::size_t>(to_elements));
  for (Element& each : from) each = static_cast<Element>(random());
  for (Element& each : to) each = static_cast<Element>(random());
  std::vector<Element> expected = to;
  const index first = is_backwards ? (lines - 1) * from_line : 0, distance = is_backwards ? -from_line : from_line;
  for (index i = 0; i < lines; ++i) {
    for (index j = 0; j < size; ++j)
      expected[static_cast<std::size_t>(j * to_line + i)] = from[static_cast<std::size_t>(first + i * distance + j)];
  }

  walled_array<Element> from_walls(from.size()), to_walls(to.size());
  const auto bytes = [](Element* data) { return reinterpret_cast<unsigned char*>(data); };
  for (const bool at_end : {true, false}) {
    Element* const source = at_end ? from_walls.place_at_end(from.data(), from.size())
                                   : from_walls.place_at_start(from.data(), from.size());
    Element* const target =
        at_end ? to_walls.place_at_end(to.data(), to.size()) : to_walls.place_at_start(to.data(), to.size());
    signopt::detail::transpose<element>(bytes(target), to_line * element, bytes(source + first), distance * element,
                                        lines, size);
    ASSERT_EQ(std::memcmp(target, expected.data(), expected.size() * sizeof(Element)), 0)
        << lines << " lines of " << size << ", gaps of " << from_gap << " and " << to_gap;
  }
}

template <class Element>
void test_all_sizes() {
  random_bits random(sizeof(Element));
  const std::vector<index> sizes{1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 23, 31, 32, 33, 40, 63, 64, 65, 97};
  for (const index lines : sizes) {
    for (const index size : sizes) {
      expect_transposed<Element>(lines, size, 0, 0, false, random);
      expect_transposed<Element>(lines, size, static_cast<index>(random.below(9)), static_cast<index>(random.below(9)),
                                 random.below(2) == 0, random);
      if (::testing::Test::HasFatalFailure()) return;
    }
  }
}

const bool registered = register_on_every_target("transpose", __FILE__,
                                                 {
                                                     {"2_bytes", __LINE__, test_all_sizes<std::uint16_t>},
                                                     {"4_bytes", __LINE__, test_all_sizes<std::uint32_t>},
                                                     {"8_bytes", __LINE__, test_all_sizes<std::uint64_t>},
                                                 });

}  // namespace
