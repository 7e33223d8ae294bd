// The library's version. For the preprocessor: SIGNOPT_VERSION_MAJOR, SIGNOPT_VERSION_MINOR, SIGNOPT_VERSION_PATCH.
#pragma once

#include "detail/base/config.hpp"

namespace signopt {

inline constexpr int version_major = SIGNOPT_VERSION_MAJOR;  ///< the first of the three numbers
inline constexpr int version_minor = SIGNOPT_VERSION_MINOR;  ///< the second
inline constexpr int version_patch = SIGNOPT_VERSION_PATCH;  ///< the third

}  // namespace signopt
