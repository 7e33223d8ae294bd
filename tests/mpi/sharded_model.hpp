// A model for the tests of the sharded optimizer, and one process that has all of it. Gradients are made of those of
// twelve workers, whatever the number of processes is: of multiples of 2^-10, so that every sum of them is exact, in
// whatever order MPI adds.
#pragma once

#include <cstddef>
#include <cstring>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "../../examples/mpi/sharded_optimizer.hpp"

namespace mpi_test {

using rule = signopt::add_sign;

inline void expect(bool holds, const std::string& what) {
  if (!holds) throw std::runtime_error("not so: " + what);
}

using groups_of_rule = mpi::model_groups<rule>;

// Of one tensor, so small that most processes have no element of it.
inline groups_of_rule small_groups(std::ptrdiff_t elements) {
  rule::settings settings;
  settings.lr = 0.01;
  return {{settings, {{"alone", elements}}}};
}

inline groups_of_rule groups() {
  rule::settings decayed, plain;
  decayed.lr = plain.lr = 0.01;
  decayed.weight_decay = 0.001;
  plain.sign_decay = 0.5;
  return {{decayed, {{"embedding", 10000}, {"nothing", 0}, {"weights", 70001}}},
          {plain, {{"bias", 3}, {"head", 12289}}}};
}

inline std::vector<float> start(const groups_of_rule& of = groups()) {
  std::mt19937 random(1);
  std::vector<float> var(static_cast<std::size_t>(mpi::parts_of(of, 1).elements()));
  for (float& x : var) x = static_cast<float>(random() % 2001) / 512 - 2;
  return var;
}

// The gradient of the workers that are process `rank`'s; with a NaN in the last element of the last process's in step
// 2.
inline std::vector<float> gradient(int step, int rank, int size, const groups_of_rule& of = groups()) {
  std::vector<float> grad(static_cast<std::size_t>(mpi::parts_of(of, 1).elements()), 0.0f);
  for (unsigned worker = 0; worker < 12; ++worker) {
    if (static_cast<int>(worker) % size != rank) continue;
    std::mt19937 random(100 * static_cast<unsigned>(step) + worker);
    for (float& x : grad) x += (static_cast<float>(random() % 257) - 128) / 1024;
  }
  if (step == 2 && rank == size - 1) grad.back() = std::numeric_limits<float>::quiet_NaN();
  return grad;
}

// The mean of the workers', clipped in some steps and not in others.
inline signopt::step_request request(int step) { return {1.0 / 12, step % 2 == 0 ? 10.0 : 100.0, true}; }

// All of it in one process.
class one_process {
 public:
  explicit one_process(const groups_of_rule& of = groups())
      : var(start(of)),
        grad_(var.size()),
        object_(mpi::optimizer_of_part(of, var.data(), grad_.data(), mpi::parts_of(of, 1), 0)) {}
  signopt::step_report step(const std::vector<float>& grad, const signopt::step_request& of) {
    grad_ = grad;
    return object_.step(of);
  }
  std::vector<float> var;
  const float* momentum(std::ptrdiff_t tensor) { return object_.momentum(tensor); }

 private:
  std::vector<float> grad_;
  signopt::optimizer<rule> object_;
};

inline bool same_bits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}
inline bool same_bits(double a, double b) { return std::memcmp(&a, &b, sizeof a) == 0; }

// What both say of a step, and what both have behind it.
inline void expect_same(const signopt::step_report& report, const signopt::step_report& expected,
                        const std::vector<float>& var, const std::vector<float>& expected_var,
                        const std::string& when) {
  expect(report.applied == expected.applied, when + ": applied on one process and not on all, or the reverse");
  expect(report.step == expected.step, when + ": the number of steps is that of one process");
  expect(report.grad_norm != report.grad_norm || same_bits(report.grad_norm, expected.grad_norm),
         when + ": the norm has the bits of one process");
  expect(same_bits(report.clip, expected.clip), when + ": the gradients are clipped as on one process");
  expect(same_bits(var, expected_var), when + ": var has the bits of one process");
}

}  // namespace mpi_test
