// The header of a rule with two scalars that only the tests have. It proves the seam: no kind of operand and no
// executor knows it, and each works with it.
#pragma once

#include <signopt/settings.hpp>

namespace signopt {
struct descent_settings {
  double lr = 0, beta = 0.5;
  step_options options = {};
};
}  // namespace signopt

#define SIGNOPT_RULE descent
#define SIGNOPT_RULE_FILE <second_rule/descent.inl>
#define SIGNOPT_SCALARS(each) each(lr) each(beta)
#include <signopt/detail/call/forms.inl>
