// A model in parts, each with an optimizer object of its own as in a process of its own: which elements are whose, the
// norm of all, and steps, which have the bits of one object with all tensors.
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <signopt/model_parts.hpp>
#include <signopt/optimizer.hpp>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "../support/bits.hpp"
#include "../support/errors.hpp"
#include "../support/executors.hpp"
#include "../support/special_values.hpp"
#include "model.hpp"

namespace {

using namespace signopt_test;
using sizes = std::vector<std::ptrdiff_t>;

constexpr std::ptrdiff_t block = 4096;

// One behind the other: with ends in the midst of blocks and at their borders, and tensors without elements anywhere.
const sizes of_model{0, 1, 4096, 0, 0, 4097, 40000, 3, 12288, 0};

TEST(model_parts, every_element_is_of_one_part) {
  for (std::ptrdiff_t count = 1; count <= 30; ++count) {
    const signopt::model_parts parts(of_model, count);
    ASSERT_EQ(parts.count(), count);
    ASSERT_EQ(parts.elements(), 60485);
    ASSERT_EQ(parts.blocks(), 1 + 1 + 2 + 10 + 1 + 3);
    std::ptrdiff_t tensor = -1, first = 0, before = 0, least = parts.blocks(), most = 0;
    for (std::ptrdiff_t part = 0; part < count; ++part) {
      ASSERT_EQ(parts.first_element(part), before);
      std::ptrdiff_t blocks = 0;
      const auto own = parts.tensors(part);
      for (std::size_t i = 0; i < own.size(); ++i) {
        const signopt::tensor_part& each = own[i];
        if (tensor < 0 || first == of_model[static_cast<std::size_t>(tensor)]) {
          ++tensor;
          first = 0;
        }
        ASSERT_EQ(each.tensor, tensor) << "part " << part << " of " << count;
        ASSERT_EQ(each.tensor, own[0].tensor + static_cast<std::ptrdiff_t>(i));
        ASSERT_EQ(each.first, first);
        ASSERT_EQ(each.first % block, 0);
        first += each.size;
        before += each.size;
        blocks += (each.size + block - 1) / block;
      }
      ASSERT_EQ(parts.first_block(part + 1) - parts.first_block(part), blocks);
      least = std::min(least, blocks);
      most = std::max(most, blocks);
    }
    ASSERT_EQ(before, parts.elements());
    ASSERT_EQ(tensor + 1, static_cast<std::ptrdiff_t>(of_model.size())) << "and those without elements too";
    ASSERT_EQ(parts.first_element(count), parts.elements());
    ASSERT_LE(most - least, 1) << count;
  }
}

TEST(model_parts, a_model_of_nothing) {
  for (const sizes& none : {sizes{}, sizes{0, 0}}) {
    const signopt::model_parts parts(none, 3);
    EXPECT_EQ(parts.elements(), 0);
    EXPECT_EQ(parts.first_element(3), 0);
    EXPECT_TRUE(parts.tensors(1).empty());
    EXPECT_EQ(parts.tensors(2).size(), none.size());
    EXPECT_EQ(parts.report(nullptr, true).norm, 0);
  }
}

// Of which no product of sizes and counts fits.
TEST(model_parts, a_model_as_large_as_any) {
  constexpr std::ptrdiff_t most = std::numeric_limits<std::ptrdiff_t>::max() / 8, half = most / 2;
  for (const std::ptrdiff_t count : {std::ptrdiff_t{3}, std::ptrdiff_t{10007}, 8 * (most / 17)}) {
    const signopt::model_parts parts({half, most - half}, count);
    std::ptrdiff_t before = 0;
    for (const std::ptrdiff_t part : {std::ptrdiff_t{1}, count / 2, count / 2 + 1, count - 1, count}) {
      const std::ptrdiff_t element = parts.first_element(part);
      EXPECT_GE(element, before);
      before = element;
    }
    EXPECT_EQ(before, most);
    EXPECT_EQ(parts.first_block(count), parts.blocks());
  }
  EXPECT_EQ(signopt::model_parts({half, most - half}, 3).tensors(1).size(), 2u) << "across the border of the tensors";
}

TEST(model_parts, sizes_of_any_integral_type) {
  const std::vector<std::size_t> unsigned_sizes{3, 5000};
  const std::vector<signed char> small_sizes{3, 100};
  EXPECT_EQ(signopt::model_parts(unsigned_sizes, 2).elements(), 5003);
  EXPECT_EQ(signopt::model_parts(small_sizes, 2).elements(), 103);
  expect_error<signopt::shape_error>(
      [] {
        signopt::model_parts(std::vector<unsigned long long>{3, ~0ull}, 2);
      },
      {"tensors 0 to 1 have more elements than any array can have"});
}

TEST(model_parts, errors) {
  expect_error<signopt::operand_error>([] { signopt::model_parts(of_model, 0); },
                                       {"a model must have at least 1 part, not 0"});
  expect_error<signopt::shape_error>(
      [] {
        signopt::model_parts(sizes{3, -1}, 2);
      },
      {"the size of tensor 1 must not be negative, and is -1"});
  constexpr std::ptrdiff_t most = std::numeric_limits<std::ptrdiff_t>::max() / 8;
  expect_error<signopt::shape_error>(
      [] {
        signopt::model_parts(sizes{most - 5, most - 5}, 2);
      },
      {"tensors 0 to 1 have more elements than any array can have"});
  const signopt::model_parts parts(of_model, 3);
  expect_error<signopt::operand_error>([&] { parts.first_block(-1); }, {"there is no part -1: the model has 3"});
  expect_error<signopt::operand_error>([&] { parts.first_element(4); }, {"there is no part 4: the model has 3"});
  expect_error<signopt::operand_error>([&] { static_cast<void>(parts.tensors(3)); },
                                       {"there is no part 3: the model has 3"});
  const signopt::parameter<float> tensor{nullptr, nullptr, nullptr, 10};
  expect_error<signopt::operand_error>(
      [&] {
        signopt::part_of(tensor, {7, 8, 3});
      },
      {"tensor 7 has no 3 elements from 8 on: it has 10"});
  EXPECT_EQ(signopt::part_of(tensor, {7, 8, 2}).size, 2);
}

TEST(model_parts, part_of_a_tensor) {
  std::vector<float> var(100), m(100), grad(100);
  std::vector<Eigen::half> copy(100);
  signopt::parameter<float, float, float, Eigen::half> tensor;
  tensor = {var.data(), m.data(), grad.data(), 100, 0.5, "name", 10, true, copy.data(), 7};
  const auto part = signopt::part_of(tensor, {3, 20, 30});
  EXPECT_EQ(part.var, var.data() + 20);
  EXPECT_EQ(part.m, m.data() + 20);
  EXPECT_EQ(part.grad, grad.data() + 20);
  EXPECT_EQ(part.copy, copy.data() + 20);
  EXPECT_EQ(part.size, 30);
  EXPECT_EQ(part.lr_scale, 0.5);
  EXPECT_STREQ(part.name, "name");
  EXPECT_EQ(part.first, 27);
  EXPECT_EQ(part.rows, 0) << "its shape is not that of the tensor";
  tensor.m = nullptr;
  tensor.grad = nullptr;
  tensor.copy = nullptr;
  const auto without = signopt::part_of(tensor, {3, 20, 30});
  EXPECT_EQ(without.m, nullptr);
  EXPECT_EQ(without.grad, nullptr);
  EXPECT_EQ(without.copy, nullptr);
}

// A model in two groups, of one object or of one for each part.
template <class T, class G>
struct sharded_model {
  using optimizer = signopt::optimizer<signopt::add_sign, T, G>;
  using settings = signopt::add_sign::settings;
  static constexpr std::ptrdiff_t first_of_group[] = {0, 5, 10};

