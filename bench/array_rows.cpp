// Threads times size: one array on each executor.
#include "step_rows.hpp"

namespace signopt_bench {
namespace {

using array_operands = held<float_memory>;

// add_rows(rows, name of the executor, executor, operands), for each of them.
template <class AddRows>
scaling_group one_array(const executors& all, const std::string& name, std::ptrdiff_t n, placement where,
                        std::ptrdiff_t grain_bytes, const AddRows& add_rows) {
  const auto memory = std::make_shared<std::optional<float_memory>>();
  scaling_group made{name,
                     static_cast<std::uint64_t>(n * memory_per_element),
                     [=] { memory->emplace(n, where); },
                     {},
                     released(name, memory)};
  all.for_each(grain_bytes, [&](const std::string& on, const auto& executor) {
    add_rows(made.rows, on, executor, array_operands(memory));
  });
  return made;
}

}  // namespace

scaling_group array_group(const executors& all, const std::string& name, std::ptrdiff_t n, placement where) {
  const std::string full_name = name + suffix_of(where);
  return one_array(all, full_name, n, where, signopt::default_grain_bytes,
                   [&](auto& rows, const std::string& on, const auto& executor, const array_operands& memory) {
                     add_flat_row(rows, full_name, on, executor, memory, n, &arrays_in);
                     add_roof_rows(rows, full_name, on, executor, memory, n, &arrays_in);
                   });
}

scaling_group split_group(const executors& all, const std::string& name, std::ptrdiff_t n) {
  return one_array(all, name, n, placement::small, 1,
                   [&](auto& rows, const std::string& on, const auto& executor, const array_operands& memory) {
                     add_flat_row(rows, name, on, executor, memory, n, &arrays_in);
                   });
}

scaling_group rested_group(const executors& all, const std::string& name, std::ptrdiff_t n) {
  return one_array(all, name, n, placement::small, 1,
                   [&](auto& rows, const std::string& on, const auto& executor, const array_operands& memory) {
                     rows.push_back({name + "/flat/" + on, [=](benchmark::State& state) {
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
}

}  // namespace signopt_bench
