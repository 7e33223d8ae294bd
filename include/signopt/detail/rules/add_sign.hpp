// AddSign as the library knows it. The contract of its calls stands in apply_add_sign.hpp.
#pragma once

#include "../../settings.hpp"

#define SIGNOPT_RULE add_sign
#define SIGNOPT_RULE_FILE "../rules/add_sign.inl"
#define SIGNOPT_SCALARS(each) each(lr) each(alpha) each(sign_decay) each(beta)
#define SIGNOPT_SCALAR_COUNT four
#include "../call/forms.inl"
