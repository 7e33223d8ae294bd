// Saving the momentum of a sharded optimizer, and resuming on any number of processes. Each process writes its part:
//
//     run.step-40.part-0-of-3.safetensors ... run.step-40.part-2-of-3.safetensors
//
// and when all are there, process 0 replaces run.checkpoint, which names the step and the number of parts. A program
// that is stopped at any moment leaves a run.checkpoint whose parts are there: names have the step, and what an older
// one names is removed behind that. Nothing is sent but what says that all is well; the folder is one that all
// processes see.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>

#include "sharded_optimizer.hpp"

namespace mpi {

// What run.checkpoint says: a line with each, and then what the program says of itself.
struct checkpoint_mark {
  std::int64_t steps = 0;
  std::ptrdiff_t parts = 0;
  std::string of_program;
};

inline std::filesystem::path part_file(const std::filesystem::path& run, const checkpoint_mark& mark,
                                       std::ptrdiff_t part) {
  std::filesystem::path file = run;
  file += ".step-" + std::to_string(mark.steps) + ".part-" + std::to_string(part) + "-of-" +
          std::to_string(mark.parts) + ".safetensors";
  return file;
}
inline std::filesystem::path mark_file(const std::filesystem::path& run) {
  std::filesystem::path file = run;
  file += ".checkpoint";
  return file;
}

inline std::optional<checkpoint_mark> read_mark(const std::filesystem::path& run) {
  std::ifstream in(mark_file(run));
  if (!in) return std::nullopt;
  checkpoint_mark mark;
  std::string steps, parts;
  if (!(in >> steps >> mark.steps >> parts >> mark.parts) || steps != "steps" || parts != "parts" || mark.steps < 0 ||
      mark.parts < 1)
    throw std::runtime_error("'" + mark_file(run).string() + "' is no checkpoint of a sharded optimizer");
  in.get();
  std::getline(in, mark.of_program);
  return mark;
}

inline void write_mark(const std::filesystem::path& run, const checkpoint_mark& mark) {
  const std::filesystem::path file = mark_file(run);
  std::filesystem::path part = file;
  part += ".part";
  std::ofstream out(part);
  out << "steps " << mark.steps << "\nparts " << mark.parts << '\n' << mark.of_program << '\n';
  out.close();
  if (!out) throw std::runtime_error("cannot write '" + part.string() + "'");
  std::filesystem::rename(part, file);
}

// use() on every process, or on some: where it fails on one, all throw.
template <class Use>
void together(const communicator& processes, const std::string& what, const Use& use) {
  std::string problem;
  try {
    use();
  } catch (const std::exception& error) {
    problem = error.what();
  }
  if (processes.all_true(problem.empty())) return;
  throw std::runtime_error(what + (problem.empty() ? " failed on another process" : ": " + problem));
}

// On all processes. `save_rest(mark)` runs on process 0, before the mark is written: what else belongs to the
// checkpoint. `remove_rest(mark)` runs there for the one before, which nothing names any longer.
template <class Rule, class SaveRest, class RemoveRest>
void save(sharded_optimizer<Rule>& optimizer, const std::filesystem::path& run, const std::string& of_program,
          const SaveRest& save_rest, const RemoveRest& remove_rest) {
  const communicator& processes = optimizer.processes();
  const bool is_first = processes.rank() == 0;
  const checkpoint_mark mark{optimizer.steps(), optimizer.parts().count(), of_program};
  std::optional<checkpoint_mark> before;
  together(processes, "the checkpoint before is kept, and saving another", [&] {
    if (is_first) before = read_mark(run);
    optimizer.own().save(part_file(run, mark, processes.rank()));
    if (is_first) save_rest(mark);
  });
  together(processes, "the checkpoint before is kept, and saving another", [&] {
    if (is_first) write_mark(run, mark);
  });
  if (!is_first || !before || (before->steps == mark.steps && before->parts == mark.parts)) return;
  std::error_code ignored;
  for (std::ptrdiff_t part = 0; part < before->parts; ++part)
    std::filesystem::remove(part_file(run, *before, part), ignored);
  if (before->steps != mark.steps) remove_rest(*before);
}

// The elements that two lists of parts of tensors have in common: use(tensor of a, tensor of b, first there, first
// here, count).
template <class Parts, class Use>
void for_each_common(const Parts& a, const Parts& b, const Use& use) {
  for (std::size_t i = 0, k = 0; i < a.size() && k < b.size();) {
    if (a[i].tensor == b[k].tensor) {
      const std::ptrdiff_t from = std::max(a[i].first, b[k].first);
      const std::ptrdiff_t to = std::min(a[i].first + a[i].size, b[k].first + b[k].size);
      if (from < to)
        use(static_cast<std::ptrdiff_t>(i), static_cast<std::ptrdiff_t>(k), from - a[i].first, from - b[k].first,
            to - from);
    }
    const bool a_ends_first =
        a[i].tensor != b[k].tensor ? a[i].tensor < b[k].tensor : a[i].first + a[i].size <= b[k].first + b[k].size;
    ++(a_ends_first ? i : k);
  }
}

// On all processes, as many as there are now: each reads those parts that have elements of its own, one after the
// other.
template <class Rule>
checkpoint_mark load(sharded_optimizer<Rule>& optimizer, const std::filesystem::path& run) {
  checkpoint_mark mark;
  together(optimizer.processes(), "resuming", [&] {
    const std::optional<checkpoint_mark> read = read_mark(run);
    if (!read) throw std::runtime_error("'" + mark_file(run).string() + "' cannot be opened");
    mark = *read;
    const signopt::model_parts then = parts_of(optimizer.groups(), mark.parts);
    const auto own = optimizer.parts().tensors(optimizer.processes().rank());
    for (std::ptrdiff_t part = 0; part < mark.parts; ++part) {
      const auto saved = then.tensors(part);
      bool is_needed = false;
      for_each_common(own, saved, [&](auto...) { is_needed = true; });
      if (!is_needed && part != 0) continue;  // the settings are in any of them
      auto object = optimizer_of_part<Rule>(optimizer.groups(), optimizer.var(), nullptr, then, part);
      object.load(part_file(run, mark, part));
      if (object.steps() != mark.steps)
        throw std::runtime_error("'" + part_file(run, mark, part).string() + "' is of another step");
      for_each_common(own, saved,
                      [&](std::ptrdiff_t to, std::ptrdiff_t from, std::ptrdiff_t first_to, std::ptrdiff_t first_from,
                          std::ptrdiff_t count) {
                        std::copy_n(object.momentum(from) + first_from, count, optimizer.own().momentum(to) + first_to);
                      });
      for (std::ptrdiff_t group = 0; group < object.groups(); ++group)
        optimizer.settings(group) = object.settings(group);
    }
    optimizer.own().steps(mark.steps);
  });
  return mark;
}

}  // namespace mpi
