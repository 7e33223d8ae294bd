// What is lost when parameters are stored in few bits. A parameter does not move when its step is below half its last
// place: the sum is rounded to the old value. bfloat16 has 8 significant bits, so every step below 2^-9 of its
// parameter is lost; float16 has 11 (2^-12), float32 has 24 (2^-25).
#pragma once

#include <Eigen/Core>
#include <cstring>

namespace training {

struct update_count {
  long long intended = 0;  // parameters whose step, before rounding, was not 0
  long long lost = 0;      // those of them that have the same bits after the step as before it

  template <class Before, class After, class Step>
  void add(const Before& before, const After& after, const Step& step) {
    for (Eigen::Index i = 0; i < before.size(); ++i) {
      if (step.data()[i] == 0) continue;
      ++intended;
      if (std::memcmp(before.data() + i, after.data() + i, sizeof(typename Before::Scalar)) == 0) ++lost;
    }
  }

  void operator+=(const update_count& other) {
    intended += other.intended;
    lost += other.lost;
  }

  double lost_percent() const {
    return intended == 0 ? 0 : 100 * static_cast<double>(lost) / static_cast<double>(intended);
  }
};

}  // namespace training
