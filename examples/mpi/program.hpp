// A program of MPI: what its processes do together, where an error of one must not leave the others waiting, and its
// command line, which all must have alike.
#pragma once

#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

#include "../training/command_line.hpp"
#include "communicator.hpp"

namespace mpi {

// An error that all processes know of.
struct shared_error : std::runtime_error {
  shared_error(const std::string& text, int exit_code) : std::runtime_error(text), code(exit_code) {}
  int code;
};

// use() on every process: where it fails on some, all throw what the first of these says. It must not wait for others.
template <class Use>
void together(const communicator& processes, const std::string& what, const Use& use, int exit_code = 1) {
  std::string problem;
  bool has_failed = false;
  try {
    use();
  } catch (const std::exception& error) {
    problem = error.what();
    has_failed = true;
  }
  const int first = processes.first_where(has_failed);
  if (first == processes.size()) return;
  throw shared_error(what + " failed on process " + std::to_string(first) + ": " + processes.text_of(first, problem),
                     exit_code);
}

// A program of MPI around run(communicator). An error that one process alone knows of ends all, with its message: the
// others wait for it in a call that never ends.
template <class Run>
int run_processes(const char* name, int* count, char*** arguments, const Run& run) {
  if (MPI_Init(count, arguments) != MPI_SUCCESS) return 1;
  int code = 0, rank = 0, size = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  try {
    code = run(communicator(MPI_COMM_WORLD));
  } catch (const shared_error& error) {
    code = error.code;
    if (rank == 0) std::fprintf(stderr, "%s: %s\n", name, error.what());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s, process %d of %d: %s\n", name, rank, size, error.what());
    std::fflush(stderr);
    MPI_Abort(MPI_COMM_WORLD, 1);
  }
  MPI_Finalize();
  return code;
}

// The words of the command line, which all processes must have alike.
inline std::vector<std::string> common_words(const communicator& processes, int count, char** arguments) {
  std::vector<std::string> words(arguments + 1, arguments + count);
  std::string all;
  for (const std::string& word : words) all += word + '\n';
  const std::string of_first = processes.text_of(0, all);
  together(
      processes, "the command line",
      [&] {
        if (all != of_first) throw std::runtime_error("it is not that of process 0");
      },
      2);
  return words;
}

// read(line), of the words that all processes have: so what is wrong with them is wrong on all.
template <class Read>
auto read_common_options(const communicator& processes, int count, char** arguments, const Read& read) {
  const training::command_line line(common_words(processes, count, arguments));
  try {
    return read(line);
  } catch (const training::usage_error& error) {
    throw shared_error(std::string(error.what()) + "\nTry --help.", 2);
  }
}

}  // namespace mpi
