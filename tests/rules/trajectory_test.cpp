// Seven steps of the AddSign and the PowerSign optimizer against figures in exact arithmetic, to the tolerances of
// TensorFlow's own tests of these optimizers: two variables with gradients of different size, whose signs flip at step
// 5.
//
// In TensorFlow the scalars have the dtype of the variables; here they are also given as plain numbers.
#include <gtest/gtest.h>

#include <Eigen/Core>
#include <array>
#include <cmath>
#include <cstddef>
#include <signopt/apply_add_sign.hpp>
#include <signopt/apply_power_sign.hpp>
#include <signopt/pointer.hpp>
#include <signopt/sign_decay.hpp>
#include <string>

#include "support/bits.hpp"
#include "support/targets.hpp"

namespace {

using namespace signopt_test;

constexpr std::size_t step_count = 7;
using steps = std::array<double, step_count>;

// The first element of each variable, and the momentum of the first variable, after each step.
struct trajectory {
  const char* name;
  double lr, second, beta;  // alpha, or logbase
  bool decayed;             // sign_decay falls linearly over 10 steps; otherwise it is 1
  steps var0, var1, m0;
};

constexpr steps momentum_of_beta_09 = {.01, .019, .0271, .03439, .020951, .0088559, -.00202969};
const trajectory trajectories[] = {
    {"lr_0.1_alpha_1_beta_0.9",
     .1,
     1,
     .9,
     false,
     {.98, .96, .94, .92, .92, .92, .94},
     {2.998, 2.996, 2.994, 2.992, 2.992, 2.992, 2.994},
     momentum_of_beta_09},
    {"lr_0.01_alpha_0.1_beta_0.8",
     .01,
     .1,
     .8,
     false,
     {.9989, .9978, .9967, .9956, .9947, .9938, .9949},
     {2.99989, 2.99978, 2.99967, 2.99956, 2.99947, 2.99938, 2.99949},
     {.02, .036, .0488, .05904, .027232, .0017856, -.01857152}},
    {"linear_sign_decay",
     .1,
     1,
     .9,
     true,
     {.98, .961, .943, .926, .93, .935, .949},
     {2.998, 2.9961, 2.9943, 2.9926, 2.993, 2.9935, 2.9949},
     momentum_of_beta_09},
};

const trajectory power_sign_trajectories[] = {
    {"lr_0.1_base_e_beta_0.9",
     .1,
     1,
     .9,
     false,
     {.9728171817, .9456343634, .9184515451, .8912687269, .8949475213, .8986263157, .925809134},
     {2.997281718, 2.994563436, 2.991845155, 2.989126873, 2.989494752, 2.989862632, 2.992580913},
     momentum_of_beta_09},
    {"lr_0.1_base_10_beta_0.8",
     .1,
     2.302585092994046,
     .8,
     false,
     {.9, .8, .7, .6, .601, .602, .702},
     {2.99, 2.98, 2.97, 2.96, 2.9601, 2.9602, 2.9702},
     {.02, .036, .0488, .05904, .027232, .0017856, -.01857152}},
    {"linear_sign_decay",
     .1,
     1,
     .9,
     true,
     {.9728171817, .9482211506, .9259657413, .9058282142, .9113163306, .9173816372, .9322998842},
     {2.997281718, 2.994822115, 2.992596574, 2.990582821, 2.991131633, 2.991738164, 2.993229988},
     momentum_of_beta_09},
};

template <class T>
struct tolerance_of;
template <>
struct tolerance_of<double> {
  static constexpr double value = 1e-6;
};
template <>
struct tolerance_of<float> {
  static constexpr double value = 1e-6;
};
template <>
struct tolerance_of<Eigen::half> {
  static constexpr double value = 1e-3;
};
template <>
struct tolerance_of<Eigen::bfloat16> {
  static constexpr double value = 1e-2;
};

// A tolerance is both absolute and relative, as in the source.
template <class T>
void expect_near(const T& got, double expected, const std::string& what) {
  const double tolerance = tolerance_of<T>::value * (1 + std::abs(expected));
  EXPECT_NEAR(to_double(got), expected, tolerance) << what;
}

template <class T>
using pair = Eigen::Array<T, 2, 1>;

// `Scalar` is T, or double for plain numbers. `update(var, m, lr, second, sign_decay, beta, grad)` is one of the calls
// below.
template <class T, class Scalar, class Update>
void follow(const trajectory& expected, const Update& update) {
  // var0 begins at (1, 2), var1 at (3, 4); both momenta at 0.
  pair<T> var0(nearest<T>(1), nearest<T>(2)), var1(nearest<T>(3), nearest<T>(4));
  pair<T> m0(nearest<T>(0), nearest<T>(0)), m1 = m0;
  const Scalar lr = nearest<Scalar>(expected.lr);
  const Scalar second = nearest<Scalar>(expected.second);
  const Scalar beta = nearest<Scalar>(expected.beta);
  for (std::size_t step = 0; step < step_count; ++step) {
    const double decay = expected.decayed ? signopt::linear_sign_decay(static_cast<double>(step), 10) : 1;
    const double sign = step < 4 ? 1 : -1;
    const T grad0 = nearest<T>(.1 * sign);
    const T grad1 = nearest<T>(.01 * sign);
    update(var0, m0, lr, second, nearest<Scalar>(decay), beta, pair<T>(grad0, grad0));
    update(var1, m1, lr, second, nearest<Scalar>(decay), beta, pair<T>(grad1, grad1));
    const std::string after = "after step " + std::to_string(step + 1);
    for (Eigen::Index i = 0; i < 2; ++i) {
      expect_near(var0[i], expected.var0[step] + static_cast<double>(i), "var0 " + after);
      expect_near(var1[i], expected.var1[step] + static_cast<double>(i), "var1 " + after);
      expect_near(m0[i], expected.m0[step], "m0 " + after);
      expect_near(m1[i], expected.m0[step] / 10, "m1 " + after);
    }
  }
}

struct eigen_call {
  template <class Array, class Scalar>
  void operator()(Array& var, Array& m, const Scalar& lr, const Scalar& alpha, const Scalar& sign_decay,
                  const Scalar& beta, const Array& grad) const {
    signopt::apply_add_sign(var, m, lr, alpha, sign_decay, beta, grad);
  }
};

struct pointer_call {
  template <class Array, class Scalar>
  void operator()(Array& var, Array& m, const Scalar& lr, const Scalar& alpha, const Scalar& sign_decay,
                  const Scalar& beta, const Array& grad) const {
    signopt::apply_add_sign_n(var.data(), m.data(), lr, alpha, sign_decay, beta, grad.data(), grad.size());
  }
};

struct eigen_power_sign_call {
  template <class Array, class Scalar>
  void operator()(Array& var, Array& m, const Scalar& lr, const Scalar& logbase, const Scalar& sign_decay,
                  const Scalar& beta, const Array& grad) const {
    signopt::apply_power_sign(var, m, lr, logbase, sign_decay, beta, grad);
  }
};

template <class T, class Scalar>
void add_tests(const std::string& scalars) {
  const std::string dtype = oracle::name_of(format_of_v<T>);
  for (const trajectory& expected : trajectories) {
    register_on_every_target("apply_add_sign_trajectory", dtype + "_" + scalars + "/" + expected.name, __FILE__,
                             __LINE__, [&expected] {
                               follow<T, Scalar>(expected, eigen_call());
                               follow<T, Scalar>(expected, pointer_call());
                             });
  }
  for (const trajectory& expected : power_sign_trajectories) {
    register_on_every_target("apply_power_sign_trajectory", dtype + "_" + scalars + "/" + expected.name, __FILE__,
                             __LINE__, [&expected] { follow<T, Scalar>(expected, eigen_power_sign_call()); });
  }
}

const bool registered = [] {
  add_tests<double, double>("float64_scalars");
  add_tests<float, float>("float32_scalars");
  add_tests<Eigen::half, Eigen::half>("float16_scalars");
  add_tests<Eigen::bfloat16, Eigen::bfloat16>("bfloat16_scalars");
  add_tests<float, double>("plain_scalars");
  add_tests<Eigen::half, double>("plain_scalars");
  add_tests<Eigen::bfloat16, double>("plain_scalars");
  return true;
}();

TEST(trajectory, all_are_registered) { ASSERT_TRUE(registered); }

}  // namespace
