// The speed of all_finite on each target, beside the roof of one read and what Eigen's users write. Rows are named
// <dtype>/<n>/<row>.
#include <benchmark/benchmark.h>

#include <Eigen/Core>
#include <cstddef>
#include <cstdio>
#include <functional>
#include <iostream>
#include <limits>
#include <memory>
#include <signopt/apply_add_sign.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "arrays.hpp"
#include "bars.hpp"
#include "machine.hpp"
#include "options.hpp"
#include "roof.hpp"
#include "runner.hpp"

namespace signopt_bench {
namespace {

template <class T>
using mapped = Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, 1>>;

// Whether all is finite; the roof does not know, and says yes.
template <class T>
struct reading {
  std::string name;
  std::string target;  // forced, for the library
  bool (*all_finite)(const T* data, std::ptrdiff_t n);
};

template <class T>
std::vector<reading<T>> readings() {
  std::vector<reading<T>> all;
  for (const std::string_view target : signopt::available_targets()) {
    if (target == "avx512_fp16") continue;  // the code of avx512
    all.push_back({std::string(target), std::string(target),
                   [](const T* data, std::ptrdiff_t n) { return signopt::all_finite(data, n); }});
  }
  all.push_back({"eigen", "", [](const T* data, std::ptrdiff_t n) { return mapped<T>(data, n).isFinite().all(); }});
  all.push_back({"roof", "", [](const T* data, std::ptrdiff_t n) {
                   static const read_roof read = find_read_roof();
                   read(data, n * static_cast<std::ptrdiff_t>(sizeof(T)));
                   return true;
                 }});
  return all;
}

template <class T>
class memory {
 public:
  explicit memory(std::ptrdiff_t n) : n_(n), array_(n) {
    for (std::ptrdiff_t i = 0; i < n; ++i) array_.begin()[i] = ordinary_value<T>(3, i, 0.5);
  }
  T* data() const { return array_.begin(); }
  std::ptrdiff_t size() const { return n_; }

 private:
  std::ptrdiff_t n_;
  aligned_array<T> array_;
};

void use(const std::string& target) { signopt::use_target(target.empty() ? "auto" : target); }

template <class T>
void check(const std::string& group, const std::vector<reading<T>>& all, const memory<T>& of) {
  for (const reading<T>& each : all) {
    use(each.target);
    const bool yes = each.all_finite(of.data(), of.size());
    T& last = of.data()[of.size() - 1];
    const T good = last;
    last = std::numeric_limits<T>::infinity();
    const bool no = each.all_finite(of.data(), of.size());
    last = good;
    if (!yes || no != (each.name == "roof")) throw std::runtime_error(group + "/" + each.name + " is wrong");
  }
}

template <class T>
void run_group(interleaving_runner& runner, const options& chosen, const std::string& dtype, std::ptrdiff_t n) {
  const std::vector<reading<T>> all = readings<T>();
  const std::string group = dtype + "/" + std::to_string(n);
  std::vector<row> rows;
  const auto of = std::make_shared<const memory<T>>(chosen.list ? 1 : n);
  for (const reading<T>& each : all) {
    const std::string name = group + "/" + each.name;
    if (!passes_filter(name)) continue;
    if (chosen.list) std::cout << name << '\n';
    rows.push_back({name, [each, of](benchmark::State& state) {
                      use(each.target);
                      for (auto _ : state) benchmark::DoNotOptimize(each.all_finite(of->data(), of->size()));
                      state.SetItemsProcessed(state.iterations() * of->size());
                      state.SetBytesProcessed(state.iterations() * of->size() * static_cast<int>(sizeof(T)));
                    }});
  }
  if (chosen.list || rows.empty()) return;
  check(group, all, *of);
  runner.run_group(group, rows);
}

void print_summary(const interleaving_runner& runner) {
  std::cout << '\n' << cpu_name() << ", " << compiler_name() << '\n';
  std::printf("%-28s %10s %10s\n", "one read", "GB/s", "of roof");
  for (const auto& [name, measured] : runner.measured()) {
    const auto roof = runner.measured().find(name.substr(0, name.rfind('/')) + "/roof");
    if (roof == runner.measured().end()) continue;
    std::printf("%-28s %10.1f %10.2f\n", name.c_str(), measured.bytes_per_second * 1e-9,
                measured.bytes_per_second / roof->second.bytes_per_second);
  }
}

void run(const options& chosen) {
  std::vector<std::ptrdiff_t> sizes{size_1k};
  if (!chosen.smoke) sizes.insert(sizes.end(), {size_32k, size_1m, size_16m});
  if (!chosen.list) add_context(chosen.command);
  interleaving_runner runner(chosen, 4 * static_cast<int>(sizes.size()));
  for (const std::ptrdiff_t n : sizes) {
    run_group<float>(runner, chosen, "float32", n);
    run_group<Eigen::half>(runner, chosen, "float16", n);
    run_group<Eigen::bfloat16>(runner, chosen, "bfloat16", n);
    run_group<double>(runner, chosen, "float64", n);
  }
  runner.finish();
  if (!chosen.list && !chosen.smoke) print_summary(runner);
}

}  // namespace
}  // namespace signopt_bench

int main(int argc, char** argv) {
  return signopt_bench::run_program(argc, argv, signopt_bench::programs::read_bench, "read_bench",
                                    "usage: read_bench [OPTION...]\n\n"
                                    "Times all_finite, on each target that this CPU can run, beside the roof of one\n"
                                    "read. Rows: <dtype>/<n>/<row>.\n",
                                    &signopt_bench::run);
}
