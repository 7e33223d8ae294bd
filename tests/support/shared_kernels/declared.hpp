// The kernels of the library's rules, defined in the library of tests that stands in this folder: a program that has
// read this does not compile them again. They are called by their addresses alone, so that nothing is lost by that. It
// is precompiled with what tests include (test_programs.cmake), and no test includes it.
#pragma once

#include <signopt/detail/rules/all.hpp>

#define SIGNOPT_TEST_INSTANTIATE extern template
#define SIGNOPT_TEST_FORMULA add_sign
#include "list.inl"
#define SIGNOPT_TEST_FORMULA power_sign
#include "list.inl"
#define SIGNOPT_TEST_FORMULA lion
#include "list.inl"
#undef SIGNOPT_TEST_INSTANTIATE
