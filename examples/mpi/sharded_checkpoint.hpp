// Saving the momentum of a sharded optimizer, and resuming on any number of processes. Each process writes its part:
//
//     run.step-40-51c0d5e0a5e5fd4c.part-0-of-3.safetensors ... part-2-of-3.safetensors
//
// and when all are there, process 0 replaces run.checkpoint, which names the step, the number of parts, and what the
// program says of itself, whose checksum is in the names. No other checkpoint has these names: so whatever stops a
// program, the parts that run.checkpoint names are there. Then those that the one before named are removed. The folder
// is one that all processes see; nothing is sent but what says that all is well.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>

#include "../training/checksum.hpp"
#include "../training/whole_file.hpp"
#include "program.hpp"
#include "sharded_optimizer.hpp"

namespace mpi {

// What run.checkpoint says, a line each. What is of the program is one line too.
struct checkpoint_mark {
  std::int64_t steps = 0;
  std::ptrdiff_t parts = 0;
  std::string of_program;
};

inline bool operator==(const checkpoint_mark& a, const checkpoint_mark& b) {
  return a.steps == b.steps && a.parts == b.parts && a.of_program == b.of_program;
}

// The beginning of the names of all its files.
inline std::filesystem::path files_of(const std::filesystem::path& run, const checkpoint_mark& mark) {
  std::filesystem::path name = run;
  name += ".step-" + std::to_string(mark.steps) + "-" + training::checksum_of(mark.of_program);
  return name;
}
inline std::filesystem::path part_file(const std::filesystem::path& run, const checkpoint_mark& mark,
                                       std::ptrdiff_t part) {
  std::filesystem::path file = files_of(run, mark);
  file += ".part-" + std::to_string(part) + "-of-" + std::to_string(mark.parts) + ".safetensors";
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
  training::write_whole_file(mark_file(run), "steps " + std::to_string(mark.steps) + "\nparts " +
                                                 std::to_string(mark.parts) + '\n' + mark.of_program + '\n');
}

// On all processes, with the same words on each. What else belongs to the checkpoint is written on process 0 by
// write_rest(name), and removed there by remove_rest(name), where its names begin with `name`.
template <class Rule, class WriteRest, class RemoveRest>
void save(sharded_optimizer<Rule>& optimizer, const std::filesystem::path& run, const std::string& of_program,
          const WriteRest& write_rest, const RemoveRest& remove_rest) {
  const communicator& processes = optimizer.processes();
  const bool is_first = processes.rank() == 0;
  const checkpoint_mark mark{optimizer.steps(), optimizer.parts().count(), of_program};
  const std::filesystem::path own = part_file(run, mark, processes.rank());
  std::error_code ignored;
  std::optional<checkpoint_mark> before;
  try {
    together(processes, "the checkpoint before is kept: saving", [&] {
      if (is_first) before = read_mark(run);
      optimizer.own().save(own, {{"run", of_program}});
      if (is_first) write_rest(files_of(run, mark));
    });
    together(processes, "the checkpoint before is kept: saving", [&] {
      if (is_first) write_mark(run, mark);
    });
  } catch (...) {
    // What nothing names. The same checkpoint, saved once more, is named.
    const std::optional<checkpoint_mark> kept = read_mark(run);
    if (!(kept && *kept == mark)) {
      std::filesystem::remove(own, ignored);
      if (is_first) remove_rest(files_of(run, mark));
    }
    throw;
  }
  if (!is_first || !before || *before == mark) return;
  for (std::ptrdiff_t part = 0; part < before->parts; ++part)
    std::filesystem::remove(part_file(run, *before, part), ignored);
  if (files_of(run, *before) != files_of(run, mark)) remove_rest(files_of(run, *before));
}

// The elements that two lists of parts have in common: use(number in a, number in b, first in a's, first in b's,
// count).
template <class Parts, class Use>
void for_each_common(const Parts& a, const Parts& b, const Use& use) {
  for (std::size_t i = 0, k = 0; i < a.size() && k < b.size();) {
    if (a[i].tensor == b[k].tensor) {
      const std::ptrdiff_t from = std::max(a[i].first, b[k].first);
      const std::ptrdiff_t to = std::min(a[i].first + a[i].size, b[k].first + b[k].size);
      if (from < to) {
        use(static_cast<std::ptrdiff_t>(i), static_cast<std::ptrdiff_t>(k), from - a[i].first, from - b[k].first,
            to - from);
      }
    }
    const bool a_ends_first =
        a[i].tensor != b[k].tensor ? a[i].tensor < b[k].tensor : a[i].first + a[i].size <= b[k].first + b[k].size;
    ++(a_ends_first ? i : k);
  }
}

// What this process has of one saved part, and all settings.
template <class Rule>
void load_part(sharded_optimizer<Rule>& optimizer, const std::filesystem::path& run, const checkpoint_mark& mark,
               const signopt::model_parts& then, std::ptrdiff_t part) {
  const std::filesystem::path file = part_file(run, mark, part);
  auto object = optimizer_of_part<Rule>(optimizer.groups(), optimizer.var(), nullptr, then, part);
  const auto pairs = object.load(file);
  const auto of_program = pairs.find("run");
  if (object.steps() != mark.steps || of_program == pairs.end() || of_program->second != mark.of_program)
    throw std::runtime_error("'" + file.string() + "' is not of the checkpoint '" + mark_file(run).string() + "'");
  for_each_common(optimizer.parts().tensors(optimizer.processes().rank()), then.tensors(part),
                  [&](std::ptrdiff_t to, std::ptrdiff_t from, std::ptrdiff_t first_to, std::ptrdiff_t first_from,
                      std::ptrdiff_t count) {
                    std::copy_n(object.momentum(from) + first_from, count, optimizer.own().momentum(to) + first_to);
                  });
  for (std::ptrdiff_t group = 0; group < object.groups(); ++group) optimizer.settings(group) = object.settings(group);
}

// On all processes, as many as there are now: each reads those parts that have elements of its own, one after the
// other. After an error the momentum may be another on some.
template <class Rule>
checkpoint_mark load(sharded_optimizer<Rule>& optimizer, const std::filesystem::path& run) {
  checkpoint_mark mark;
  together(optimizer.processes(), "resuming", [&] {
    const std::optional<checkpoint_mark> read = read_mark(run);
    if (!read) throw std::runtime_error("'" + mark_file(run).string() + "' cannot be opened");
    mark = *read;
    const signopt::model_parts then = parts_of(optimizer.groups(), mark.parts);
    const auto own = optimizer.parts().tensors(optimizer.processes().rank());
    bool has_settings = false;
    for (std::ptrdiff_t part = 0; part < mark.parts; ++part) {
      bool is_needed = false;
      for_each_common(own, then.tensors(part), [&](auto...) { is_needed = true; });
      if (!is_needed) continue;
      load_part(optimizer, run, mark, then, part);
      has_settings = true;
    }
    if (!has_settings) load_part(optimizer, run, mark, then, 0);  // it has no elements
    optimizer.own().steps(mark.steps);
  });
  return mark;
}

}  // namespace mpi
