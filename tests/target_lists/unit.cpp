// Compiled once for each list of targets, with the name of the unit in SIGNOPT_TEST_UNIT.
#include "unit.hpp"

#include <cstddef>
#include <signopt/pointer.hpp>
#include <signopt/target.hpp>

namespace SIGNOPT_TEST_UNIT {

std::vector<std::string> available() {
  std::vector<std::string> names;
  for (const std::string_view name : signopt::available_targets()) names.emplace_back(name);
  return names;
}

std::string active() { return std::string(signopt::active_target()); }

bool accepts(const char* target) {
  try {
    signopt::use_target(target);
    return true;
  } catch (const signopt::target_error&) {
    return false;
  }
}

// Products that round, so that one more or one fewer rounding shows.
std::vector<float> momentum_after_one_step() {
  constexpr std::size_t n = 67;
  std::vector<float> var(n), m(n), grad(n);
  for (std::size_t i = 0; i < n; ++i) {
    m[i] = 1.0f / static_cast<float>(i + 3);
    grad[i] = 1.0f / static_cast<float>(2 * i + 7);
  }
  signopt::apply_add_sign_n(var.data(), m.data(), 0.1, 1, 1, 0.9, grad.data(), std::ptrdiff_t{n});
  return m;
}

}  // namespace SIGNOPT_TEST_UNIT
