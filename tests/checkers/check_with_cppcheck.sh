#!/bin/sh
# usage: check_with_cppcheck.sh PROJECT_ROOT
# cppcheck, without the headers of others, on each public header: on one configuration, that of GCC on x86-64,
# because all that the macros allow would take minutes. What it warns of in our headers, it would warn of in every
# program.
set -eu
if ! command -v cppcheck >/dev/null; then
  echo 'cppcheck is not installed'
  exit 77
fi
cppcheck --version
cd "$1"
headers=$(find include/signopt -maxdepth 1 -name '*.hpp' | wc -l)
echo "$headers headers"
[ "$headers" -ge 15 ]
cppcheck --language=c++ --std=c++17 --enable=warning --error-exitcode=1 --quiet \
  -Iinclude -Itests/fake_acl/include -D__x86_64__ -D__SSE2__ -D__GNUC__=12 -D__linux__ -D__cpp_exceptions \
  -D_OPENMP=201511 -D__cppcheck__ -DDLPACK_MAJOR_VERSION=1 include/signopt/*.hpp