  explicit sharded_model(std::uint64_t seed) {
    random_bits random(seed);
    for (std::size_t i = 0; i < of_model.size(); ++i) {
      for (std::ptrdiff_t k = 0; k < of_model[i]; ++k) {
        var[i].push_back(nearest<T>(fraction(random)));
        // Whose squares have sums that are rounded: the order of the additions shows.
        const double small = std::ldexp(fraction(random), -static_cast<int>(random.below(12)));
        grad[i].push_back(nearest<G>(small * (1 + static_cast<double>(random.below(1 << 20)) / (1 << 20))));
      }
    }
  }

  static double fraction(random_bits& random) { return (static_cast<double>(random.below(2047)) - 1023) / 1024; }

  signopt::parameter<T, G> parameter(std::ptrdiff_t i) {
    const auto k = static_cast<std::size_t>(i);
    return {var[k].data(), nullptr, i == without_gradient ? nullptr : grad[k].data(), of_model[k], i == 6 ? 0.5 : 1};
  }

  // Of part `part` of `parts`.
  void add_to(optimizer& opt, const settings& plain, const signopt::model_parts& parts, std::ptrdiff_t part) {
    const auto own = parts.tensors(part);
    for (std::ptrdiff_t group = 0; group < 2; ++group) {
      std::vector<signopt::parameter<T, G>> tensors;
      for (const signopt::tensor_part& each : own) {
        if (each.tensor >= first_of_group[group] && each.tensor < first_of_group[group + 1])
          tensors.push_back(signopt::part_of(parameter(each.tensor), each));
      }
      settings of_group = plain;
      if (group == 0) of_group.weight_decay = 0.01;
      of_group.options.rounding.random.tensor = own.empty() ? 0 : static_cast<std::uint64_t>(own[0].tensor);
      opt.add_group(tensors, of_group);
    }
  }

