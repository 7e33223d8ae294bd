// Trains a two-layer perceptron on 8 x 8 images of handwritten digits, all its parameters updated in one step of
// signopt::optimizer. Read training/sign_optimizer.hpp for the use of signopt, training.hpp for the loop, and
// training/checkpoint.hpp for saving and resuming.
#include <cstdio>
#include <optional>
#include <string>

#include "training.hpp"

namespace {

int run(const training::command_line& line) {
  const digits_options chosen = read_digits_options(line);
  if (chosen.help) {
    std::fputs(digits_usage().c_str(), stdout);
    return 0;
  }
  const digits::split data = digits::hold_out_every_fifth(digits::load(chosen.data), chosen.validation);
  const std::optional<training::result> reached =
      training::in_dtype(chosen.dtype, [&](auto zero) { return train<decltype(zero)>(chosen, data); });
  if (!reached) return 0;
  if (chosen.json) std::printf("%s\n", training::json(chosen, *reached).c_str());
  if (reached->test.accuracy >= chosen.min_accuracy) return 0;
  std::fprintf(stderr, "train_digits: the test accuracy is %.4f, below the %.4f that --min-accuracy asks for\n",
               reached->test.accuracy, chosen.min_accuracy);
  return 1;
}

}  // namespace

int main(int count, char** arguments) { return training::run_program("train_digits", count, arguments, run); }
