// The executor over at::parallel_for. Compiled twice: with -fopenmp, where it has LibTorch's threads, and without,
// where it is serial and says so.
#include <atomic>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "checks.hpp"
#include "sign_optimizer.hpp"

namespace {

#ifdef _OPENMP
constexpr bool expected_serial = false;
#else
constexpr bool expected_serial = true;
#endif

using signopt_torch::at_parallel;
static_assert(signopt::is_executor<at_parallel>);
static_assert(at_parallel::is_serial == expected_serial);

constexpr int threads = 4;

void test_description(checks& check) {
  const std::string said = at_parallel::description();
  std::printf("        %s\n", said.c_str());
  const std::string expected =
      expected_serial ? "at::parallel_for is serial: compiled without -fopenmp" : "at::parallel_for, threads: 4";
  check.expect(said == expected, "it says whether it is serial");
  check.expect(at_parallel().concurrency() == (expected_serial ? 1 : threads), "its number of tasks is as many");
}

void test_bulk(checks& check) {
  const at_parallel executor;
  std::mutex mutex;
  std::set<std::thread::id> ids;
  std::vector<int> calls(threads);
  bool calls_from_inside_are_serial = true;
  executor.bulk(threads, [&](std::ptrdiff_t i) {
    const std::lock_guard<std::mutex> lock(mutex);
    ids.insert(std::this_thread::get_id());
    ++calls[static_cast<std::size_t>(i)];
    calls_from_inside_are_serial = calls_from_inside_are_serial && executor.concurrency() == 1;
  });
  check.expect(calls == std::vector<int>(threads, 1), "each task runs once");
  check.expect(ids.size() == (expected_serial ? 1 : threads), "threads that ran them: " + std::to_string(ids.size()));
  std::vector<std::atomic<int>> more(3 * threads - 1);
  executor.bulk(static_cast<std::ptrdiff_t>(more.size()),
                [&](std::ptrdiff_t i) { ++more[static_cast<std::size_t>(i)]; });
  bool each_once = true;
  for (const std::atomic<int>& count : more) each_once = each_once && count == 1;
  check.expect(each_once, "also where there are more tasks than threads");
  check.expect(calls_from_inside_are_serial, "inside a task there is one thread");
  check.expect_error("of a task", "what a task throws reaches the caller", [&executor] {
    executor.bulk(threads, [](std::ptrdiff_t i) {
      if (i == threads - 1) throw std::runtime_error("of a task");
    });
  });
}

template <class Executor>
std::vector<torch::Tensor> trained(const Executor& executor) {
  torch::manual_seed(7);
  std::vector<torch::Tensor> parameters{torch::randn({1000, 33}).requires_grad_(), torch::randn({7}).requires_grad_(),
                                        torch::randn({400, 60}).t().slice(0, 3).detach().requires_grad_(),
                                        torch::randn({9999}, at::kDouble).requires_grad_()};
  signopt_torch::sign_optimizer<signopt::add_sign, Executor> optimizer(parameters, {.lr = 0.1}, executor);
  for (int step = 0; step < 3; ++step) {
    for (torch::Tensor& each : parameters) each.mutable_grad() = torch::randn_like(each).detach();
    optimizer.step();
  }
  return parameters;
}

void test_bits(checks& check) {
  const std::vector<torch::Tensor> serial = trained(signopt::serial()), parallel = trained(at_parallel(1024));
  bool same = true;
  for (std::size_t i = 0; i < serial.size(); ++i) same = same && same_bits(serial[i], parallel[i]);
  check.expect(same, "a step on it has the bits of a serial one");
}

}  // namespace

int main() {
  at::set_num_threads(threads);
  checks check;
  test_description(check);
  test_bulk(check);
  test_bits(check);
  return check.result();
}
