// Options in every front end of Eigen, in every form of the call: with the flush the oracle's flush, with options that
// ask for nothing the plain step, on every target. Pointers: flush_momentum_test; tensors: dlpack_execution_test.
#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <signopt/multi_tensor.hpp>
#include <signopt/signopt.hpp>
#include <vector>

#include "support/executors.hpp"
#include "support/flush_tests.hpp"
#include "support/targets.hpp"

namespace {

using namespace signopt_test;

constexpr double lr = 1024, alpha = 1, sign_decay = 0.5, beta = 0.9;
const signopt::add_sign_settings flush{lr, alpha, sign_decay, beta, {true}}, keep{lr, alpha, sign_decay, beta, {false}},
    none{lr, alpha, sign_decay, beta};

// 40 x 30 elements, most of them with an m' around the compute type's smallest normal number.
template <class T, class G, class C>
struct flush_case {
  static constexpr int rows = 40, cols = 30;
  Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic> var{rows, cols}, m{rows, cols};
  Eigen::Array<G, Eigen::Dynamic, Eigen::Dynamic> grad{rows, cols};

  flush_case() {
    const auto data = threshold_streams<T, G, C>();
    for (Eigen::Index i = 0; i < var.size(); ++i) {
      const auto k = static_cast<std::size_t>(i) * 7919 % data.size();
      var.data()[i] = data.var[k];
      m.data()[i] = data.m[k];
      grad.data()[i] = data.grad[k];
    }
  }

  flush_case expected(bool flushes) const {
    constexpr oracle::format c = format_of_v<C>;
    const auto number = [](double x) { return oracle::scalar<oracle::format::float64, c>(x); };
    const oracle::add_sign<format_of_v<T>, format_of_v<G>, c> step(
        {number(lr), number(alpha), number(sign_decay), number(beta)}, flushes);
    flush_case result = *this;
    for (Eigen::Index i = 0; i < var.size(); ++i) {
      const oracle::result r = step(bits_of(var.data()[i]), bits_of(m.data()[i]), bits_of(grad.data()[i]));
      result.var.data()[i] = from_bits<T>(r.var);
      result.m.data()[i] = from_bits<T>(r.m);
    }
    return result;
  }
  bool operator==(const flush_case& other) const {
    for (Eigen::Index i = 0; i < var.size(); ++i) {
      if (!same_result(var.data()[i], other.var.data()[i]) || !same_result(m.data()[i], other.m.data()[i]))
        return false;
    }
    return true;
  }
};

// call(var, m, grad, settings): one way to pass them.
template <class T, class G, class C, class Call>
void expect_options(int line, Call call) {
  const flush_case<T, G, C> start;
  const auto plain = start.expected(false), flushed = start.expected(true);
  ASSERT_FALSE(plain == flushed) << "no test of the flush";
  for (const signopt::add_sign_settings& settings : {flush, keep, none}) {
    const bool flushes = settings.options.flush_subnormal_momentum;
    flush_case<T, G, C> now = start;
    call(now.var, now.m, now.grad, settings);
    EXPECT_TRUE(now == (flushes ? flushed : plain)) << "line " << line << (flushes ? ", flushing" : ", plain");
  }
}

template <class T, class G, class C>
void test_front_ends() {
  const signopt::eigen_pool pool(pool_of(3), 1);
  const auto expect = [](int line, auto call) { expect_options<T, G, C>(line, call); };
  // Both forms, and views that are contiguous, in long runs, in tiles, in other orders; and an expression.
  const auto every_form = [&](auto select_var, auto select_m, auto select_grad) {
    expect(__LINE__, [&](auto& v, auto& m, const auto& g, const auto& o) {
      signopt::apply_add_sign(select_var(v), select_m(m), o, select_grad(g));
    });
    expect(__LINE__, [&](auto& v, auto& m, const auto& g, const auto& o) {
      signopt::apply_add_sign(pool, select_var(v), select_m(m), o, select_grad(g));
    });
  };
  const auto itself = [](auto& a) -> auto& { return a; };
  every_form(itself, itself, itself);
  const auto reversed = [](auto& a) { return a.reverse(); };
  const auto transposed = [](auto& a) { return a.transpose(); };
  every_form(reversed, reversed, reversed);
  every_form(transposed, transposed, transposed);
  every_form(itself, itself, [](auto& g) { return g.transpose().transpose() * G(1); });
  // Blocks, one above the other and one beside the other.
  const auto in_blocks = [&](auto cut) {
    expect(__LINE__, [&](auto& v, auto& m, const auto& g, const auto& o) {
      for (const bool is_first : {true, false}) {
        signopt::apply_add_sign(cut(v, is_first), cut(m, is_first), o, cut(g, is_first));
      }
    });
  };
  in_blocks([](auto& a, bool is_first) { return a.middleRows(is_first ? 0 : 23, is_first ? 23 : a.rows() - 23); });
  in_blocks([](auto& a, bool is_first) { return a.middleRows(is_first ? 0 : 3, is_first ? 3 : a.rows() - 3); });
  in_blocks([](auto& a, bool is_first) { return a.middleCols(is_first ? 0 : 7, is_first ? 7 : a.cols() - 7); });
}

template <class T, class G, class C>
void test_pointers_and_many() {
  const signopt::eigen_pool pool(pool_of(3), 1);
  const auto expect = [](int line, auto call) { expect_options<T, G, C>(line, call); };
  const auto set_of = [](auto& v, auto& m, const auto& g) {
    return signopt::parameter_set<T, G>{signopt::make_parameter(v.leftCols(3), m.leftCols(3), g.leftCols(3)),
                                        signopt::make_parameter(v.rightCols(27), m.rightCols(27), g.rightCols(27))};
  };
  expect(__LINE__, [&](auto& v, auto& m, const auto& g, const auto& o) {
    signopt::apply_add_sign_n(v.data(), m.data(), o, g.data(), v.size());
  });
  expect(__LINE__, [&](auto& v, auto& m, const auto& g, const auto& o) {
    signopt::apply_add_sign_n(pool, v.data(), m.data(), o, g.data(), v.size());
  });
  expect(__LINE__,
         [&](auto& v, auto& m, const auto& g, const auto& o) { signopt::apply_add_sign_multi(set_of(v, m, g), o); });
  expect(__LINE__, [&](auto& v, auto& m, const auto& g, const auto& o) {
    signopt::apply_add_sign_multi(pool, set_of(v, m, g), o);
  });
  expect(__LINE__, [&](auto& v, auto& m, const auto& g, const auto& o) {
    signopt::apply_add_sign_multi(pool, std::vector{set_of(v, m, g)[0], set_of(v, m, g)[1]}, o);
  });
}

const bool registered = register_on_every_target(
    "options", __FILE__,
    {
        {"front_ends_float32", __LINE__, test_front_ends<float, float, float>},
        {"front_ends_float64", __LINE__, test_front_ends<double, float, double>},
        {"front_ends_bfloat16", __LINE__, test_front_ends<Eigen::bfloat16, Eigen::bfloat16, float>},
        {"pointers_and_many_float32", __LINE__, test_pointers_and_many<float, float, float>},
        {"pointers_and_many_float64", __LINE__, test_pointers_and_many<double, double, double>},
    });

TEST(options, ask_for_nothing_by_default) {
  EXPECT_FALSE(signopt::step_options().flush_subnormal_momentum);
  EXPECT_FALSE(none.options.flush_subnormal_momentum);
}

}  // namespace
