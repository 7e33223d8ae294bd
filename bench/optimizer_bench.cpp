// A whole step of an optimizer object, float32 with AddSign: the norm of the gradients and the check, their scale and
// clip factor, weight decay and the rule; beside the same in passes of Eigen's, parts of it alone, lists of tensors,
// and the roof of the 24 bytes that it has to move. Rows are named <n>/<row>.
#include <benchmark/benchmark.h>

#include <Eigen/Core>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <signopt/apply_add_sign.hpp>
#include <signopt/optimizer.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "arrays.hpp"
#include "bars.hpp"
#include "machine.hpp"
#include "model_shapes.hpp"
#include "options.hpp"
#include "roof.hpp"
#include "runner.hpp"

namespace signopt_bench {
namespace {

using array = Eigen::Map<Eigen::ArrayXf>;
using object = signopt::optimizer<signopt::add_sign>;
constexpr double loss_scale = 1024, weight_decay = 0x1p-6;

// All of it: a norm that is clipped by a little.
constexpr signopt::step_request whole_request(double norm) { return {1 / loss_scale, 0.75 * norm, true}; }

signopt::add_sign::settings resting(double decay) {
  const resting_scalars<float> s;
  return {double{s.lr}, double{s.alpha}, double{s.sign_decay}, double{s.beta}, decay};
}

// One buffer each for var, m and grad, seen as one tensor or as those of a model; in the blocks that the library has
// for it, or as operator new gives them.
class memory {
 public:
  memory(std::ptrdiff_t n, bool in_blocks) : n_(n) {
    if (in_blocks) {
      for (unsigned i = 0; i < 3; ++i) blocks_[i] = signopt::aligned_block<float>(n, i);
      place(blocks_[0].data(), blocks_[1].data(), blocks_[2].data());
    } else {
      for (auto& each : arrays_) each = std::make_unique<aligned_array<float>>(n);
      place(arrays_[0]->begin(), arrays_[1]->begin(), arrays_[2]->begin());
    }
    reset();
  }

  void reset() {
    for (std::ptrdiff_t i = 0; i < n_; ++i) {
      var[i] = ordinary_value<float>(1, i, 1.0);
      m[i] = ordinary_value<float>(2, i, 0.5);
      grad[i] = ordinary_value<float>(3, i, 0.5) * static_cast<float>(loss_scale);
    }
  }

  std::ptrdiff_t size() const { return n_; }
  double norm() const {  // as it will be clipped
    double sum = 0;
    for (std::ptrdiff_t i = 0; i < n_; ++i) sum += double{grad[i]} * double{grad[i]};
    return std::sqrt(sum) / loss_scale;
  }

  float *var = nullptr, *m = nullptr, *grad = nullptr;

