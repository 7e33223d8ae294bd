// Scalars become values of var's dtype in one rounding, and none of AscendCL's: infinities, NaN and what is too large
// are what they are.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <memory>
#include <signopt/ascend.hpp>
#include <utility>

#include "device_data.hpp"
#include "fixture.hpp"
#include "host_data.hpp"

namespace {

using namespace signopt_test;
using Eigen::half;

bool is_nan(double value) { return oracle::is_nan(oracle::format::float64, bits_of(value)); }

class ascend_scalar : public ascend_test {
 protected:
  void SetUp() override {
    ascend_test::SetUp();
    session_ = std::make_unique<signopt::ascend::session>(0);
  }
  void TearDown() override {
    session_.reset();
    ascend_test::TearDown();
  }

  // What the device has got, from each of the four places in turn, by steps on one element whose result is the scalar.
  template <class T, class Scalar>
  void expect_seen(const Scalar& scalar, double expected) {
    const auto step = [&](double v, double mom, double g, const auto& lr, const auto& alpha, const auto& sign_decay,
                          const auto& beta) {
      Eigen::Array<T, 1, 1> var(nearest<T>(v)), m(nearest<T>(mom)), grad(nearest<T>(g));
      signopt::apply_add_sign(*session_, var, m, lr, alpha, sign_decay, beta, grad);
      return std::make_pair(to_double<T>(var[0]), to_double<T>(m[0]));
    };
    const auto is = [&](double got, const char* name) {
      if (is_nan(expected)) {
        EXPECT_TRUE(is_nan(got)) << name << " became " << got;
      } else {
        EXPECT_EQ(got, expected) << name;
      }
    };
    is(-step(-0.0, 1, 1, scalar, 1, 0, 0.5).first, "lr");
    is(-step(-0.0, 1, 1, 1, scalar, 0, 0.5).first, "alpha");
    is(-step(-0.0, 1, 1, 1, 0, scalar, 0.5).first, "sign_decay");
    is(step(0, 1, 0, 0, 0, 0, scalar).second, "beta");
  }

  std::unique_ptr<signopt::ascend::session> session_;
};

TEST_F(ascend_scalar, float16_in_one_rounding) {
  expect_seen<half>(0.1, 0x1.998p-4);
  expect_seen<half>(0.1f, 0x1.998p-4);
  expect_seen<half>(3, 3.0);
  // By way of float32 this is a tie, which falls to even: 1 + 2^-11 + 2^-40 lies above the middle of 1 and 1 + 2^-10.
  expect_seen<half>(1 + 0x1p-11 + 0x1p-40, 1 + 0x1p-10);
  expect_seen<half>(1 + 0x3p-11 - 0x1p-40, 1 + 0x1p-10);
  expect_seen<half>(-1 - 0x1p-11 - 0x1p-40, -1 - 0x1p-10);
  expect_seen<half>(0x1p-25 + 0x1p-60, 0x1p-24);
  expect_seen<half>(0x1p-25, 0.0);
  expect_seen<half>(2049, 2048.0);
  expect_seen<half>(2051, 2052.0);
}

TEST_F(ascend_scalar, float32_in_one_rounding) {
  expect_seen<float>(0.1, static_cast<double>(0.1f));
  expect_seen<float>(1 + 0x1p-24 + 0x1p-50, 1 + 0x1p-23);
  expect_seen<float>(16777217, 16777216.0);
  expect_seen<float>(0x1p-149, 0x1p-149);
}

TEST_F(ascend_scalar, own_dtypes) {
  expect_seen<float>(nearest<half>(0.1), 0x1.998p-4);
  expect_seen<float>(nearest<Eigen::bfloat16>(0.1), 0x1.9ap-4);
  expect_seen<half>(nearest<half>(0.1), 0x1.998p-4);
  expect_seen<half>(nearest<Eigen::bfloat16>(0.1), 0x1.9ap-4);
  expect_seen<half>(Eigen::Array<double, 1, 1>::Constant(1 + 0x1p-11 + 0x1p-40), 1 + 0x1p-10);
  expect_seen<float>(Eigen::Array<double, 1, 1>::Constant(0.1), static_cast<double>(0.1f));
  expect_seen<half>(Eigen::ArrayXf::Constant(1, 0.1f), 0x1.998p-4);
}

TEST_F(ascend_scalar, nothing_saturates) {
  const double infinity = std::numeric_limits<double>::infinity();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  expect_seen<half>(nan, nan);
  expect_seen<float>(nan, nan);
  expect_seen<half>(from_bits<half>(0x7e00), nan);
  expect_seen<half>(65519.99, 65504.0);
  expect_seen<half>(-65519.99, -65504.0);
  // an infinite scalar times a zero would be NaN: only where it is a factor of 1
  const auto seen_lr = [&](const auto& lr) {
    Eigen::Array<half, 1, 1> var(half(-0.0f)), m(half(1.0f)), grad(half(1.0f));
    signopt::apply_add_sign(*session_, var, m, lr, 1, 0, 0.5, grad);
    return -to_double<half>(var[0]);
  };
  EXPECT_EQ(seen_lr(65520), infinity);
  EXPECT_EQ(seen_lr(65520.0), infinity);
  EXPECT_EQ(seen_lr(-65520.0), -infinity);
  EXPECT_EQ(seen_lr(1e300), infinity);
  EXPECT_EQ(seen_lr(infinity), infinity);
  EXPECT_EQ(seen_lr(-infinity), -infinity);
  EXPECT_EQ(seen_lr(from_bits<half>(0x7c00)), infinity);
}

// The device front end and many tensors take them the same way.
TEST_F(ascend_scalar, other_front_ends) {
  const device_scope device(0);
  const oracle::hyper h{1 + 0x1p-11 + 0x1p-40, 0.5 + 0x1p-12 + 0x1p-41, 2 + 0x1p-10 + 0x1p-39,
                        0.75 + 0x1p-12 + 0x1p-41};
  const host_data<half> before(40);
  host_data<half> data = before, expected = before;
  expected.step(h);
  const device_data<half> on_device(before);
  session_->run([&](aclrtStream stream) {
    signopt::ascend::apply_add_sign_async(on_device.var.data, on_device.m.data, h.lr, h.alpha, h.sign_decay, h.beta,
                                          on_device.grad.data, 40, stream);
  });
  session_->synchronize();
  on_device.expect_results(expected);
  const signopt::parameter_set<half> set{{data.var.data(), data.m.data(), data.grad.data(), 40}};
  signopt::apply_add_sign_multi(*session_, set, h.lr, h.alpha, h.sign_decay, h.beta);
  expect_results(data, expected);
}

}  // namespace
