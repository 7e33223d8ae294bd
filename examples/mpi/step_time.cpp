// What the parts of a sharded step cost, beside what they should: each part moves so many bytes, and two small
// measurements on the same processes say how long a byte takes, from process to process and from memory.
// docs/scaling.md has the model. Nothing is trained.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <limits>
#include <string>
#include <vector>

#include "../training/option_table.hpp"
#include "program.hpp"
#include "sharded_optimizer.hpp"

namespace {

using rule = signopt::add_sign;
using clock_type = std::chrono::steady_clock;

struct time_options {
  int elements = 4000000, rounds = 10;
  bool help = false;
};

training::option_table table(time_options& into) {
  return {{"--elements", "N", "parameters of the model, in tensors of 1,000,003 (default 4000000)",
           training::whole_number_into(into.elements, 1, 9999999)},
          {"--rounds", "N", "steps, of which the fastest counts (default 10)",
           training::whole_number_into(into.rounds, 1, 1000000)},
          {"--help", "", "print this", training::true_into(into.help)}};
}

// Seconds of the slowest process in the fastest of some rounds.
template <class Use>
double fastest(const mpi::communicator& processes, int rounds, const Use& use) {
  double best = std::numeric_limits<double>::infinity();
  for (int round = 0; round <= rounds; ++round) {  // the first is a warm-up
    processes.wait_for_all();
    const auto begin = clock_type::now();
    use();
    const double seconds = processes.largest(std::chrono::duration<double>(clock_type::now() - begin).count());
    if (round > 0) best = std::min(best, seconds);
  }
  return best;
}

// Seconds of one byte that each process sends to its neighbour, all at once, in messages as large as a share.
double seconds_of_sent_byte(const mpi::communicator& processes, std::ptrdiff_t elements, int rounds) {
  if (processes.size() == 1) return 0;
  std::vector<float> out(static_cast<std::size_t>(elements)), in(out.size());
  const int next = (processes.rank() + 1) % processes.size();
  const int before = (processes.rank() + processes.size() - 1) % processes.size();
  const double seconds = fastest(processes, rounds, [&] {
    mpi::check(MPI_Sendrecv(out.data(), static_cast<int>(elements), MPI_FLOAT, next, 0, in.data(),
                            static_cast<int>(elements), MPI_FLOAT, before, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE),
               "MPI_Sendrecv");
  });
  return seconds / static_cast<double>(elements * std::ptrdiff_t{sizeof(float)});
}

// Seconds of one byte that a step moves, 20 for an element, on all processes at once.
double seconds_of_moved_byte(const mpi::communicator& processes, std::ptrdiff_t elements, int rounds) {
  const signopt::aligned_block<float> grad(elements, 1);
  signopt::aligned_block<float> var(elements), m(elements, 2);
  signopt::optimizer<rule> object;
  object.add_group({{var.data(), m.data(), grad.data(), elements}});
  const double seconds = fastest(processes, rounds, [&] { object.step({1, 0, false}); });
  return seconds / static_cast<double>(20 * elements);
}

void print(const mpi::communicator& processes, const char* part, double measured, double model) {
  if (processes.rank() == 0) std::printf("%-28s %9.3f ms %9.3f ms\n", part, 1e3 * measured, 1e3 * model);
}

int run(const mpi::communicator& processes, const time_options& chosen) {
  mpi::model_groups<rule> groups(1);
  for (std::ptrdiff_t left = chosen.elements; left > 0; left -= 1000003) {
    groups[0].tensors.push_back({std::to_string(left), std::min<std::ptrdiff_t>(left, 1000003)});
  }
  const std::ptrdiff_t n = chosen.elements;
  const double size = processes.size();
  signopt::aligned_block<float> var(n), grad(n, 3);
  std::fill_n(grad.data(), n, 0.001f);
  mpi::sharded_optimizer<rule> sharded(processes, groups, var.data());
  const auto& parts = sharded.parts();
  const mpi::borders elements = mpi::element_borders(parts), blocks = mpi::block_borders(parts);
  const auto rank = static_cast<std::size_t>(processes.rank());
  std::vector<float> own_grad(static_cast<std::size_t>(elements[rank + 1] - elements[rank]));
  std::vector<double> sums(static_cast<std::size_t>(parts.blocks()));

  const std::ptrdiff_t share = std::max<std::ptrdiff_t>(n / processes.size(), 1);
  const double sent = seconds_of_sent_byte(processes, share, chosen.rounds);
  const double moved = seconds_of_moved_byte(processes, share, chosen.rounds);
  // A ring: each process sends all shares but one, once.
  const double others = (size - 1) / size;
  const double gather = 4 * static_cast<double>(n) * others * sent;
  const double norm = 4 * static_cast<double>(n) / size * moved;
  const double gather_sums = 8 * static_cast<double>(parts.blocks()) * others * sent;
  const double update = 20 * static_cast<double>(n) / size * moved;
  // What comes in is added to what is there: it is read, the other is, and the sum is written. The own share is copied.
  const double reduce = gather + (12 * others + 8 / size) * static_cast<double>(n) * moved;

  if (processes.rank() == 0) {
    std::printf("%td parameters of float32, processes: %d; of a byte: %.3f ns sent, %.3f ns moved\n\n", n,
                processes.size(), 1e9 * sent, 1e9 * moved);
    std::printf("%-28s %12s %12s\n", "", "measured", "model");
  }
  const auto time = [&](const auto& use) { return fastest(processes, chosen.rounds, use); };
  print(processes, "gradients to shares",
        time([&] { processes.sum_to_shares(grad.data(), own_grad.data(), elements); }), reduce);
  print(processes, "sums of own blocks",
        time([&] { static_cast<void>(sharded.own().sum_blocks(sums.data() + blocks[rank])); }), norm);
  print(processes, "sums to all", time([&] { processes.shares_to_all(sums.data(), blocks); }), gather_sums);
  print(processes, "update of own elements", time([&] { sharded.own().step({1, 0, false}, {1, true}); }), update);
  print(processes, "parameters to all", time([&] { processes.shares_to_all(var.data(), elements); }), gather);
  print(processes, "a step", time([&] {
          sharded.step(grad.data(), {1, 0, true});
        }),
        reduce + norm + gather_sums + update + gather);
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  return mpi::run_processes("step_time", &count, &arguments, [&](const mpi::communicator& processes) {
    time_options chosen;
    mpi::read_common_options(processes, count, arguments, [&chosen](const training::command_line& line) {
      training::read_options(table(chosen), line);
    });
    if (!chosen.help) return run(processes, chosen);
    if (processes.rank() == 0)
      std::printf("usage: mpirun -n PROCESSES step_time [options]\n%s", training::usage_of(table(chosen)).c_str());
    return 0;
  });
}
