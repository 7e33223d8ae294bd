// Threads times size: one array on each executor.
#include "step_rows.hpp"

namespace signopt_bench {
namespace {

scaling_group one_array(const executors& all, const std::string& name, std::ptrdiff_t n, placement where,
                        std::ptrdiff_t grain_bytes, bool with_roof) {
  const auto memory = std::make_shared<std::optional<float_memory>>();
  scaling_group made{name,
                     static_cast<std::uint64_t>(n * memory_per_element),
                     [=] { memory->emplace(n, where); },
                     {},
                     released(name, memory)};
  all.for_each(grain_bytes, [&](const std::string& on, const auto& executor) {
    add_flat_row(made.rows, name, on, executor, memory, n, &arrays_in);
    if (with_roof) add_roof_rows(made.rows, name, on, executor, memory, n, &arrays_in);
  });
  return made;
}

}  // namespace

scaling_group array_group(const executors& all, const std::string& name, std::ptrdiff_t n, placement where) {
  return one_array(all, name + suffix_of(where), n, where, signopt::default_grain_bytes, true);
}

scaling_group split_group(const executors& all, const std::string& name, std::ptrdiff_t n) {
  return one_array(all, name, n, placement::small, 1, false);
}

scaling_group rested_group(const executors& all, const std::string& name, std::ptrdiff_t n) {
  const auto memory = std::make_shared<std::optional<float_memory>>();
  scaling_group made{name,
                     static_cast<std::uint64_t>(n * memory_per_element),
                     [=] { memory->emplace(n, placement::small); },
                     {},
                     released(name, memory)};
  all.for_each(1, [&](const std::string& on, const auto& executor) {
    made.rows.push_back({name + "/flat/" + on, [=](benchmark::State& state) {
                           auto by = executor;
                           change_to(by);
                           const float_arrays a = arrays_in(**memory);
                           for (auto _ : state) {
                             state.PauseTiming();
                             const auto end = std::chrono::steady_clock::now() + gap;
                             while (std::chrono::steady_clock::now() < end) {
                             }
                             state.ResumeTiming();
                             library_step_on(by, a);
                           }
                           count(state, n);
                         }});
  });
  return made;
}

}  // namespace signopt_bench
