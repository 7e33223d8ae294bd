#!/bin/sh
# Without Eigen everything configures, and steps on pointers work; what needs Eigen says so when it is included. An
# Eigen that is too old is no Eigen.
. "$(dirname "$0")/../common.sh"

set -- -DCMAKE_DISABLE_FIND_PACKAGE_Eigen3=ON "-DCMAKE_PREFIX_PATH=$prefix"
for by in subdirectory find_package; do
  configured "$here" $by -DSIGNOPT_BY=$by "$@"
  [ $by = find_package ] || says "signopt: Eigen 3.4 or newer not found (Debian: libeigen3-dev): without it"
  built $by
  ran "a step on pointers" "$work/$by/your_program"
  if "$cmake" --build "$work/$by" --target your_program_with_eigen >"$log" 2>&1; then
    skip "the compiler finds Eigen by itself"
  fi
  says "signopt: this header needs Eigen 3.4 or newer, and there is no <Eigen/Core>"
done

mkdir -p "$work/old/Eigen"
echo '#define EIGEN_VERSION_AT_LEAST(world, major, minor) ((world) * 100 + (major) < 304)' >"$work/old/Eigen/Core"
cat >"$work/old/Eigen3Config.cmake" <<'CMAKE'
add_library(Eigen3::Eigen INTERFACE IMPORTED)
target_include_directories(Eigen3::Eigen INTERFACE ${CMAKE_CURRENT_LIST_DIR})
CMAKE
echo 'set(PACKAGE_VERSION 3.3.9)' >"$work/old/Eigen3ConfigVersion.cmake"
configured "$here" old -DSIGNOPT_BY=subdirectory "-DEigen3_DIR=$work/old"
says "signopt: Eigen 3.3.9 found, 3.4 or newer needed"
if "${CXX:-c++}" -std=c++17 -fsyntax-only "-I$root/include" "-I$work/old" "$here/../eigen_step.cpp" 2>"$log"; then
  fail "an Eigen that is too old was taken"
fi
says "signopt: Eigen 3.4 or newer is needed, and this is an older one"
echo "without Eigen: pointers; with an old one: refused"
