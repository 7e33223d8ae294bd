#include <signopt/detail/rules/lion.hpp>

#define SIGNOPT_TEST_INSTANTIATE template
#define SIGNOPT_TEST_FORMULA lion
#include "list.inl"
