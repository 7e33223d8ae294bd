#include "kernel_summary.hpp"

#include <vector>

#include "kernel_groups.hpp"
#include "kernel_verdicts.hpp"
#include "machine.hpp"
#include "text.hpp"

namespace signopt_bench {
namespace {

void print_row(std::ostream& out, const kernel_group& of, const std::string& row, const char* mark) {
  const measurement& result = of.rows.at(row);
  const double speed = result.items_per_second;
  out << formatted(" %10s %-28s", of.short_size().c_str(), row.c_str()) << cell(7, 3, speed / 1e9)
      << cell(7, 1, result.bytes_per_second / 1e9) << cell(7, 3, quotient(speed, of.speed(of.roof())))
      << cell(7, 1, quotient(speed, of.speed("eigen"))) << cell(7, 1, quotient(speed, of.speed("plain_loop")))
      << cell(7, 2, quotient(speed, of.auto_loop())) << cell(9, 3, quotient(speed, of.speed_beside(row))) << mark
      << '\n';
}

std::vector<std::string> slow_rows(const std::vector<kernel_group>& groups, int repetitions) {
  std::vector<std::string> names;
  for (const kernel_group& of : groups) {
    for (const auto& [row, result] : of.rows) {
      if (result.repetitions < repetitions)
        names.push_back(of.operands + "/" + of.short_size() + "/" + row + " " + std::to_string(result.repetitions));
    }
  }
  return names;
}

}  // namespace

void print_kernel_summary(std::ostream& out, const std::map<std::string, measurement>& measured,
                          const options& chosen) {
  const std::vector<kernel_group> groups = groups_of(measured);
  out << '\n' << cpu_name() << ", " << compiler_name() << ", targets " << usable_targets() << '\n';
  if (chosen.smoke) out << smoke_note;
  out << "10^9 elements and bytes per second, and how many times the speed of the others; one thread.\n"
         "Each group ends with its roof: the fastest of the loops that are tried for it.\n";
  std::vector<std::string> missed;
  std::size_t judged = 0;
  std::string heading;
  for (const kernel_group& of : groups) {
    if (of.operands != heading) {
      heading = of.operands;
      out << '\n' << formatted("%-40s elem/s   GB/s   roof  eigen  plain   auto   beside\n", heading.c_str());
    }
    for (const std::string& row : of.library_rows()) {
      const char* mark = "";
      for (const kernel_verdict& found : verdicts_on(groups, of, row)) {
        ++judged;
        if (found.is_reached) continue;
        missed.push_back(found.text);
        mark = "  below its bar";
      }
      print_row(out, of, row, mark);
    }
    if (!of.roof().empty()) print_row(out, of, of.roof(), "");
  }
  out << '\n' << judged - missed.size() << " of " << judged << " bars reached";
  out << (missed.empty() ? "\n" : "; missed:\n");
  for (const std::string& each : missed) out << "  " << each << '\n';
  print_list(out, "Bars not run here:", bars_not_run(groups));
  print_list(out, formatted("Slow rows, the best of fewer than %d repetitions:", chosen.repetitions),
             slow_rows(groups, chosen.repetitions));
}

}  // namespace signopt_bench
