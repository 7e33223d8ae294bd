// The bars of one thread, and what came of them.
#pragma once

#include <string>
#include <vector>

#include "kernel_groups.hpp"

namespace signopt_bench {

struct kernel_verdict {
  bool is_reached;
  std::string text;
};

// Of all bars on this row whose figures there are.
std::vector<kernel_verdict> verdicts_on(const std::vector<kernel_group>& groups, const kernel_group& of,
                                        const std::string& row);

// Bars of the operands that were run, of which this machine or the choice of rows has no figures: "float32/1M/avx2".
std::vector<std::string> bars_not_run(const std::vector<kernel_group>& groups);

// 0 where there is nothing to divide by.
double quotient(double speed, double reference);

}  // namespace signopt_bench
