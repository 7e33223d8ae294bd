// The speed of the kernels: dtypes x size x target, beside the roof and what a user could run instead. Rows are named
// <operands>/<n>/<row>; --help says how to choose.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <functional>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "arrays.hpp"
#include "bars.hpp"
#include "check.hpp"
#include "kernel_summary.hpp"
#include "machine.hpp"
#include "options.hpp"
#include "rows.hpp"
#include "runner.hpp"

namespace signopt_bench {
namespace {

std::vector<std::ptrdiff_t> sizes(const options& chosen) {
  if (chosen.smoke) return {size_1k};
  std::vector<std::ptrdiff_t> chosen_sizes{size_1k, size_32k, size_1m, size_16m};
  if (chosen.large) chosen_sizes.push_back(size_128m);
  return chosen_sizes;
}

std::string group_name(const std::string& operands, std::ptrdiff_t n) { return operands + "/" + std::to_string(n); }

// var and m read and written, grad read.
template <class T, class G>
constexpr std::ptrdiff_t bytes_per_element = 4 * sizeof(T) + sizeof(G);

template <class T, class G, class C>
row timed(const std::string& name, const kernel_row<T, G, C>& timed_row, const array_memory<T, G>& memory,
          std::ptrdiff_t n) {
  return {name, [timed_row, &memory, n](benchmark::State& state) {
            if (is_of_library(timed_row.kind)) {
              signopt::use_target(timed_row.target);
              if (signopt::active_target() != timed_row.target) return state.SkipWithError("another target runs");
            }
            const resting_scalars<C> with;
            const arrays<T, G, C> a =
                memory.shifted_by(timed_row.offset, with.lr, with.alpha, with.sign_decay, with.beta);
            row_runner<T, G, C> runner(timed_row, a);
            for (auto _ : state) runner.call();
            runner.finish();
            state.SetItemsProcessed(state.iterations() * n);
            state.SetBytesProcessed(state.iterations() * n * bytes_per_element<T, G>);
          }};
}

struct combination {
  std::string operands;
  std::ptrdiff_t memory_per_element;
  std::vector<std::string> rows;
  std::function<void()> check;
  std::function<void(interleaving_runner&, std::ptrdiff_t)> run;
};

template <class T, class G, class C, const auto_loop_of<T, G, C>& Loop>
combination combine(const std::string& operands) {
  const std::vector<kernel_row<T, G, C>> rows = kernel_rows<T, G, C, Loop>();
  combination made{operands, 2 * sizeof(T) + sizeof(G), {}, {}, {}};
  for (const kernel_row<T, G, C>& each : rows) made.rows.push_back(each.name);
  made.check = [operands, rows] { row_check<T, G, C>::all(operands, rows); };
  made.run = [operands, rows](interleaving_runner& runner, std::ptrdiff_t n) {
    const array_memory<T, G> memory(n);
    std::vector<row> chosen;
    for (const kernel_row<T, G, C>& each : rows) {
      const std::string name = group_name(operands, n) + "/" + each.name;
      if (passes_filter(name)) chosen.push_back(timed(name, each, memory, n));
    }
    runner.run_group(group_name(operands, n), chosen);
    if (!memory.is_unchanged()) throw std::runtime_error(group_name(operands, n) + ": a row changed the operands");
  };
  return made;
}

std::vector<combination> combinations() {
  using Eigen::bfloat16;
  using Eigen::half;
  return {combine<float, float, float, auto_float32>("float32"),
          combine<half, half, float, auto_float16>("float16"),
          combine<bfloat16, bfloat16, float, auto_bfloat16>("bfloat16"),
          combine<half, half, half, auto_float16_native>("float16_native"),
          combine<bfloat16, bfloat16, bfloat16, auto_bfloat16_native>("bfloat16_native"),
          combine<float, half, float, auto_float32_grad_float16>("float32_grad_float16"),
          combine<float, bfloat16, float, auto_float32_grad_bfloat16>("float32_grad_bfloat16"),
          combine<double, double, double, auto_float64>("float64")};
}

bool is_chosen(const combination& each, std::ptrdiff_t n) {
  for (const std::string& row : each.rows) {
    if (passes_filter(group_name(each.operands, n) + "/" + row)) return true;
  }
  return false;
}

void list(const std::vector<combination>& all, const std::vector<std::ptrdiff_t>& chosen_sizes) {
  for (const combination& each : all) {
    for (const std::ptrdiff_t n : chosen_sizes) {
      for (const std::string& row : each.rows) {
        const std::string name = group_name(each.operands, n) + "/" + row;
        if (passes_filter(name)) std::cout << name << '\n';
      }
    }
  }
}

void run(const options& chosen) {
  struct group {
    const combination* what;
    std::ptrdiff_t n;
  };
  const std::vector<combination> all = combinations();
  if (chosen.list) return list(all, sizes(chosen));
  std::vector<group> groups;
  for (const combination& each : all) {
    bool is_checked = false;
    for (const std::ptrdiff_t n : sizes(chosen)) {
      if (!is_chosen(each, n)) continue;
      if (!is_checked) each.check();
      is_checked = true;
      const std::uint64_t needed = static_cast<std::uint64_t>(n * each.memory_per_element);
      if (needed > available_memory()) {
        std::cerr << group_name(each.operands, n) << ": left out, too little memory\n";
      } else {
        groups.push_back({&each, n});
      }
    }
  }
  if (groups.empty()) throw std::runtime_error("no row to run");
  std::cerr << "checked: every target gives the same bits, every baseline computes the same step\n";
  add_context(chosen.command);
  interleaving_runner runner(chosen, static_cast<int>(groups.size()));
  for (const group& each : groups) each.what->run(runner, each.n);
  runner.finish();
  print_kernel_summary(std::cout, runner.measured(), chosen);
}

}  // namespace
}  // namespace signopt_bench

int main(int argc, char** argv) {
  return signopt_bench::run_program(
      argc, argv, signopt_bench::programs::kernel_bench, "kernel_bench",
      "usage: kernel_bench [OPTION...]\n\n"
      "Times the kernels on every target, one thread, beside the roof (the same reads and\n"
      "writes with two additions), the Eigen expression, the plain loop and two loops that\n"
      "the compiler vectorises, and prints the ratios. Rows: <operands>/<n>/<row>.\n",
      &signopt_bench::run);
}
