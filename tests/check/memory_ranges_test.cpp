// The overlap finder of many tensors against a comparison of all pairs, on small random memories.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <signopt/detail/check/memory_ranges.hpp>
#include <string>
#include <vector>

#include "support/special_values.hpp"

namespace {

using namespace signopt_test;
using signopt::detail::check_disjoint;
using signopt::detail::memory_range;
using ranges = std::vector<memory_range>;

const char* const roles[] = {"var", "m", "grad"};

bool overlap(const memory_range& a, const memory_range& b) {
  return (a.is_written || b.is_written) && a.begin < b.end && b.begin < a.end;
}

// Some tensors of up to 6 bytes in a memory of `bytes`; no range is empty.
ranges random_ranges(random_bits& random, std::ptrdiff_t tensors, std::uint64_t bytes) {
  ranges all;
  for (std::ptrdiff_t i = 0; i < tensors; ++i) {
    const std::uint64_t size = 1 + random.below(6);
    for (int role = 0; role < 3; ++role) {
      const std::uint64_t begin = 1000 + random.below(bytes);
      all.push_back({begin, begin + size, i, roles[role], role != 2});
    }
  }
  return all;
}

const memory_range* find(const ranges& all, const std::string& name) {
  for (const memory_range& each : all) {
    if (signopt::detail::name_of(each) == name) return &each;
  }
  return nullptr;
}

// What the finder says, which must name two ranges that do overlap, the lower index first; "" where it accepts.
template <class Check>
std::string message_of(const ranges& all, Check check) {
  try {
    check();
  } catch (const signopt::operand_error& error) {
    const std::string message = error.what(), start = "signopt: ";
    const std::size_t between = message.find(" and "), end = message.find(" overlap in memory");
    const memory_range* const first = find(all, message.substr(start.size(), between - start.size()));
    const memory_range* const second = find(all, message.substr(between + 5, end - between - 5));
    EXPECT_TRUE(first != nullptr && second != nullptr && overlap(*first, *second) &&
                first->parameter <= second->parameter)
        << message;
    return message;
  }
  return "";
}

struct verdicts {
  int good = 0, bad = 0;
};

TEST(memory_ranges, all_pairs) {
  random_bits random(1);
  verdicts count;
  for (int i = 0; i < 100000; ++i) {
    ranges all = random_ranges(random, static_cast<std::ptrdiff_t>(random.below(5)), 4 + random.below(200));
    bool expected = false;
    for (std::size_t a = 0; a < all.size(); ++a) {
      for (std::size_t b = a + 1; b < all.size(); ++b) expected = expected || overlap(all[a], all[b]);
    }
    const ranges as_listed = all;
    const bool found = !message_of(as_listed, [&] { check_disjoint(all); }).empty();
    ASSERT_EQ(found, expected) << "configuration " << i;
    ++(found ? count.bad : count.good);
  }
  EXPECT_GT(count.good, 20000);
  EXPECT_GT(count.bad, 20000);
}

// Three parts, each in the order of its addresses, as those of tensors that were allocated one after the other; and now
// and then a fourth.
TEST(memory_ranges, parts_that_are_in_order) {
  random_bits random(3);
  verdicts count;
  for (int i = 0; i < 20000; ++i) {
    ranges all;
    const std::ptrdiff_t parts = random.below(4) == 0 ? 4 : 3;
    for (std::ptrdiff_t part = 0; part < parts; ++part) {
      std::uint64_t begin = 1000 + random.below(300);
      for (std::ptrdiff_t tensor = 0; tensor < 6; ++tensor, begin += random.below(100))
        all.push_back({begin, begin + 1 + random.below(6), part * 6 + tensor, roles[part % 3], part % 3 != 2});
    }
    bool expected = false;
    for (std::size_t a = 0; a < all.size(); ++a) {
      for (std::size_t b = a + 1; b < all.size(); ++b) expected = expected || overlap(all[a], all[b]);
    }
    const ranges as_listed = all;
    ASSERT_EQ(!message_of(as_listed, [&] { check_disjoint(all); }).empty(), expected) << "configuration " << i;
    for (std::size_t k = 1; k < all.size(); ++k) ASSERT_LE(all[k - 1].begin, all[k].begin) << "configuration " << i;
    ++(expected ? count.bad : count.good);
  }
  EXPECT_GT(count.good, 1000);
  EXPECT_GT(count.bad, 1000);
}

// A gradient beside a set that has been found valid.
TEST(memory_ranges, one_more) {
  random_bits random(2);
  verdicts count;
  while (count.good + count.bad < 100000) {
    ranges written;
    for (const memory_range& each : random_ranges(random, static_cast<std::ptrdiff_t>(random.below(4)), 60)) {
      if (each.is_written) written.push_back(each);
    }
    try {
      check_disjoint(written);
    } catch (const signopt::operand_error&) {
      continue;
    }
    for (int i = 0; i < 20; ++i) {
      const std::uint64_t begin = 990 + random.below(80);
      const memory_range added{begin, begin + 1 + random.below(9), static_cast<std::ptrdiff_t>(random.below(4)), "grad",
                               false};
      bool expected = false;
      for (const memory_range& each : written) expected = expected || overlap(each, added);
      ranges all = written;
      all.push_back(added);
      const bool found = !message_of(all, [&] { check_disjoint(written, added); }).empty();
      ASSERT_EQ(found, expected);
      ++(found ? count.bad : count.good);
    }
  }
  EXPECT_GT(count.good, 20000);
  EXPECT_GT(count.bad, 10000);
}

}  // namespace
