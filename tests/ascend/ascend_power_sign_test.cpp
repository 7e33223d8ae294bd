// PowerSign on the NPU: ApplyPowerSignD, with the scalars in its order, from every form of call.
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <signopt/apply_power_sign.hpp>
#include <signopt/ascend.hpp>
#include <vector>

#include "device_data.hpp"
#include "fixture.hpp"
#include "support/bits.hpp"
#include "support/documented_example.hpp"
#include "support/special_values.hpp"

namespace {

using namespace signopt_test;
using Eigen::half;
using oracle::format;

class ascend_power_sign : public ascend_modes_test {};
SIGNOPT_TEST_IN_EACH_MODE(ascend_power_sign);

// All different, so that no two can be exchanged unseen.
constexpr signopt::power_sign_settings usual_power{0.03, 1.25, 0.7, 0.85};

// The device's arithmetic, in float32 whatever T is, on scalars that are rounded to T. The exponential of float32
// numbers in double, rounded once, is the correctly rounded one.
template <class T>
class power_sign_on_npu {
  static float as_scalar(double x) { return static_cast<float>(to_double(nearest<T>(x))); }
  static float sign(float x) { return x > 0 ? 1.0f : x < 0 ? -1.0f : 0.0f; }
  // Kept from the compiler, which would fuse this product with the next sum on some CPUs.
  static float product(float a, float b) {
    const volatile float rounded = a * b;
    return rounded;
  }

 public:
  explicit power_sign_on_npu(const signopt::power_sign_settings& s)
      : lr_(as_scalar(s.lr)),
        logbase_(as_scalar(s.logbase)),
        sign_decay_(as_scalar(s.sign_decay)),
        beta_(as_scalar(s.beta)) {}

  void operator()(T& var, T& m, const T& grad) const {
    const auto g = static_cast<float>(to_double(grad));
    const float new_m = product(static_cast<float>(to_double(m)), beta_) + product(g, -beta_ + 1.0f);
    const float exponent = product(product(sign(g) * sign(new_m), sign_decay_), logbase_);
    const auto factor = static_cast<float>(std::exp(static_cast<double>(exponent)));
    var = nearest<T>(static_cast<double>(static_cast<float>(to_double(var)) - product(product(factor, g), lr_)));
    m = nearest<T>(static_cast<double>(new_m));
  }

 private:
  float lr_, logbase_, sign_decay_, beta_;
};

template <class T>
struct arrays {
  using array = Eigen::Array<T, Eigen::Dynamic, 1>;
  array var, m, grad;

  explicit arrays(Eigen::Index n) : var(n), m(n), grad(n) {
    random_bits random(5);
    for (array* const each : {&var, &m, &grad}) {
      for (Eigen::Index i = 0; i < n; ++i) (*each)[i] = from_bits<T>(mixed_bits(format_of_v<T>, random));
    }
  }
  void step(const signopt::power_sign_settings& settings = usual_power) {
    const power_sign_on_npu<T> one(settings);
    for (Eigen::Index i = 0; i < var.size(); ++i) one(var[i], m[i], grad[i]);
  }
  void expect(const arrays& expected, const char* call) const {
    for (Eigen::Index i = 0; i < var.size(); ++i) {
      ASSERT_TRUE(same_result(var[i], expected.var[i])) << call << ", var " << i << ": " << describe(var[i]);
      ASSERT_TRUE(same_result(m[i], expected.m[i])) << call << ", m " << i << ": " << describe(m[i]);
    }
  }
};

// The example in the documentation of mindspore.ops.ApplyPowerSign.
TEST_P(ascend_power_sign, documented_example) {
  documented_power_sign_example of;
  signopt::ascend::session session(0);
  signopt::apply_power_sign(session, of.var, of.m, 0.001f, of.logbase, 0.99f, 0.9f, of.grad);
  of.expect(of.var, of.m);
}

template <class T>
void test_forms() {
  SCOPED_TRACE(name_of(format_of_v<T>));
  for (const Eigen::Index n : {1, 2, 31, 100, 4095}) {
    arrays<T> expected(n);
    expected.step();
    const auto& s = usual_power;
    signopt::ascend::session session(0);
    arrays<T> scalars(n);
    signopt::apply_power_sign(session, scalars.var, scalars.m, s.lr, s.logbase, s.sign_decay, s.beta, scalars.grad);
    scalars.expect(expected, "scalars");
    arrays<T> settings(n);
    signopt::apply_power_sign(session, settings.var, settings.m, s, settings.grad);
    settings.expect(expected, "settings");
    arrays<T> list(n);
    const std::vector<signopt::parameter<T>> tensors{
        {list.var.data(), list.m.data(), list.grad.data(), std::ptrdiff_t{n}}};
    signopt::apply_power_sign_multi(session, tensors, s);
    list.expect(expected, "a list");
    // lr_scale is lr's, and no other scalar's.
    arrays<T> scaled(n), expected_scaled(n);
    expected_scaled.step({0.06, s.logbase, s.sign_decay, s.beta});
    const std::vector<signopt::parameter<T>> one{
        {scaled.var.data(), scaled.m.data(), scaled.grad.data(), std::ptrdiff_t{n}, 2.0}};
    signopt::apply_power_sign_multi(session, one, s.lr, s.logbase, s.sign_decay, s.beta);
    scaled.expect(expected_scaled, "a scaled rate");
  }
}
TEST_P(ascend_power_sign, every_form_on_float32) { test_forms<float>(); }
TEST_P(ascend_power_sign, every_form_on_float16) { test_forms<half>(); }

template <class T>
void test_device_memory() {
  arrays<T> expected(77);
  const auto vector_of = [](const typename arrays<T>::array& from) { return std::vector<T>(from.begin(), from.end()); };
  const device_scope device(0);
  const stream_scope application;
  for (const bool is_by_name : {false, true}) {
    device_array<T> var(vector_of(expected.var)), m(vector_of(expected.m)), grad(vector_of(expected.grad));
    const auto& s = usual_power;
    is_by_name ? signopt::ascend::apply_power_sign_async(var.data, m.data, s, grad.data, 77, application.stream)
               : signopt::ascend::apply_power_sign_async(var.data, m.data, s.lr, s.logbase, s.sign_decay, s.beta,
                                                         grad.data, 77, application.stream);
    as_application([&] { ASSERT_EQ(aclrtSynchronizeStream(application.stream), 0); });
    expected.step();
    EXPECT_TRUE(same_results(var.values(), vector_of(expected.var)));
    EXPECT_TRUE(same_results(m.values(), vector_of(expected.m)));
  }
}
TEST_P(ascend_power_sign, device_memory_of_float32) { test_device_memory<float>(); }
TEST_P(ascend_power_sign, device_memory_of_float16) { test_device_memory<half>(); }

TEST_P(ascend_power_sign, options_are_refused) {
  arrays<float> data(3);
  const arrays<float> before = data;
  signopt::ascend::session session(0);
  const signopt::power_sign_settings flush{0.1, 1, 1, 0.9, {true}};
  EXPECT_THROW(signopt::apply_power_sign(session, data.var, data.m, flush, data.grad), signopt::operand_error);
  data.expect(before, "refused");
}

}  // namespace
