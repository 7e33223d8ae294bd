#include "kernel_verdicts.hpp"

#include <algorithm>
#include <string_view>

#include "bars.hpp"
#include "text.hpp"

namespace signopt_bench {
namespace {

const kernel_group* find_group(const std::vector<kernel_group>& groups, const std::string& name) {
  for (const kernel_group& each : groups) {
    if (each.name() == name) return &each;
  }
  return nullptr;
}

double ratio(const std::vector<kernel_group>& groups, const kernel_group& of, const std::string& row, measure what) {
  switch (what) {
    case measure::of_roof:
      return quotient(of.speed(row), of.speed(of.roof()));
    case measure::of_better_auto_loop:
      return quotient(of.speed(row), of.auto_loop());
    case measure::of_aligned:
    case measure::of_add_sign:
      return quotient(of.speed(row), of.speed_beside(row));
    case measure::of_scalar:
      return quotient(of.speed(row), of.speed("scalar"));
    case measure::of_own_32k:
      break;
  }
  const kernel_group* const own = find_group(groups, of.operands + "/" + std::to_string(size_32k));
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

struct outcome {
  bool was_run;
  kernel_verdict verdict;
};

outcome judge(const std::vector<kernel_group>& groups, const kernel_group& of, const std::string& row, const bar& bar) {
  const double reached = ratio(groups, of, row, bar.ratio);
  std::string text = of.name() + "/" + row;
  text += formatted(": %.3f %s, bar %.2f", reached, text_of(bar.ratio), bar.least);
  if (bar.other_least <= 0) return {reached > 0, {reached >= bar.least, text}};
  const double other = ratio(groups, of, row, bar.other_ratio);
  text += formatted("; or %.3f %s, bar %.2f", other, text_of(bar.other_ratio), bar.other_least);
  return {reached > 0 && other > 0, {reached >= bar.least || other >= bar.other_least, text}};
}

bool concerns(const bar& bar, const kernel_group& of, const std::string& row) {
  if (bar.operands != nullptr && of.operands != bar.operands) return false;
  if (of.n != std::to_string(bar.n) || of.placement == "huge") return false;
  const std::string_view named = bar.row;
  return named == row || named == variant_of(row) || (named == "best" && row == of.library_rows().front());
}

}  // namespace

double quotient(double speed, double reference) { return reference > 0 ? speed / reference : 0; }

std::vector<kernel_verdict> verdicts_on(const std::vector<kernel_group>& groups, const kernel_group& of,
                                        const std::string& row) {
  std::vector<kernel_verdict> verdicts;
  for (const bar& bar : bars) {
    if (!concerns(bar, of, row)) continue;
    const outcome found = judge(groups, of, row, bar);
    if (found.was_run) verdicts.push_back(found.verdict);
  }
  return verdicts;
}

std::vector<std::string> bars_not_run(const std::vector<kernel_group>& groups) {
  std::vector<std::string> names;
  for (const bar& bar : bars) {
    bool was_run = false, is_asked_for = bar.operands == nullptr;
    for (const kernel_group& of : groups) {
      is_asked_for = is_asked_for || of.operands == bar.operands;
      for (const std::string& row : of.library_rows())
        was_run = was_run || (concerns(bar, of, row) && judge(groups, of, row, bar).was_run);
    }
    if (was_run || !is_asked_for) continue;
    const std::string name =
        std::string(bar.operands == nullptr ? "all" : bar.operands) + "/" + short_size(bar.n) + "/" + bar.row;
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

}  // namespace signopt_bench
