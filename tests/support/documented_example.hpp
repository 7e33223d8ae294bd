// The example in the documentation of mindspore.ops.ApplyAddSign, with what it becomes, to the last bit: with lr 0.001,
// alpha 1, sign_decay 0.99, beta 0.9.
#pragma once

#include <gtest/gtest.h>

#include <Eigen/Core>

#include "bits.hpp"

namespace signopt_test {

struct documented_example {
  using array = Eigen::Array<float, 2, 2, Eigen::RowMajor>;
  array var, m, grad, new_var, new_m;

  documented_example() {
    var << .6f, .4f, .1f, .5f;
    m << .6f, .5f, .2f, .6f;
    grad << .3f, .7f, .1f, .8f;
    new_var << 0x1.32e4f4p-1f, 0x1.982c70p-2f, 0x1.98c8f0p-4f, 0x1.fe5eaap-2f;
    new_m << 0x1.23d70cp-1f, 0x1.0a3d70p-1f, 0x1.851eb8p-3f, 0x1.3d70a6p-1f;
  }

  void expect(const array& got_var, const array& got_m) const {
    for (Eigen::Index i = 0; i < 4; ++i) {
      EXPECT_EQ(bits_of(got_var.data()[i]), bits_of(new_var.data()[i])) << describe(got_var.data()[i]) << " at " << i;
      EXPECT_EQ(bits_of(got_m.data()[i]), bits_of(new_m.data()[i])) << describe(got_m.data()[i]) << " at " << i;
    }
  }
};

// That of mindspore.ops.ApplyPowerSign: the same operands, with lr 0.001, logbase e, sign_decay 0.99, beta 0.9.
struct documented_power_sign_example : documented_example {
  static constexpr double logbase = 2.718281828459045;

  documented_power_sign_example() { new_var << 0x1.30ef4cp-1f, 0x1.8f075ap-2f, 0x1.938f2cp-4f, 0x1.f3eb26p-2f; }
};

}  // namespace signopt_test
