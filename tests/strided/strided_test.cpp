// The walk over operands with strides, which knows no Eigen, on every target: up to five axes in any order and
// direction, of any strides, gives every element the bits that a contiguous call gives it, and touches nothing else.
#include <gtest/gtest.h>

#include <cstddef>
#include <utility>
#include <vector>

#include "support/strided_step.hpp"
#include "support/targets.hpp"

namespace {

using namespace signopt_test;
using index = std::ptrdiff_t;
using detail::walk;

// Axes nested in a random order, some with gaps behind them, some backwards.
layout random_layout(const std::vector<index>& sizes, const std::vector<std::size_t>& order, random_bits& random) {
  layout made{std::vector<index>(sizes.size()), 0, 1};
  index stride = random.below(3) == 0 ? static_cast<index>(1 + random.below(7)) : 1;
  for (const std::size_t k : order) {
    made.strides[k] = stride;
    made.span += stride * (sizes[k] - 1);
    stride = stride * sizes[k] + static_cast<index>(random.below(3) == 0 ? random.below(5) : 0);
    if (random.below(5) != 0) continue;
    made.first += made.strides[k] * (sizes[k] - 1);
    made.strides[k] = -made.strides[k];
  }
  return made;
}

template <class T, class G, bool Stochastic = false>
void test_random_walks() {
  const signopt::var_rounding rounding =
      Stochastic ? signopt::var_rounding(signopt::stochastic{1, 2, 3, 4}) : signopt::nearest;
  random_bits random(sizeof(T) * 8 + sizeof(G));
  for (int round = 0; round < 400; ++round) {
    std::vector<index> sizes(random.below(6));
    index n = 1;
    for (index& size : sizes) {
      size = static_cast<index>(1 + random.below(random.below(4) == 0 ? 90 : 6));
      if (n * size > 30000) size = 1;
      n *= size;
    }
    std::vector<std::size_t> order(sizes.size());
    for (std::size_t k = 0; k < order.size(); ++k) order[k] = k;
    layout operands[3];
    for (layout& each : operands) {
      const bool is_of_another_order = random.below(2) == 0;
      for (std::size_t k = order.size(); is_of_another_order && k > 1; --k)
        std::swap(order[k - 1], order[random.below(k)]);
      each = random_layout(sizes, order, random);
    }
    const bool is_broadcast = !sizes.empty() && random.below(4) == 0;
    if (is_broadcast) {
      index& stride = operands[2].strides[random.below(sizes.size())];
      const std::size_t k = static_cast<std::size_t>(&stride - operands[2].strides.data());
      if (stride < 0) operands[2].first += stride * (sizes[k] - 1);
      stride = 0;
    }
    ASSERT_TRUE(
        (is_as_contiguous<T, G>(sizes, operands[0], operands[1], operands[2], random, signopt::serial(), rounding)))
        << text(sizes, operands[0], operands[1], operands[2]);
  }
}

// As many axes as there can be, of two elements each where an array of so many fits.
void test_many_axes() {
  random_bits random(5);
  std::vector<index> sizes(62, 1);
  layout plain{std::vector<index>(62), 0, 1};
  for (std::size_t k = 0; k < sizes.size(); ++k) {
    if (k % 5 == 0) sizes[k] = 2;
    plain.strides[k] = plain.span;
    plain.span *= sizes[k];
  }
  layout reversed = plain;
  std::vector<index> used;
  for (std::size_t k = 0; k < sizes.size(); k += 5) used.push_back(plain.strides[k]);
  for (std::size_t k = 0, i = used.size(); k < sizes.size(); k += 5) reversed.strides[k] = used[--i];
  EXPECT_TRUE((is_as_contiguous<float, float>(sizes, plain, plain, plain, random)));
  EXPECT_TRUE((is_as_contiguous<float, float>(sizes, plain, plain, reversed, random)));
  EXPECT_TRUE((is_as_contiguous<float, float>(sizes, reversed, plain, plain, random)));
}

// Each operand has its neighbours along an axis of its own, and none along the last: lines of all three would be more
// than a tile holds.
template <class T>
void test_three_orders() {
  random_bits random(6);
  constexpr index n = 17;
  const std::vector<index> sizes(4, n);
  const layout a{{1, n * n, n * n * n, n}, 0, n * n * n * n}, b{{n * n, 1, n * n * n, n}, 0, n * n * n * n},
      c{{n * n, n * n * n, 1, n}, 0, n * n * n * n};
  EXPECT_TRUE((is_as_contiguous<T, T>(sizes, a, b, c, random)));
  EXPECT_TRUE((is_as_contiguous<T, T>(sizes, c, a, b, random)));
}

TEST(walk, leaves_out_axes_of_one_step_and_knows_its_size) {
  walk over;
  EXPECT_EQ(over.rank(), 0);
  EXPECT_EQ(over.size(), 1);
  over.push_back({1, 77, 78, 79});
  over.push_back({3, 1, 1, 1});
  EXPECT_EQ(over.rank(), 1);
  EXPECT_EQ(over.size(), 3);
  EXPECT_FALSE(over.is_empty());
  over.push_back({0, 1, 1, 1});
  EXPECT_TRUE(over.is_empty());
  EXPECT_EQ(over.size(), 0);
}

TEST(walk, merges_what_is_contiguous_for_all) {
  walk contiguous;
  contiguous.push_back({4, 1, 1, 1});
  contiguous.push_back({5, 4, 4, 4});
  contiguous.push_back({6, 20, 20, 20});
  contiguous.arrange();
  ASSERT_EQ(contiguous.rank(), 1);
  EXPECT_EQ(contiguous[0].size, 120);
  EXPECT_EQ(contiguous[0].var, 1);

  walk with_gaps_in_grad;
  with_gaps_in_grad.push_back({4, 1, 1, 1});
  with_gaps_in_grad.push_back({5, 4, 4, 5});
  with_gaps_in_grad.push_back({6, 20, 20, 25});
  with_gaps_in_grad.arrange();
  ASSERT_EQ(with_gaps_in_grad.rank(), 2);
  EXPECT_EQ(with_gaps_in_grad[0].size, 30);
  EXPECT_EQ(with_gaps_in_grad[1].size, 4);
}

TEST(walk, turns_what_goes_backwards) {
  walk over;
  over.push_back({4, -1, -1, 1});
  const detail::position start = over.arrange();
  EXPECT_EQ(start.var, -3);
  EXPECT_EQ(start.m, -3);
  EXPECT_EQ(start.grad, 3);
  EXPECT_EQ(over[0].var, 1);
  EXPECT_EQ(over[0].grad, -1);
}

// The order of most operands is the order of the tiles.
TEST(walk, two_operands_outvote_the_third) {
  walk var_differs;
  var_differs.push_back({50, 1, 60, 60});
  var_differs.push_back({60, 50, 1, 1});
  var_differs.arrange();
  EXPECT_EQ(var_differs[1].m, 1);
  walk grad_differs;
  grad_differs.push_back({60, 50, 50, 1});
  grad_differs.push_back({50, 1, 1, 60});
  grad_differs.arrange();
  EXPECT_EQ(grad_differs[1].var, 1);
}

const bool registered =
    register_on_every_target("run_strided", __FILE__,
                             {
                                 {"float16", __LINE__, test_random_walks<Eigen::half, Eigen::half>},
                                 {"bfloat16", __LINE__, test_random_walks<Eigen::bfloat16, Eigen::bfloat16>},
                                 {"stochastic", __LINE__, test_random_walks<Eigen::bfloat16, float, true>},
                                 {"float32", __LINE__, test_random_walks<float, float>},
                                 {"float64", __LINE__, test_random_walks<double, double>},
                                 {"float32_grad_float16", __LINE__, test_random_walks<float, Eigen::half>},
                                 {"float64_grad_float32", __LINE__, test_random_walks<double, float>},
                                 {"float64_grad_bfloat16", __LINE__, test_random_walks<double, Eigen::bfloat16>},
                                 {"many_axes", __LINE__, test_many_axes},
                                 {"three_orders_float16", __LINE__, test_three_orders<Eigen::half>},
                                 {"three_orders_float32", __LINE__, test_three_orders<float>},
                                 {"three_orders_float64", __LINE__, test_three_orders<double>},
                             });

}  // namespace
