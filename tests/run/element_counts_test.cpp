// The tree of element counts, against sums that are formed one after the other.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <signopt/detail/run/element_counts.hpp>
#include <vector>

#include "support/special_values.hpp"

namespace {

using namespace signopt_test;
using list_of_sizes = std::vector<std::ptrdiff_t>;

class counted_tensors {
 public:
  explicit counted_tensors(std::size_t count) : sizes_(count, 0), tree_(count + 1, 0) {}

  void set(std::size_t tensor, std::ptrdiff_t size) {
    signopt::detail::add_elements(tree_.data(), count(), static_cast<std::ptrdiff_t>(tensor), size - sizes_[tensor]);
    sizes_[tensor] = size;
  }

  void expect_every_place() const {
    const signopt::detail::element_counts counts{tree_.data(), count()};
    std::ptrdiff_t element = 0;
    for (std::size_t tensor = 0; tensor < sizes_.size(); ++tensor) {
      ASSERT_EQ(counts.elements_of_first(static_cast<std::ptrdiff_t>(tensor)), element) << tensor << " of " << count();
      for (std::ptrdiff_t offset = 0; offset < sizes_[tensor]; ++offset, ++element) {
        const auto place = counts.place_of(element);
        ASSERT_EQ(place.tensor, static_cast<std::ptrdiff_t>(tensor)) << "element " << element << " of " << count();
        ASSERT_EQ(place.offset, offset) << "element " << element << " of " << count();
      }
    }
    ASSERT_EQ(counts.total(), element);
    ASSERT_EQ(counts.elements_of_first(count()), element);
  }

 private:
  std::ptrdiff_t count() const { return static_cast<std::ptrdiff_t>(sizes_.size()); }
  list_of_sizes sizes_, tree_;
};

TEST(element_counts, find_every_element_after_every_change) {
  random_bits random(1);
  for (std::size_t count = 0; count <= 40; ++count) {
    counted_tensors tensors(count);
    tensors.expect_every_place();
    for (int change = 0; change < 60 && count > 0; ++change) {
      tensors.set(random.below(count), random.below(3) == 0 ? 0 : static_cast<std::ptrdiff_t>(random.below(20)));
      tensors.expect_every_place();
      if (HasFatalFailure()) return;
    }
  }
}

// A model of more elements than 32 bits can count.
TEST(element_counts, are_as_wide_as_sizes) {
  list_of_sizes tree(4, 0);
  const std::ptrdiff_t large = std::ptrdiff_t{1} << 40;
  for (std::ptrdiff_t i = 0; i < 3; ++i) signopt::detail::add_elements(tree.data(), 3, i, large);
  const signopt::detail::element_counts counts{tree.data(), 3};
  EXPECT_EQ(counts.total(), 3 * large);
  EXPECT_EQ(counts.place_of(2 * large + 5).tensor, 2);
  EXPECT_EQ(counts.place_of(2 * large + 5).offset, 5);
  EXPECT_EQ(counts.place_of(2 * large - 1).tensor, 1);
}

}  // namespace
