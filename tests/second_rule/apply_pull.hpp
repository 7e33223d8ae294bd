// The header of a rule with one scalar that only the tests have: there settings and the scalar have the same place.
#pragma once

#include <signopt/settings.hpp>

namespace signopt {
struct pull_settings {
  double lr = 0;
  step_options options = {};
};
}  // namespace signopt

#define SIGNOPT_RULE pull
#define SIGNOPT_RULE_FILE <second_rule/pull.inl>
#define SIGNOPT_SCALARS(each) each(lr)
#include <signopt/detail/call/forms.inl>
