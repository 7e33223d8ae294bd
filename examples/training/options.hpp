// The options that every training program here has.
#pragma once

#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "option_table.hpp"

namespace training {

// The optimizers by name, each with the rate that it has where none is given.
using default_rates = std::vector<std::pair<std::string, double>>;

struct options {
  std::string optimizer = "addsign";
  std::string dtype = "float32";
  std::string momentum;  // empty until complete(), where none is named: the dtype
  std::string rounding = "nearest";
  double lr = 0;  // 0: the default of the optimizer
  std::string schedule = "constant";
  int warmup = 0;
  double weight_decay = 0;
  double clip = 0;        // 0: gradients are not clipped
  double loss_scale = 0;  // 0: gradients are stored as they are
  int batch = 32;
  int seed = 1;
  int threads = 1;
  std::string data;
  std::string save;    // empty: nowhere
  int save_every = 0;  // 0: at the end alone
  int stop_at = 0;     // 0: at the end
  std::string resume;  // empty: from the beginning
  bool validation = false;
  bool json = false;
  bool help = false;
};

// Those of signopt, whose names are these, have options that the others have not.
inline bool is_of_signopt(const std::string& name) {
  return name == "addsign" || name == "power_sign" || name == "lion" || name == "signum";
}

// The dtypes of parameters beside which a momentum of another dtype is compiled. The library has all pairs of float32,
// float16 and bfloat16: these are the ones that gain something.
inline std::vector<std::string> dtypes_beside(const std::string& momentum) {
  if (momentum == "float32") return {"float32", "float16", "bfloat16"};
  return {momentum, "float32"};
}

// Their part of the table, behind the program's own.
inline option_table with_shared_options(option_table table, options& into, const default_rates& rates) {
  std::vector<std::string> names;
  std::ostringstream listed;
  for (const auto& rate : rates) {
    names.push_back(rate.first);
    listed << (listed.tellp() == 0 ? "" : ", ") << rate.first << ' ' << rate.second;
  }
  const option_table shared = {
      {"--data", "FILE", "what to train on (default: the file of examples/data)", text_into(into.data)},
      {"--optimizer", "NAME",
       "of signopt addsign, power_sign, lion or signum; to compare with, sgd, momentum (sgd with momentum 0.9), adam "
       "or adamw (adam with a weight decay of 0.01) (default addsign)",
       one_of_into(into.optimizer, names)},
      {"--dtype", "NAME",
       "what parameters, momenta and gradients are stored in: float16, bfloat16, float32 or float64 (default "
       "float32); the second moment of adam in no less than float32",
       one_of_into(into.dtype, {"float16", "bfloat16", "float32", "float64"})},
      {"--momentum", "NAME",
       "* what momenta are stored in: float32, beside float32 also float16 or bfloat16 (default: the --dtype)",
       one_of_into(into.momentum, {"float32", "float16", "bfloat16"})},
      {"--rounding", "NAME",
       "* how parameters are rounded: nearest; or stochastic, with --dtype bfloat16, where the mean moves as in "
       "float32 (default nearest)",
       one_of_into(into.rounding, {"nearest", "stochastic"})},
      {"--lr", "X", "learning rate, at its highest (default: " + listed.str() + ")",
       positive_number_into(into.lr, 1e6)},
      {"--schedule", "NAME",
       "constant: the rate stays; linear, cosine: it falls to 0 in a straight line, or in half a wave (default "
       "constant)",
       one_of_into(into.schedule, {"constant", "linear", "cosine"})},
      {"--warmup", "STEPS", "steps in which the rate rises to its highest first (default 0)",
       whole_number_into(into.warmup, 0, 1000000)},
      {"--batch", "N", "examples in a step (default " + std::to_string(into.batch) + ")",
       whole_number_into(into.batch, 1, 1000000)},
      {"--seed", "N", "for initial weights and order of examples (default 1)",
       whole_number_into(into.seed, 0, 1000000)},
      {"--weight-decay", "X", "* decoupled weight decay of the weights; biases have none (default 0)",
       number_from_0_into(into.weight_decay, 1e6)},
      {"--clip", "NORM", "* clip gradients whose norm is larger, of all tensors together (default: they are not)",
       positive_number_into(into.clip, 1e6)},
      {"--loss-scale", "X",
       "* store gradients times a scale that begins with X, 65536 for example, and finds its value: for --dtype "
       "float16, where small ones would be 0",
       positive_number_into(into.loss_scale, 1e30)},
      {"--threads", "N",
       "* threads that a step has (default 1); the results are the same for every N, and so small a network gains "
       "nothing",
       whole_number_into(into.threads, 1, 256)},
      {"--save", "FILE",
       "* save the training at its end: the optimizer's state in FILE, and the parameters beside it; Python's "
       "safetensors reads both",
       text_into(into.save)},
      {"--save-every", "STEPS", "* save it after so many steps each, too",
       whole_number_into(into.save_every, 1, 1000000)},
      {"--stop-at", "STEP", "* save it and end after this step, for a program that may not run for longer",
       whole_number_into(into.stop_at, 1, 1000000)},
      {"--resume", "FILE",
       "* go on from what was saved, to the same bits as without a break; the other options must be as they were",
       text_into(into.resume)},
      {"--validation", "", "hold a part out of training, beside the test part, by which to choose a rate",
       true_into(into.validation)},
      {"--json", "", "print the result once more at the end, in a line of JSON", true_into(into.json)},
      {"--help", "", "print this text", true_into(into.help)}};
  table.insert(table.end(), shared.begin(), shared.end());
  return table;
}

constexpr const char* usage_of_environment =
    "\n* for the rules of signopt alone. The environment variable SIGNOPT_TARGET names\n"
    "the kernels that they use.\n";

// Storages that do not go together.
inline void check_storages(const options& chosen) {
  const auto is_for = [&](const std::string& option, const std::vector<std::string>& dtypes) {
    std::string list;
    for (const std::string& each : dtypes) {
      if (each == chosen.dtype) return;
      list += (list.empty() ? "" : &each == &dtypes.back() ? " or " : ", ") + each;
    }
    throw usage_error(option + " is for --dtype " + list + "; it is '" + chosen.dtype + "'");
  };
  if (!chosen.momentum.empty()) is_for("--momentum " + chosen.momentum, dtypes_beside(chosen.momentum));
  if (chosen.rounding != "nearest") is_for("--rounding " + chosen.rounding, {"bfloat16"});
}

// What no option says alone, when all are read.
inline void complete(const default_rates& rates, options& result) {
  const std::pair<const char*, bool> of_signopt[] = {{"--momentum", !result.momentum.empty()},
                                                     {"--rounding", result.rounding != "nearest"},
                                                     {"--weight-decay", result.weight_decay != 0},
                                                     {"--clip", result.clip != 0},
                                                     {"--loss-scale", result.loss_scale != 0},
                                                     {"--threads", result.threads != 1},
                                                     {"--save", !result.save.empty()},
                                                     {"--resume", !result.resume.empty()}};
  for (const auto& [name, is_given] : of_signopt) {
    if (is_given && !is_of_signopt(result.optimizer))
      throw usage_error(std::string(name) + " is for the rules of signopt; --optimizer is '" + result.optimizer + "'");
  }
  check_storages(result);
  if (result.momentum.empty()) result.momentum = result.dtype;
  if (result.save.empty() && result.save_every != 0) throw usage_error("--save-every needs --save FILE");
  if (result.save.empty() && result.stop_at != 0) throw usage_error("--stop-at needs --save FILE");
  for (const auto& rate : rates)
    if (result.lr == 0 && rate.first == result.optimizer) result.lr = rate.second;
}

}  // namespace training
