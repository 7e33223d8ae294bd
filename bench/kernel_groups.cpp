#include "kernel_groups.hpp"

#include <algorithm>
#include <cstdlib>

#include "roof.hpp"
#include "text.hpp"

namespace signopt_bench {
namespace {

constexpr const char* targets_best_first[] = {"avx512_fp16", "avx512", "avx2", "neon", "portable", "scalar"};
// Behind the name of the best target: rows that stand beside its own.
constexpr std::string_view suffixes[] = {"_misaligned", "_power_sign", "_lion"};

}  // namespace

std::string short_size(long n) {
  if (n >= 1 << 20) return formatted("%ldM", n >> 20);
  if (n >= 1 << 10) return formatted("%ldK", n >> 10);
  return std::to_string(n);
}

std::string_view variant_of(std::string_view row) {
  for (const std::string_view suffix : suffixes) {
    if (row.size() > suffix.size() && row.substr(row.size() - suffix.size()) == suffix) return suffix.substr(1);
  }
  return {};
}

std::string kernel_group::name() const { return operands + "/" + n + (placement.empty() ? "" : "/") + placement; }

std::string kernel_group::short_size() const {
  return signopt_bench::short_size(std::strtol(n.c_str(), nullptr, 10)) + (placement.empty() ? "" : " ") + placement;
}

double kernel_group::speed(const std::string& row) const {
  const auto found = rows.find(row);
  return found == rows.end() ? 0 : found->second.items_per_second;
}

std::string kernel_group::roof() const {
  std::string best;
  for (const auto& [row, result] : rows) {
    if (is_roof(row) && result.items_per_second > speed(best)) best = row;
  }
  return best;
}

double kernel_group::auto_loop() const { return std::max(speed("auto_select"), speed("auto_arithmetic")); }

std::vector<std::string> kernel_group::library_rows() const {
  std::vector<std::string> names;
  for (const std::string target : targets_best_first) {
    if (rows.count(target) != 0) names.push_back(target);
    for (const std::string_view suffix : suffixes) {
      if (rows.count(target + std::string(suffix)) != 0) names.push_back(target + std::string(suffix));
    }
  }
  return names;
}

double kernel_group::speed_beside(const std::string& row) const {
  const std::size_t variant = variant_of(row).size();
  return variant == 0 ? 0 : speed(row.substr(0, row.size() - variant - 1));
}

std::vector<kernel_group> groups_of(const std::map<std::string, measurement>& measured) {
  std::vector<kernel_group> groups;
  for (const auto& [name, result] : measured) {
    const std::size_t first = name.find('/'), second = name.find('/', first + 1), last = name.rfind('/');
    kernel_group of{name.substr(0, first), name.substr(first + 1, second - first - 1), "", {}};
    if (last != second) of.placement = name.substr(second + 1, last - second - 1);
    const auto found =
        std::find_if(groups.begin(), groups.end(), [&](const kernel_group& each) { return each.name() == of.name(); });
    kernel_group& where = found != groups.end() ? *found : groups.emplace_back(of);
    where.rows[name.substr(last + 1)] = result;
  }
  std::sort(groups.begin(), groups.end(), [](const kernel_group& a, const kernel_group& b) {
    return a.rows.begin()->second.group < b.rows.begin()->second.group;
  });
  return groups;
}

}  // namespace signopt_bench
