// Eigen itself: whatever needs it includes this, and is told clearly where there is none, or one that is too old.
#pragma once

#if defined(__has_include)
#  if !__has_include(<Eigen/Core>) && !defined(__cppcheck__)  // which is seldom told where Eigen is
#    error \
        "signopt: this header needs Eigen 3.4 or newer, and there is no <Eigen/Core>. <signopt/pointer.hpp> and \
<signopt/multi_tensor.hpp> need none."
#  endif
#endif
#include <Eigen/Core>

#if !EIGEN_VERSION_AT_LEAST(3, 4, 0)
#  error "signopt: Eigen 3.4 or newer is needed, and this is an older one."
#endif
