// Steps and looks at the gradients allocate nothing; the blocks of memory are where they should be.
#include "../support/allocations.hpp"
// The above comes before all else.
#include <gtest/gtest.h>

#include <cstdint>
#include <signopt/aligned_block.hpp>
#include <signopt/optimizer.hpp>
#include <utility>
#include <vector>

#include "../support/errors.hpp"

namespace {

using namespace signopt_test;

TEST(optimizer_allocation, none_in_a_step) {
  std::vector<float> var(70000, 1.0f), grad(70000, 0.5f);
  signopt::optimizer<signopt::power_sign> opt;
  opt.add_group({{var.data(), nullptr, grad.data(), 50000}}, {0.1});
  opt.add_group({{var.data() + 50000, nullptr, grad.data() + 50000, 20000, 0.5}}, {0.1, 1, 1, 0.9, 0.1, 0.1});
  signopt::step_report report;
  EXPECT_EQ(allocations_in([&] { report = opt.step({0.5, 1.0}); }), 0);
  EXPECT_TRUE(report.applied);
  EXPECT_LT(report.clip, 1);
  EXPECT_EQ(allocations_in([&] { static_cast<void>(opt.inspect()); }), 0);
  std::vector<double> sums(static_cast<std::size_t>(opt.blocks()));
  EXPECT_EQ(allocations_in([&] { static_cast<void>(opt.sum_blocks(sums.data())); }), 0);
  EXPECT_EQ(allocations_in([&] { report = opt.step({0.5, 1.0}, {2.0, true}); }), 0);
  EXPECT_EQ(allocations_in([&] { opt.grad(0, nullptr); }), 0);
  EXPECT_GT(allocations_in([&] { opt.add_group({}); }), 0) << "which shows that the counter counts";
}

TEST(aligned_block, where_it_lies) {
  for (const std::ptrdiff_t n : {1, 100, 524287, 524288, 1000000}) {
    signopt::aligned_block<float> block(n);
    EXPECT_EQ(block.size(), n);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(block.data()) % (n >= 524288 ? 2u << 20 : 64u), 0u) << n;
    for (const float each : block) ASSERT_EQ(each, 0);
    block[n - 1] = 3;
    float* const place = block.data();
    signopt::aligned_block<float> moved = std::move(block);
    EXPECT_EQ(moved.data(), place);
    EXPECT_EQ(block.data(), nullptr);
    EXPECT_EQ(block.size(), 0);
    block = std::move(moved);
    EXPECT_EQ(block[n - 1], 3);
    EXPECT_EQ(moved.data(), nullptr) << "what it had is freed, not kept for later";
    signopt::aligned_block<float> full(1);
    full = std::move(block);
    EXPECT_EQ(full[n - 1], 3);
    EXPECT_EQ(block.data(), nullptr);
  }
  // A large one may begin behind its border.
  for (const unsigned stagger : {0u, 1u, 3u, 4u}) {
    signopt::aligned_block<float> block(524288, stagger);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(block.data()) % (2u << 20), stagger % 4 * 1088);
    EXPECT_EQ(block[524287], 0);
    signopt::aligned_block<float> moved = std::move(block);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(signopt::aligned_block<float>(100, stagger).data()) % 64, 0u);
  }
  EXPECT_EQ(signopt::aligned_block<double>(0).data(), nullptr);
  EXPECT_EQ(signopt::aligned_block<double>().size(), 0);
  expect_error<signopt::shape_error>([] { signopt::aligned_block<float> block(-1); }, {"aligned_block", "-1"});
  expect_error<signopt::shape_error>([] { signopt::aligned_block<float> block(PTRDIFF_MAX / 8); }, {"larger than any"});
}

}  // namespace
