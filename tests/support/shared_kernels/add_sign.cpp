#include <signopt/detail/rules/add_sign.hpp>

#define SIGNOPT_TEST_INSTANTIATE template
#define SIGNOPT_TEST_FORMULA add_sign
#include "list.inl"
