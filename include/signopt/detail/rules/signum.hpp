// Signum as the library knows it: Lion whose betas are one, by Lion's kernels. The contract of its calls stands in
// apply_signum.hpp.
#pragma once

#include "../../settings.hpp"
#include "lion.hpp"

#include "signum_names.inl"
#define SIGNOPT_CONSTANTS lion_constants
#define SIGNOPT_FORMULA_OF lion
#include "../call/forms.inl"
