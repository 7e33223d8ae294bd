// How few calls of ACL a step on many tensors takes: a launch for each learning rate, three arrays on the device, which
// the session keeps, and five copies.
#include <gtest/gtest.h>

#include <cstddef>
#include <limits>
#include <signopt/ascend.hpp>
#include <vector>

#include "fixture.hpp"
#include "host_data.hpp"

namespace {

using namespace signopt_test;
using Eigen::half;
using signopt::ascend::session;

class ascend_many : public ascend_modes_test {};
SIGNOPT_TEST_IN_EACH_MODE(ascend_many);

// Tensors of different sizes, each with one of these scales in turn.
template <class T>
struct many_tensors {
  std::vector<host_data<T>> tensors, expected;
  std::vector<double> scales;

  many_tensors(std::size_t count, const std::vector<double>& of) {
    for (std::size_t i = 0; i < count; ++i) {
      tensors.emplace_back(1 + 7 * i, i + 1);
      scales.push_back(of[i % of.size()]);
    }
    expected = tensors;
  }
  void step(session& on) {
    std::vector<signopt::parameter<T>> parameters;
    for (std::size_t i = 0; i < tensors.size(); ++i) {
      host_data<T>& each = tensors[i];
      parameters.push_back({each.var.data(), each.m.data(), each.grad.data(), each.size(), scales[i]});
    }
    signopt::apply_add_sign_multi(on, parameters, usual.lr, usual.alpha, usual.sign_decay, usual.beta);
    for (std::size_t i = 0; i < tensors.size(); ++i) {
      oracle::hyper h = usual;
      h.lr = to_double(nearest<T>(to_double(nearest<T>(usual.lr)) * to_double(nearest<T>(scales[i]))));
      expected[i].step(h);
    }
  }
  void expect_all() const {
    for (std::size_t i = 0; i < tensors.size(); ++i) {
      SCOPED_TRACE(i);
      expect_results(tensors[i], expected[i]);
    }
  }
};

void expect_calls(int allocations, int copies, int launches) {
  EXPECT_EQ(fake::calls_of("aclrtMalloc"), allocations);
  EXPECT_EQ(fake::calls_of("aclrtMemcpy"), copies);
  EXPECT_EQ(fake::launch_count(), launches);
  EXPECT_EQ(fake::calls_of("aclrtSynchronizeStream"), 1);
}

template <class T>
void expect_one_launch_for_all() {
  many_tensors<T> here(161, {1.0});
  session on(0);
  const std::size_t compiled_before = fake::compiles();
  for (int step = 0; step < 3; ++step) {
    SCOPED_TRACE(step);
    fake::restart_counting();
    here.step(on);
    expect_calls(step == 0 ? 3 : 0, 5, 1);
    EXPECT_EQ(fake::compiles(), compiled_before + 1);
    here.expect_all();
  }
}

TEST_P(ascend_many, one_learning_rate_is_one_launch) {
  expect_one_launch_for_all<float>();
  expect_one_launch_for_all<half>();
}

// Weights and biases, say, in turn: what has one rate is put side by side. Between launches lies what a kernel may
// touch.
template <class T>
void expect_a_launch_for_each_rate() {
  many_tensors<T> here(40, {1.0, 2.0, 0.5, 2.0});
  session on(0);
  for (int step = 0; step < 2; ++step) {
    fake::restart_counting();
    here.step(on);
    expect_calls(step == 0 ? 3 : 0, 5, 3);
    here.expect_all();
  }
}

TEST_P(ascend_many, a_launch_for_each_rate) {
  expect_a_launch_for_each_rate<float>();
  expect_a_launch_for_each_rate<half>();
}

// In float16 these two are one rate; a NaN and zeros of two signs are rates too.
TEST_P(ascend_many, rates_are_compared_as_they_are_rounded) {
  many_tensors<half> rounded(8, {1.0, 1.0 + 1e-5});
  many_tensors<float> special(8, {std::numeric_limits<double>::quiet_NaN(), 0.0, -0.0});
  session on(0);
  fake::restart_counting();
  rounded.step(on);
  EXPECT_EQ(fake::launch_count(), 1);
  rounded.expect_all();
  fake::restart_counting();
  special.step(on);
  EXPECT_EQ(fake::launch_count(), 3);
  special.expect_all();
}

// Memory is kept as long as it is enough, and given back when it is asked for, when a step fails, and at the end.
TEST_P(ascend_many, memory_is_kept) {
  const fake::object_counts before = fake::live_objects();
  {
    session on(0);
    const auto allocations_of = [&](std::size_t tensors) {
      many_tensors<float> here(tensors, {1.0});
      fake::restart_counting();
      here.step(on);
      here.expect_all();
      return fake::calls_of("aclrtMalloc");
    };
    EXPECT_EQ(allocations_of(10), 3);
    EXPECT_EQ(allocations_of(3), 0);
    EXPECT_EQ(allocations_of(11), 3) << "too small";
    EXPECT_EQ(allocations_of(10), 0);
    EXPECT_GT(fake::live_objects().device_bytes, before.device_bytes);
    on.release_buffers();
    EXPECT_EQ(fake::live_objects().device_bytes, before.device_bytes);
    on.release_buffers();
    EXPECT_EQ(allocations_of(2), 3);
    fake::fail_kernel(1);
    EXPECT_THROW(many_tensors<float>(2, {1.0}).step(on), signopt::ascend::error);
    fake::fail_nothing();
    EXPECT_EQ(fake::live_objects().device_bytes, before.device_bytes);
    EXPECT_EQ(allocations_of(2), 3);
    host_data<float> one(5), expected = one;
    auto var = one.var_view(), m = one.m_view();
    fake::restart_counting();
    signopt::apply_add_sign(on, var, m, usual.lr, usual.alpha, usual.sign_decay, usual.beta, one.grad_view());
    EXPECT_EQ(fake::calls_of("aclrtMalloc"), 0) << "single arrays use it too";
    expected.step();
    expect_results(one, expected);
  }
  EXPECT_EQ(fake::live_objects(), before);
}

// What is planned, of tensors that nobody touches: no launch has more elements than the operator can count.
TEST_F(ascend_test, launches_are_cut_at_tensors) {
  namespace detail = signopt::detail;
  constexpr signopt::dtype type = signopt::dtype::float32;
  const auto at = [](std::uintptr_t number) { return reinterpret_cast<float*>(number << 40); };
  constexpr std::ptrdiff_t half_of_all = std::ptrdiff_t{1} << 30;
  const signopt::parameter_set<float> set{{at(1), at(2), at(3), half_of_all, 1.0},
                                          {at(4), at(5), at(6), 1, 3.0},
                                          {at(7), at(8), at(9), half_of_all - 1, 1.0},
                                          {at(10), at(11), nullptr, 5, 1.0},
                                          {at(12), at(13), at(14), 1, 1.0}};
  const auto sequence = set.sequence();
  const detail::launch_plan<type> plan(sequence, 0.5f);
  std::vector<std::ptrdiff_t> sizes, begins, tensors;
  for (const auto& each : plan.launches) {
    sizes.push_back(each.n);
    begins.push_back(each.begin);
  }
  for (const auto& each : plan.places) tensors.push_back(each.tensor);
  const std::ptrdiff_t second = (std::ptrdiff_t{1} << 31) + 16, third = second + 16;  // 64 bytes further each
  EXPECT_EQ(sizes, (std::vector<std::ptrdiff_t>{2147483647, 1, 1}));
  EXPECT_EQ(begins, (std::vector<std::ptrdiff_t>{0, second, third}));
  EXPECT_EQ(tensors, (std::vector<std::ptrdiff_t>{0, 2, 4, 1}));
  EXPECT_EQ(plan.elements, third + 1);
}

}  // namespace
