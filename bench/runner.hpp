// Runs groups of benchmarks whose rows are compared: every row once, then every row again, in another order each time,
// so that a slow minute of the machine hits all of them. Google Benchmark does the timing and writes the JSON.
#pragma once

#include <benchmark/benchmark.h>

#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "options.hpp"

namespace signopt_bench {

struct row {
  std::string name;
  std::function<void(benchmark::State&)> run;
};

// The best of a row's repetitions.
struct measurement {
  int group = 0;  // by when it ran
  double items_per_second = 0;
  double bytes_per_second = 0;
  double seconds_per_iteration = 0;
  int repetitions = 0;
};

class interleaving_runner {
 public:
  // `group_count` is for the progress that it prints.
  interleaving_runner(const options& chosen, int group_count);

  void run_group(const std::string& name, const std::vector<row>& rows);

  // Of all rows so far, by name.
  const std::map<std::string, measurement>& measured() const { return measured_; }

  void finish();

 private:
  using run_result = benchmark::BenchmarkReporter::Run;

  run_result run_once(const row& row, benchmark::IterationCount iterations);
  double seconds_of(const run_result& result) const;
  void record(const row& row, run_result result, int repetition);

  options options_;
  int group_count_;
  int groups_done_ = 0;
  double seconds_so_far_ = 0;
  std::map<std::string, measurement> measured_;
  std::ofstream json_stream_;
  benchmark::JSONReporter json_;
  bool json_has_begun_ = false;
};

}  // namespace signopt_bench
