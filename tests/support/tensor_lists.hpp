// Lists of tensors in three arrays, one for each role: as views that lie side by side, or scattered, with gaps and in
// orders that differ; and what one call for each of them makes of it.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <signopt/parameter_set.hpp>
#include <signopt/pointer.hpp>
#include <string>
#include <utility>
#include <vector>

#include "kernel_check.hpp"

namespace signopt_test {

// How likely, in percent, a tensor does not begin where the one before it ends: in all three arrays, or in one alone.
struct scattering {
  int all, one;
};

template <class T, class G, class C>
class tensor_list {
 public:
  using check = kernel_check<T, G, C>;
  using streams = typename check::streams;
  static constexpr std::ptrdiff_t gap = 3;

  tensor_list(const std::vector<std::ptrdiff_t>& sizes, const std::vector<double>& lr_scales, scattering scattered,
              std::uint64_t seed)
      : absent(sizes.size(), 0), sizes_(sizes), lr_scales_(lr_scales) {
    random_bits random(seed);
    const auto happens = [&](int percent) { return random.below(100) < static_cast<std::uint64_t>(percent); };
    std::ptrdiff_t end[3] = {};
    for (const std::ptrdiff_t size : sizes) {
      const bool in_all = happens(scattered.all);
      const std::uint64_t alone = happens(scattered.one) ? random.below(3) : 3;
      std::ptrdiff_t at[3];
      for (std::size_t role = 0; role < 3; ++role) {
        if (in_all || alone == role) end[role] += gap;
        at[role] = end[role];
        end[role] += size;
      }
      places_.push_back({at[0], at[1], at[2]});
    }
    const std::ptrdiff_t longest = std::max(end[0], std::max(end[1], end[2]));
    before = check::random_streams(static_cast<std::size_t>(longest) + 1, seed);
    now = before;
    // The order of the list is not that of the memory.
    if (scattered.all == 100) {
      for (std::size_t i = places_.size(); i > 1; --i) {
        const std::size_t other = random.below(i);
        std::swap(places_[i - 1], places_[other]);
        std::swap(sizes_[i - 1], sizes_[other]);
      }
    }
  }

  const G* gradient(std::size_t i) const { return now.grad.data() + places_[i].grad; }

  std::vector<signopt::parameter<T, G>> parameters() {
    std::vector<signopt::parameter<T, G>> all;
    for (std::size_t i = 0; i < sizes_.size(); ++i) {
      const place& at = places_[i];
      all.push_back({now.var.data() + at.var, now.m.data() + at.m, absent[i] ? nullptr : gradient(i), sizes_[i],
                     lr_scales_[i % lr_scales_.size()]});
    }
    return all;
  }

  // round(C(lr) * C(lr_scale)), by the oracle's integers.
  static C scaled(C lr, double lr_scale) {
    constexpr oracle::format c = format_of_v<C>;
    const std::uint64_t scale = oracle::soft_convert<oracle::format::float64, c>(oracle::bits_of_double(lr_scale));
    return from_bits<C>(oracle::soft_multiply<c>(bits_of(lr), scale));
  }

  // From what stands there before, of those that are not absent.
  streams one_call_for_each(const typename check::scalars& numbers, bool flush = false) const {
    streams expected = before;
    for (std::size_t i = 0; i < sizes_.size(); ++i) {
      if (absent[i]) continue;
      const place& at = places_[i];
      const C lr = scaled(numbers[0], lr_scales_[i % lr_scales_.size()]);
      const signopt::add_sign_settings settings{
          to_double(lr), to_double(numbers[1]), to_double(numbers[2]), to_double(numbers[3]), {flush}};
      signopt::apply_add_sign_n<C>(expected.var.data() + at.var, expected.m.data() + at.m, settings,
                                   before.grad.data() + at.grad, sizes_[i]);
    }
    return expected;
  }

  // Of the whole arrays: the gaps must not change.
  ::testing::AssertionResult is(const streams& expected) const {
    for (std::size_t i = 0; i < now.size(); ++i) {
      if (!same_result(now.var[i], expected.var[i]) || !same_result(now.m[i], expected.m[i]) ||
          bits_of(now.grad[i]) != bits_of(before.grad[i])) {
        return ::testing::AssertionFailure()
               << "at " << i << ": var " << describe(now.var[i]) << ", expected " << describe(expected.var[i]) << "; m "
               << describe(now.m[i]) << ", expected " << describe(expected.m[i]);
      }
    }
    return ::testing::AssertionSuccess();
  }
  void reset() { now = before; }

  streams before, now;
  std::vector<char> absent;  // tensors whose gradient is not given

 private:
  struct place {
    std::ptrdiff_t var, m, grad;
  };
  std::vector<std::ptrdiff_t> sizes_;
  std::vector<double> lr_scales_;
  std::vector<place> places_;
};

// Sizes of all kinds, in a random order.
inline std::vector<std::ptrdiff_t> mixed_sizes(std::size_t count, std::uint64_t seed) {
  random_bits random(seed);
  std::vector<std::ptrdiff_t> sizes;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t most[] = {1, 2, 17, 65, 65, 200, 3000, i % 10 == 0 ? 9000u : 100u};
    sizes.push_back(static_cast<std::ptrdiff_t>(random.below(most[random.below(8)])));
  }
  return sizes;
}

}  // namespace signopt_test
