// What kernel_bench measured, by group: the rows that are compared.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "runner.hpp"

namespace signopt_bench {

// The rows of one combination of dtypes at one size in one placement, by name.
struct kernel_group {
  std::string operands, n, placement;  // the last is empty where the name has none
  std::map<std::string, measurement> rows;

  std::string name() const;        // "float32/4194304/spread"
  std::string short_size() const;  // "4M spread"
  // 0 where the row was not run.
  double speed(const std::string& row) const;
  // The name of the fastest of its loops; empty where none was run.
  std::string roof() const;
  double auto_loop() const;
  // The library's rows, best target first, each before those that stand beside it.
  std::vector<std::string> library_rows() const;
  // Of the row without its "_misaligned", "_power_sign" or "_lion": aligned, and AddSign. 0 for other rows.
  double speed_beside(const std::string& row) const;
};

// In the order in which they ran, from names <operands>/<n>/<row> and <operands>/<n>/<placement>/<row>.
std::vector<kernel_group> groups_of(const std::map<std::string, measurement>& measured);

// 4194304 is "4M".
std::string short_size(long n);

// "misaligned" of "avx2_misaligned"; empty for rows that are not beside another.
std::string_view variant_of(std::string_view row);

}  // namespace signopt_bench
