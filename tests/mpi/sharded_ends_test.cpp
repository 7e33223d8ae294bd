// usage: processes.sh MPIEXEC COUNT sharded_ends_test kill|throw
// The last process is killed in the midst of a training, or throws: check_ends.sh says what must come of it.
#include <csignal>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

#include "../../examples/mpi/program.hpp"
#include "sharded_model.hpp"

int main(int count, char** arguments) {
  using namespace mpi_test;
  return mpi::run_processes("sharded_ends_test", &count, &arguments, [&](const mpi::communicator& processes) {
    const std::string end = count > 1 ? arguments[1] : "";
    std::vector<float> var = start();
    mpi::sharded_optimizer<rule> sharded(processes, groups(), var.data());
    for (int step = 3; step < 1000; ++step) {
      if (step == 5 && processes.rank() == processes.size() - 1) {
        if (end == "kill") std::raise(SIGKILL);
        if (end == "throw") throw std::runtime_error("no batch is left");
      }
      sharded.step(gradient(step, processes.rank(), processes.size()).data(), request(step));
      if (step == 3 && processes.rank() == 0) std::puts("it has begun");
      std::fflush(stdout);
    }
    return 0;
  });
}
