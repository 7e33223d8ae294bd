// The rules for tests that are written once for all of them: how each is called, its oracle, and scalars that show what
// its formula does.
#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <signopt/multi_tensor.hpp>
#include <signopt/pointer.hpp>
#include <utility>
#include <vector>

#include "oracle.hpp"
#include "oracle_lion.hpp"
#include "oracle_power_sign.hpp"

namespace signopt_test {

// The calls by the names that they have for this rule. An Eigen call needs the rule's own header.
#define SIGNOPT_TESTED_CALLS(rule)                                             \
  static constexpr const char* name = #rule;                                   \
  using settings = signopt::rule##_settings;                                   \
  template <class C, class... Arguments>                                       \
  static void apply_n(Arguments&&... arguments) {                              \
    signopt::apply_##rule##_n<C>(std::forward<Arguments>(arguments)...);       \
  }                                                                            \
  template <class C, class... Arguments>                                       \
  static void apply_multi(Arguments&&... arguments) {                          \
    signopt::apply_##rule##_multi<C>(std::forward<Arguments>(arguments)...);   \
  }                                                                            \
  template <class T, class C, class... Arguments>                              \
  static decltype(auto) apply(Arguments&&... arguments) {                      \
    return signopt::apply_##rule<T, C>(std::forward<Arguments>(arguments)...); \
  }

// Sets of scalars are in the order of the call:
//   typical      what is used
//   cancelling   beside grad, m is often such that what decides the step is zero
//   revealing    a sign that what is stored does not show any more moves var visibly; `decay` is that of m
//   unusual      what the formula gives at its borders
struct add_sign_calls {
  SIGNOPT_TESTED_CALLS(add_sign)
  static constexpr std::size_t count = 4;
  using numbers = std::array<double, count>;
  static constexpr const char* names[] = {"lr", "alpha", "sign_decay", "beta"};
  static constexpr bool flush_changes_var = true;

  template <oracle::format T, oracle::format G, oracle::format C>
  class expected : public oracle::add_sign<T, G, C> {
   public:
    explicit expected(const numbers& s, bool flush = false)
        : oracle::add_sign<T, G, C>({s[0], s[1], s[2], s[3]}, flush) {}
  };

  static constexpr numbers typical{0.001, 1.0, 0.99, 0.9};
  static numbers cancelling(double beta) { return {0.5, 0.25, 2.0, beta}; }
  static numbers revealing(double decay) { return {1024.0, 1.0, 0.5, decay}; }
  static std::vector<numbers> unusual() {
    return {{-0.01, -1.0, 1.0, -0.9},
            {1.0, 1.0, 1.0, 0.5},    // c(-1) is exactly zero
            {1.0, -0.0, 2.0, 1.0},   // c(0) is +0, not -0
            {1.0, -0.0, -2.0, 1.0},  // c(0) is -0: alpha and sign_decay * +0 are both -0
            {-1.0, 0.25, 0.5, 1.0009765625}};
  }
};

struct power_sign_calls {
  SIGNOPT_TESTED_CALLS(power_sign)
  static constexpr std::size_t count = 4;
  using numbers = std::array<double, count>;
  static constexpr const char* names[] = {"lr", "logbase", "sign_decay", "beta"};
  static constexpr bool flush_changes_var = true;

  template <oracle::format T, oracle::format G, oracle::format C>
  using expected = oracle::power_sign<T, G, C>;

  static constexpr numbers typical{0.001, 0.7, 0.99, 0.9};
  static numbers cancelling(double beta) { return {0.5, 0.75, 2.0, beta}; }
  static numbers revealing(double decay) { return {1024.0, 1.0, 0.5, decay}; }
  static std::vector<numbers> unusual() {
    return {{-0.01, -1.0, 1.0, -0.9},       {1.0, 0.0, 5.0, 0.5},  // every factor is 1
            {1.0, 2000.0, 1.0, 0.5},                               // one is infinite, one zero, and e(0) is still 1
            {1.0, 300.0, 300.0, 0.9},                              // in float16 the product is infinite, and e(0) a NaN
            {0.1, -88.0, 1.0, 0.9},                                // subnormal in float32
            {0.1, 10.5, 1.0, 0.75},                                // near the largest float16
            {-1.0, 0.25, 0.5, 1.0009765625}};
  }
};

struct lion_calls {
  SIGNOPT_TESTED_CALLS(lion)
  static constexpr std::size_t count = 4;
  using numbers = std::array<double, count>;
  static constexpr const char* names[] = {"lr", "beta1", "beta2", "weight_decay"};
  static constexpr bool flush_changes_var = false;

  template <oracle::format T, oracle::format G, oracle::format C>
  using expected = oracle::lion<T, G, C>;

  static constexpr numbers typical{0.001, 0.9, 0.99, 0.1};
  static numbers cancelling(double beta) { return {0.5, beta, 0.75, 0.25}; }
  static numbers revealing(double decay) { return {1024.0, 0.9, decay, 0.0}; }
  static std::vector<numbers> unusual() {
    return {{-0.01, -0.9, 1.5, -1.0},       {1.0, 1.0, 0.0, 0.0},  // the direction is m, and m becomes grad
            {1.0, 0.0, 1.0, 1.0},                                  // the other way, and nothing of var is kept
            {2.0, 0.5, 0.5, 1.0},                                  // var changes its sign
            {-0.0, 0.5, 0.5, 0.0},                                 // steps of two zeros
            {-1.0, 0.25, 1.0009765625, 0.5}};
  }
};

struct signum_calls {
  SIGNOPT_TESTED_CALLS(signum)
  static constexpr std::size_t count = 3;
  using numbers = std::array<double, count>;
  static constexpr const char* names[] = {"lr", "beta", "weight_decay"};
  static constexpr bool flush_changes_var = false;

  template <oracle::format T, oracle::format G, oracle::format C>
  using expected = oracle::signum<T, G, C>;

  static constexpr numbers typical{0.001, 0.9, 0.1};
  static numbers cancelling(double beta) { return {0.5, beta, 0.25}; }
  static numbers revealing(double decay) { return {1024.0, decay, 0.0}; }
  static std::vector<numbers> unusual() { return {{-0.01, -0.9, -1.0}, {1.0, 1.0, 1.0}, {2.0, 0.0, 1.0}}; }
};

#undef SIGNOPT_TESTED_CALLS

}  // namespace signopt_test
