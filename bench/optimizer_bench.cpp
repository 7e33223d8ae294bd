// A whole step of an optimizer object, float32 with AddSign: the norm of the gradients and the check, their scale and
// clip factor, weight decay and the rule; beside the same in passes of Eigen's, parts of it alone, lists of tensors,
// and the roof of the 24 bytes that it has to move. Rows are named <n>/<row>. And steps of 16-bit training
// (storage_rows.hpp): storages_<n>/<row>.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstddef>
#include <cstdio>
#include <iostream>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "bars.hpp"
#include "machine.hpp"
#include "model_shapes.hpp"
#include "optimizer_rows.hpp"
#include "options.hpp"
#include "runner.hpp"
#include "storage_rows.hpp"

namespace signopt_bench {
namespace {

// The object's step is that of separate passes in doubles.
void check(std::ptrdiff_t n) {
  memory of(n, false);
  auto opt = object_over({{of.var, of.m, of.grad, n}}, weight_decay);
  opt->settings(0).lr = 0.125;
  opt->settings(0).beta = 0.5;
  const double limit = 0.75 * of.norm();
  const signopt::step_report report = opt->step({1 / loss_scale, limit});
  if (!report.applied || std::fabs(report.clip - 0.75) > 1e-12) throw std::runtime_error("the clip factor is wrong");
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const double g = double{of.grad[i]} / loss_scale * report.clip;
    const double m = 0.5 * double{ordinary_value<float>(2, i, 0.5)} + 0.5 * g;
    const double factor = 0.125 * (1 + 0.5 * (g > 0 ? 1 : -1) * (m > 0 ? 1 : -1));
    const double var = (1 - 0.125 * weight_decay) * double{ordinary_value<float>(1, i, 1.0)} - factor * g;
    if (std::fabs(double{of.var[i]} - var) > 1e-6 || std::fabs(double{of.m[i]} - m) > 1e-6)
      throw std::runtime_error("the step of the object is wrong at element " + std::to_string(i));
  }
}

void run_rows(interleaving_runner& runner, const options& chosen, const std::string& group,
              const std::vector<step_row>& all, std::ptrdiff_t n) {
  std::vector<row> rows;
  for (const step_row& each : all) {
    const std::string name = group + "/" + each.name;
    if (!passes_filter(name)) continue;
    if (chosen.list) std::cout << name << '\n';
    rows.push_back({name, [each, n](benchmark::State& state) {
                      for (auto _ : state) each.run();
                      state.SetItemsProcessed(state.iterations() * n);
                      state.SetBytesProcessed(state.iterations() * n * each.bytes);
                    }});
  }
  if (!chosen.list && !rows.empty()) runner.run_group(group, rows);
}

void run_size(interleaving_runner& runner, const options& chosen, std::ptrdiff_t n) {
  const std::ptrdiff_t made = chosen.list ? 64 : n;
  const auto of = std::make_shared<memory>(made, false), blocks = std::make_shared<memory>(made, true);
  run_rows(runner, chosen, std::to_string(n), step_rows(of, blocks), made);
}

void run_list(interleaving_runner& runner, const options& chosen, const std::string& model,
              const std::vector<std::ptrdiff_t>& sizes) {
  const std::ptrdiff_t n = std::accumulate(sizes.begin(), sizes.end(), std::ptrdiff_t{0});
  const auto of = std::make_shared<memory>(chosen.list ? 64 : n, true);
  Eigen::ThreadPool two(2);
  run_rows(runner, chosen, model, list_rows(of, chosen.list ? std::vector<std::ptrdiff_t>{64} : sizes, two),
           of->size());
}

void run_storages(interleaving_runner& runner, const options& chosen, std::ptrdiff_t n) {
  const auto of = std::make_shared<storage_memory>(chosen.list ? 64 : n);
  run_rows(runner, chosen, "storages_" + std::to_string(n), storage_rows(of), of->n);
}

// Of a row, and of the roof that of the best of its loops; 0 where there is none.
double seconds_of(const interleaving_runner& runner, const std::string& group, const std::string& row) {
  double best = 0;
  for (const auto& [name, measured] : runner.measured()) {
    if (name.rfind(group + "/", 0) != 0) continue;
    const std::string own = name.substr(group.size() + 1);
    if (own != row && !(row == "roof" && is_roof(own))) continue;
    if (best == 0 || measured.seconds_per_iteration < best) best = measured.seconds_per_iteration;
  }
  return best;
}

// 0 where one was not measured.
double times_as_fast(const interleaving_runner& runner, const std::string& group, const std::string& row,
                     const std::string& of) {
  const double seconds = seconds_of(runner, group, row);
  return seconds > 0 ? seconds_of(runner, group, of) / seconds : 0;
}

void print_summary(const interleaving_runner& runner) {
  std::cout << '\n' << cpu_name() << ", " << compiler_name() << '\n';
  std::printf("%-40s %12s %10s\n", "a step", "10^9 el./s", "of roof");
  for (const auto& [name, measured] : runner.measured()) {
    const std::string group = name.substr(0, name.find('/'));
    std::printf("%-40s %12.2f %10.2f\n", name.c_str(), measured.items_per_second * 1e-9,
                times_as_fast(runner, group, name.substr(name.find('/') + 1), "roof"));
  }
  for (const optimizer_bar& bar : optimizer_bars) {
    const double ratio = times_as_fast(runner, bar.group, bar.row, bar.of);
    if (ratio == 0) continue;
    std::printf("%s  %s/%s is %.2f times %s, bar %.2f\n", ratio >= bar.least ? "reached" : "MISSED ", bar.group,
                bar.row, ratio, bar.of, bar.least);
  }
}

void run(const options& chosen) {
  std::vector<std::ptrdiff_t> sizes{size_1k};
  if (!chosen.smoke) sizes.insert(sizes.end(), {size_1m, size_16m});
  if (!chosen.list) {
    add_context(chosen.command);
    check(5000);
  }
  interleaving_runner runner(chosen, 2 * static_cast<int>(sizes.size()) + (chosen.smoke ? 0 : 3));
  for (const std::ptrdiff_t n : sizes) run_size(runner, chosen, n);
  std::vector<std::ptrdiff_t> storage_sizes = sizes;
  if (!chosen.smoke) storage_sizes.push_back(size_128m);
  for (const std::ptrdiff_t n : storage_sizes) run_storages(runner, chosen, n);
  if (!chosen.smoke) {
    run_list(runner, chosen, "resnet50", sizes_of(&resnet50));
    run_list(runner, chosen, "gpt2_small", sizes_of(&gpt2_small));
  }
  runner.finish();
  if (!chosen.list && !chosen.smoke) print_summary(runner);
}

}  // namespace
}  // namespace signopt_bench

int main(int argc, char** argv) {
  return signopt_bench::run_program(
      argc, argv, signopt_bench::programs::optimizer_bench, "optimizer_bench",
      "usage: optimizer_bench [OPTION...]\n\n"
      "Times a whole step of an optimizer object, with norm, scale, clip and decay, beside\n"
      "the same in separate passes, and the roof of its 24 bytes. Rows: <n>/<row>.\n",
      &signopt_bench::run);
}
