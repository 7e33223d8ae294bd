#!/bin/sh
# usage: check_with_cppcheck.sh PROJECT_ROOT
# cppcheck, without the headers of others, on all public headers, in one file, so that it reads what they share once: on
# one configuration, that of GCC on x86-64, because all that the macros allow would take minutes. What it warns of in
# our headers, it would warn of in every program.
set -eu
if ! command -v cppcheck >/dev/null; then
  echo 'cppcheck is not installed'
  exit 77
fi
cppcheck --version
cd "$1"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The control: what is wrong in a header that another one includes is told.
mkdir "$work/signopt"
echo 'inline int first_of_none(const int* all) { all = nullptr; return *all; }' >"$work/signopt/control.hpp"
echo '#include <signopt/control.hpp>' >"$work/control.cpp"
for header in include/signopt/*.hpp; do echo "#include <${header#include/}>"; done >"$work/headers.cpp"
headers=$(wc -l <"$work/headers.cpp")
echo "$headers headers"
[ "$headers" -ge 15 ]

check() {
  cppcheck --language=c++ --std=c++17 --enable=warning --error-exitcode=1 --quiet \
    -Iinclude "-I$work" -Itests/fake_acl/include -D__x86_64__ -D__SSE2__ -D__GNUC__=12 -D__linux__ -D__cpp_exceptions \
    -D_OPENMP=201511 -D__cppcheck__ -DDLPACK_MAJOR_VERSION=1 "$1"
}
if check "$work/control.cpp" 2>"$work/log"; then
  echo 'FAILED: cppcheck does not see what is wrong in a header'
  exit 1
fi
check "$work/headers.cpp"
