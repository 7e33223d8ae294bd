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

// What ./dev compare picks for rates that fall to 0, or somewhat smaller: without --decay they stay.
inline const training::default_rates text_rates{{"addsign", 0.3},  {"power_sign", 0.3}, {"lion", 0.001},
                                                {"signum", 0.001}, {"sgd", 0.3},        {"momentum", 0.03},
                                                {"adam", 0.003},   {"adamw", 0.003}};

inline std::string text_usage() {
  return "usage: train_text [options]\n"
         "Trains a model of the next character of a text, and lets it write.\n\n"
         "  --steps N          steps of training (default 12000)\n"
         "  --data FILE        the text (default examples/data/persuasion.txt)\n"
         "  --max-loss X       exit with 1 if the test loss ends above X, in nats\n" +
         training::usage_of_options(text_options(), text_rates) + training::usage_of_environment;
}

inline text_options read_text_options(training::command_line line) {
  text_options result;
  while (!line.ended()) {
    const std::string option = line.option();
    if (option == "--steps") {
      result.steps = training::whole_number(1, 1000000, option, line.value());
    } else if (option == "--max-loss") {
      result.max_loss = training::positive_number(1e6, option, line.value());
    } else if (!training::read_option(option, line, text_rates, result)) {
      throw training::usage_error("unknown option '" + option + "'");
    }
  }
  training::complete(text_rates, result);
  return result;
}
