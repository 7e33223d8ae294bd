// The version stands in the headers and in CMakeLists.txt.
#include <gtest/gtest.h>

#include <signopt/version.hpp>
#include <string>

namespace {

TEST(version, is_the_same_in_headers_and_in_cmake) {
  const std::string in_headers = std::to_string(signopt::version_major) + "." + std::to_string(signopt::version_minor) +
                                 "." + std::to_string(signopt::version_patch);
  EXPECT_EQ(in_headers, SIGNOPT_PROJECT_VERSION);
}

}  // namespace
