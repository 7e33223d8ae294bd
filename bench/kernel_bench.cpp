// The speed of the kernels: dtypes x size x target, beside the roof and what a user could run instead. Rows are named
// <operands>/<n>/<row>, or <operands>/<n>/<placement>/<row> (placement.hpp); --help says how to choose.
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
  std::vector<std::ptrdiff_t> chosen_sizes{size_1k, size_32k, size_1m, size_4m, size_16m};
  if (chosen.large) chosen_sizes.push_back(size_128m);
  return chosen_sizes;
}

// What all combinations of dtypes are measured at.
struct place {
  std::ptrdiff_t n;
  placement where;
};

std::vector<place> places(const options& chosen) {
  std::vector<place> all;
  for (const std::ptrdiff_t n : sizes(chosen)) {
    for (const placement where : placements_of(n, chosen.smoke)) all.push_back({n, where});
  }
  return all;
}

std::string group_name(const std::string& operands, const place& at) {
  return operands + "/" + std::to_string(at.n) + suffix_of(at.where);
}

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
  std::function<void(interleaving_runner&, const place&)> run;
};

template <class T, class G, class C, const auto_loop_of<T, G, C>& Loop>
combination combine(const std::string& operands) {
  const std::vector<kernel_row<T, G, C>> rows = kernel_rows<T, G, C, Loop>();
  combination made{operands, 2 * sizeof(T) + sizeof(G), {}, {}, {}};
  for (const kernel_row<T, G, C>& each : rows) made.rows.push_back(each.name);
  made.check = [operands, rows] { row_check<T, G, C>::all(operands, rows); };
  made.run = [operands, rows](interleaving_runner& runner, const place& at) {
    const std::string group = group_name(operands, at);
    const std::uint64_t huge_before = huge_page_bytes();
    const array_memory<T, G> memory(at.n, at.where);
    const std::uint64_t in_huge_pages = huge_page_bytes() - huge_before;
    if (at.where == placement::huge && at.n >= size_4m &&
        in_huge_pages < static_cast<std::uint64_t>(at.n) * sizeof(T)) {
      std::cerr << group << ": left out, the system gave too few huge pages\n";
      return;
    }
    std::vector<row> chosen;
    for (const kernel_row<T, G, C>& each : rows) {
      const std::string name = group + "/" + each.name;
      if (passes_filter(name)) chosen.push_back(timed(name, each, memory, at.n));
    }
    runner.run_group(group, chosen);
    if (!memory.is_unchanged()) throw std::runtime_error(group + ": a row changed the operands");
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

bool is_chosen(const combination& each, const place& at) {
  for (const std::string& row : each.rows) {
    if (passes_filter(group_name(each.operands, at) + "/" + row)) return true;
  }
  return false;
}

void list(const std::vector<combination>& all, const std::vector<place>& chosen_places) {
  for (const combination& each : all) {
    for (const place& at : chosen_places) {
      for (const std::string& row : each.rows) {
        const std::string name = group_name(each.operands, at) + "/" + row;
        if (passes_filter(name)) std::cout << name << '\n';
      }
    }
  }
}

void run(const options& chosen) {
  struct group {
    const combination* what;
    place at;
  };
  const std::vector<combination> all = combinations();
  if (chosen.list) return list(all, places(chosen));
  std::vector<group> groups;
  for (const combination& each : all) {
    bool is_checked = false;
    for (const place& at : places(chosen)) {
      if (!is_chosen(each, at)) continue;
      if (!is_checked) each.check();
      is_checked = true;
      const std::uint64_t needed = static_cast<std::uint64_t>(at.n * each.memory_per_element);
      if (needed > available_memory()) {
        std::cerr << group_name(each.operands, at) << ": left out, too little memory\n";
      } else {
        groups.push_back({&each, at});
      }
    }
  }
  if (groups.empty()) throw std::runtime_error("no row to run");
  std::cerr << "checked: every target gives the same bits, every baseline computes the same step\n";
  add_context(chosen.command);
  interleaving_runner runner(chosen, static_cast<int>(groups.size()));
  for (const group& each : groups) each.what->run(runner, each.at);
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
      "writes with two additions, the best of several loops), the Eigen expression, the plain\n"
      "loop and two loops that the compiler vectorises, and prints the ratios. Rows:\n"
      "<operands>/<n>/<row>, and from 4194304 elements on, where arrays lie otherwise in\n"
      "memory, <operands>/<n>/spread/<row> and, in huge pages, <operands>/<n>/huge/<row>.\n",
      &signopt_bench::run);
}
