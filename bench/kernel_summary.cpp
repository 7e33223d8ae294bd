#include "kernel_summary.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>
#include <vector>

#include "bars.hpp"
#include "machine.hpp"

namespace signopt_bench {
namespace {

constexpr const char* targets_best_first[] = {"avx512_fp16", "avx512", "avx2", "neon", "portable", "scalar"};
// Behind the name of the best target: rows that stand beside its own.
constexpr std::string_view suffixes[] = {"_misaligned", "_power_sign", "_lion"};

template <class... Arguments>
std::string formatted(const char* format, Arguments... arguments) {
  char text[160];
  std::snprintf(text, sizeof(text), format, arguments...);
  return text;
}

std::string short_size(const std::string& digits) {
  const long n = std::strtol(digits.c_str(), nullptr, 10);
  if (n >= 1 << 20) return formatted("%ldM", n >> 20);
  if (n >= 1 << 10) return formatted("%ldK", n >> 10);
  return digits;
}

// A heading and a list behind it, in lines of at most 80 characters; nothing where the list is empty.
class wrapped_text {
 public:
  explicit wrapped_text(std::string heading) : lines_{std::move(heading)} {}

  void add(const std::string& item) {
    if (lines_.back().size() + 1 + item.size() > 80) lines_.emplace_back(" ");
    lines_.back().append(" ").append(item);
    is_empty_ = false;
  }

  void print(std::ostream& out) {
    if (is_empty_) return;
    lines_.back().pop_back();  // the last comma
    for (const std::string& line : lines_) out << line << '\n';
  }

 private:
  std::vector<std::string> lines_;
  bool is_empty_ = true;
};

// The rows of one (operands, n), by name.
struct group {
  std::string operands, n;
  std::map<std::string, measurement> rows;

  double speed(const std::string& row) const {
    const auto found = rows.find(row);
    return found == rows.end() ? 0 : found->second.items_per_second;
  }
  double best_of(const char* a, const char* b) const { return std::max(speed(a), speed(b)); }
  double roof() const { return best_of("roof", "roof_prefetch"); }
  double auto_loop() const { return best_of("auto_select", "auto_arithmetic"); }

