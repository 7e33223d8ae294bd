# Which target Eigen is. Sets signopt_eigen, what has to be linked, and signopt_eigen_problem, which says why there is
# none: then pointers can be used, and what else needs no Eigen.
set(signopt_eigen_problem "")
if(SIGNOPT_EIGEN_TARGET)
  # It may be made later. Where it never is, the second name cannot be taken for that of a library, and CMake says so.
  set(signopt_eigen "$<IF:$<TARGET_EXISTS:${SIGNOPT_EIGEN_TARGET}>,${SIGNOPT_EIGEN_TARGET}")
  string(APPEND signopt_eigen ",SIGNOPT_EIGEN_TARGET::${SIGNOPT_EIGEN_TARGET}>")
  return()
endif()

# No version in find_package: asked for 3.4, Eigen 5 refuses, because it promises compatibility within 5.x only.
if(NOT TARGET Eigen3::Eigen)
  find_package(Eigen3 QUIET CONFIG)
endif()
set(signopt_eigen "")
if(NOT TARGET Eigen3::Eigen)
  set(signopt_eigen_problem "Eigen 3.4 or newer not found (Debian: libeigen3-dev)")
elseif(DEFINED Eigen3_VERSION AND Eigen3_VERSION VERSION_LESS 3.4)
  set(signopt_eigen_problem "Eigen ${Eigen3_VERSION} found, 3.4 or newer needed")
else()
  set(signopt_eigen Eigen3::Eigen)
endif()
