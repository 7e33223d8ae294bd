#include "runner.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <numeric>
#include <random>
#include <stdexcept>

namespace signopt_bench {
namespace {

// Keeps what Google Benchmark reports, and prints nothing.
class collector : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& reports) override { runs.insert(runs.end(), reports.begin(), reports.end()); }
  std::vector<Run> runs;
};

}  // namespace

interleaving_runner::interleaving_runner(const options& chosen, int group_count)
    : options_(chosen), group_count_(group_count) {
  if (options_.json_file.empty()) return;
  json_stream_.open(options_.json_file);
  if (!json_stream_) throw std::runtime_error("cannot write '" + options_.json_file + "'");
  json_.SetOutputStream(&json_stream_);
  json_.SetErrorStream(&std::cerr);
}

interleaving_runner::run_result interleaving_runner::run_once(const row& row, benchmark::IterationCount iterations) {
  collector collected;
  benchmark::ClearRegisteredBenchmarks();
  auto* const registered = benchmark::RegisterBenchmark(row.name.c_str(), row.run);
  registered->Iterations(iterations)->Repetitions(1);
  if (options_.wall_clock) registered->UseRealTime();
  benchmark::RunSpecifiedBenchmarks(&collected, ".");
  if (collected.runs.size() != 1) throw std::runtime_error(row.name + " gave no result");
  if (collected.runs[0].error_occurred) throw std::runtime_error(row.name + ": " + collected.runs[0].error_message);
  return collected.runs[0];
}

double interleaving_runner::seconds_of(const run_result& result) const {
  return options_.wall_clock ? result.real_accumulated_time : result.cpu_accumulated_time;
}

void interleaving_runner::record(const row& row, run_result result, int repetition) {
  // The name says what was measured, and not how often.
  result.run_name = benchmark::BenchmarkName();
  result.run_name.function_name = row.name;
  result.repetition_index = repetition;
  result.repetitions = 0;
  measurement& best = measured_[row.name];
  ++best.repetitions;
  best.group = groups_done_;
  const double items_per_second = result.counters["items_per_second"];
  if (items_per_second > best.items_per_second) {
    best.items_per_second = items_per_second;
    best.bytes_per_second = result.counters["bytes_per_second"];
    best.seconds_per_iteration = seconds_of(result) / static_cast<double>(result.iterations);
  }
  if (!json_stream_.is_open()) return;
  if (!json_has_begun_) json_.ReportContext(benchmark::BenchmarkReporter::Context());
  json_has_begun_ = true;
  json_.ReportRuns({result});
}

void interleaving_runner::run_group(const std::string& name, const std::vector<row>& rows) {
  const auto start = std::chrono::steady_clock::now();

  // How many calls make a repetition, and how many repetitions there is time for.
  std::vector<benchmark::IterationCount> iterations(rows.size(), 1);
  std::vector<int> repetitions(rows.size(), options_.repetitions);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double enough = options_.repetition_seconds;
    double seconds = seconds_of(run_once(rows[i], 1));
    while (seconds < enough / 4) {
      iterations[i] *= seconds < enough / 100 ? 10 : 3;
      seconds = seconds_of(run_once(rows[i], iterations[i]));
    }
    const double per_iteration = seconds / static_cast<double>(iterations[i]);
    iterations[i] =
        std::max<benchmark::IterationCount>(1, static_cast<benchmark::IterationCount>(enough / per_iteration + 0.5));
    const double repetition = per_iteration * static_cast<double>(iterations[i]);
    const double longest = 2 * options_.repetition_seconds * options_.repetitions;
    repetitions[i] = std::min(options_.repetitions, std::max(3, static_cast<int>(longest / repetition)));
  }

  std::vector<std::size_t> order(rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::minstd_rand random(1);
  for (int repetition = 0; repetition < options_.repetitions; ++repetition) {
    std::shuffle(order.begin(), order.end(), random);
    for (const std::size_t i : order) {
      if (repetition < repetitions[i]) record(rows[i], run_once(rows[i], iterations[i]), repetition);
    }
  }

  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  seconds_so_far_ += seconds;
  ++groups_done_;
  std::fprintf(stderr, "[%2d/%d] %-31s %2d rows %6.1f s, %.0f s so far\n", groups_done_, group_count_, name.c_str(),
               static_cast<int>(rows.size()), seconds, seconds_so_far_);
}

void interleaving_runner::finish() {
  if (!json_stream_.is_open()) return;
  if (json_has_begun_) json_.Finalize();
  json_stream_.close();
  if (!json_stream_) throw std::runtime_error("could not write all of '" + options_.json_file + "'");
}

}  // namespace signopt_bench
