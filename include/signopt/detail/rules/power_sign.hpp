// PowerSign as the library knows it. The contract of its calls stands in apply_power_sign.hpp.
#pragma once

#include "../../settings.hpp"
#include "power_sign_constants.hpp"

#include "power_sign_names.inl"
#define SIGNOPT_CONSTANTS power_sign_constants
#define SIGNOPT_RULE_FILE "../rules/power_sign.inl"
#include "../call/forms.inl"
