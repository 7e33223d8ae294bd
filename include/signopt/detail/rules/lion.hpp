// Lion as the library knows it. The contract of its calls stands in apply_lion.hpp.
#pragma once

#include "../../settings.hpp"
#include "lion_constants.hpp"

#include "lion_names.inl"
#define SIGNOPT_CONSTANTS lion_constants
#define SIGNOPT_RULE_FILE "../rules/lion.inl"
#include "../call/forms.inl"
