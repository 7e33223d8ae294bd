// The speed of all_finite on each target, beside the roof of one read and what Eigen's users write. Rows are named
// <dtype>/<n>/<row>.
#include <benchmark/benchmark.h>

#include <Eigen/Core>
#include <cstddef>
#include <functional>
#include <iostream>
#include <limits>
#include <map>
#include <memory>
#include <signopt/apply_add_sign.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "arrays.hpp"
#include "bars.hpp"
#include "machine.hpp"
#include "options.hpp"
#include "roof.hpp"
#include "runner.hpp"
#include "text.hpp"

namespace signopt_bench {
namespace {

template <class T>
using mapped = Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, 1>>;

// Whether all is finite; the roof does not know, and says yes.
template <class T>
struct reading {
  std::string name;
  std::string target;  // forced, for the library
  std::function<bool(const T* data, std::ptrdiff_t n)> all_finite;
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
  for (const read_roof& loop : find_read_roofs()) {
    all.push_back({loop.name, "", [read = loop.read](const T* data, std::ptrdiff_t n) {
                     read(data, n * static_cast<std::ptrdiff_t>(sizeof(T)));
                     return true;
                   }});
  }
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
    if (!yes || no != is_roof(each.name)) throw std::runtime_error(group + "/" + each.name + " is wrong");
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

// The fastest of a group's loops: a name of a row and what was measured. Null where none was run.
using measured_row = std::pair<const std::string, measurement>;
const measured_row* roof_of(const std::map<std::string, measurement>& measured, const std::string& group) {
  const measured_row* best = nullptr;
  for (const measured_row& each : measured) {
    if (each.first.rfind(group + "/", 0) != 0 || !is_roof(each.first.substr(group.size() + 1))) continue;
    if (best == nullptr || each.second.bytes_per_second > best->second.bytes_per_second) best = &each;
  }
  return best;
}

void print_summary(const std::map<std::string, measurement>& all) {
  std::cout << '\n' << cpu_name() << ", " << compiler_name() << '\n';
  std::cout << formatted("%-32s %10s %10s\n", "one read", "GB/s", "of roof");
  const std::string best_target(readings<float>().front().name);
  std::vector<std::string> missed;
  int judged = 0;
  for (const auto& [name, result] : all) {
    const std::size_t last = name.rfind('/');
    const std::string group = name.substr(0, last), row = name.substr(last + 1);
    const measured_row* const roof = roof_of(all, group);
    if (is_roof(row) && name != roof->first) continue;
    const double ratio = roof == nullptr ? 0 : result.bytes_per_second / roof->second.bytes_per_second;
    std::cout << formatted("%-32s", name.c_str()) << cell(11, 1, result.bytes_per_second * 1e-9) << cell(11, 2, ratio)
              << '\n';
    const std::ptrdiff_t n = std::stol(group.substr(group.find('/') + 1));
    if (row != best_target || n < read_bar_n || ratio <= 0) continue;
    ++judged;
    if (ratio < read_bar_of_roof)
      missed.push_back(formatted("%s: %.3f of the roof, bar %.2f", name.c_str(), ratio, read_bar_of_roof));
  }
  std::cout << '\n' << judged - static_cast<int>(missed.size()) << " of " << judged << " bars reached\n";
  for (const std::string& each : missed) std::cout << "  " << each << '\n';
}

void run(const options& chosen) {
  std::vector<std::ptrdiff_t> sizes{size_1k};
  if (!chosen.smoke) sizes.insert(sizes.end(), {size_32k, size_1m, size_4m, size_16m});
  if (!chosen.list) add_context(chosen.command);
  interleaving_runner runner(chosen, 4 * static_cast<int>(sizes.size()));
  for (const std::ptrdiff_t n : sizes) {
    run_group<float>(runner, chosen, "float32", n);
    run_group<Eigen::half>(runner, chosen, "float16", n);
    run_group<Eigen::bfloat16>(runner, chosen, "bfloat16", n);
    run_group<double>(runner, chosen, "float64", n);
  }
  runner.finish();
  if (!chosen.list && !chosen.smoke) print_summary(runner.measured());
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
