// AddSign as the library knows it. The contract of its calls stands in apply_add_sign.hpp.
#pragma once

#include "../../settings.hpp"

#include "add_sign_names.inl"
#define SIGNOPT_RULE_FILE "../rules/add_sign.inl"
#include "../call/forms.inl"
