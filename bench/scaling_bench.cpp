// Many cores and many tensors: executors x size, the parameters of real models in one call, and momentum that has
// decayed. Rows are named <group>/<work>/<executor>; scaling_groups.hpp lists them.
#include <benchmark/benchmark.h>

#include <iostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "bars.hpp"
#include "machine.hpp"
#include "model_shapes.hpp"
#include "options.hpp"
#include "runner.hpp"
#include "scaling_groups.hpp"
#include "scaling_summary.hpp"

namespace signopt_bench {
namespace {

// In a smoke run, as many tensors, but tiny ones.
std::vector<std::ptrdiff_t> model_sizes(size_list (*model)(size_list), bool smoke) {
  std::vector<std::ptrdiff_t> sizes = sizes_of(model);
  for (std::ptrdiff_t& size : sizes) size = smoke ? 1 + size / 1024 : size;
  return sizes;
}

std::vector<scaling_group> all_groups(const executors& all, bool smoke) {
  std::vector<scaling_group> groups;
  groups.push_back(array_group(all, small_call_group, size_1k, placement::small));
  for (const std::ptrdiff_t n : {2 * size_1k, 4 * size_1k, 8 * size_1k, 16 * size_1k, size_32k, 2 * size_32k})
    groups.push_back(split_group(all, "always_split/" + std::to_string(n), n));
  for (const std::ptrdiff_t n : {2 * size_32k, 4 * size_32k, 8 * size_32k})
    groups.push_back(rested_group(all, "after_a_gap/" + std::to_string(n), smoke ? size_1k : n));
  for (const std::ptrdiff_t n : {8 * size_32k, size_1m})
    groups.push_back(array_group(all, "threads/" + std::to_string(n), smoke ? 8 * size_32k : n, placement::small));
  for (const placement where : {placement::allocated, placement::spread})
    groups.push_back(array_group(all, "threads/" + std::to_string(size_16m), smoke ? 8 * size_32k : size_16m, where));
  groups.push_back(list_group(all, "resnet50", model_sizes(&resnet50, smoke), list_layout::separate));
  groups.push_back(list_group(all, "gpt2_small", model_sizes(&gpt2_small, smoke), list_layout::separate));
  const std::vector<std::ptrdiff_t> small = small_tensors(smoke ? 100 : 10000);
  groups.push_back(list_group(all, "small_side_by_side", small, list_layout::side_by_side));
  groups.push_back(list_group(all, "small_scattered", small, list_layout::scattered));
  groups.push_back(momentum_group("grad_0", smoke ? size_1k : size_1m));
  return groups;
}

// What the filter lets through.
std::vector<scaling_group> chosen_groups(const executors& all, bool smoke) {
  std::vector<scaling_group> chosen;
  for (scaling_group& each : all_groups(all, smoke)) {
    std::vector<row> rows;
    for (row& listed : each.rows) {
      if (passes_filter(listed.name)) rows.push_back(std::move(listed));
    }
    each.rows = std::move(rows);
    if (!each.rows.empty()) chosen.push_back(std::move(each));
  }
  return chosen;
}

void run(const options& chosen) {
  const executors all;
  std::vector<scaling_group> groups = chosen_groups(all, chosen.smoke);
  if (chosen.list) {
    for (const scaling_group& each : groups) {
      for (const row& listed : each.rows) std::cout << listed.name << '\n';
    }
    return;
  }
  if (groups.empty()) throw std::runtime_error("no row to run");
  check_scaling(all);
  std::cerr << "checked: every executor and every list gives the bits of a call per tensor on one thread\n";
  add_context(chosen.command);
  interleaving_runner runner(chosen, static_cast<int>(groups.size()));
  for (const scaling_group& each : groups) {
    if (each.bytes > available_memory()) {
      std::cerr << each.name << ": left out, too little memory\n";
      continue;
    }
    each.begin();
    runner.run_group(each.name, each.rows);
    each.end();
  }
  runner.finish();
  print_scaling_summary(std::cout, runner.measured(), chosen);
}

}  // namespace
}  // namespace signopt_bench

int main(int argc, char** argv) {
  return signopt_bench::run_program(
      argc, argv, signopt_bench::programs::scaling_bench, "scaling_bench",
      "usage: scaling_bench [OPTION...]\n\n"
      "Times one array on one and more threads, the parameters of ResNet-50 and GPT-2 small\n"
      "and 10,000 tensors of 64 elements in one call, each beside the roof on as many threads,\n"
      "and a momentum that has decayed. Rows: <group>/<work>/<executor>, in float32.\n",
      &signopt_bench::run);
}