 private:
  void place(float* v, float* mm, float* g) {
    var = v;
    m = mm;
    grad = g;
  }
  std::ptrdiff_t n_;
  signopt::aligned_block<float> blocks_[3];
  std::unique_ptr<aligned_array<float>> arrays_[3];
};

// What a program writes by hand: a pass for each thing, with Eigen, and the library's step. The gradient is scaled up
// and clipped down to where it was, so that each step has the same work.
void separate_passes(memory& of, double limit) {
  array var(of.var, of.size()), m(of.m, of.size()), grad(of.grad, of.size());
  if (!grad.isFinite().all()) return;
  grad *= 4.0f / 3;
  const float norm = std::sqrt(grad.square().sum());
  if (double{norm} > limit) grad *= static_cast<float>(limit) / norm;
  const auto s = resting(0);
  var *= static_cast<float>(1 - s.lr * weight_decay);
  signopt::apply_add_sign(var, m, signopt::add_sign_settings{s.lr, s.alpha, s.sign_decay, s.beta}, grad);
}

struct step_row {
  std::string name;
  std::function<void()> run;
  int bytes;  // moved for an element
};

// The same with a list of tensors that lie one behind the other.
std::vector<signopt::parameter<float>> list_in(const memory& of, const std::vector<std::ptrdiff_t>& sizes) {
  std::vector<signopt::parameter<float>> all;
  std::ptrdiff_t at = 0;
  for (const std::ptrdiff_t size : sizes) {
    all.push_back({of.var + at, of.m + at, of.grad + at, size});
    at += size;
  }
  return all;
}

std::shared_ptr<object> object_over(const std::vector<signopt::parameter<float>>& tensors, double decay) {
  auto opt = std::make_shared<object>(resting(decay));
  opt->add_group(tensors);
  return opt;
}

// The one that reads these gradients the fastest now, of three tries each.
read_roof fastest_read(const memory& of) {
  read_roof fastest;
  double least = std::numeric_limits<double>::infinity();
  for (int repeat = 0; repeat < 3; ++repeat) {
    for (const read_roof& each : find_read_roofs()) {
      const auto begin = std::chrono::steady_clock::now();
      each.read(of.grad, of.size() * std::ptrdiff_t{sizeof(float)});
      const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
      if (seconds < least) fastest = each;
      if (seconds < least) least = seconds;
    }
  }
  return fastest;
}

std::vector<step_row> step_rows(const std::shared_ptr<memory>& of, const std::shared_ptr<memory>& blocks) {
  const double norm = of->norm();
  const signopt::step_request whole = whole_request(norm), plain{1, 0, false};
  const std::vector<signopt::parameter<float>> one{{of->var, of->m, of->grad, of->size()}};
  const auto opt = object_over(one, weight_decay), undecayed = object_over(one, 0);
  const auto in_blocks = object_over({{blocks->var, blocks->m, blocks->grad, blocks->size()}}, weight_decay);
  std::vector<step_row> rows{{"whole_step", [opt, whole] { opt->step(whole); }, 24},
                             {"whole_step_in_blocks", [in_blocks, whole] { in_blocks->step(whole); }, 24},
                             {"without_norm", [opt, plain] { opt->step(plain); }, 20},
                             {"plain", [undecayed, plain] { undecayed->step(plain); }, 20},
                             {"inspect", [opt] { benchmark::DoNotOptimize(opt->inspect()); }, 4},
                             {"eigen_passes", [of, limit = norm * loss_scale] { separate_passes(*of, limit); }, 52}};
  // One read of the gradients, and then each of the loops of the roof.
  const read_roof read = fastest_read(*of);
  for (const roof& update : find_roofs(sizeof(float), sizeof(float))) {
    rows.push_back({update.name,
                    [of, update, read, forth = std::make_shared<bool>(true)] {
                      read.read(of->grad, of->size() * std::ptrdiff_t{sizeof(float)});
                      (*forth ? update.forth : update.back)(of->var, of->m, of->grad, of->size());
                      *forth = !*forth;
                    },
                    24});
  }
  return rows;
}

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

void run_group(interleaving_runner& runner, const options& chosen, std::ptrdiff_t n) {
  const std::ptrdiff_t made = chosen.list ? 64 : n;
  const auto of = std::make_shared<memory>(made, false), blocks = std::make_shared<memory>(made, true);
  std::vector<row> rows;
  for (const step_row& each : step_rows(of, blocks)) {
    const std::string name = std::to_string(n) + "/" + each.name;
    if (!passes_filter(name)) continue;
    if (chosen.list) std::cout << name << '\n';
    rows.push_back({name, [each, made](benchmark::State& state) {
                      for (auto _ : state) each.run();
                      state.SetItemsProcessed(state.iterations() * made);
                      state.SetBytesProcessed(state.iterations() * made * each.bytes);
                    }});
  }
  if (!chosen.list && !rows.empty()) runner.run_group(std::to_string(n), rows);
}

// Of the lists of models, beside one array of as many elements.
void run_list(interleaving_runner& runner, const options& chosen, const std::string& model,
              const std::vector<std::ptrdiff_t>& sizes) {
  std::ptrdiff_t n = 0;
  for (const std::ptrdiff_t size : sizes) n += size;
  std::vector<row> rows;
  const auto of = std::make_shared<memory>(chosen.list ? 64 : n, true);
  for (const bool as_list : {false, true}) {
    const std::string name = model + (as_list ? "/list" : "/one_array");
    if (!passes_filter(name)) continue;
    if (chosen.list) {
      std::cout << name << '\n';
      continue;
    }
    const auto opt = object_over(list_in(*of, as_list ? sizes : std::vector<std::ptrdiff_t>{n}), weight_decay);
    const signopt::step_request whole = whole_request(of->norm());
    rows.push_back({name, [opt, whole, of, n](benchmark::State& state) {
                      for (auto _ : state) opt->step(whole);
                      state.SetItemsProcessed(state.iterations() * n);
                      state.SetBytesProcessed(state.iterations() * n * 24);
                    }});
  }
  if (!chosen.list && !rows.empty()) runner.run_group(model, rows);
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
  interleaving_runner runner(chosen, static_cast<int>(sizes.size()) + (chosen.smoke ? 0 : 2));
  for (const std::ptrdiff_t n : sizes) run_group(runner, chosen, n);
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
