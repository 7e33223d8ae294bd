// The command line of train_digits.
#pragma once

#include <string>

#include "../training/options.hpp"

struct digits_options : training::options {
  digits_options() { data = SIGNOPT_DIGITS_FILE; }  // a definition from CMake, so that it runs in any directory
  int epochs = 15;
  double min_accuracy = 0;
};

// What ./dev compare picks for rates that fall to 0, or somewhat smaller: without --schedule they stay.
inline const training::default_rates digits_rates{{"addsign", 0.4},  {"power_sign", 0.4}, {"lion", 0.001},
                                                  {"signum", 0.003}, {"sgd", 0.4},        {"momentum", 0.1},
                                                  {"adam", 0.005},   {"adamw", 0.005}};

inline training::option_table digits_table(digits_options& into) {
  return training::with_shared_options({{"--epochs", "N", "passes over the training images (default 15)",
                                         training::whole_number_into(into.epochs, 1, 1000000)},
                                        {"--min-accuracy", "X", "exit with 1 if the test accuracy ends below X",
                                         training::positive_number_into(into.min_accuracy, 1)}},
                                       into, digits_rates);
}

inline std::string digits_usage() {
  digits_options defaults;
  return "usage: train_digits [options]\n"
         "Trains a two-layer perceptron on images of handwritten digits.\n\n" +
         training::usage_of(digits_table(defaults)) + training::usage_of_environment;
}

inline digits_options read_digits_options(const training::command_line& line) {
  digits_options result;
  training::read_options(digits_table(result), line);
  training::complete(digits_rates, result);
  return result;
}
