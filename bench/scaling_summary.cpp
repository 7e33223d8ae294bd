#include "scaling_summary.hpp"

#include <algorithm>
#include <signopt/target.hpp>
#include <string_view>
#include <vector>

#include "bars.hpp"
#include "executors.hpp"
#include "machine.hpp"
#include "roof.hpp"
#include "text.hpp"

namespace signopt_bench {
namespace {

struct timed_row {
  std::string work, executor;
  measurement result;
};

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// The rows of one group, in the order of their names.
struct group {
  std::string name;
  std::vector<timed_row> rows;

  const measurement* find(const std::string& work, const std::string& executor) const {
    for (const timed_row& each : rows) {
      if (each.work == work && each.executor == executor) return &each.result;
    }
    return nullptr;
  }
  double speed(const std::string& work, const std::string& executor) const {
    const measurement* const found = find(work, executor);
    return found == nullptr ? 0 : found->items_per_second;
  }
  // The fastest of its loops on this executor; null where none was run.
  const timed_row* roof(const std::string& executor) const {
    const timed_row* best = nullptr;
    for (const timed_row& each : rows) {
      if (!is_roof(each.work) || each.executor != executor) continue;
      if (best == nullptr || each.result.items_per_second > best->result.items_per_second) best = &each;
    }
    return best;
  }
  // 0 where one of the two was not run.
  double ratio(const timed_row& of, beside reference) const {
    const timed_row* const best_roof = roof(of.executor);
    const double other = reference == beside::serial  ? speed(of.work, "serial")
                         : reference == beside::flat  ? speed("flat", of.executor)
                         : reference == beside::eigen ? speed("eigen", "serial")
                         : best_roof == nullptr       ? 0
                                                      : best_roof->result.items_per_second;
    return other > 0 ? of.result.items_per_second / other : 0;
  }
};

// In the order in which they ran, from names <group>/<work>/<executor>.
std::vector<group> groups_of(const std::map<std::string, measurement>& measured) {
  std::vector<group> groups;
  for (const auto& [name, result] : measured) {
    const std::size_t last = name.rfind('/'), middle = name.rfind('/', last - 1);
    const std::string of = name.substr(0, middle);
    const auto found = std::find_if(groups.begin(), groups.end(), [&](const group& each) { return each.name == of; });
    group& where = found != groups.end() ? *found : groups.emplace_back(group{of, {}});
    where.rows.push_back({name.substr(middle + 1, last - middle - 1), name.substr(last + 1), result});
  }
  std::sort(groups.begin(), groups.end(),
            [](const group& a, const group& b) { return a.rows[0].result.group < b.rows[0].result.group; });
  return groups;
}

struct verdict {
  bool is_reached;
  std::string text;
};

bool concerns(const scaling_bar& bar, const group& of, const timed_row& row) {
  return of.name == bar.group && row.work == bar.work &&
         (bar.two_threads ? ends_with(row.executor, two_threads) : row.executor == "serial");
}

const char* text_of(beside reference) {
  constexpr const char* texts[] = {"times one thread", "of the roof", "of one array", "times Eigen"};
  return texts[static_cast<int>(reference)];
}

std::string name_of(const group& of, const timed_row& row) { return of.name + "/" + row.work + "/" + row.executor; }

// Of all bars whose rows were run.
std::vector<verdict> verdicts_on(const std::vector<group>& groups) {
  std::vector<verdict> verdicts;
  for (const group& of : groups) {
    for (const scaling_bar& bar : scaling_bars) {
      for (const timed_row& row : of.rows) {
        const double ratio = concerns(bar, of, row) ? of.ratio(row, bar.reference) : 0;
        if (ratio <= 0) continue;
        verdicts.push_back({ratio >= bar.least, formatted("%-40s %8.3f %-17s at least %6.3f", name_of(of, row).c_str(),
                                                          ratio, text_of(bar.reference), bar.least)});
      }
    }
    const measurement* const alone = of.name == small_call_group ? of.find("flat", "serial") : nullptr;
    for (const timed_row& row : of.rows) {
      if (alone == nullptr || row.work != "flat" || row.executor == "serial") continue;
      const double above = (row.result.seconds_per_iteration - alone->seconds_per_iteration) * 1e9;
      verdicts.push_back(
          {above <= small_call_bar_nanoseconds, formatted("%-40s %8.1f %-17s at most  %6.1f", name_of(of, row).c_str(),
                                                          above, "ns above serial", small_call_bar_nanoseconds)});
    }
  }
  return verdicts;
}

// Bars on groups, works or executors that this machine or the choice of rows has no figures of.
std::vector<std::string> bars_not_run(const std::vector<group>& groups) {
  std::vector<std::string> names;
  for (const scaling_bar& bar : scaling_bars) {
    bool was_run = false;
    for (const group& of : groups) {
      for (const timed_row& row : of.rows)
        was_run = was_run || (concerns(bar, of, row) && of.ratio(row, bar.reference) > 0);
    }
    if (!was_run)
      names.push_back(formatted("%s/%s/%s %s", bar.group, bar.work, bar.two_threads ? "2 threads" : "serial",
                                text_of(bar.reference)));
  }
  return names;
}

void print_group(std::ostream& out, const group& of) {
  out << '\n' << formatted("%-42s microseconds   elem/s    GB/s    roof  thread   array   Eigen\n", of.name.c_str());
  for (const timed_row& row : of.rows) {
    const bool is_library = !is_roof(row.work) && row.work != "eigen";
    if (is_roof(row.work) && &row != of.roof(row.executor)) continue;
    const measurement& result = row.result;
    out << formatted("  %-40s %12.2f", (row.work + "/" + row.executor).c_str(), result.seconds_per_iteration * 1e6)
        << cell(9, 3, result.items_per_second / 1e9) << cell(8, 1, result.bytes_per_second / 1e9)
        << cell(8, 3, is_library ? of.ratio(row, beside::roof) : 0)
        << cell(8, 3, is_library && row.executor != "serial" ? of.ratio(row, beside::serial) : 0)
        << cell(8, 3, is_library && row.work != "flat" ? of.ratio(row, beside::flat) : 0)
        << cell(8, 1, is_library ? of.ratio(row, beside::eigen) : 0) << '\n';
  }
}

// Its "executors" are the targets.
void print_momentum_group(std::ostream& out, const group& of) {
  out << '\n' << formatted("%-16s microseconds: ordinary    with option       stuck    with option\n", of.name.c_str());
  std::vector<std::string> targets;
  for (const timed_row& row : of.rows) {
    if (std::find(targets.begin(), targets.end(), row.executor) == targets.end()) targets.push_back(row.executor);
  }
  for (const std::string& target : targets) {
    const auto microseconds = [&](const char* work) {
      const measurement* const found = of.find(work, target);
      return found == nullptr ? 0 : found->seconds_per_iteration * 1e6;
    };
    out << formatted("  %-14s", target.c_str()) << cell(23, 1, microseconds("ordinary"))
        << cell(15, 1, microseconds("ordinary_flushing")) << cell(12, 1, microseconds("stuck"))
        << cell(15, 1, microseconds("flushed")) << '\n';
  }
}

}  // namespace

void print_scaling_summary(std::ostream& out, const std::map<std::string, measurement>& measured,
                           const options& chosen) {
  const std::vector<group> groups = groups_of(measured);
  out << '\n'
      << cpu_name() << ", " << compiler_name() << ", " << std::thread::hardware_concurrency() << " cores, target "
      << signopt::active_target() << '\n';
  if (chosen.smoke) out << smoke_note;
  out << "float32: the time of a step, 10^9 elements and bytes per second, and how many times the speed of\n"
         "the roof (the fastest of its loops, which is listed) on the same executor, of one thread, of\n"
         "one array as large, of Eigen's expressions\n";
  for (const group& each : groups) {
    const bool has_momentum = each.find("stuck", each.rows[0].executor) != nullptr;
    has_momentum ? print_momentum_group(out, each) : print_group(out, each);
  }
  const std::vector<verdict> verdicts = verdicts_on(groups);
  const auto reached =
      std::count_if(verdicts.begin(), verdicts.end(), [](const verdict& each) { return each.is_reached; });
  out << '\n' << reached << " of " << verdicts.size() << " bars reached\n";
  for (const verdict& each : verdicts) out << "  " << each.text << (each.is_reached ? "" : "  missed") << '\n';
  print_list(out, "Bars not run here:", bars_not_run(groups));
}

}  // namespace signopt_bench
