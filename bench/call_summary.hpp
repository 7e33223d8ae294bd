// The table at the end: nanoseconds of a call through each front end, and how many of them the front end adds to the
// bare kernel.
#pragma once

#include <map>
#include <ostream>
#include <string>

#include "runner.hpp"

namespace signopt_bench {

void print_call_summary(std::ostream& out, const std::map<std::string, measurement>& measured);

}  // namespace signopt_bench