  // The library's rows, best target first, each before those that stand beside it.
  std::vector<std::string> library_rows() const {
    std::vector<std::string> names;
    for (const std::string target : targets_best_first) {
      if (rows.count(target) != 0) names.push_back(target);
      for (const std::string_view suffix : suffixes) {
        if (rows.count(target + std::string(suffix)) != 0) names.push_back(target + std::string(suffix));
      }
    }
    return names;
  }
};

// That of the row, or nothing.
std::string_view suffix_of(std::string_view row) {
  for (const std::string_view suffix : suffixes) {
    if (row.size() > suffix.size() && row.substr(row.size() - suffix.size()) == suffix) return suffix;
  }
  return {};
}

// Of the row without its suffix: aligned, and AddSign.
double speed_beside(const group& of, const std::string& row) {
  const std::size_t suffix = suffix_of(row).size();
  return suffix == 0 ? 0 : of.speed(row.substr(0, row.size() - suffix));
}

// In the order in which they ran, from names <operands>/<n>/<row>.
std::vector<group> groups_of(const std::map<std::string, measurement>& measured) {
  std::vector<group> groups;
  for (const auto& [name, result] : measured) {
    const std::size_t first = name.find('/'), second = name.find('/', first + 1);
    const std::string operands = name.substr(0, first), n = name.substr(first + 1, second - first - 1);
    const auto found = std::find_if(groups.begin(), groups.end(),
                                    [&](const group& each) { return each.operands == operands && each.n == n; });
    group& where = found != groups.end() ? *found : groups.emplace_back(group{operands, n, {}});
    where.rows[name.substr(second + 1)] = result;
  }
  std::sort(groups.begin(), groups.end(),
            [](const group& a, const group& b) { return a.rows.begin()->second.group < b.rows.begin()->second.group; });
  return groups;
}

const group* find_group(const std::vector<group>& groups, const std::string& operands, const std::string& n) {
  for (const group& each : groups) {
    if (each.operands == operands && each.n == n) return &each;
  }
  return nullptr;
}

double quotient(double speed, double reference) { return reference > 0 ? speed / reference : 0; }

double ratio(const std::vector<group>& groups, const group& of, const std::string& row, measure what) {
  switch (what) {
    case measure::of_roof:
      return quotient(of.speed(row), of.roof());
    case measure::of_better_auto_loop:
      return quotient(of.speed(row), of.auto_loop());
    case measure::of_aligned:
    case measure::of_add_sign:
      return quotient(of.speed(row), speed_beside(of, row));
    case measure::of_scalar:
      return quotient(of.speed(row), of.speed("scalar"));
    case measure::of_own_32k:
      break;
  }
  const group* const own = find_group(groups, of.operands, std::to_string(size_32k));
  return own == nullptr ? 0 : quotient(of.speed(row), own->speed(row));
}

const char* text_of(measure what) {
  switch (what) {
    case measure::of_roof:
      return "of the roof";
    case measure::of_better_auto_loop:
      return "times the better auto-vectorised loop";
    case measure::of_aligned:
      return "of the aligned speed";
    case measure::of_add_sign:
      return "of AddSign's speed";
    case measure::of_scalar:
      return "times the scalar target";
    case measure::of_own_32k:
      break;
  }
  return "of its own speed at 32K";
}

// A bar and what came of it.
struct verdict {
  bool was_run, is_reached;
  std::string text;
};

verdict judge(const std::vector<group>& groups, const group& of, const std::string& row, const bar& bar) {
  const double reached = ratio(groups, of, row, bar.ratio);
  std::string text = formatted("%s/%s/%s: ", of.operands.c_str(), of.n.c_str(), row.c_str());
  text += formatted("%.3f %s, bar %.2f", reached, text_of(bar.ratio), bar.least);
  if (bar.other_least <= 0) return {reached > 0, reached >= bar.least, text};
  const double other = ratio(groups, of, row, bar.other_ratio);
  text += formatted("; or %.3f %s, bar %.2f", other, text_of(bar.other_ratio), bar.other_least);
  return {reached > 0 && other > 0, reached >= bar.least || other >= bar.other_least, text};
}

bool concerns(const bar& bar, const group& of, const std::string& row) {
  const std::string_view named = bar.row;
  return (bar.operands == nullptr || of.operands == bar.operands) && of.n == std::to_string(bar.n) &&
         (row == named || (!suffix_of(row).empty() && suffix_of(row).substr(1) == named));
}

std::string cell(int width, int decimals, double value) {
  return value > 0 ? formatted("%*.*f", width, decimals, value) : formatted("%*s", width, "-");
}

// Bars of the operands that were run, of which this machine or the choice of rows has no figures.
void print_bars_not_run(std::ostream& out, const std::vector<group>& groups) {
  wrapped_text text("Bars not run here:");
  for (const bar& bar : bars) {
    bool was_run = false, is_asked_for = bar.operands == nullptr;
    for (const group& of : groups) {
      is_asked_for = is_asked_for || of.operands == bar.operands;
      for (const std::string& row : of.library_rows())
        was_run = was_run || (concerns(bar, of, row) && judge(groups, of, row, bar).was_run);
    }
    if (was_run || !is_asked_for) continue;
    text.add(formatted("%s/%s/%s,", bar.operands == nullptr ? "all" : bar.operands,
                       short_size(std::to_string(bar.n)).c_str(), bar.row));
  }
  text.print(out);
}

void print_slow_rows(std::ostream& out, const std::vector<group>& groups, int repetitions) {
  wrapped_text text(formatted("Slow rows, the best of fewer than %d repetitions:", repetitions));
  for (const group& of : groups) {
    for (const auto& [row, result] : of.rows) {
      if (result.repetitions < repetitions) {
        text.add(
            formatted("%s/%s/%s %d,", of.operands.c_str(), short_size(of.n).c_str(), row.c_str(), result.repetitions));
      }
    }
  }
  text.print(out);
}

}  // namespace

void print_kernel_summary(std::ostream& out, const std::map<std::string, measurement>& measured,
                          const options& chosen) {
  const std::vector<group> groups = groups_of(measured);
  out << '\n' << cpu_name() << ", " << compiler_name() << ", targets " << usable_targets() << '\n';
  if (chosen.smoke) out << smoke_note;
  out << "10^9 elements and bytes per second, and how many times the speed of the others; one thread\n";
  std::vector<std::string> missed;
  int judged = 0;
  std::string heading;
  for (const group& of : groups) {
    if (of.operands != heading) {
      heading = of.operands;
      out << '\n' << formatted("%-29s elem/s   GB/s   roof  eigen  plain   auto   beside\n", heading.c_str());
    }
    for (const std::string& row : of.library_rows()) {
      const measurement& result = of.rows.at(row);
      const double speed = result.items_per_second;
      std::string mark;
      for (const bar& bar : bars) {
        if (!concerns(bar, of, row)) continue;
        const verdict found = judge(groups, of, row, bar);
        if (!found.was_run) continue;
        ++judged;
        if (!found.is_reached) missed.push_back(found.text);
        mark = found.is_reached ? "" : "  below its bar";
      }
      out << formatted(" %5s %-22s", short_size(of.n).c_str(), row.c_str()) << cell(7, 3, speed / 1e9)
          << cell(7, 1, result.bytes_per_second / 1e9) << cell(7, 3, quotient(speed, of.roof()))
          << cell(7, 1, quotient(speed, of.speed("eigen"))) << cell(7, 1, quotient(speed, of.speed("plain_loop")))
          << cell(7, 2, quotient(speed, of.auto_loop())) << cell(9, 3, quotient(speed, speed_beside(of, row))) << mark
          << '\n';
    }
  }
  const int reached = judged - static_cast<int>(missed.size());
  out << '\n' << reached << " of " << judged << " bars reached";
  out << (missed.empty() ? "\n" : "; missed:\n");
  for (const std::string& each : missed) out << "  " << each << '\n';
  print_bars_not_run(out, groups);
  print_slow_rows(out, groups, chosen.repetitions);
}

}  // namespace signopt_bench
