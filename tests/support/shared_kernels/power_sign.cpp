#include <signopt/detail/rules/power_sign.hpp>

#define SIGNOPT_TEST_INSTANTIATE template
#define SIGNOPT_TEST_FORMULA power_sign
#include "list.inl"
