// Trains a two-layer perceptron on 8 x 8 images of handwritten digits, on any number of processes of MPI, each of which
// holds its part of the optimizer's state. Read sharded_optimizer.hpp for the step, sharded_checkpoint.hpp for saving
// and resuming, sharded_training.hpp for the loop. docs/scaling.md says what it costs.
#include <cstdio>
#include <optional>
#include <string>

#include "program.hpp"
#include "sharded_training.hpp"

namespace {

int run(const mpi::communicator& processes, const sharded_options& chosen) {
  if (chosen.help) {
    if (processes.rank() == 0) std::fputs(sharded_usage().c_str(), stdout);
    return 0;
  }
  digits::split data;
  mpi::together(processes, "reading the images",
                [&] { data = digits::hold_out_every_fifth(digits::load(chosen.data), false); });
  const std::optional<double> accuracy = sharded_training(processes, chosen, data).run();
  const bool prints = processes.rank() == 0;
  if (!accuracy) {
    if (prints) std::printf("stopped after step %d; --resume %s goes on\n", chosen.stop_at, chosen.save.c_str());
    return 0;
  }
  if (prints) std::printf("\ntest accuracy %.4f after %d epochs\n", *accuracy, chosen.epochs);
  if (*accuracy >= chosen.min_accuracy) return 0;
  if (prints) {
    std::fprintf(stderr, "sharded_train: the test accuracy is %.4f, below the %.4f that --min-accuracy asks for\n",
                 *accuracy, chosen.min_accuracy);
  }
  return 1;
}

}  // namespace

int main(int count, char** arguments) {
  return mpi::run_processes("sharded_train", &count, &arguments, [&](const mpi::communicator& processes) {
    return run(processes, mpi::read_common_options(processes, count, arguments, read_sharded_options));
  });
}
