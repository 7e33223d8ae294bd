// A step of an optimizer object, bit for bit: with the defaults it is the call on many tensors, and otherwise what the
// oracle makes of each element.
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <map>
#include <signopt/optimizer.hpp>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "../support/executors.hpp"
#include "../support/oracle_adjusted.hpp"
#include "../support/small_caches.hpp"
#include "../support/targets.hpp"
#include "model.hpp"

namespace {

using namespace signopt_test;

template <class T, class G, class C, class Calls>
struct steps {
  using rule = typename rule_of_calls<Calls>::type;
  using optimizer = signopt::optimizer<rule, T, G>;
  using settings = typename rule::settings;
  static constexpr oracle::format t = format_of_v<T>, g = format_of_v<G>, c = format_of_v<C>;
  static constexpr bool has_own_decay = signopt::detail::has_own_weight_decay<rule>();

  static settings typical() { return settings_of(Calls::typical, Calls()); }
  static signopt::step_request as_it_comes() { return {1, 0, false}; }

  // The defaults, in three groups of one setting: apply_R_multi, on whichever executor.
  static void plain() {
    for (const any_executor& executor : some_executors()) {
      model<T, G> now(values::any, 1), expected = now;
      optimizer opt(typical());
      for (std::ptrdiff_t i = 0; i < now.group_count; ++i) opt.add_group(now.parameters(i));
      std::vector<signopt::parameter<T, G>> all;
      for (std::ptrdiff_t i = 0; i < now.group_count; ++i) {
        for (auto& each : expected.parameters(i)) all.push_back(each);
      }
      for (std::size_t i = 0; i < all.size(); ++i) all[i].m = expected.tensors[i].m.data();
      for (int step = 1; step <= 2; ++step) {
        const signopt::step_report report = opt.step(executor, as_it_comes());
        Calls::template apply_multi<void>(all, typename Calls::settings(call_settings()));
        ASSERT_TRUE(expected.is(now, opt)) << executor.name() << ", step " << step;
        ASSERT_TRUE(report.applied);
        ASSERT_EQ(report.step, step);
        ASSERT_EQ(report.clip, 1);
        ASSERT_TRUE(std::isnan(report.grad_norm)) << "nobody asked for a norm";
      }
    }
  }

  // Everything at once, and each thing alone: a scale, l2, decay, flushing; groups that differ.
  static void adjusted() {
    for (const values which : {values::any, values::finite}) {
      for (const double scale : {1.0, 0.3, -1 / 1024.0, 0.0}) {
        for (const double l2 : {0.0, 0.7}) {
          for (const double decay : {0.0, 0.1}) expect_adjusted(which, scale, l2, decay);
        }
      }
    }
  }

  // The clip factor is that of the norm of all groups after the scale.
  static void clipped() {
    for (const double limit : {0.25, 1e6}) {
      model<T, G> now(values::finite, 3), expected = now;
      optimizer opt;
      std::vector<settings> of_groups(3, typical());
      of_groups[1].l2 = 0.5;
      now.add_to(opt, of_groups);
      const double scale = -0.125;
      const double norm = opt.inspect(scale).norm;
      const double clip = norm > limit ? limit / norm : 1;
      ASSERT_EQ(clip < 1, limit < 1);
      const signopt::step_report report = opt.step(any_executor("", backwards_here{5}, 1), {scale, limit, true});
      EXPECT_EQ(report.clip, clip);
      EXPECT_EQ(report.grad_norm, norm);
      for (std::ptrdiff_t i = 0; i < now.group_count; ++i) compute(expected, i, of_groups, scale * clip);
      ASSERT_TRUE(expected.is(now, opt)) << "clipped to " << limit;
    }
  }

  // Arrays that are larger than the caches go through another loop, with other kernels of the same rule: the bits are
  // those of arrays that are not.
  static void beyond_caches() {
    const std::size_t n = least_uncached_elements(2 * sizeof(T) + sizeof(G)) + 77;
    random_bits random(5);
    std::vector<T> var(n), m(n);
    std::vector<G> grad(n);
    for (std::size_t i = 0; i < n; ++i) {
      var[i] = from_bits<T>(mixed_bits(t, random));
      m[i] = from_bits<T>(mixed_bits(t, random));
      grad[i] = from_bits<G>(mixed_bits(g, random));
    }
    const auto after_step = [&](double l2) {
      std::pair<std::vector<T>, std::vector<T>> made(var, m);
      settings s = typical();
      s.l2 = l2;
      s.weight_decay = 0.1;
      optimizer opt;
      opt.add_group({{made.first.data(), made.second.data(), grad.data(), static_cast<std::ptrdiff_t>(n)}}, s);
      signopt::step_request request = as_it_comes();
      request.scale = 0.3;
      opt.step(request);
      return made;
    };
    for (const double l2 : {0.0, 0.7}) {
      const auto expected = after_step(l2);
      for (const bool prefetching : {true, false}) {
        const small_caches beyond(prefetching);
        const auto made = after_step(l2);
        for (std::size_t i = 0; i < n; ++i) {
          ASSERT_TRUE(same_result(made.first[i], expected.first[i])) << "var, element " << i << ", l2 " << l2;
          ASSERT_TRUE(same_result(made.second[i], expected.second[i])) << "m, element " << i << ", l2 " << l2;
        }
      }
    }
  }

