// The options that every training program here has.
#pragma once

#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "command_line.hpp"
#include "make_optimizer.hpp"

namespace training {

// The optimizers by name, each with the rate that it has where none is given.
using default_rates = std::vector<std::pair<std::string, double>>;

struct options {
  std::string optimizer = "addsign";
  std::string dtype = "float32";
  double lr = 0;  // 0: the default of the optimizer
  std::string decay = "none";
  int batch = 32;
  int seed = 1;
  int threads = 1;
  std::string data;
  bool validation = false;
  bool json = false;
  bool help = false;
};

// Their part of --help.
inline std::string usage_of_options(const options& defaults, const default_rates& rates) {
  std::ostringstream text;
  text << "  --optimizer NAME   of signopt addsign, power_sign, lion or signum; to compare\n"
          "                     with, sgd, momentum (sgd with momentum 0.9), adam or adamw\n"
          "                     (adam with a weight decay of 0.01) (default addsign)\n"
          "  --dtype NAME       what parameters, momenta and gradients are stored in:\n"
          "                     float16, bfloat16, float32 or float64 (default float32);\n"
          "                     the second moment of adam in no less than float32\n"
          "  --lr X             learning rate (default: ";
  for (std::size_t i = 0; i < rates.size(); ++i)
    text << (i == 0 ? "" : i % 3 == 0 ? ",\n                     " : ", ") << rates[i].first << ' ' << rates[i].second;
  text << ")\n"
          "  --decay NAME       none: the rate stays; linear: it falls to 0 (default none)\n"
          "  --batch N          examples in a step (default "
       << defaults.batch
       << ")\n"
          "  --seed N           for initial weights and order of examples (default 1)\n"
          "  --threads N        threads that a rule of signopt updates on (default 1); the\n"
          "                     results are the same for every N, and so small a network\n"
          "                     gains nothing\n"
          "  --validation       hold a part out of training, beside the test part, by\n"
          "                     which to choose a rate\n"
          "  --json             print the result once more at the end, in a line of JSON\n"
          "  --help             print this text\n";
  return text.str();
}

constexpr const char* usage_of_environment =
    "\nThe environment variable SIGNOPT_TARGET names the kernels that signopt uses.\n";

// Takes the option's value, if it has one; false: the option is none of these.
inline bool read_option(const std::string& option, command_line& line, const default_rates& rates, options& result) {
  if (option == "--optimizer") {
    std::vector<std::string> names;
    for (const auto& rate : rates) names.push_back(rate.first);
    result.optimizer = one_of(names, option, line.value());
  } else if (option == "--dtype") {
    result.dtype = one_of({"float16", "bfloat16", "float32", "float64"}, option, line.value());
  } else if (option == "--lr") {
    result.lr = positive_number(1e6, option, line.value());
  } else if (option == "--decay") {
    result.decay = one_of({"none", "linear"}, option, line.value());
  } else if (option == "--batch") {
    result.batch = whole_number(1, 1000000, option, line.value());
  } else if (option == "--seed") {
    result.seed = whole_number(0, 1000000, option, line.value());
  } else if (option == "--threads") {
    result.threads = whole_number(1, 256, option, line.value());
  } else if (option == "--data") {
    result.data = line.value();
  } else if (option == "--validation") {
    result.validation = true;
  } else if (option == "--json") {
    result.json = true;
  } else if (option == "--help") {
    result.help = true;
  } else {
    return false;
  }
  return true;
}

// What no option says alone, when all are read.
inline void complete(const default_rates& rates, options& result) {
  if (result.threads != 1 && !is_of_signopt(result.optimizer))
    throw usage_error("--threads is for the rules of signopt: " + result.optimizer + " updates on one thread");
  for (const auto& rate : rates)
    if (result.lr == 0 && rate.first == result.optimizer) result.lr = rate.second;
}

}  // namespace training
