// What a run is about and what it came to, for who reads it and for programs.
#pragma once

#include <cmath>
#include <cstdio>
#include <optional>
#include <signopt/target.hpp>
#include <sstream>
#include <string>

#include "lost_updates.hpp"
#include "options.hpp"

namespace training {

// Of the examples of one part: the mean cross-entropy in nats, and the share whose likeliest class is the right one.
struct evaluation {
  double loss = 0;
  double accuracy = 0;
};

struct result {
  evaluation test;
  std::optional<evaluation> validation;
  update_count updates;
  double seconds = 0;
};

// JSON has no NaN and no infinity, which are what training that fails comes to.
inline std::string json_number(double value) {
  if (!std::isfinite(value)) return "null";
  std::ostringstream text;
  text.precision(8);
  text << value;
  return text.str();
}

inline std::string json(const options& chosen, const result& reached) {
  std::string text = "{\"optimizer\": \"" + chosen.optimizer + "\", \"dtype\": \"" + chosen.dtype +
                     "\", \"momentum\": \"" + chosen.momentum + "\", \"rounding\": \"" + chosen.rounding +
                     "\", \"lr\": " + json_number(chosen.lr) + ", \"schedule\": \"" + chosen.schedule +
                     "\", \"seed\": " + std::to_string(chosen.seed);
  const auto add = [&](const std::string& part, const evaluation& of) {
    text +=
        ", \"" + part + "_loss\": " + json_number(of.loss) + ", \"" + part + "_accuracy\": " + json_number(of.accuracy);
  };
  if (reached.validation) add("validation", *reached.validation);
  add("test", reached.test);
  return text + ", \"lost_percent\": " + json_number(reached.updates.lost_percent()) +
         ", \"seconds\": " + json_number(reached.seconds) + "}";
}

// How a run is headed: the optimizer, with the target where signopt makes the steps, and what else was chosen.
inline std::string description(const options& chosen, int batch, long long steps_before) {
  std::ostringstream text;
  text << chosen.optimizer;
  if (is_of_signopt(chosen.optimizer)) text << " on " << signopt::active_target();
  text << ", " << chosen.dtype;
  if (chosen.rounding != "nearest") text << " rounded stochastically";
  if (chosen.momentum != chosen.dtype) text << ", momentum " << chosen.momentum;
  text << ", lr " << chosen.lr;
  if (chosen.schedule == "linear") text << " falling to 0";
  if (chosen.schedule == "cosine") text << " falling to 0 in half a wave";
  if (chosen.warmup != 0) text << " behind " << chosen.warmup << " steps of warm-up";
  if (chosen.weight_decay != 0) text << ", weight decay " << chosen.weight_decay;
  if (chosen.clip != 0) text << ", clipped at " << chosen.clip;
  text << ", batches of " << batch << ", seed " << chosen.seed;
  if (!chosen.resume.empty()) text << "\nresumed from " << chosen.resume << ", behind step " << steps_before;
  return text.str();
}

// Where a training ended before its last step, on purpose.
inline void print_stop(const options& chosen, long long steps, long long total_steps) {
  std::printf("\nstopped after %lld of %lld steps; --resume %s goes on from there\n", steps, total_steps,
              chosen.save.c_str());
}

// The lines below a table.
inline void print_end(const options& chosen, const result& reached) {
  if (chosen.rounding == "stochastic") {
    std::printf(
        "\nA %s parameter whose step is below its last place moves by the whole of it, or not at all;\n"
        "in the mean of many steps it moves as far as they say:\n",
        chosen.dtype.c_str());
    std::printf("of the steps that were not 0, %.2f%% changed nothing.\n", reached.updates.lost_percent());
  } else {
    std::printf("\nA %s parameter does not move when its step is below half its last place:\n", chosen.dtype.c_str());
    std::printf("of the steps that were not 0, %.2f%% were lost to rounding.\n", reached.updates.lost_percent());
  }
  if (reached.validation)
    std::printf("validation: loss %.4f, accuracy %.4f\n", reached.validation->loss, reached.validation->accuracy);
}

}  // namespace training