  std::vector<T> var[10];
  std::vector<G> grad[10];
  std::ptrdiff_t without_gradient = 8;
};

// As the processes would, one after the other. What their steps say is the same.
template <class T, class G>
struct processes {
  using optimizer = typename sharded_model<T, G>::optimizer;

  processes(sharded_model<T, G>& model, const signopt::add_sign::settings& plain, std::ptrdiff_t count)
      : parts(of_model, count), objects(static_cast<std::size_t>(count)) {
    for (std::ptrdiff_t part = 0; part < count; ++part)
      model.add_to(objects[static_cast<std::size_t>(part)], plain, parts, part);
  }

  signopt::gradient_report inspect(double scale) {
    std::vector<double> sums(static_cast<std::size_t>(parts.blocks()), -1);
    bool are_finite = true;
    for (std::ptrdiff_t part = 0; part < parts.count(); ++part) {
      const optimizer& own = objects[static_cast<std::size_t>(part)];
      EXPECT_EQ(own.blocks(), parts.first_block(part + 1) - parts.first_block(part));
      double* const to = sums.data() + parts.first_block(part);
      are_finite = (part % 2 == 0 ? own.sum_blocks(to) : own.sum_blocks(backwards_here{3}, to)) && are_finite;
    }
    return parts.report(sums.data(), are_finite, scale);
  }

  signopt::step_report step(const signopt::step_request& request) {
    const signopt::gradient_report gradients = inspect(request.scale);
    signopt::step_report report;
    for (optimizer& own : objects) report = own.step(request, gradients);
    return report;
  }

