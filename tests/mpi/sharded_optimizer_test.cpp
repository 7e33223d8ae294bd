// usage: processes.sh MPIEXEC COUNT sharded_optimizer_test FOLDER
// The sharded optimizer on COUNT processes, bit for bit the one of a single process; saved, and resumed on fewer.
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "../../examples/mpi/sharded_checkpoint.hpp"
#include "sharded_model.hpp"

namespace {

using namespace mpi_test;

constexpr int last_step = 5;

// Gradients whose sums are exact: steps are those of one process, whatever the messages are.
void test_bits(const mpi::communicator& processes, const groups_of_rule& of = groups()) {
  std::vector<float> var = start(of);
  mpi::sharded_optimizer<rule> sharded(processes, of, var.data());
  one_process alone(of);
  for (int step = 0; step < last_step; ++step) {
    const auto report = sharded.step(gradient(step, processes.rank(), processes.size(), of).data(), request(step));
    const auto expected = alone.step(gradient(step, 0, 1, of), request(step));
    expect(report.applied == (step != 2), "the step with a NaN on one process, and no other, is skipped");
    expect_same(report, expected, var, alone.var, "step " + std::to_string(step));
  }
  expect(sharded.steps() == last_step - 1, "a skipped step does not count");
}

// Any gradients: what MPI made of their sum, put together, is what one process takes a step with.
void test_rounded_sums(const mpi::communicator& processes) {
  std::vector<float> var = start();
  mpi::sharded_optimizer<rule> sharded(processes, groups(), var.data());
  one_process alone;
  const mpi::borders borders = mpi::element_borders(sharded.parts());
  for (int step = 0; step < 3; ++step) {
    std::mt19937 random(77 + static_cast<unsigned>(processes.rank()));
    std::vector<float> grad(var.size()), sum(var.size());
    for (float& x : grad) x = static_cast<float>(random()) * 0x1.234567p-33f - 0.25f;
    processes.sum_to_shares(grad.data(), sum.data() + borders[static_cast<std::size_t>(processes.rank())], borders);
    processes.shares_to_all(sum.data(), borders);
    const auto report = sharded.step(grad.data(), {0.3, 1, true});
    expect_same(report, alone.step(sum, {0.3, 1, true}), var, alone.var, "step " + std::to_string(step));
  }
}

// The processes of `all` that are among the first `count`; nothing on the others.
struct first_processes {
  explicit first_processes(int count) {
    int rank = 0;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_split(MPI_COMM_WORLD, rank < count ? 0 : MPI_UNDEFINED, rank, &group);
    if (group != MPI_COMM_NULL) communicator.emplace(group);
  }
  ~first_processes() {
    if (group != MPI_COMM_NULL) MPI_Comm_free(&group);
  }
  first_processes(const first_processes&) = delete;
  first_processes& operator=(const first_processes&) = delete;

