// The command line of a benchmark: our own options, and those of Google Benchmark that keep their meaning here.
#pragma once

#include <functional>
#include <string>

namespace signopt_bench {

inline constexpr char smoke_note[] = "A smoke run: it shows that all of this works; its figures mean nothing.\n";

struct options {
  int repetitions = 30;
  double repetition_seconds = 0.01;  // or one call, where that takes longer
  bool large = false;
  bool smoke = false;
  bool list = false;
  bool wall_clock = false;  // time by the clock, where more threads than one work; otherwise the thread's own time
  std::string json_file;
  std::string command;  // as it was given
};

enum class programs { kernel_bench, call_bench, operand_bench, read_bench, optimizer_bench, scaling_bench };

// The whole of main(): runs the program on its command line. `about` begins its help; the help, or an option that is
// not known, ends it before. What is thrown is printed after `name`, and makes the status 1.
int run_program(int argc, char** argv, programs program, const char* name, const char* about,
                const std::function<void(const options&)>& run);

// Whether --benchmark_filter lets the row with this name through.
bool passes_filter(const std::string& name);

}  // namespace signopt_bench
