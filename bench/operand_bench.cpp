// What operands cost that are not three contiguous arrays of one order: each way of passing one beside what a user
// would do instead, on the active target. Rows are named float32/<operands>/<size>/<row>.
#include <benchmark/benchmark.h>

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <iostream>
#include <memory>
#include <signopt/apply_add_sign.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "arrays.hpp"
#include "machine.hpp"
#include "options.hpp"
#include "runner.hpp"

namespace signopt_bench {
namespace {

using Eigen::Index;
using columns = Eigen::ArrayXXf;
using rows = Eigen::Array<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr resting_scalars<float> with;

template <class Plain>
Plain filled(Index row_count, Index col_count, std::uint64_t stream, double scale) {
  Plain made(row_count, col_count);
  for (Index i = 0; i < made.size(); ++i) made.data()[i] = ordinary_value<float>(stream, i, scale);
  return made;
}

template <class Var, class M, class Grad>
void library_step(Var&& var, M&& m, const Grad& grad, float lr) {
  signopt::apply_add_sign(var, m, lr, with.alpha, with.sign_decay, with.beta, grad);
}

// What Eigen's users write.
template <class Var, class M, class Grad>
void eigen_step(Var&& var, M&& m, const Grad& grad, float lr) {
  m = with.beta * m + (1 - with.beta) * grad;
  var -= lr * (with.alpha + with.sign_decay * grad.sign() * m.sign()) * grad;
}

// One way of making a step. It keeps its operands; `lr` is so small in the measured calls that nothing changes.
struct way {
  std::string name;
  std::function<void(float lr)> step;
  std::function<columns()> var;
};

// Ways to compute one result. `most` is the bar: what the second way may take of the time of the first.
struct comparison {
  std::string name;
  Index elements;
  double most;
  std::vector<way> ways;
};

template <class Var, class M, class Step>
way make_way(const std::string& name, Index row_count, Index col_count, Step step) {
  const auto var = std::make_shared<Var>(filled<Var>(row_count, col_count, 1, 1.0));
  const auto m = std::make_shared<M>(filled<M>(row_count, col_count, 2, 0.5));
  return {name, [=](float lr) { step(*var, *m, lr); }, [=] { return columns(*var); }};
}

std::string size_of(Index row_count, Index col_count) {
  return std::to_string(row_count) + (col_count == 1 ? "" : "x" + std::to_string(col_count));
}

// A block of whole columns but for some rows at their end, beside contiguous memory.
comparison compare_block(Index n) {
  const auto parent = [=](std::uint64_t stream, double scale) {
    auto made = std::make_shared<columns>(n + 64, n);
    made->setZero();
    made->topRows(n) = filled<columns>(n, n, stream, scale);
    return made;
  };
  const auto var = parent(1, 1.0), m = parent(2, 0.5), grad = parent(3, 0.5);
  const auto contiguous_grad = std::make_shared<columns>(grad->topRows(n));
  return {
      "float32/outer_stride/" + size_of(n, n),
      n * n,
      1.05,
      {make_way<columns, columns>(
           "contiguous", n, n, [=](columns& v, columns& mm, float lr) { library_step(v, mm, *contiguous_grad, lr); }),
       {"block", [=](float lr) { library_step(var->topRows(n), m->topRows(n), grad->topRows(n), lr); },
        [=] { return columns(var->topRows(n)); }}}};
}

// The buffer of the first way is there already: it costs a pass over memory, and no allocation.
comparison compare_sum(Index n) {
  const auto a = std::make_shared<columns>(filled<columns>(n, 1, 3, 0.25));
  const auto b = std::make_shared<columns>(filled<columns>(n, 1, 4, 0.25));
  const auto buffer = std::make_shared<columns>(n, 1);
  return {"float32/sum/" + size_of(n, 1),
          n,
          1.0,
          {make_way<columns, columns>("evaluated_first", n, 1,
                                      [=](columns& var, columns& m, float lr) {
                                        *buffer = *a + *b;
                                        library_step(var, m, *buffer, lr);
                                      }),
           make_way<columns, columns>("expression", n, 1,
                                      [=](columns& var, columns& m, float lr) { library_step(var, m, *a + *b, lr); })}};
}

// The gradient of a layer's weights: inputs and outputs of a batch.
comparison compare_product(Index n, Index batch) {
  const auto x = std::make_shared<Eigen::MatrixXf>(filled<Eigen::MatrixXf>(batch, n, 3, 0.5));
  const auto d = std::make_shared<Eigen::MatrixXf>(filled<Eigen::MatrixXf>(batch, n, 4, 0.5));
  const auto buffer = std::make_shared<Eigen::MatrixXf>(n, n);
  return {"float32/product/" + size_of(n, n),
          n * n,
          1.1,
          {make_way<columns, columns>("evaluated_first", n, n,
                                      [=](columns& var, columns& m, float lr) {
                                        *buffer = (x->transpose() * *d) * 0.01f;
                                        library_step(var, m, *buffer, lr);
                                      }),
           make_way<columns, columns>("expression", n, n, [=](columns& var, columns& m, float lr) {
             library_step(var, m, (x->transpose() * *d) * 0.01f, lr);
           })}};
}

// var in columns; m and grad as they come.
template <class M, class Grad>
comparison compare_orders(const std::string& name, Index n) {
  const auto grad = std::make_shared<Grad>(filled<columns>(n, n, 3, 0.5));
  const auto run = [=](auto step) { return [=](columns& var, M& m, float lr) { step(var, m, *grad, lr); }; };
  return {
      "float32/" + name + "/" + size_of(n, n),
      n * n,
      0.2,
      {make_way<columns, M>("eigen", n, n, run([](auto& v, auto& m, auto& g, float lr) { eigen_step(v, m, g, lr); })),
       make_way<columns, M>("signopt", n, n,
                            run([](auto& v, auto& m, auto& g, float lr) { library_step(v, m, g, lr); }))}};
}

// The same values, whatever the order.
template <class Plain>
std::shared_ptr<Plain> stored(Index row_count, Index col_count, std::uint64_t stream, double scale) {
  return std::make_shared<Plain>(filled<columns>(row_count, col_count, stream, scale));
}

template <class Var, class M, class Grad>
way way_of_orders(const std::string& name, Index row_count, Index col_count) {
  const auto var = stored<Var>(row_count, col_count, 1, 1.0);
  const auto m = stored<M>(row_count, col_count, 2, 0.5);
  const auto grad = stored<Grad>(row_count, col_count, 3, 0.5);
  return {name, [=](float lr) { library_step(*var, *m, *grad, lr); }, [=] { return columns(*var); }};
}

// One operand across the two others, beside three of one order.
template <class Var, class M, class Grad>
comparison compare_crossed(const std::string& name, Index row_count, Index col_count) {
  return {"float32/" + name + "/" + size_of(row_count, col_count),
          row_count * col_count,
          2.0,
          {way_of_orders<columns, columns, columns>("contiguous", row_count, col_count),
           way_of_orders<Var, M, Grad>("crossed", row_count, col_count)}};
}

// What a user could do about it: Eigen transposes into a buffer that is there already. Where this bar is reached, more
// bytes are moved in a second than by Eigen's transposing.
comparison compare_transposed_copy(Index row_count, Index col_count) {
  const auto grad = stored<rows>(row_count, col_count, 3, 0.5);
  const auto buffer = std::make_shared<columns>(row_count, col_count);
  const auto var = stored<columns>(row_count, col_count, 1, 1.0), m = stored<columns>(row_count, col_count, 2, 0.5);
  return {"float32/transposed_copy/" + size_of(row_count, col_count),
          row_count * col_count,
          1.0,
          {{"transposed_first",
            [=](float lr) {
              *buffer = *grad;
              library_step(*var, *m, *buffer, lr);
            },
            [=] { return *var; }},
           way_of_orders<columns, columns, rows>("crossed", row_count, col_count)}};
}

std::vector<std::function<comparison()>> comparisons_of_crossed(Index row_count, Index col_count) {
  return {[=] { return compare_crossed<columns, columns, rows>("grad_across", row_count, col_count); },
          [=] { return compare_crossed<columns, rows, columns>("m_across", row_count, col_count); },
          [=] { return compare_crossed<rows, columns, columns>("var_across", row_count, col_count); },
          [=] { return compare_transposed_copy(row_count, col_count); }};
}

std::vector<std::function<comparison()>> comparisons_of_orders(bool smoke) {
  std::vector<std::function<comparison()>> all;
  for (const auto& [row_count, col_count] :
       smoke ? std::vector<std::pair<Index, Index>>{{70, 70}}
             : std::vector<std::pair<Index, Index>>{{4096, 4096}, {4097, 4099}, {1024, 1024}}) {
    for (auto& each : comparisons_of_crossed(row_count, col_count)) all.push_back(std::move(each));
  }
  return all;
}

std::vector<std::function<comparison()>> comparisons(bool smoke) {
  const Index side = smoke ? 70 : 4096, side_of_product = smoke ? 70 : 1024;
  std::vector<std::function<comparison()>> all{[=] { return compare_block(side); },
                                               [=] { return compare_sum(smoke ? 5000 : 1048576); },
                                               [=] { return compare_sum(smoke ? 300 : 16777216); },
                                               [=] { return compare_product(side_of_product, 64); },
                                               [=] { return compare_orders<columns, rows>("grad_in_rows", side); },
                                               [=] { return compare_orders<rows, columns>("m_in_rows", side); },
                                               [=] { return compare_orders<rows, rows>("m_and_grad_in_rows", side); }};
  for (auto& each : comparisons_of_orders(smoke)) all.push_back(std::move(each));
  return all;
}

// Both ways give nearly the same: Eigen's expression does not promise the bits.
void check(const comparison& of) {
  const columns before = of.ways[0].var();
  for (const way& each : of.ways) each.step(0.25f);
  const columns first = of.ways[0].var(), second = of.ways[1].var();
  const bool has_moved = (first - before).abs().maxCoeff() > 0.01f;
  if (!has_moved || !((first - second).abs() <= 1e-5f).all())
    throw std::runtime_error(of.name + ": the ways differ in what they compute");
}

struct judged {
  std::string name;
  double first, second, most;
};

void print_summary(const std::vector<judged>& all) {
  std::cout << '\n' << cpu_name() << ", " << compiler_name() << ", target " << signopt::active_target() << '\n';
  std::printf("%-36s %12s %12s %8s %8s\n", "nanoseconds per element", "first", "second", "ratio", "bar");
  int reached = 0;
  for (const judged& each : all) {
    const double ratio = each.second / each.first;
    const bool is_reached = ratio <= each.most;
    reached += is_reached ? 1 : 0;
    std::printf("%-36s %12.3f %12.3f %8.3f %8.2f%s\n", each.name.c_str(), each.first * 1e9, each.second * 1e9, ratio,
                each.most, is_reached ? "" : "  above the bar");
  }
  std::printf("%d of %d reach the bar\n", reached, static_cast<int>(all.size()));
}

void run(const options& chosen) {
  const std::vector<std::function<comparison()>> all = comparisons(chosen.smoke);
  if (!chosen.list) add_context(chosen.command);
  interleaving_runner runner(chosen, static_cast<int>(all.size()));
  std::vector<judged> results;
  for (const auto& make : all) {
    const comparison made = make();
    std::vector<row> chosen_rows;
    for (const way& each : made.ways) {
      const std::string name = made.name + "/" + each.name;
      if (!passes_filter(name)) continue;
      if (chosen.list) std::cout << name << '\n';
      chosen_rows.push_back({name, [&each, &made](benchmark::State& state) {
                               for (auto _ : state) each.step(with.lr);
                               state.SetItemsProcessed(state.iterations() * made.elements);
                             }});
    }
    if (chosen.list || chosen_rows.empty()) continue;
    check(made);
    runner.run_group(made.name, chosen_rows);
    if (chosen_rows.size() != made.ways.size()) continue;
    const auto seconds = [&](const way& each) {
      return runner.measured().at(made.name + "/" + each.name).seconds_per_iteration /
             static_cast<double>(made.elements);
    };
    results.push_back({made.name, seconds(made.ways[0]), seconds(made.ways[1]), made.most});
  }
  runner.finish();
  if (!results.empty() && !chosen.smoke) print_summary(results);
}

}  // namespace
}  // namespace signopt_bench

int main(int argc, char** argv) {
  return signopt_bench::run_program(
      argc, argv, signopt_bench::programs::operand_bench, "operand_bench",
      "usage: operand_bench [OPTION...]\n\n"
      "Times operands with strides, in mixed storage order, and gradients that are expressions,\n"
      "each beside what a user would do instead. Rows: float32/<operands>/<size>/<row>.\n",
      &signopt_bench::run);
}
