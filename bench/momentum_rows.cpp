// A momentum that has decayed: the steps after 10,000 with grad = 0, with and without the option against it.
#include <algorithm>
#include <cmath>
#include <limits>

#include "rows.hpp"
#include "step_rows.hpp"

namespace signopt_bench {
namespace {

struct scalars {
  float lr, alpha, sign_decay, beta;
};
constexpr scalars decaying{0.001f, 1.0f, 1.0f, 0.9f};
constexpr resting_scalars<float> at_rest;
constexpr scalars resting{at_rest.lr, at_rest.alpha, at_rest.sign_decay, at_rest.beta};

// Two forms, as in a program: what takes no settings has no kernel for their options.
template <bool Flushing>
void step_of(float* var, float* m, const float* grad, std::ptrdiff_t n, const scalars& with) {
  if constexpr (Flushing) {
    signopt::apply_add_sign_n(var, m, {with.lr, with.alpha, with.sign_decay, with.beta, {true}}, grad, n);
  } else {
    signopt::apply_add_sign_n(var, m, with.lr, with.alpha, with.sign_decay, with.beta, grad, n);
  }
}

// What 10,000 steps with grad = 0 leave of an ordinary momentum. A few elements, since on many this takes minutes.
template <bool Flushing>
std::vector<float> decayed() {
  constexpr std::ptrdiff_t few = 64, steps = 10000;
  std::vector<float> var(few, 1.0f), m(few), grad(few, 0.0f);
  for (std::size_t i = 0; i < m.size(); ++i) m[i] = ordinary_value<float>(2, static_cast<std::ptrdiff_t>(i), 0.5);
  for (std::ptrdiff_t i = 0; i < steps; ++i) step_of<Flushing>(var.data(), m.data(), grad.data(), few, decaying);
  const bool is_as_said = std::all_of(m.begin(), m.end(), [](float value) {
    return Flushing ? value == 0 : value != 0 && std::abs(value) < std::numeric_limits<float>::min();
  });
  if (!is_as_said) throw std::runtime_error("10,000 steps with grad = 0 leave another momentum than they should");
  return m;
}

struct momentum_operands {
  explicit momentum_operands(std::ptrdiff_t n)
      : elements(n), ordinary(n), var(n), no_grad(n), stuck(n), flushed(n), stuck_values(decayed<false>()) {
    const std::vector<float> flushed_values = decayed<true>();
    for (std::ptrdiff_t i = 0; i < n; ++i) {
      var.begin()[i] = 1.0f;
      no_grad.begin()[i] = 0.0f;
      stuck.begin()[i] = stuck_value(i);
      flushed.begin()[i] = flushed_values[static_cast<std::size_t>(i) % flushed_values.size()];
    }
  }

  float stuck_value(std::ptrdiff_t i) const { return stuck_values[static_cast<std::size_t>(i) % stuck_values.size()]; }

  bool is_unchanged() const {
    for (std::ptrdiff_t i = 0; i < elements; ++i) {
      if (var.begin()[i] != 1 || stuck.begin()[i] != stuck_value(i) || flushed.begin()[i] != 0) return false;
    }
    return ordinary.is_unchanged();
  }

  std::ptrdiff_t elements;
  float_memory ordinary;
  aligned_array<float> var, no_grad, stuck, flushed;
  std::vector<float> stuck_values;
};

template <bool Flushing, class Momentum>
row timed_step(const std::string& name, const std::string& target, const held<momentum_operands>& operands,
               std::ptrdiff_t n, Momentum momentum) {
  return {name, [=](benchmark::State& state) {
            const momentum_operands& of = **operands;
            signopt::use_target(target);
            if (momentum == nullptr) {
              const float_arrays a = arrays_in(of.ordinary);
              for (auto _ : state) step_of<Flushing>(a.var, a.m, a.grad, n, resting);
            } else {
              float* const m = (of.*momentum).begin();
              for (auto _ : state) step_of<Flushing>(of.var.begin(), m, of.no_grad.begin(), n, decaying);
            }
            signopt::use_target("auto");
            count(state, n);
          }};
}

}  // namespace

scaling_group momentum_group(const std::string& name, std::ptrdiff_t n) {
  const auto operands = std::make_shared<std::optional<momentum_operands>>();
  scaling_group made{name,
                     static_cast<std::uint64_t>(7 * n) * sizeof(float),
                     [=] { operands->emplace(n); },
                     {},
                     released(name, operands)};
  using momentum = aligned_array<float> momentum_operands::*;
  for (const std::string& target : targets_with_kernels<float, float, float>()) {
    const auto row_name = [&](const char* work) { return name + "/" + work + "/" + target; };
    made.rows.push_back(timed_step<false, momentum>(row_name("ordinary"), target, operands, n, nullptr));
    made.rows.push_back(timed_step<true, momentum>(row_name("ordinary_flushing"), target, operands, n, nullptr));
    made.rows.push_back(timed_step<false>(row_name("stuck"), target, operands, n, &momentum_operands::stuck));
    made.rows.push_back(timed_step<true>(row_name("flushed"), target, operands, n, &momentum_operands::flushed));
  }
  return made;
}

}  // namespace signopt_bench
