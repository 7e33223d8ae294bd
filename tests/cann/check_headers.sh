#!/bin/sh
# usage: check_headers.sh EACH|ONE INCLUDE_DIRECTORY ACL_HEADERS [FLAG...]
# Compiles each header of the Ascend front end alone, twice in one file, with every warning, with each of the compilers
# that are here, or with one of them; without ACL's headers, where the first error must say what is missing; and with
# values of SIGNOPT_ASCEND that mean nothing.
set -eu
compilers=$1
include=$2
acl=$3
shift 3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

warnings='-Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wold-style-cast -Wundef -Wnull-dereference
  -Wdouble-promotion -Werror'
count=0
failures=0

# compile COMPILER HEADER MODE FLAG...
compile() {
  printf '#include <%s>\n#include <%s>\n' "$2" "$2" >"$work/alone.cpp"
  compiler=$1
  mode=$3
  shift 3
  # shellcheck disable=SC2086  # several flags
  "$compiler" $mode $warnings "$@" -I"$include" -fsyntax-only "$work/alone.cpp"
}

failed() {
  echo "FAILED: $1"
  failures=$((failures + 1))
}

for compiler in clang++ g++; do
  if [ "$compilers" = ONE ] && [ $count -gt 0 ]; then break; fi
  if ! command -v "$compiler" >/dev/null; then
    echo "skipped: $compiler is not installed"
    continue
  fi
  for header in "$include"/signopt/ascend*.hpp "$include"/signopt/detail/ascend/*.hpp; do
    name=${header#"$include/"}
    count=$((count + 1))
    compile "$compiler" "$name" -std=c++17 -isystem "$acl" "$@" || failed "$compiler, $name"
  done
  count=$((count + 1))
  compile "$compiler" signopt/backend.hpp '-std=c++17 -DSIGNOPT_ASCEND=1' -isystem "$acl" "$@" ||
    failed "$compiler, signopt/backend.hpp for an NPU"
  for value in =ON =0 =2 = ; do
    count=$((count + 1))
    if compile "$compiler" signopt/backend.hpp "-std=c++17 -DSIGNOPT_ASCEND$value" -isystem "$acl" "$@" -Wno-undef \
        >"$work/log" 2>&1; then
      failed "$compiler takes SIGNOPT_ASCEND$value for a switch"
    elif ! grep -m 1 'error' "$work/log" | grep -q 'SIGNOPT_ASCEND must be defined as 1, or not at all'; then
      cat "$work/log"
      failed "$compiler does not say what is wrong with SIGNOPT_ASCEND$value"
    fi
  done
  for mode in -std=c++20 '-std=c++17 -fno-exceptions'; do
    count=$((count + 1))
    compile "$compiler" signopt/ascend.hpp "$mode" -isystem "$acl" "$@" || failed "$compiler $mode, signopt/ascend.hpp"
  done
  count=$((count + 1))
  if compile "$compiler" signopt/ascend.hpp -std=c++17 "$@" >"$work/log" 2>&1; then
    failed "$compiler finds ACL's headers without being told where they are"
  elif ! grep -m 1 'error' "$work/log" |
      grep -q 'needs <acl/acl.h> and <acl/acl_op_compiler.h> of the CANN toolkit'; then
    cat "$work/log"
    failed "$compiler does not begin with what is missing"
  fi
done
echo "$failures of $count compilations failed"
[ "$count" -gt 0 ] && [ "$failures" -eq 0 ]
