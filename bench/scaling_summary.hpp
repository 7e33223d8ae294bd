// The tables that scaling_bench prints, and the bars that were reached.
#pragma once

#include <map>
#include <ostream>
#include <string>

#include "options.hpp"
#include "runner.hpp"

namespace signopt_bench {

void print_scaling_summary(std::ostream& out, const std::map<std::string, measurement>& measured,
                           const options& chosen);

}  // namespace signopt_bench
