// What training came to, for who reads it and for programs.
#pragma once

#include <cmath>
#include <cstdio>
#include <optional>
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
                     "\", \"lr\": " + json_number(chosen.lr) + ", \"decay\": \"" + chosen.decay +
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

// The lines below a table.
inline void print_end(const options& chosen, const result& reached) {
  std::printf("\nA %s parameter does not move when its step is below half its last place:\n", chosen.dtype.c_str());
  std::printf("of the steps that were not 0, %.2f%% were lost to rounding.\n", reached.updates.lost_percent());
  if (reached.validation)
    std::printf("validation: loss %.4f, accuracy %.4f\n", reached.validation->loss, reached.validation->accuracy);
}

}  // namespace training
