// What the groups of scaling_bench have in common: one array beside its roof, on any executor.
#pragma once

#include <benchmark/benchmark.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <signopt/apply_add_sign.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "arrays.hpp"
#include "roof.hpp"
#include "scaling_groups.hpp"

namespace signopt_bench {

// Operands that are there from a group's begin to its end.
template <class Operands>
using held = std::shared_ptr<std::optional<Operands>>;

using float_memory = array_memory<float, float>;
using float_arrays = arrays<float, float, float>;

inline float_arrays arrays_in(const float_memory& memory) {
  const resting_scalars<float> with;
  return memory.shifted_by(0, with.lr, with.alpha, with.sign_decay, with.beta);
}

inline void count(benchmark::State& state, std::ptrdiff_t elements) {
  state.SetItemsProcessed(state.iterations() * elements);
  state.SetBytesProcessed(state.iterations() * elements * step_bytes_per_element);
}

// call(executor, operands), over and over. `Operands` is what the group holds.
template <class Executor, class Operands, class Call>
row timed(const std::string& name, const Executor& executor, const held<Operands>& operands, std::ptrdiff_t elements,
          const Call& call) {
  return {name, [=](benchmark::State& state) {
            Executor on = executor;
            change_to(on);
            for (auto _ : state) call(on, **operands);
            count(state, elements);
          }};
}

// The chunks that the library makes of it: even, and of whole cache lines of var.
template <class Executor>
void run_roof(Executor& on, roof::pass pass, const float_arrays& a) {
  const std::ptrdiff_t parts = on.concurrency();
  if (parts == 1) return pass(a.var, a.m, a.grad, a.n);
  constexpr std::ptrdiff_t line = 64 / sizeof(float);
  const std::ptrdiff_t lines = (a.n + line - 1) / line;
  on.bulk(parts, [&](std::ptrdiff_t part) {
    const std::ptrdiff_t begin = lines * part / parts * line, end = std::min(lines * (part + 1) / parts * line, a.n);
    pass(a.var + begin, a.m + begin, a.grad + begin, end - begin);
  });
}

template <class Executor, class Operands, class Arrays>
row timed_roof(const std::string& name, const Executor& executor, const held<Operands>& operands,
               std::ptrdiff_t elements, const roof& passes, const Arrays& arrays_of) {
  return {name, [=](benchmark::State& state) {
            Executor on = executor;
            change_to(on);
            const float_arrays a = arrays_of(**operands);
            bool is_there = false;
            for (auto _ : state) {
              run_roof(on, is_there ? passes.back : passes.forth, a);
              is_there = !is_there;
            }
            if (is_there) run_roof(on, passes.back, a);
            count(state, elements);
          }};
}

template <class Executor>
void library_step_on(Executor& on, const float_arrays& a) {
  signopt::apply_add_sign_n(on, a.var, a.m, a.lr, a.alpha, a.sign_decay, a.beta, a.grad, a.n);
}

// arrays_of(operands) finds the one array in what the group holds.
template <class Executor, class Operands, class Arrays>
void add_flat_row(std::vector<row>& rows, const std::string& group, const std::string& on, const Executor& executor,
                  const held<Operands>& operands, std::ptrdiff_t n, const Arrays& arrays_of) {
  rows.push_back(timed(group + "/flat/" + on, executor, operands, n,
                       [=](auto& by, Operands& data) { library_step_on(by, arrays_of(data)); }));
}

template <class Executor, class Operands, class Arrays>
void add_roof_rows(std::vector<row>& rows, const std::string& group, const std::string& on, const Executor& executor,
                   const held<Operands>& operands, std::ptrdiff_t n, const Arrays& arrays_of) {
  for (const roof& loop : find_roofs(sizeof(float), sizeof(float)))
    rows.push_back(timed_roof(group + "/" + loop.name + "/" + on, executor, operands, n, loop, arrays_of));
}

// The end of a group.
template <class Operands>
std::function<void()> released(const std::string& group, const held<Operands>& operands) {
  return [=] {
    const bool is_unchanged = (*operands)->is_unchanged();
    operands->reset();
    if (!is_unchanged) throw std::runtime_error(group + ": a row changed the operands");
  };
}

}  // namespace signopt_bench
