// A part of the test program: unit.cpp, compiled with a list of targets of its own. Only plain types cross.
#pragma once

#include <string>
#include <vector>

#define SIGNOPT_TEST_DECLARE_UNIT(unit)         \
  namespace unit {                              \
  std::vector<std::string> available();         \
  std::string active();                         \
  bool accepts(const char* target);             \
  std::vector<float> momentum_after_one_step(); \
  }

SIGNOPT_TEST_DECLARE_UNIT(of_all_targets)
SIGNOPT_TEST_DECLARE_UNIT(of_portable)
SIGNOPT_TEST_DECLARE_UNIT(of_scalar)
