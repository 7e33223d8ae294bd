// Many tensors in one call: all enqueued, waited for once, and written when all has gone well. How few launches and
// copies it takes: ascend_many_test.cpp.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <signopt/ascend.hpp>
#include <vector>

#include "fixture.hpp"
#include "host_data.hpp"
#include "support/errors.hpp"

namespace {

// A program's own type of float16.
struct own_half {
  std::uint16_t bits;
};

}  // namespace

template <>
struct signopt::dtype_of<own_half> : signopt::dtype_constant<signopt::dtype::float16> {};

namespace {

using namespace signopt_test;
using Eigen::half;

class ascend_multi : public ascend_modes_test {};
SIGNOPT_TEST_IN_EACH_MODE(ascend_multi);

// One learning rate for each tensor: a product of two values of T, rounded once.
template <class T>
oracle::hyper scaled(double lr_scale) {
  oracle::hyper own = usual;
  own.lr = to_double(nearest<T>(usual.lr)) * to_double(nearest<T>(lr_scale));
  return own;
}

template <class T, class G>
struct model {
  std::vector<host_data<T, G>> tensors, expected;
  std::vector<double> scales;
  std::vector<std::size_t> absent;  // which have no gradient

  bool is_absent(std::size_t i) const { return std::find(absent.begin(), absent.end(), i) != absent.end(); }

