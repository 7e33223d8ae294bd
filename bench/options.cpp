#include "options.hpp"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <cstring>
#include <exception>
#include <iostream>
#include <regex>
#include <vector>

namespace signopt_bench {
namespace {

const char* about_this_program = "";
bool has_sizes = false;

void print_help() {
  std::cout << about_this_program << '\n';
  if (has_sizes) std::cout << "  --large                    134217728 elements as well (up to 3.3 GB of memory)\n";
  std::cout << R"(  --smoke                    tiny sizes, one short repetition: that all of it works
  --benchmark_filter=REGEX   only the rows whose names match; -REGEX: only the others
  --benchmark_list_tests     print the names of the rows
  --benchmark_repetitions=N  repetitions of each row; slow rows have fewer
  --benchmark_min_time=S     seconds of one repetition (0.01)
  --benchmark_out=FILE       write every repetition as Google Benchmark's JSON
  --help                     print this

The rows of a group are repeated in turns, in an order that changes; the summary
takes the best repetition of each.
)";
}

[[noreturn]] void misused(const std::string& message) {
  std::cerr << message << " (--help lists the options)\n";
  std::exit(2);
}

// The text behind `name=`, or null.
const char* value_of(const char* argument, const char* name) {
  const std::size_t length = std::strlen(name);
  return std::strncmp(argument, name, length) == 0 && argument[length] == '=' ? argument + length + 1 : nullptr;
}

double positive_number(const char* text, const char* name) {
  char* end = nullptr;
  const double number = std::strtod(text, &end);
  if (end == text || (*end != '\0' && std::strcmp(end, "s") != 0) || !(number > 0) || number > 1e6)
    misused(std::string(name) + " must be a number above 0; it is '" + text + "'");
  return number;
}

std::regex compiled(const std::string& text) {
  try {
    return std::regex(text, std::regex::extended);
  } catch (const std::regex_error&) {
    misused("--benchmark_filter: '" + text + "' is no regular expression");
  }
}

// Prints and exits where there is nothing to run.
options parse_options(int argc, char** argv, programs program, const char* about) {
  options parsed;
  about_this_program = about;
  has_sizes = program == programs::kernel_bench;
  if (program == programs::call_bench) parsed.repetitions = 12;
  parsed.wall_clock = program == programs::scaling_bench;
  std::vector<char*> rest{argv[0]};
  for (int i = 0; i < argc; ++i) parsed.command.append(i == 0 ? "" : " ").append(argv[i]);
  for (int i = 1; i < argc; ++i) {
    char* const argument = argv[i];
    if (has_sizes && std::strcmp(argument, "--large") == 0) {
      parsed.large = true;
    } else if (std::strcmp(argument, "--smoke") == 0) {
      parsed.smoke = true;
      parsed.repetitions = 1;
      parsed.repetition_seconds = 1e-4;
    } else if (std::strcmp(argument, "--benchmark_list_tests") == 0) {
      parsed.list = true;
    } else if (const char* const count = value_of(argument, "--benchmark_repetitions")) {
      parsed.repetitions = static_cast<int>(positive_number(count, "--benchmark_repetitions"));
    } else if (const char* const seconds = value_of(argument, "--benchmark_min_time")) {
      parsed.repetition_seconds = positive_number(seconds, "--benchmark_min_time");
    } else if (const char* const file = value_of(argument, "--benchmark_out")) {
      parsed.json_file = file;
    } else {
      rest.push_back(argument);
    }
  }
  if (parsed.repetitions < 1) parsed.repetitions = 1;
  int count = static_cast<int>(rest.size());
  rest.push_back(nullptr);
  benchmark::Initialize(&count, rest.data(), &print_help);
  if (count > 1) misused(std::string("unknown option '") + rest[1] + "'");
  return parsed;
}

}  // namespace

int run_program(int argc, char** argv, programs program, const char* name, const char* about,
                const std::function<void(const options&)>& run) {
  try {
    run(parse_options(argc, argv, program, about));
  } catch (const std::exception& error) {
    std::cerr << name << ": " << error.what() << '\n';
    return 1;
  }
  return 0;
}

bool passes_filter(const std::string& name) {
  static const std::string text = benchmark::GetBenchmarkFilter();
  if (text.empty() || text == "all") return true;
  const bool is_negative = text[0] == '-';
  static const std::regex filter = compiled(is_negative ? text.substr(1) : text);
  return std::regex_search(name, filter) != is_negative;
}

}  // namespace signopt_bench
