// Operands of which one lies across the others, on every target: sizes about the borders of tiles and of what is
// transposed at once, each operand in turn and two of three, lines with gaps and backwards, three axes, parts of
// threads.
#include <gtest/gtest.h>

#include <cstddef>
#include <vector>

#include "support/executors.hpp"
#include "support/strided_step.hpp"
#include "support/targets.hpp"

namespace {

using namespace signopt_test;
using index = std::ptrdiff_t;

// A matrix by columns or by rows, with so many elements between lines, and as many before the first.
layout by_columns(index rows, index cols, index gap) { return {{1, rows + gap}, gap, gap + (rows + gap) * cols}; }
layout by_rows(index rows, index cols, index gap) { return {{cols + gap, 1}, gap, gap + (cols + gap) * rows}; }

// The lines of one by rows, the last one first.
layout upwards(index rows, index cols, index gap) {
  layout made = by_rows(rows, cols, gap);
  made.first += (rows - 1) * (cols + gap);
  made.strides[0] = -made.strides[0];
  return made;
}

// In three parts, however few elements there are.
struct in_parts : backwards_here {
  in_parts() : backwards_here{3} {}
  std::ptrdiff_t grain_bytes() const { return 1; }
};

template <class T, class G>
void expect_each_in_turn(index rows, index cols, index gap) {
  random_bits random(static_cast<std::uint64_t>(rows * 1000 + cols));
  const layout a = by_columns(rows, cols, gap), b = by_rows(rows, cols, gap);
  const std::vector<index> sizes{rows, cols};
  EXPECT_TRUE((is_as_contiguous<T, G>(sizes, a, a, b, random))) << text(sizes, a, a, b);
  EXPECT_TRUE((is_as_contiguous<T, G>(sizes, a, b, a, random))) << text(sizes, a, b, a);
  EXPECT_TRUE((is_as_contiguous<T, G>(sizes, b, a, a, random))) << text(sizes, b, a, a);
}

template <class T, class G>
void test_sizes() {
  for (const index rows : {33, 511, 513}) {
    for (const index cols : {2, 4, 7, 8, 15, 17, 33}) expect_each_in_turn<T, G>(rows, cols, 0);
  }
  for (const index rows : {40, 530}) {
    for (const index cols : {33, 70}) {
      for (index gap = 1; gap < 6; gap += 2) expect_each_in_turn<T, G>(rows, cols, gap);
    }
  }
}

template <class T>
void test_two_of_three() {
  random_bits random(3);
  for (const index rows : {20, 100, 600}) {
    for (const index cols : {33, 70}) {
      const layout a = by_columns(rows, cols, 1), b = by_rows(rows, cols, 2), up = upwards(rows, cols, 3);
      const std::vector<index> sizes{rows, cols};
      EXPECT_TRUE((is_as_contiguous<T, T>(sizes, a, b, b, random)));
      EXPECT_TRUE((is_as_contiguous<T, T>(sizes, b, a, b, random)));
      EXPECT_TRUE((is_as_contiguous<T, T>(sizes, b, b, a, random)));
      EXPECT_TRUE((is_as_contiguous<T, T>(sizes, a, a, up, random)));
      EXPECT_TRUE((is_as_contiguous<T, T>(sizes, a, up, a, random)));
      EXPECT_TRUE((is_as_contiguous<T, T>(sizes, up, a, a, random)));
      EXPECT_TRUE((is_as_contiguous<T, T>(sizes, up, a, up, random)));
    }
  }
}

// A gradient of one row for all of them: along the lines of the others it stays where it is.
template <class T>
void test_one_row_for_all() {
  random_bits random(4);
  const std::vector<index> sizes{70, 40};
  const layout a = by_columns(70, 40, 0), row{{0, 1}, 0, 40};
  EXPECT_TRUE((is_as_contiguous<T, T>(sizes, a, a, row, random)));
}

// The axes of the third operand in the other order, as between Eigen's two layouts, and with the first two changed.
template <class T>
void test_three_axes() {
  random_bits random(5);
  for (const index n : {34, 67}) {
    const std::vector<index> sizes{n, 3, 19};
    const layout a{{1, n, 3 * n}, 0, 57 * n}, reversed{{57, 19, 1}, 0, 57 * n}, changed{{3, 1, 3 * n}, 0, 57 * n};
    for (const layout& b : {reversed, changed}) {
      EXPECT_TRUE((is_as_contiguous<T, T>(sizes, a, a, b, random))) << text(sizes, a, a, b);
      EXPECT_TRUE((is_as_contiguous<T, T>(sizes, a, b, a, random))) << text(sizes, a, b, a);
      EXPECT_TRUE((is_as_contiguous<T, T>(sizes, b, a, a, random))) << text(sizes, b, a, a);
      EXPECT_TRUE((is_as_contiguous<T, T>(sizes, b, a, a, random, in_parts()))) << text(sizes, b, a, a);
    }
  }
}

template <class T>
void test_parts() {
  random_bits random(6);
  for (const index rows : {33, 520, 1100}) {
    for (const index cols : {5, 40, 400}) {
      const layout a = by_columns(rows, cols, 1), b = by_rows(rows, cols, 1);
      const std::vector<index> sizes{rows, cols};
      EXPECT_TRUE((is_as_contiguous<T, T>(sizes, a, a, b, random, in_parts()))) << text(sizes, a, a, b);
      EXPECT_TRUE((is_as_contiguous<T, T>(sizes, a, b, a, random, in_parts()))) << text(sizes, a, b, a);
    }
  }
}

// Which walks they are: otherwise the tests above would say nothing of them.
TEST(crossing, is_one_operand_across_two_others) {
  float data[1] = {};
  const detail::tiled_operand memory = detail::memory_of<sizeof(float)>(data);
  const auto is_one = [&](std::initializer_list<detail::axis> axes) {
    detail::walk over;
    for (const detail::axis& each : axes) over.push_back(each);
    over.arrange();
    return detail::crossing(over, memory, memory, memory).exists();
  };
  EXPECT_TRUE(is_one({{40, 1, 1, 50}, {50, 40, 40, 1}}));
  EXPECT_TRUE(is_one({{40, 1, 50, 1}, {50, 40, 1, 40}}));
  EXPECT_TRUE(is_one({{40, 50, 1, 1}, {50, 1, 40, 40}}));
  EXPECT_TRUE(is_one({{40, 1, 50, 50}, {50, 40, 1, 1}}));
  EXPECT_FALSE(is_one({{40, 1, 1, 1}, {50, 41, 41, 41}})) << "one order";
  EXPECT_FALSE(is_one({{31, 1, 1, 50}, {50, 31, 31, 1}})) << "short lines";
  EXPECT_FALSE(is_one({{40, 2, 2, 50}, {50, 80, 80, 1}})) << "lines with gaps between neighbours";
  EXPECT_FALSE(is_one({{40, 1, 1, 100}, {50, 40, 40, 2}})) << "no neighbours across either";
}

const bool registered =
    register_on_every_target("crossed", __FILE__,
                             {
                                 {"sizes_bfloat16", __LINE__, test_sizes<Eigen::bfloat16, Eigen::bfloat16>},
                                 {"sizes_float32", __LINE__, test_sizes<float, float>},
                                 {"sizes_float32_grad_float16", __LINE__, test_sizes<float, Eigen::half>},
                                 {"sizes_float64", __LINE__, test_sizes<double, double>},
                                 {"sizes_float64_grad_float32", __LINE__, test_sizes<double, float>},
                                 {"two_of_three_float16", __LINE__, test_two_of_three<Eigen::half>},
                                 {"two_of_three_float32", __LINE__, test_two_of_three<float>},
                                 {"two_of_three_float64", __LINE__, test_two_of_three<double>},
                                 {"one_row_for_all", __LINE__, test_one_row_for_all<float>},
                                 {"three_axes_float16", __LINE__, test_three_axes<Eigen::half>},
                                 {"three_axes_float32", __LINE__, test_three_axes<float>},
                                 {"parts_float32", __LINE__, test_parts<float>},
                                 {"parts_float64", __LINE__, test_parts<double>},
                             });

}  // namespace
