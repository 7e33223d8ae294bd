// The command line of train_text.
#pragma once

#include <limits>
#include <string>

#include "../training/options.hpp"

struct text_options : training::options {
  text_options() {
    data = SIGNOPT_TEXT_FILE;  // a definition from CMake, so that it runs in any directory
    batch = 64;
  }
  int steps = 12000;
  double max_loss = std::numeric_limits<double>::infinity();
};

// What ./dev compare picks for rates that fall to 0, or somewhat smaller: without --schedule they stay.
inline const training::default_rates text_rates{{"addsign", 0.3},  {"power_sign", 0.3}, {"lion", 0.001},
                                                {"signum", 0.001}, {"sgd", 0.3},        {"momentum", 0.03},
                                                {"adam", 0.003},   {"adamw", 0.003}};

inline training::option_table text_table(text_options& into) {
  return training::with_shared_options(
      {{"--steps", "N", "steps of training (default 12000)", training::whole_number_into(into.steps, 1, 1000000)},
       {"--max-loss", "X", "exit with 1 if the test loss ends above X, in nats",
        training::positive_number_into(into.max_loss, 1e6)}},
      into, text_rates);
}

inline std::string text_usage() {
  text_options defaults;
  return "usage: train_text [options]\n"
         "Trains a model of the next character of a text, and lets it write.\n\n" +
         training::usage_of(text_table(defaults)) + training::usage_of_environment;
}

inline text_options read_text_options(const training::command_line& line) {
  text_options result;
  training::read_options(text_table(result), line);
  training::complete(text_rates, result);
  return result;
}