 private:
  static typename Calls::settings call_settings() {
    return signopt::detail::scalars_of<rule>::use_members(
        typical(),
        [](int, const auto&... scalars) {
          return typename Calls::settings{scalars..., {}};
        },
        0);
  }

  static void expect_adjusted(values which, double scale, double l2, double decay) {
    model<T, G> now(which, 2);
    std::vector<settings> of_groups(3, typical());
    of_groups[0].l2 = of_groups[2].l2 = l2;
    of_groups[1].weight_decay = of_groups[2].weight_decay = decay;
    of_groups[1].options.flush_subnormal_momentum = true;
    of_groups[2].lr = 0.3;
    optimizer opt;
    now.add_to(opt, of_groups);
    signopt::step_request request = as_it_comes();
    request.scale = scale;
    opt.step(any_executor("", odd_ones_first{7}, 1), request);

    // The oracle knows no targets: it is asked once for all of them.
    static std::map<std::tuple<values, double, double, double>, model<T, G>> known;
    const auto [found, is_new] = known.try_emplace({which, scale, l2, decay}, which, 2);
    model<T, G>& expected = found->second;
    for (std::ptrdiff_t i = 0; is_new && i < now.group_count; ++i) compute(expected, i, of_groups, scale);
    ASSERT_TRUE(expected.is(now, opt)) << "scale " << scale << ", l2 " << l2 << ", weight_decay " << decay;
  }

  static void compute(model<T, G>& expected, std::ptrdiff_t group, const std::vector<settings>& of_groups, double a) {
    const settings& s = of_groups[static_cast<std::size_t>(group)];
    expected.compute(group, [&s, a](double lr_scale) {
      using inner = typename Calls::template expected<c, c, c>;
      const oracle::adjustments by{a, s.l2, s.lr * lr_scale, has_own_decay ? 0 : s.weight_decay};
      return oracle::adjusted_rule<t, g, c, inner>(by, inner_of<inner>(s, lr_scale));
    });
  }

  // lr is rounded to C, and then its product with lr_scale, a power of two here.
  template <class Inner>
  static Inner inner_of(settings s, double lr_scale) {
    s.lr *= lr_scale;
    const bool flush = s.options.flush_subnormal_momentum;
    const auto numbers = signopt::detail::scalars_of<rule>::use_members(
        s, [](int, const auto&... scalars) { return typename Calls::numbers{scalars...}; }, 0);
    auto rounded = numbers;
    for (double& each : rounded) each = to_double(nearest<C>(each));
    if constexpr (has_own_decay) {
      return Inner(rounded, numbers, flush);
    } else {
      return Inner(rounded, flush);
    }
  }
};

template <class T, class G, class C, class Calls>
void register_steps() {
  using of = steps<T, G, C, Calls>;
  const std::string suite =
      std::string("optimizer_step/") + Calls::name + "/" + oracle::name_of(of::t) + "_grad_" + oracle::name_of(of::g);
  register_on_every_target(suite, __FILE__,
                           {{"plain", __LINE__, of::plain},
                            {"adjusted", __LINE__, of::adjusted},
                            {"clipped", __LINE__, of::clipped},
                            {"beyond_caches", __LINE__, of::beyond_caches}});
}

// Plain numbers leave float16 and bfloat16 to be computed in float32. Rules other than AddSign have each dtype once in
// `./dev test`, as kernels take their time to compile.
const bool registered = [] {
  for_each_type_row([](auto row) {
    using r = decltype(row);
    using T = typename r::var;
    using G = typename r::grad;
    using C = typename r::compute;
    if constexpr (sizeof(T) > 2 || sizeof(C) > 2) {
      register_steps<T, G, C, add_sign_calls>();
#if !defined(SIGNOPT_TEST_LONG)
      if constexpr (sizeof(T) == sizeof(G) && !std::is_same_v<T, Eigen::half>)
#endif
      {
        register_steps<T, G, C, power_sign_calls>();
        register_steps<T, G, C, lion_calls>();
        register_steps<T, G, C, signum_calls>();
      }
    }
  });
  return true;
}();

}  // namespace
