// Trains a model of the next character on a novel, all its parameters updated in one step of
// signopt::optimizer, and prints what it writes. Read training/sign_optimizer.hpp for the use of signopt, training.hpp
// for the loop, and training/checkpoint.hpp for saving and resuming.
#include <cstdio>
#include <optional>
#include <string>

#include "training.hpp"

namespace {

int run(const training::command_line& line) {
  const text_options chosen = read_text_options(line);
  if (chosen.help) {
    std::fputs(text_usage().c_str(), stdout);
    return 0;
  }
  const text::corpus all = text::load(chosen.data);
  const text::split data = text::hold_out_the_end(all, chosen.validation);
  const std::optional<training::result> reached =
      training::in_dtype(chosen.dtype, [&](auto zero) { return train<decltype(zero)>(chosen, all, data); });
  if (!reached) return 0;
  if (chosen.json) std::printf("%s\n", training::json(chosen, *reached).c_str());
  // A NaN is not at most what was asked for.
  if (chosen.max_loss == text_options().max_loss || reached->test.loss <= chosen.max_loss) return 0;
  std::fprintf(stderr, "train_text: the test loss is %.4f, above the %.4f that --max-loss asks for\n",
               reached->test.loss, chosen.max_loss);
  return 1;
}

}  // namespace

int main(int count, char** arguments) { return training::run_program("train_text", count, arguments, run); }
