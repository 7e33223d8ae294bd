// The operator is compiled once for each dtype and size, whatever the hyper-parameters are; Ascend 950 has none.
#include <gtest/gtest.h>

#include <signopt/ascend.hpp>

#include "device_data.hpp"
#include "fixture.hpp"
#include "host_data.hpp"
#include "support/errors.hpp"

namespace {

using namespace signopt_test;
using Eigen::half;

class ascend_compile : public ascend_test {};

template <class T>
void expect_steps(signopt::ascend::session& session, std::size_t n) {
  host_data<T> data(n), expected = data;
  auto var = data.var_view(), m = data.m_view();
  for (int step = 0; step < 100; ++step) {
    oracle::hyper h = usual;
    h.lr /= 1 + step;
    h.sign_decay = 1 - 0.01 * step;
    h.alpha += 0.001 * step;
    h.beta -= 0.001 * step;
    signopt::apply_add_sign(session, var, m, h.lr, h.alpha, h.sign_decay, h.beta, data.grad_view());
    expected.step(h);
  }
  expect_results(data, expected);
}

TEST_F(ascend_compile, a_hundred_steps_compile_once) {
  signopt::ascend::session session(0);
  std::size_t expected = 0;
  EXPECT_EQ(fake::compiles(), expected);
  for (const std::size_t n : {1u, 8u, 100u}) {
    expect_steps<float>(session, n);
    EXPECT_EQ(fake::compiles(), ++expected) << n;
    expect_steps<half>(session, n);
    EXPECT_EQ(fake::compiles(), ++expected) << n;
    expect_steps<float>(session, n);
    expect_steps<half>(session, n);
    EXPECT_EQ(fake::compiles(), expected) << n;
  }
}

// The shape is nothing to the operator: arrays of one size share what is compiled, and so do all front ends.
TEST_F(ascend_compile, by_size_and_not_by_shape) {
  const device_scope device(0);
  signopt::ascend::session session(0);
  Eigen::ArrayXXf var(3, 4), m(3, 4), grad(3, 4);
  var.setOnes();
  m.setOnes();
  grad.setOnes();
  signopt::apply_add_sign(session, var, m, 0.1, 1, 1, 0.9, grad);
  EXPECT_EQ(fake::compiles(), 1u);
  signopt::apply_add_sign(session, var.reshaped(2, 6), m.reshaped(2, 6), 0.1, 1, 1, 0.9, grad.reshaped(2, 6));
  const signopt::parameter_set<float> set{{var.data(), m.data(), grad.data(), 12, 3.0}};
  signopt::apply_add_sign_multi(session, set, 0.1, 1, 1, 0.9);
  const device_data<float> data(host_data<float>(12));
  session.run([&](aclrtStream stream) {
    signopt::ascend::apply_add_sign_async(data.var.data, data.m.data, 0.1, 1, 1, 0.9, data.grad.data, 12, stream);
  });
  session.synchronize();
  EXPECT_EQ(fake::compiles(), 1u);
}

TEST_F(ascend_compile, ascend_950_is_refused_with_its_name) {
  const device_scope device(0);
  signopt::ascend::session session(0);
  const host_data<float> before(12);
  host_data<float> data = before;
  auto var = data.var_view(), m = data.m_view();
  const signopt::parameter_set<float> set{{data.var.data(), data.m.data(), data.grad.data(), 12}};
  const device_data<float> on_device(before);
  for (const char* const name : {"Ascend950PR_9599", "Ascend950DT_95A1", "Ascend910_9589", "Ascend910_95A1"}) {
    fake::set_soc_name(name);
    const auto refuses = [&](auto call) {
      fake::restart_counting();
      expect_error<signopt::operand_error>(call, {name, "ApplyAddSignD", "950"});
      EXPECT_EQ(fake::calls(), std::vector<std::string>{"aclrtGetSocName"});
    };
    refuses([&] { signopt::apply_add_sign(session, var, m, 0.1, 1, 1, 0.9, data.grad_view()); });
    refuses([&] { signopt::apply_add_sign_multi(session, set, 0.1, 1, 1, 0.9); });
    refuses([&] {
      signopt::ascend::apply_add_sign_async(on_device.var.data, on_device.m.data, 0.1, 1, 1, 0.9, on_device.grad.data,
                                            12, session.stream());
    });
    expect_untouched(data, before);
    on_device.expect_untouched(before);
  }
}

TEST_F(ascend_compile, other_chips_and_nameless_ones_are_tried) {
  signopt::ascend::session session(0);
  for (const char* const name :
       {"Ascend910B3", "Ascend910", "Ascend910_9392", "Ascend310P3", "Ascend95", static_cast<const char*>(nullptr)}) {
    fake::set_soc_name(name);
    host_data<float> data(12), expected = data;
    auto var = data.var_view(), m = data.m_view();
    signopt::apply_add_sign(session, var, m, usual.lr, usual.alpha, usual.sign_decay, usual.beta, data.grad_view());
    expected.step();
    expect_results(data, expected);
  }
}

}  // namespace