  signopt::model_parts parts;
  std::vector<optimizer> objects;
};

template <class T, class G>
void expect_bits_of_one_object(const signopt::add_sign::settings& plain) {
  const signopt::step_request requests[] = {{}, {0.5, 0, true}, {2, 0.125, true}, {1, 1e6, false}, {1, 0, false}};
  sharded_model<T, G> expected(3);
  processes<T, G> one(expected, plain, 1);
  std::vector<signopt::step_report> reports;
  for (const signopt::step_request& request : requests) reports.push_back(one.objects[0].step(request));
  for (const std::ptrdiff_t count : {1, 2, 3, 7, 25}) {
    sharded_model<T, G> model(3);
    processes<T, G> all(model, plain, count);
    for (std::size_t i = 0; i < reports.size(); ++i) {
      const signopt::step_report report = all.step(requests[i]);
      ASSERT_EQ(report.applied, reports[i].applied);
      ASSERT_EQ(report.step, reports[i].step);
      ASSERT_EQ(bits_of(report.clip), bits_of(reports[i].clip));
      if (requests[i].skip_non_finite || requests[i].max_grad_norm > 0) {
        ASSERT_EQ(bits_of(report.grad_norm), bits_of(reports[i].grad_norm)) << count << " parts";
      }
    }
    for (std::size_t i = 0; i < of_model.size(); ++i) {
      for (std::size_t k = 0; k < model.var[i].size(); ++k)
        ASSERT_TRUE(same_result(model.var[i][k], expected.var[i][k])) << k << " of " << i << ", " << count << " parts";
    }
  }
}

TEST(model_parts, steps_have_the_bits_of_one_object) {
  signopt::add_sign::settings plain;
  plain.lr = 0.01;
  plain.sign_decay = 0.75;
  expect_bits_of_one_object<float, float>(plain);
  expect_bits_of_one_object<float, Eigen::bfloat16>(plain);
  expect_bits_of_one_object<double, float>(plain);
  expect_bits_of_one_object<Eigen::half, Eigen::half>(plain);
  plain.options.rounding = signopt::stochastic{17};
  expect_bits_of_one_object<Eigen::bfloat16, Eigen::bfloat16>(plain);
}

// Of many gradients, since a square root hides half of what is rounded otherwise.
TEST(model_parts, the_norm_has_the_bits_of_one_object) {
  for (std::uint64_t seed = 10; seed < 30; ++seed) {
    sharded_model<float, float> model(seed);
    processes<float, float> one(model, {}, 1), more(model, {}, 5);
    const double expected = one.objects[0].inspect(0.75).norm;
    ASSERT_EQ(bits_of(one.inspect(0.75).norm), bits_of(expected)) << seed;
    ASSERT_EQ(bits_of(more.inspect(0.75).norm), bits_of(expected)) << seed;
  }
}

template <class T, class G>
void expect_report_of_one_object(std::size_t tensor, std::size_t element, double value) {
  sharded_model<T, G> model(5);
  model.grad[tensor][element] = nearest<G>(value);
  processes<T, G> one(model, {}, 1);
  const signopt::gradient_report expected = one.objects[0].inspect(-3);
  const std::vector<T> before = model.var[6];
  for (const std::ptrdiff_t count : {1, 4, 13}) {
    processes<T, G> all(model, {}, count);
    const signopt::gradient_report report = all.inspect(-3);
    EXPECT_EQ(report.is_finite, expected.is_finite) << value << " with " << count << " parts";
    if (expected.norm == expected.norm) {
      EXPECT_EQ(bits_of(report.norm), bits_of(expected.norm));
    }
    const bool is_applied = all.step({1, 1, true}).applied;
    EXPECT_EQ(is_applied, expected.is_finite && expected.norm < std::numeric_limits<double>::infinity());
    EXPECT_EQ(all.objects.back().steps(), is_applied ? 1 : 0);
    if (!is_applied) {
      EXPECT_EQ(model.var[6], before) << "of a part whose own gradients are finite";
    }
  }
}

// What is not finite on one process, or is so large that squares overflow, is known to all.
TEST(model_parts, what_is_not_finite_stops_all_parts) {
  using limits = std::numeric_limits<double>;
  for (const double bad : {limits::infinity(), -limits::infinity(), limits::quiet_NaN()}) {
    expect_report_of_one_object<float, float>(1, 0, bad);
    expect_report_of_one_object<float, float>(6, 39999, bad);
    expect_report_of_one_object<float, Eigen::half>(5, 4096, bad);
    expect_report_of_one_object<double, double>(6, 8191, bad);
  }
  expect_report_of_one_object<double, double>(6, 8191, 1e200);
  expect_report_of_one_object<double, double>(6, 8191, 1e100);
  // That of a tensor without a gradient is nobody's.
  expect_report_of_one_object<float, float>(8, 5, limits::quiet_NaN());
}

// A program that keeps the momentum itself goes on where it was.
TEST(model_parts, steps_that_were_made_before) {
  sharded_model<float, float> model(1);
  processes<float, float> one(model, {}, 1);
  signopt::optimizer<signopt::add_sign>& object = one.objects[0];
  object.steps(41);
  EXPECT_EQ(object.steps(), 41);
  EXPECT_EQ(object.step().step, 42);
  expect_error<signopt::operand_error>([&] { object.steps(-1); }, {"steps must not be negative, and is -1"});
  EXPECT_EQ(object.steps(), 42);
}

}  // namespace
