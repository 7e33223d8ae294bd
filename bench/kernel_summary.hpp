// The table at the end: one line for each row of the library, with its ratios, and what is below its bar.
#pragma once

#include <map>
#include <ostream>
#include <string>

#include "runner.hpp"

namespace signopt_bench {

void print_kernel_summary(std::ostream& out, const std::map<std::string, measurement>& measured, const options& chosen);

}  // namespace signopt_bench
