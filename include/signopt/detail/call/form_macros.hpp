// The macros of which forms are written (forms.inl, and for an NPU ascend/forms_async.inl). They mean whatever rule
// SIGNOPT_RULE and SIGNOPT_SCALARS name at that place.
#pragma once

#include "../base/config.hpp"

// ---- Names made of names ----
#define SIGNOPT_JOIN_2(a, b) SIGNOPT_JOIN_2_EXPANDED(a, b)
#define SIGNOPT_JOIN_2_EXPANDED(a, b) a##b
#define SIGNOPT_JOIN_3(a, b, c) SIGNOPT_JOIN_3_EXPANDED(a, b, c)
#define SIGNOPT_JOIN_3_EXPANDED(a, b, c) a##b##c
#define SIGNOPT_TEXT(name) SIGNOPT_TEXT_EXPANDED(name)
#define SIGNOPT_TEXT_EXPANDED(name) #name

#define SIGNOPT_APPLY SIGNOPT_JOIN_2(apply_, SIGNOPT_RULE)
#define SIGNOPT_APPLY_N SIGNOPT_JOIN_3(apply_, SIGNOPT_RULE, _n)
#define SIGNOPT_APPLY_MULTI SIGNOPT_JOIN_3(apply_, SIGNOPT_RULE, _multi)
#define SIGNOPT_APPLY_ASYNC SIGNOPT_JOIN_3(apply_, SIGNOPT_RULE, _async)
#define SIGNOPT_SETTINGS SIGNOPT_JOIN_2(SIGNOPT_RULE, _settings)
#define SIGNOPT_RULE_NAME SIGNOPT_TEXT(SIGNOPT_RULE)

// ---- What becomes of each scalar: the arguments of SIGNOPT_SCALARS ----
#define SIGNOPT_TYPE(scalar) , class scalar##_type
#define SIGNOPT_PARAMETER(scalar) , const scalar##_type& scalar
#define SIGNOPT_VALUE(scalar) , scalar
#define SIGNOPT_MEMBER(scalar) , settings.scalar
#define SIGNOPT_NAME(scalar) #scalar,
#define SIGNOPT_CONSTANT(scalar) detail::value_of<Compute> scalar;
#define SIGNOPT_LISTED(scalar) ", " #scalar
#define SIGNOPT_CHECK_SCALAR(scalar)                                                                            \
  static_assert(!is_settings<scalar##_type>, "signopt: " #scalar SIGNOPT_IS_OTHER_SETTINGS(SIGNOPT_RULE_NAME)); \
  static_assert(is_settings<scalar##_type> || Facts<scalar##_type>::is_supported,                               \
                "signopt: " #scalar SIGNOPT_MUST_BE_A_SCALAR);                                                  \
  static_assert(Facts<scalar##_type>::is_one_element, "signopt: " #scalar SIGNOPT_MUST_BE_ONE_ELEMENT);

// ---- Texts ----
// How many scalars there are, as a word: what comes eighth is as far behind the first word as scalars stand before it.
#define SIGNOPT_SCALAR_COUNT \
  SIGNOPT_EIGHTH_OF(SIGNOPT_SCALARS(SIGNOPT_VALUE), "six", "five", "four", "three", "two", "one", )
#define SIGNOPT_EIGHTH_OF(...) SIGNOPT_EIGHTH(__VA_ARGS__)
#define SIGNOPT_EIGHTH(a, b, c, d, e, f, g, eighth, ...) eighth

#define SIGNOPT_ARGUMENTS_ARE(where) \
  "signopt: the arguments" where " are (var, m" SIGNOPT_SCALARS(SIGNOPT_LISTED) ", grad) or (var, " \
  "m, settings, grad)" SIGNOPT_WITH_AN_EXECUTOR_OR_NOT
#define SIGNOPT_ARGUMENTS_OF_N_ARE \
  "signopt: the arguments are (var, m" SIGNOPT_SCALARS(SIGNOPT_LISTED) ", grad, n) or (var, m, " \
  "settings, grad, n)" SIGNOPT_WITH_AN_EXECUTOR_OR_NOT
#define SIGNOPT_ARGUMENTS_OF_MULTI_ARE                   \
  "signopt: the arguments are (tensors" SIGNOPT_SCALARS( \
      SIGNOPT_LISTED) ") or (tensors, settings)" SIGNOPT_WITH_AN_EXECUTOR_OR_NOT
#define SIGNOPT_THESE_SETTINGS_ARE \
  SIGNOPT_MUST_BE_SETTINGS(SIGNOPT_RULE_NAME, SIGNOPT_SCALAR_COUNT, SIGNOPT_SCALARS(SIGNOPT_LISTED))
