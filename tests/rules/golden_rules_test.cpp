// PowerSign, Lion and Signum against what other systems computed: the files of tests/golden/, bit for bit, on every
// target. As golden_test.cpp has AddSign.
#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <signopt/signopt.hpp>
#include <string>
#include <utility>
#include <vector>

#include "support/documented_example.hpp"
#include "support/golden_file.hpp"
#include "support/golden_values.hpp"
#include "support/targets.hpp"
#include "support/tested_rules.hpp"

namespace {

using namespace signopt_test;
using Eigen::half;
using cases_by_group = std::map<std::string, std::vector<golden_case>>;

// Read once, at the first test that asks; a file that is missing or malformed throws into that test and every other.
template <class Rule>
const cases_by_group& cases_of() {
  static const cases_by_group groups = [] {
    const std::string name = Rule::name;
    const std::string prefix = name == "power_sign" ? "mindspore_power_sign" : name == "lion" ? name : "optax_signum";
    const std::vector<std::string> scalars(std::begin(Rule::names), std::end(Rule::names));
    cases_by_group read;
    for (const std::string type : {name == "power_sign" ? "float16" : "float64", "float32"}) {
      for (golden_case& c : read_golden_file(SIGNOPT_GOLDEN_DIR, prefix + "_" + type + ".txt", scalars))
        read[golden_group(c)].push_back(std::move(c));
    }
    return read;
  }();
  return groups;
}

template <class Rule>
std::set<std::string>& tested_groups() {
  static std::set<std::string> names;
  return names;
}

template <class Rule, class T, class G, char... Letters, std::size_t... Index>
void compare(const golden_case& c, std::index_sequence<Index...>) {
  const column<G> grad = values_of<G>(c.grad);
  outcome<T> pointers{values_of<T>(c.var), values_of<T>(c.m)}, eigen = pointers;
  Rule::template apply_n<void>(pointers.var.data(), pointers.m.data(),
                               scalar_kind<Letters>::make(c.scalars[Index].bits)..., grad.data(), grad.size());
  expect_bits(pointers.var, c.new_var, c.place + " pointer front end: var");
  expect_bits(pointers.m, c.new_m, c.place + " pointer front end: m");
  Rule::template apply<void, void>(eigen.var, eigen.m, scalar_kind<Letters>::make(c.scalars[Index].bits)..., grad);
  expect_bits(eigen.var, c.new_var, c.place + " Eigen front end: var");
  expect_bits(eigen.m, c.new_m, c.place + " Eigen front end: m");
}

template <class Rule, class T, class G, char... Letters>
void add_group(const std::string& framework) {
  const std::string group = golden_group(framework, oracle::name_of(format_of_v<T>), oracle::name_of(format_of_v<G>),
                                         {scalar_kind<Letters>::name...});
  tested_groups<Rule>().insert(group);
  register_on_every_target(std::string("apply_") + Rule::name + "_golden", group, __FILE__, __LINE__, [group] {
    const auto found = cases_of<Rule>().find(group);
    ASSERT_NE(found, cases_of<Rule>().end()) << "the golden files have no case of this group";
    EXPECT_GE(found->second.size(), 8u);
    for (const golden_case& c : found->second)
      compare<Rule, T, G, Letters...>(c, std::make_index_sequence<sizeof...(Letters)>());
  });
}

// The letters are the kinds of the scalars: p(lain), h(alf), s(ingle).
const bool groups_are_registered = [] {
  add_group<power_sign_calls, half, half, 'h', 'h', 'h', 'h'>("mindspore");
  add_group<power_sign_calls, float, float, 'p', 'p', 'p', 'p'>("mindspore");
  add_group<power_sign_calls, float, float, 'h', 'h', 'h', 'h'>("mindspore");
  add_group<power_sign_calls, float, float, 's', 's', 's', 's'>("mindspore");
  add_group<power_sign_calls, float, float, 'h', 'p', 'p', 'p'>("mindspore");
  add_group<power_sign_calls, float, float, 'p', 'h', 's', 'p'>("mindspore");
  add_group<power_sign_calls, float, half, 'p', 'p', 'p', 'p'>("mindspore");
  add_group<power_sign_calls, float, half, 'h', 'h', 'h', 'h'>("mindspore");
  add_group<power_sign_calls, float, half, 's', 's', 's', 's'>("mindspore");
  add_group<lion_calls, float, float, 'p', 'p', 'p', 'p'>("lion");
  add_group<lion_calls, double, double, 'p', 'p', 'p', 'p'>("lion");
  add_group<signum_calls, float, float, 'p', 'p', 'p'>("optax");
  add_group<signum_calls, double, double, 'p', 'p', 'p'>("optax");
  return true;
}();

template <class Rule>
void expect_complete() {
  std::size_t cases = 0;
  for (const auto& [group, members] : cases_of<Rule>()) {
    EXPECT_TRUE(tested_groups<Rule>().count(group)) << "no test runs the cases of " << group;
    cases += members.size();
  }
  EXPECT_GE(cases, 100u) << Rule::name;
}

TEST(golden_rules, files_are_complete_and_all_tested) {
  ASSERT_TRUE(groups_are_registered);
  expect_complete<power_sign_calls>();
  expect_complete<lion_calls>();
  expect_complete<signum_calls>();
}

// The example in the documentation of mindspore.ops.ApplyPowerSign, to the last bit.
void run_documented_example() {
  documented_power_sign_example of;
  documented_example::array var = of.var, m = of.m;
  signopt::apply_power_sign(var, m, 0.001, of.logbase, 0.99, 0.9, of.grad);
  of.expect(var, m);
  var = of.var, m = of.m;
  signopt::apply_power_sign(var, m, signopt::power_sign_settings{0.001, of.logbase, 0.99}, of.grad);
  of.expect(var, m);
  signopt::apply_power_sign_n(of.var.data(), of.m.data(), 0.001f, static_cast<float>(of.logbase), 0.99f, 0.9f,
                              of.grad.data(), 4);
  of.expect(of.var, of.m);
}

const bool example_is_registered = [] {
  register_on_every_target("apply_power_sign_golden", "documented_example_float32", __FILE__, __LINE__,
                           run_documented_example);
  return true;
}();

}  // namespace
