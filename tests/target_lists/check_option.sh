#!/bin/sh
# usage: check_option.sh SOURCE_DIRECTORY CMAKE COMPILER
# The option SIGNOPT_TARGETS of a project that adds this one: its programs have the targets that it names.
set -eu
source=$1 cmake=$2 compiler=$3
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

cat >"$scratch/CMakeLists.txt" <<END
cmake_minimum_required(VERSION 3.22)
project(user LANGUAGES CXX)
add_subdirectory($source signopt)
add_executable(names names.cpp)
target_link_libraries(names PRIVATE signopt::signopt)
END
cat >"$scratch/names.cpp" <<END
#include <cstdio>
#include <signopt/target.hpp>
int main() {
  for (const signopt::detail::target_entry& target : signopt::detail::targets_best_first) {
    if (target.is_compiled_in) std::printf("%s ", target.name.data());
  }
}
END
names_with() {
  "$cmake" -S "$scratch" -B "$scratch/build" -DCMAKE_CXX_COMPILER="$compiler" "-DSIGNOPT_TARGETS=$1" >"$scratch/log" &&
    "$cmake" --build "$scratch/build" >>"$scratch/log" || { cat "$scratch/log" >&2; exit 1; }
  "$scratch/build/names"
}

all=$(names_with '')
two=$(names_with 'portable;scalar')
one=$(names_with scalar)
echo "all: $all"
echo "portable;scalar: $two"
echo "scalar: $one"
expected=
for name in $all; do
  case $name in portable | scalar) expected="$expected$name " ;; esac
done
[ "$two" = "$expected" ]
[ "$one" = "scalar " ]
[ "$all" != "$one" ]