  explicit model(const std::vector<std::size_t>& sizes) {
    for (const std::size_t size : sizes) {
      tensors.emplace_back(size, scales.size() + 1);
      scales.push_back(1.0 + 0.37 * static_cast<double>(scales.size()));
    }
    expected = tensors;
  }
  signopt::parameter_set<T, G> set() {
    std::vector<signopt::parameter<T, G>> parameters;
    for (std::size_t i = 0; i < tensors.size(); ++i) {
      host_data<T, G>& each = tensors[i];
      const G* const grad = is_absent(i) ? nullptr : each.grad.data();
      parameters.push_back({each.var.data(), each.m.data(), grad, each.size(), scales[i]});
    }
    return signopt::parameter_set<T, G>(parameters);
  }
  void step() {
    for (std::size_t i = 0; i < expected.size(); ++i) {
      if (!is_absent(i)) expected[i].step(scaled<T>(scales[i]));
    }
  }
  void expect_all() const {
    for (std::size_t i = 0; i < tensors.size(); ++i) {
      SCOPED_TRACE(i);
      expect_results(tensors[i], expected[i]);
    }
  }
};

template <class T, class G>
void expect_multi(const std::vector<std::size_t>& sizes, int launches) {
  SCOPED_TRACE(name_of(format_of_v<T>));
  model<T, G> here(sizes);
  const auto set = here.set();
  signopt::ascend::session session(0);
  fake::restart_counting();
  signopt::apply_add_sign_multi(session, set, usual.lr, usual.alpha, usual.sign_decay, usual.beta);
  EXPECT_EQ(fake::calls_of("aclrtSynchronizeStream"), 1);
  EXPECT_EQ(fake::launch_count(), launches);
  here.step();
  here.expect_all();
  signopt::apply_add_sign_multi(session, set,
                                signopt::add_sign_settings{usual.lr, usual.alpha, usual.sign_decay, usual.beta});
  here.step();
  here.expect_all();
  std::vector<signopt::parameter<T, G>> range;
  for (std::ptrdiff_t i = 0; i < set.size(); ++i) range.push_back(set[i]);
  signopt::apply_add_sign_multi(session, range, usual.lr, usual.alpha, usual.sign_decay, usual.beta);
  here.step();
  here.expect_all();
}

TEST_P(ascend_multi, values_and_one_synchronization) {
  const std::vector<std::size_t> sizes{5, 0, 1, 100, 33, 0};
  expect_multi<float, float>(sizes, 4);
  expect_multi<half, half>(sizes, 4);
  expect_multi<float, half>(sizes, 4);
  expect_multi<float, float>({64}, 1);
}

// The same step as with Eigen's.
TEST_P(ascend_multi, types_of_the_program) {
  const auto own = [](std::vector<half>& of) { return reinterpret_cast<own_half*>(of.data()); };
  host_data<float, half> widened(21), expected_widened = widened;
  host_data<half> plain(21), expected_plain = plain;
  signopt::ascend::session session(0);
  const signopt::parameter_set<float, own_half> floats{
      {widened.var.data(), widened.m.data(), own(widened.grad), widened.size()}};
  const signopt::parameter_set<own_half> halves{{own(plain.var), own(plain.m), own(plain.grad), plain.size()}};
  signopt::apply_add_sign_multi(session, floats, usual.lr, usual.alpha, usual.sign_decay, usual.beta);
  signopt::apply_add_sign_multi(session, halves, usual.lr, usual.alpha, usual.sign_decay, usual.beta);
  expected_widened.step();
  expected_plain.step();
  expect_results(widened, expected_widened);
  expect_results(plain, expected_plain);
}

TEST_P(ascend_multi, compute_type_stated) {
  model<half, half> here({3, 4});
  signopt::ascend::session session(0);
  signopt::apply_add_sign_multi<half>(session, here.set(), usual.lr, usual.alpha, usual.sign_decay, usual.beta);
  here.step();
  here.expect_all();
}

TEST_P(ascend_multi, no_element_no_call) {
  model<float, float> empty({0, 0});
  const auto set = empty.set();
  const signopt::parameter_set<float> nothing{};
  signopt::ascend::session session(0);
  expect_no_acl_call([&] {
    signopt::apply_add_sign_multi(session, set, 0.1, 1, 1, 0.9);
    signopt::apply_add_sign_multi(session, nothing, signopt::add_sign_settings{0.1});
  });
}

// Of a tensor without a gradient nothing is copied, and nothing launched: whichever they are, and also all of them.
template <class T, class G>
void expect_left_alone(const std::vector<std::size_t>& absent, int launches) {
  model<T, G> here({7, 40, 0, 9, 16});
  here.absent = absent;
  const auto set = here.set();
  signopt::ascend::session session(0);
  fake::restart_counting();
  signopt::apply_add_sign_multi(session, set, usual.lr, usual.alpha, usual.sign_decay, usual.beta);
  EXPECT_EQ(fake::launch_count(), launches);
  EXPECT_EQ(fake::calls_of("aclrtMalloc"), 3);
  EXPECT_EQ(fake::calls_of("aclrtMemcpy"), 5);
  here.step();
  here.expect_all();
  for (const std::size_t i : absent) expect_untouched(here.tensors[i], here.expected[i]);
}

TEST_P(ascend_multi, without_gradients) {
  expect_left_alone<float, float>({0}, 3);
  expect_left_alone<float, half>({1, 4}, 2);
  expect_left_alone<half, half>({3, 4}, 2);
  expect_left_alone<float, float>({0, 1, 2, 3}, 1);
  model<float, float> none({7, 40});
  none.absent = {0, 1};
  const auto set = none.set();
  signopt::ascend::session session(0);
  expect_no_acl_call([&] { signopt::apply_add_sign_multi(session, set, signopt::add_sign_settings{0.1}); });
  none.expect_all();
}

// One that is left alone may be larger than the operator can count.
TEST_P(ascend_multi, a_large_tensor_without_a_gradient) {
  const auto at = [](std::uintptr_t number) { return reinterpret_cast<float*>(number); };
  host_data<float> small(5), expected = small;
  const signopt::parameter_set<float> set{{at(0x10000000000), at(0x20000000000), nullptr, 2147483648, 1.0},
                                          {small.var.data(), small.m.data(), small.grad.data(), 5, 1.0}};
  signopt::ascend::session session(0);
  signopt::apply_add_sign_multi(session, set, usual.lr, usual.alpha, usual.sign_decay, usual.beta);
  expected.step();
  expect_results(small, expected);
}

TEST_P(ascend_multi, errors_before_any_call) {
  // nobody reads these elements
  const auto at = [](std::uintptr_t number) { return reinterpret_cast<float*>(number); };
  const signopt::parameter_set<float> large{
      {at(0x10000000000), at(0x20000000000), at(0x30000000000), 8, 1.0},
      {at(0x40000000000), at(0x50000000000), at(0x60000000000), 2147483648, 1.0, "decoder.bias"}};
  const Eigen::ArrayXf two(2);
  model<float, float> here({3});
  const auto set = here.set();
  signopt::ascend::session session(0);
  expect_no_acl_call([&] {
    expect_error<signopt::shape_error>([&] { signopt::apply_add_sign_multi(session, large, 0.1, 1, 1, 0.9); },
                                       {"the size of parameter 1 (\"decoder.bias\")", "2147483648", "2147483647"});
    expect_error<signopt::shape_error>([&] { signopt::apply_add_sign_multi(session, set, two, 1, 1, 0.9); },
                                       {"lr", "one", "element"});
  });
  here.expect_all();
}

// A kernel in the middle fails: no tensor has changed, and the next call is as ever.
TEST_P(ascend_multi, a_failing_kernel_changes_nothing) {
  for (int k = 1; k <= 3; ++k) {
    SCOPED_TRACE(k);
    model<float, half> here({7, 40, 9});
    const auto set = here.set();
    signopt::ascend::session session(0);
    const auto call = [&] {
      signopt::apply_add_sign_multi(session, set, usual.lr, usual.alpha, usual.sign_decay, usual.beta);
    };
    fake::fail_kernel(k);
    EXPECT_THROW(call(), signopt::ascend::error);
    fake::fail_nothing();
    for (std::size_t i = 0; i < 3; ++i) expect_untouched(here.tensors[i], here.expected[i]);
    call();
    here.step();
    here.expect_all();
  }
}

}  // namespace
