// The command line of sharded_train.
#pragma once

#include <string>

#include "../training/option_table.hpp"

struct sharded_options {
  std::string data = SIGNOPT_DIGITS_FILE;  // a definition from CMake, so that it runs in any directory
  int epochs = 8, batch = 64, hidden = 256, seed = 1, save_every = 0, stop_at = 0;
  double lr = 0.2, weight_decay = 0.0001, clip = 1, min_accuracy = 0;
  std::string save, resume;
  bool help = false;
};

inline training::option_table sharded_table(sharded_options& into) {
  using namespace training;
  return {
      {"--epochs", "N", "passes over the training images (default 8)", whole_number_into(into.epochs, 1, 1000000)},
      {"--batch", "N", "images in a step, of all processes together (default 64)",
       whole_number_into(into.batch, 1, 1000000)},
      {"--hidden", "N", "hidden units (default 256)", whole_number_into(into.hidden, 1, 1000000)},
      {"--lr", "X", "learning rate at the start, which falls to 0 (default 0.2)", positive_number_into(into.lr, 1e6)},
      {"--weight-decay", "X", "decoupled, of weights (default 0.0001)", number_from_0_into(into.weight_decay, 1e6)},
      {"--clip", "X", "the largest norm of a gradient (default 1)", positive_number_into(into.clip, 1e6)},
      {"--seed", "N", "of the start and of the order of the images (default 1)",
       whole_number_into(into.seed, 0, 9999999)},
      {"--data", "FILE", "the images; examples/data/README.md says how it is written", text_into(into.data)},
      {"--save", "RUN", "save to RUN.checkpoint, and to files beside it, at the end", text_into(into.save)},
      {"--save-every", "N", "save behind every N steps too", whole_number_into(into.save_every, 1, 1000000)},
      {"--stop-at", "N", "save after step N, and end", whole_number_into(into.stop_at, 1, 1000000)},
      {"--resume", "RUN", "go on from RUN.checkpoint, on any number of processes", text_into(into.resume)},
      {"--min-accuracy", "X", "exit with 1 if the test accuracy ends below X",
       positive_number_into(into.min_accuracy, 1)},
      {"--help", "", "print this", true_into(into.help)},
  };
}

inline std::string sharded_usage() {
  sharded_options defaults;
  return "usage: mpirun -n PROCESSES sharded_train [options]\n"
         "Trains a two-layer perceptron on images of handwritten digits, each process on its\n"
         "part of every batch, and each with its part of the momentum.\n\n" +
         training::usage_of(sharded_table(defaults));
}

inline sharded_options read_sharded_options(const training::command_line& line) {
  sharded_options result;
  training::read_options(sharded_table(result), line);
  if (result.save.empty() && result.save_every != 0) throw training::usage_error("--save-every needs --save RUN");
  if (result.save.empty() && result.stop_at != 0) throw training::usage_error("--stop-at needs --save RUN");
  return result;
}
