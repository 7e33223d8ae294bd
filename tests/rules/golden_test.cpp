// The library against what the real MindSpore and TensorFlow operators computed: the files of tests/golden/,
// bit for bit.
//
// Each test is one group of cases (framework, dtypes, kinds of the four scalars), on one target, through both front
// ends, with arguments of the kinds that the framework got, so that the library itself deduces the type that it
// computes in.
#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <signopt/apply_add_sign.hpp>
#include <signopt/pointer.hpp>
#include <sstream>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

#include "support/bits.hpp"
#include "support/documented_example.hpp"
#include "support/golden_file.hpp"
#include "support/golden_values.hpp"
#include "support/targets.hpp"

namespace {

using namespace signopt_test;
using Eigen::bfloat16;
using Eigen::half;

const char* const file_names[] = {"mindspore_float16.txt",  "mindspore_float32.txt",   "mindspore_float64.txt",
                                  "tensorflow_float16.txt", "tensorflow_bfloat16.txt", "tensorflow_float32.txt",
                                  "tensorflow_float64.txt"};

// Read once, at the first test that asks; a file that is missing or malformed throws into that test and every other.
const std::map<std::string, std::vector<golden_case>>& cases_by_group() {
  static const auto groups = [] {
    std::map<std::string, std::vector<golden_case>> read;
    for (const char* name : file_names) {
      for (golden_case& c : read_golden_file(SIGNOPT_GOLDEN_DIR, name)) read[golden_group(c)].push_back(c);
    }
    return read;
  }();
  return groups;
}

template <class T, class G, char Lr, char Alpha, char SignDecay, char Beta>
outcome<T> through_pointers(const golden_case& c) {
  outcome<T> result{values_of<T>(c.var), values_of<T>(c.m)};
  const column<G> grad = values_of<G>(c.grad);
  signopt::apply_add_sign_n(result.var.data(), result.m.data(), scalar_kind<Lr>::make(c.scalars[0].bits),
                            scalar_kind<Alpha>::make(c.scalars[1].bits),
                            scalar_kind<SignDecay>::make(c.scalars[2].bits), scalar_kind<Beta>::make(c.scalars[3].bits),
                            grad.data(), static_cast<std::ptrdiff_t>(c.grad.size()));
  return result;
}

template <class T, class G, char Lr, char Alpha, char SignDecay, char Beta>
outcome<T> through_eigen(const golden_case& c) {
  outcome<T> result{values_of<T>(c.var), values_of<T>(c.m)};
  const column<G> grad = values_of<G>(c.grad);
  signopt::apply_add_sign(result.var, result.m, scalar_kind<Lr>::make(c.scalars[0].bits),
                          scalar_kind<Alpha>::make(c.scalars[1].bits), scalar_kind<SignDecay>::make(c.scalars[2].bits),
                          scalar_kind<Beta>::make(c.scalars[3].bits), grad);
  return result;
}

std::set<std::string>& tested_groups() {
  static std::set<std::string> names;
  return names;
}

template <class T, class G, char... Letters>
void add_group(const std::string& framework) {
  const std::string group = golden_group(framework, oracle::name_of(format_of_v<T>), oracle::name_of(format_of_v<G>),
                                         {scalar_kind<Letters>::name...});
  tested_groups().insert(group);
  register_on_every_target("apply_add_sign_golden", group, __FILE__, __LINE__, [group] {
    const auto found = cases_by_group().find(group);
    ASSERT_NE(found, cases_by_group().end()) << "the golden files have no case of this group";
    EXPECT_GE(found->second.size(), 8u);
    for (const golden_case& c : found->second) {
      const outcome<T> pointers = through_pointers<T, G, Letters...>(c);
      expect_bits(pointers.var, c.new_var, c.place + " pointer front end: var");
      expect_bits(pointers.m, c.new_m, c.place + " pointer front end: m");
      const outcome<T> eigen = through_eigen<T, G, Letters...>(c);
      expect_bits(eigen.var, c.new_var, c.place + " Eigen front end: var");
      expect_bits(eigen.m, c.new_m, c.place + " Eigen front end: m");
    }
  });
}

// The letters are lr, alpha, sign_decay, beta: p(lain), h(alf), b(float16), s(ingle), d(ouble).
const bool groups_are_registered = [] {
  add_group<half, half, 'p', 'p', 'p', 'p'>("mindspore");
  add_group<half, half, 'h', 'h', 'h', 'h'>("mindspore");
  add_group<half, half, 's', 's', 's', 's'>("mindspore");
  add_group<half, half, 'd', 'd', 'd', 'd'>("mindspore");
  add_group<half, half, 'h', 'p', 'p', 'p'>("mindspore");
  add_group<half, half, 'p', 'h', 'p', 'p'>("mindspore");
  add_group<half, half, 'p', 'p', 'h', 'p'>("mindspore");
  add_group<half, half, 'p', 'p', 'p', 'h'>("mindspore");
  add_group<half, half, 'h', 's', 's', 's'>("mindspore");
  add_group<half, half, 's', 'h', 's', 's'>("mindspore");
  add_group<half, half, 's', 's', 'h', 's'>("mindspore");
  add_group<half, half, 's', 's', 's', 'h'>("mindspore");
  add_group<half, half, 'p', 'h', 'h', 'h'>("mindspore");
  add_group<half, half, 'h', 'p', 'h', 'h'>("mindspore");
  add_group<half, half, 'h', 'h', 's', 'h'>("mindspore");
  add_group<half, half, 'h', 'h', 'h', 's'>("mindspore");
  add_group<half, half, 'd', 'h', 'h', 'h'>("mindspore");
  add_group<half, half, 'p', 'h', 's', 'd'>("mindspore");
  add_group<half, half, 'h', 's', 'p', 'd'>("mindspore");
  add_group<float, float, 'p', 'p', 'p', 'p'>("mindspore");
  add_group<float, float, 'h', 'h', 'h', 'h'>("mindspore");
  add_group<float, float, 's', 's', 's', 's'>("mindspore");
  add_group<float, float, 'd', 'd', 'd', 'd'>("mindspore");
  add_group<float, float, 'h', 'p', 'p', 'p'>("mindspore");
  add_group<float, float, 'p', 'p', 'h', 'p'>("mindspore");
  add_group<float, float, 'p', 'h', 's', 'd'>("mindspore");
  add_group<float, float, 'h', 'h', 'h', 's'>("mindspore");
  add_group<float, half, 'p', 'p', 'p', 'p'>("mindspore");
  add_group<float, half, 'h', 'h', 'h', 'h'>("mindspore");
  add_group<float, half, 's', 's', 's', 's'>("mindspore");
  add_group<float, half, 'd', 'd', 'd', 'd'>("mindspore");
  add_group<float, half, 'p', 'h', 'h', 'h'>("mindspore");
  add_group<double, double, 'd', 'd', 'd', 'd'>("mindspore");
  add_group<double, double, 'd', 'd', 'h', 'd'>("mindspore");
  add_group<double, double, 'd', 'd', 'd', 'h'>("mindspore");
  add_group<double, double, 'd', 'd', 's', 'd'>("mindspore");
  add_group<double, float, 'd', 'd', 'd', 'd'>("mindspore");
  add_group<double, float, 'd', 'd', 'd', 's'>("mindspore");
  add_group<double, half, 'd', 'd', 'd', 'd'>("mindspore");
  add_group<double, half, 'd', 'd', 'h', 'd'>("mindspore");
  add_group<half, half, 'h', 'h', 'h', 'h'>("tensorflow");
  add_group<bfloat16, bfloat16, 'b', 'b', 'b', 'b'>("tensorflow");
  add_group<float, float, 's', 's', 's', 's'>("tensorflow");
  add_group<double, double, 'd', 'd', 'd', 'd'>("tensorflow");
  return true;
}();

TEST(golden_files, are_complete_and_all_tested) {
  ASSERT_TRUE(groups_are_registered);
  std::size_t cases = 0;
  std::size_t elements = 0;
  for (const auto& [group, members] : cases_by_group()) {
    EXPECT_TRUE(tested_groups().count(group)) << "no test runs the cases of " << group;
    cases += members.size();
    for (const golden_case& c : members) elements += c.var.size();
  }
  EXPECT_GE(cases, 650u);
  EXPECT_GE(elements, 10000u);
}

TEST(golden_files, malformed_input_is_refused_with_its_line) {
  const std::string header =
      "case x-1 var=float16 grad=float32 lr=plain:0000000000000000 alpha=float16:3c00 sign_decay=float32:3f800000 "
      "beta=bfloat16:3f80 n=2\n";
  const std::string streams = "var 0001 3c00\nm 0001 3c00\ngrad 3f800000 bf800000\nnew_var 0001 3c00\n";
  const auto error_of = [](const std::string& text) -> std::string {
    std::istringstream input(text);
    try {
      golden_reader(input, "file").read_all();
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "accepted";
  };
  const auto changed = [](std::string text, const std::string& from, const std::string& to) {
    return text.replace(text.find(from), from.size(), to);
  };
  const std::string good = header + streams + "new_m 0001 3c00\n";
  EXPECT_EQ(error_of(good), "accepted");
  EXPECT_EQ(error_of(""), "file:0: no cases");
  EXPECT_EQ(error_of(good + "\n"), "file:7: an empty line");
  EXPECT_EQ(error_of(header + streams), "file:5: the file ends where the line new_m should follow");
  EXPECT_EQ(error_of(streams), "file:1: expected a case header of 9 words");
  EXPECT_EQ(error_of(header + header), "file:2: expected the line var, got: case");
  EXPECT_EQ(error_of(changed(good, "n=2", "n=3")), "file:2: expected 3 words after var, got 2");
  EXPECT_EQ(error_of(changed(good, "n=2", "n=-2")), "file:1: expected a count, got: -2");
  EXPECT_EQ(error_of(changed(good, "n=2", "n=0")), "file:1: a case without elements");
  EXPECT_EQ(error_of(changed(good, "bf800000", "bf80000g")),
            "file:4: expected 8 hexadecimal digits for float32, got: bf80000g");
  EXPECT_EQ(error_of(changed(good, "alpha=float16:3c00", "alpha=int16:3c00")), "file:1: an unknown dtype: int16");
  EXPECT_EQ(error_of(changed(good, "alpha=", "beta=")), "file:1: expected alpha=, got: beta=float16:3c00");
  EXPECT_EQ(error_of(changed(good, "float16:3c00", "float16")), "file:1: expected kind:bits for alpha");
}

// float64 arrays with scalars that are not float64: MindSpore computes in float32, the library in float64.
template <char Letter>
void compare_departures() {
  std::size_t compared = 0;
  for (const golden_case& c : read_golden_file(SIGNOPT_GOLDEN_DIR, "mindspore_departures.txt")) {
    if (c.scalars[0].kind != scalar_kind<Letter>::name) continue;
    ++compared;
    for (const outcome<double>& ours : {through_pointers<double, double, Letter, Letter, Letter, Letter>(c),
                                        through_eigen<double, double, Letter, Letter, Letter, Letter>(c)}) {
      if (c.framework() == "formula") {
        expect_bits(ours.var, c.new_var, c.place + ": var");
        expect_bits(ours.m, c.new_m, c.place + ": m");
      } else {
        EXPECT_EQ(c.framework(), "mindspore");
        EXPECT_GE(differences(ours.var, c.new_var), c.new_var.size() / 2) << c.place;
        EXPECT_GE(differences(ours.m, c.new_m), c.new_m.size() / 2) << c.place;
      }
    }
  }
  EXPECT_EQ(compared, 2u) << "one outcome of MindSpore, one of the formula";
}

// The example in the documentation of mindspore.ops.ApplyAddSign, to the last bit.
void run_documented_example() {
  documented_example of;
  documented_example::array eigen_var = of.var, eigen_m = of.m;
  const auto returned = signopt::apply_add_sign(eigen_var, eigen_m, 0.001, 1.0, 0.99, 0.9, of.grad);
  of.expect(std::get<0>(returned), std::get<1>(returned));
  of.expect(eigen_var, eigen_m);
  eigen_var = of.var, eigen_m = of.m;
  signopt::add_sign_settings settings{0.001};
  settings.sign_decay = 0.99;
  signopt::apply_add_sign(eigen_var, eigen_m, settings, of.grad);
  of.expect(eigen_var, eigen_m);
  signopt::apply_add_sign_n(of.var.data(), of.m.data(), 0.001f, 1, 0.99f, 0.9f, of.grad.data(), 4);
  of.expect(of.var, of.m);
}

const bool others_are_registered = [] {
  register_on_every_target("apply_add_sign_golden", "mindspore_float64_plain_scalars_departure", __FILE__, __LINE__,
                           compare_departures<'p'>);
  register_on_every_target("apply_add_sign_golden", "mindspore_float64_float32_scalars_departure", __FILE__, __LINE__,
                           compare_departures<'s'>);
  register_on_every_target("apply_add_sign_golden", "documented_example_float32", __FILE__, __LINE__,
                           run_documented_example);
  return true;
}();

}  // namespace
