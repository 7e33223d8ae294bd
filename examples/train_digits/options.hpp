// The command line of train_digits.
#pragma once

#include <string>

#include "../training/options.hpp"

struct digits_options : training::options {
  digits_options() { data = SIGNOPT_DIGITS_FILE; }  // a definition from CMake, so that it runs in any directory
  int epochs = 15;
  double min_accuracy = 0;
};

// What ./dev compare picks for rates that fall to 0, or somewhat smaller: without --decay they stay.
inline const training::default_rates digits_rates{{"addsign", 0.4},  {"power_sign", 0.4}, {"lion", 0.001},
                                                  {"signum", 0.003}, {"sgd", 0.4},        {"momentum", 0.1},
                                                  {"adam", 0.005},   {"adamw", 0.005}};

inline std::string digits_usage() {
  return "usage: train_digits [options]\n"
         "Trains a two-layer perceptron on images of handwritten digits.\n\n"
         "  --epochs N         passes over the training images (default 15)\n"
         "  --data FILE        the images (default examples/data/digits.txt)\n"
         "  --min-accuracy X   exit with 1 if the test accuracy ends below X\n" +
         training::usage_of_options(digits_options(), digits_rates) + training::usage_of_environment;
}

inline digits_options read_digits_options(training::command_line line) {
  digits_options result;
  while (!line.ended()) {
    const std::string option = line.option();
    if (option == "--epochs") {
      result.epochs = training::whole_number(1, 1000000, option, line.value());
    } else if (option == "--min-accuracy") {
      result.min_accuracy = training::positive_number(1, option, line.value());
    } else if (!training::read_option(option, line, digits_rates, result)) {
      throw training::usage_error("unknown option '" + option + "'");
    }
  }
  training::complete(digits_rates, result);
  return result;
}
