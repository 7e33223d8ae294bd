#include "call_summary.hpp"

#include <cstdio>
#include <signopt/target.hpp>
#include <vector>

#include "bars.hpp"
#include "machine.hpp"

namespace signopt_bench {
namespace {

constexpr const char* dtypes[] = {"float32", "float16", "bfloat16", "float64"};
constexpr std::ptrdiff_t sizes[] = {1, 16, 256};
constexpr const char* calls[] = {"bare_kernel",          "bare_kernel_native", "pointer",    "eigen",
                                 "eigen_settings",       "eigen_fixed_size",   "eigen_map",  "eigen_mixed_scalars",
                                 "eigen_object_scalars", "eigen_power_sign",   "eigen_lion", "eigen_four_float16",
                                 "eigen_four_bfloat16"};

bool is_of_another_rule(const std::string& call) { return call == "eigen_power_sign" || call == "eigen_lion"; }

// Four scalars of var's own 16-bit dtype mean arithmetic in it: another kernel.
std::string kernel_behind(const std::string& dtype, const std::string& call) {
  return call == "eigen_four_" + dtype ? "bare_kernel_native" : "bare_kernel";
}

class call_times {
 public:
  explicit call_times(const std::map<std::string, measurement>& measured) : measured_(measured) {}

  // 0 where it was not run.
  double nanoseconds(const std::string& dtype, std::ptrdiff_t n, const std::string& call) const {
    const auto found = measured_.find(dtype + "/" + std::to_string(n) + "/" + call);
    return found == measured_.end() ? 0 : found->second.seconds_per_iteration * 1e9;
  }

 private:
  const std::map<std::string, measurement>& measured_;
};

std::string cell(const char* format, double value, bool is_known) {
  char text[32];
  std::snprintf(text, sizeof(text), format, value);
  if (is_known) return text;
  std::snprintf(text, sizeof(text), "%8s", "-");
  return text;
}

}  // namespace

void print_call_summary(std::ostream& out, const std::map<std::string, measurement>& measured) {
  const call_times times(measured);
  const std::string target(signopt::active_target());
  const bool has_bar = target != "scalar";
  out << '\n' << cpu_name() << ", " << compiler_name() << ", target " << target << '\n';
  out << "nanoseconds of a call on 1, 16 and 256 elements, and above the bare kernel\n";
  int judged = 0, reached = 0;
  for (const std::string dtype : dtypes) {
    bool has_heading = false;
    for (const std::string call : calls) {
      std::string of_call, above;
      const char* mark = "";
      for (const std::ptrdiff_t n : sizes) {
        const double time = times.nanoseconds(dtype, n, call);
        const double kernel = times.nanoseconds(dtype, n, kernel_behind(dtype, call));
        const bool is_call = call.rfind("bare_kernel", 0) != 0 && time > 0 && kernel > 0;
        of_call += cell("%8.1f", time, time > 0);
        above += cell("%+8.1f", time - kernel, is_call);
        if (!is_call || !has_bar || n != call_bar_n) continue;
        const double add_sign = times.nanoseconds(dtype, n, "eigen");
        if (is_of_another_rule(call) && add_sign == 0) continue;
        ++judged;
        if (is_of_another_rule(call) ? time - add_sign <= other_rule_bar_nanoseconds
                                     : time - kernel <= call_bar_nanoseconds) {
          ++reached;
        } else {
          mark = "  above the bar";
        }
      }
      if (of_call.find_first_not_of(" -") == std::string::npos) continue;
      char name[32];
      if (!has_heading) {
        std::snprintf(name, sizeof(name), "%-22s", dtype.c_str());
        out << '\n' << name << "       1      16     256          +1     +16    +256\n";
      }
      has_heading = true;
      std::snprintf(name, sizeof(name), "  %-20s", call.c_str());
      out << name << of_call << "    " << above << mark << '\n';
    }
  }
  out << '\n'
      << reached << " of " << judged << " calls on 16 elements cost at most " << call_bar_nanoseconds
      << " ns above the bare kernel, or of another rule " << other_rule_bar_nanoseconds << " ns above AddSign's call"
      << (has_bar ? "" : " (no bar on the scalar target)") << '\n';
}

}  // namespace signopt_bench
