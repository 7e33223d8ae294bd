// Compiles with the Eigen of check.sh alone.
#include <Eigen/Core>
#include <signopt/version.hpp>

static_assert(EIGEN_OF_THE_PARENT == 1 && signopt::version_major == 0);

int main() {}