  MPI_Comm group = MPI_COMM_NULL;
  std::optional<mpi::communicator> communicator;
};

const auto nothing = [](const std::filesystem::path&) {};
const std::string words = "of the program";

// Saved by one number of processes, resumed by another: the steps behind it have the bits of a run without a break.
void test_resume(const mpi::communicator& all, int savers, int resumers, const std::filesystem::path& run) {
  std::vector<float> var = start();
  {
    const first_processes some(savers);
    if (some.communicator) {
      const mpi::communicator& processes = *some.communicator;
      mpi::sharded_optimizer<rule> sharded(processes, groups(), var.data());
      for (int step = 0; step < last_step; ++step) {
        sharded.step(gradient(step, processes.rank(), processes.size()).data(), request(step));
        if (step == 0) mpi::save(sharded, run, words, nothing, nothing);
      }
      sharded.settings(1).lr = 0.125;
      mpi::save(sharded, run, words, nothing, nothing);
    }
  }
  all.wait_for_all();
  for (int part = 0; part < savers; ++part) {
    expect(!std::filesystem::exists(mpi::part_file(run, {1, savers, words}, part)), "the checkpoint before is removed");
    expect(std::filesystem::exists(mpi::part_file(run, {last_step - 1, savers, words}, part)), "every part is there");
  }
  one_process alone;
  for (int step = 0; step < last_step; ++step) alone.step(gradient(step, 0, 1), request(step));
  const first_processes some(resumers);
  if (!some.communicator) return;
  const mpi::communicator& processes = *some.communicator;
  std::vector<float> resumed = alone.var;
  mpi::sharded_optimizer<rule> sharded(processes, groups(), resumed.data());
  expect(mpi::load(sharded, run).of_program == words, "what the program said is given back");
  expect(sharded.steps() == last_step - 1, "the steps are those that were saved");
  expect(sharded.settings(1).lr == 0.125 && sharded.settings(0).weight_decay == 0.001, "so are the settings");
  sharded.settings(1).lr = 0.01;
  const auto own = sharded.parts().tensors(processes.rank());
  for (std::size_t i = 0; i < own.size(); ++i) {
    const auto tensor = static_cast<std::ptrdiff_t>(i);
    const float* const expected = alone.momentum(own[i].tensor) + own[i].first;
    const std::size_t bytes = static_cast<std::size_t>(own[i].size) * sizeof(float);
    expect(bytes == 0 || std::memcmp(sharded.own().momentum(tensor), expected, bytes) == 0,
           "m has the bits of one process");
  }
  for (int step = last_step; step < last_step + 3; ++step) {
    const auto report = sharded.step(gradient(step, processes.rank(), processes.size()).data(), request(step));
    expect_same(report, alone.step(gradient(step, 0, 1), request(step)), resumed, alone.var,
                "resumed, step " + std::to_string(step));
  }
}

template <class Use>
void expect_failure(const Use& use, const std::string& expected, const std::string& what) {
  std::string message;
  try {
    use();
  } catch (const std::exception& error) {
    message = error.what();
  }
  expect(message.find(expected) != std::string::npos, what + "; it says: " + message);
}

// What fails on one process is an error on all, with its words, and what was there is there still.
void test_failures(const mpi::communicator& processes, const std::filesystem::path& run) {
  std::vector<float> var = start();
  mpi::sharded_optimizer<rule> sharded(processes, groups(), var.data());
  const int last = processes.size() - 1;
  const auto on_last = [&](const auto& use) {
    processes.wait_for_all();
    if (processes.rank() == last) use();
    processes.wait_for_all();
  };
  const std::string of_last = "failed on process " + std::to_string(last);
  expect_failure([&] { mpi::load(sharded, run); }, ".checkpoint' cannot be opened", "there is no checkpoint");
  mpi::save(sharded, run, "first", nothing, nothing);

  // Of the same step, by another program's words: the last process cannot write.
  const mpi::checkpoint_mark first{0, processes.size(), "first"}, second{0, processes.size(), "second"};
  const auto obstacle = mpi::part_file(run, second, last);
  on_last([&] { std::filesystem::create_directory(obstacle); });
  expect_failure([&] { mpi::save(sharded, run, "second", nothing, nothing); }, of_last, "the last process cannot save");
  expect(*mpi::read_mark(run) == first, "the checkpoint before is there");
  expect(mpi::load(sharded, run) == first, "and can be resumed");
  for (int part = 0; part < last; ++part)
    expect(!std::filesystem::exists(mpi::part_file(run, second, part)), "what nothing names is removed");
  on_last([&] { std::filesystem::remove(obstacle); });

  // The part of a checkpoint of other words, or of another step, under the name of this one's.
  mpi::save(sharded, run.string() + "-of-others", "second", nothing, nothing);
  const auto keeps = [&](const std::filesystem::path& of, const mpi::checkpoint_mark& mark) {
    on_last([&] {
      std::filesystem::copy_file(mpi::part_file(of, mark, last), mpi::part_file(run, first, last),
                                 std::filesystem::copy_options::overwrite_existing);
    });
    expect_failure([&] { mpi::load(sharded, run); }, "is not of the checkpoint", "a part is of another checkpoint");
  };
  keeps(run.string() + "-of-others", second);
  sharded.step(gradient(0, processes.rank(), processes.size()).data(), request(0));
  mpi::save(sharded, run.string() + "-later", "first", nothing, nothing);
  keeps(run.string() + "-later", {1, processes.size(), "first"});

  on_last([&] { std::filesystem::remove(mpi::part_file(run, first, last)); });
  expect_failure([&] { mpi::load(sharded, run); }, "there is no such file", "a part is missing");
  std::vector<float> other_var(10);
  mpi::sharded_optimizer<rule> of_other(processes, small_groups(10), other_var.data());
  expect_failure([&] { mpi::load(of_other, run.string() + "-later"); }, "resuming failed", "it is of another model");
}

int run(const mpi::communicator& processes, const std::filesystem::path& folder) {
  if (processes.rank() == 0) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
  }
  processes.wait_for_all();
  test_bits(processes);
  // In several messages each, the last of which are short.
  test_bits(mpi::communicator(MPI_COMM_WORLD, 30011));
  test_bits(mpi::communicator(MPI_COMM_WORLD, 997));
  // One block: most processes have no element. And messages of one element of each process.
  test_bits(processes, small_groups(100));
  test_bits(processes, small_groups(1));
  test_bits(mpi::communicator(MPI_COMM_WORLD, 1), small_groups(40));
  test_rounded_sums(processes);
  test_rounded_sums(mpi::communicator(MPI_COMM_WORLD, 4099));
  for (int savers = 1; savers <= processes.size(); ++savers) {
    for (int resumers = 1; resumers <= processes.size(); ++resumers) {
      const std::string name = "saved-by-" + std::to_string(savers) + "-for-" + std::to_string(resumers);
      test_resume(processes, savers, resumers, folder / name);
      processes.wait_for_all();
    }
  }
  test_failures(processes, folder / "failures");
  if (processes.rank() == 0) std::printf("the bits of one process, on %d\n", processes.size());
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  return mpi::run_processes("sharded_optimizer_test", &count, &arguments, [&](const mpi::communicator& processes) {
    return run(processes, count > 1 ? arguments[1] : "sharded_optimizer_test.files");
  });
}
